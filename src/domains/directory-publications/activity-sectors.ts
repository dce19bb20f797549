import { knownLegalStatus } from '../directory/national/legal-status.js'
import { FINESS_CATEGORIES } from '../directory/national/structure-categories.js'

/**
 * Sectors of activity as the cahier des charges tells them apart: hospitals public and private, what is out of hospital,
 * services of the département, medico-social.
 */
export const SECTOR_LABELS = {
  'public-hospital': 'Hôpital public',
  'private-hospital': 'Hôpital privé',
  ambulatory: 'Ville (cabinet, maison ou centre de santé)',
  'child-protection': 'PMI et protection de l’enfance',
  'medico-social': 'Social et médico-social',
  other: 'Autre secteur',
  several: 'Plusieurs secteurs',
  unknown: 'Non renseigné',
} as const
export type Sector = keyof typeof SECTOR_LABELS

export type PracticePlace = {
  modeCode: string | null
  sectorCode: string | null
  categoryCode: string | null
  /** Of the establishment, public or private. */
  legalStatus: string | null
}

/** Where a person works, over all her places. Pure. */
export function sectorOf(places: readonly PracticePlace[]): Sector {
  const known = new Set(places.flatMap((place) => sectorOfPlace(place) ?? []))
  const [first = 'unknown'] = known
  return known.size > 1 ? 'several' : first
}

/**
 * What FINESS says of the place when it is a service of its own, else the sector of the RPPS; null when nobody said. Of a
 * hospital, it is the hospital that says whether it is public.
 */
function sectorOfPlace({ sectorCode, categoryCode, legalStatus }: PracticePlace): Sector | null {
  const category = FINESS_CATEGORIES.codes.get(categoryCode ?? '')?.cahierCategory
  if (category === 'pmi' || category === 'ase') return 'child-protection'
  if (category === 'medico-social' || category === 'social-services') return 'medico-social'
  const said = sectorCode === NOT_DEFINED ? null : sectorCode
  const sector = said === null ? null : (SECTOR_OF_CODE.get(said) ?? 'other')
  const isHospital = sector === null ? HOSPITALS.has(categoryCode ?? '') : /hospital$/.test(sector)
  const status = isHospital ? knownLegalStatus(legalStatus) : null
  if (status !== null) return status === 'public' ? 'public-hospital' : 'private-hospital'
  return sector
}

/** TRE_R66: those of `FINESS_CATEGORIES` where people are in hospital. */
const HOSPITALS = new Set(['101', '122', '128', '355', '365', '697'])

const NOT_DEFINED = 'SA43'

/** TRE_R02-SecteurActivite, Agence du numérique en santé. */
const SECTOR_OF_CODE = new Map<string, Sector>(
  Object.entries({
    'public-hospital': ['SA01', 'SA02', 'SA40'],
    'private-hospital': ['SA03', 'SA04', 'SA36'],
    ambulatory: ['SA05', 'SA07', 'SA08', 'SA09', 'SA33', 'SA50', 'SA52', 'SA64', 'SA67'],
    'child-protection': ['SA15', 'SA20'],
    'medico-social': ['SA16', 'SA17', 'SA18', 'SA21', 'SA41'],
  } as const).flatMap(([sector, codes]) => codes.map((code): [string, Sector] => [code, sector as Sector])),
)
