/** Identifier and code systems of France. Source: IG « Annuaire Santé » of the Agence du numérique en santé, 1.2.0. */
export const IDENTIFIERS = {
  rpps: 'https://rpps.esante.gouv.fr',
  idNatPs: 'urn:oid:1.2.250.1.71.4.2.1',
  finess: 'https://finess.esante.gouv.fr',
  idNatStructure: 'urn:oid:1.2.250.1.71.4.2.2',
} as const

export const IDENTIFIER_TYPES = 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203'

const NOS = 'https://mos.esante.gouv.fr/NOS'

export const CODES = {
  profession: `${NOS}/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante`,
  skill: `${NOS}/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale`,
  mode: `${NOS}/TRE_R23-ModeExercice/FHIR/TRE-R23-ModeExercice`,
  sector: `${NOS}/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite`,
  structureCategory: `${NOS}/TRE_R66-CategorieEtablissement/FHIR/TRE-R66-CategorieEtablissement`,
  language: 'urn:ietf:bcp:47',
  /** Made of several national codes, none of which says it alone. */
  legalStatus: 'urn:trame:legal-status',
  /** Offers of care and methods of abortion have no national nomenclature: these are the platform’s own lists. */
  offer: 'urn:trame:offer-kind',
  ivgMethod: 'urn:trame:ivg-method',
} as const
