import { PDF, XLSX } from '../../web/attachment.js'
import type { Audience } from '../directory/visibility.js'
import type { PublicationKind } from './tables.js'

/** The edition of a document made for an audience, as it is printed under its title. */
export const AUDIENCE_EDITIONS: Record<Audience, string> = {
  public: 'édition pour tout le monde',
  members: 'édition pour les membres du réseau',
  emergency: 'édition pour les services d’urgence et les maternités',
  team: 'édition pour l’équipe du réseau',
}

/** Professions as headings say them; the codes are those of `PROFESSIONS`. */
export const PROFESSION_PLURALS: Readonly<Record<string, string>> = {
  10: 'Médecins',
  21: 'Pharmaciens',
  40: 'Chirurgiens-dentistes',
  50: 'Sages-femmes',
  60: 'Infirmiers',
  70: 'Masseurs-kinésithérapeutes',
  80: 'Pédicures-podologues',
  86: 'Techniciens de laboratoire médical',
  91: 'Orthophonistes',
  92: 'Orthoptistes',
  93: 'Psychologues',
  94: 'Ergothérapeutes',
  95: 'Diététiciens',
  96: 'Psychomotriciens',
  98: 'Manipulateurs d’électroradiologie médicale',
  35: 'Aides-soignants',
  36: 'Auxiliaires de puériculture',
  37: 'Auxiliaires de puériculture',
}

export const KIND_WORDS: Record<PublicationKind, string> = {
  booklet: 'Livret (PDF)',
  'emergency-sheet': 'Fiche des urgences (PDF)',
  'open-data': 'Données ouvertes',
  csv: 'Export CSV',
  xlsx: 'Classeur Excel',
  vcf: 'Carnet d’adresses (vCard)',
}

/** How a downloaded file is named and typed: « annuaire-hauterive-2026-11-28.pdf ». */
export function fileNameOf(
  { kind, madeAt }: { kind: PublicationKind; madeAt: string },
  slug: string,
): { name: string; type: string } {
  const [extension, type] = kind === 'xlsx' ? ['xlsx', XLSX] : ['pdf', PDF]
  return { name: `annuaire-${slug}-${madeAt.slice(0, 10)}.${extension}`, type }
}
