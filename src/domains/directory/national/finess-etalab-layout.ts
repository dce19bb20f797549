/**
 * Columns of the lines of the old FINESS open files cs1100502 (establishments) and cs1100507 (the same, then their
 * positions), in order: these files have no header. Source: « Extraction du fichier des établissements », data.gouv.fr;
 * last published in May 2026. The first column names the kind of line.
 */
export const ESTABLISHMENT_COLUMNS = [
  'section',
  'nofinesset',
  'nofinessej',
  'rs',
  'rslongue',
  'complrs',
  'compldistrib',
  'numvoie',
  'typvoie',
  'voie',
  'compvoie',
  'lieuditbp',
  'commune',
  'departement',
  'libdepartement',
  'ligneacheminement',
  'telephone',
  'telecopie',
  'categetab',
  'libcategetab',
  'categagretab',
  'libcategagretab',
  'siret',
  'codeape',
  'codemft',
  'libmft',
  'codesph',
  'libsph',
  'dateouv',
  'dateautor',
  'datemaj',
  'numuai',
] as const

export type EstablishmentColumn = (typeof ESTABLISHMENT_COLUMNS)[number]

/** Columns of an authorised activity in the open file of that name; those after `nofinesset` are not used. */
export const ACTIVITY_COLUMNS = [
  'section',
  'nofinessej',
  'rsej',
  'activite',
  'libactivite',
  'modalite',
  'libmodalite',
  'forme',
  'libforme',
  'noautor',
  'dateautor',
  'nofinesset',
] as const
