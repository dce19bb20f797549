export type MaternityType = 'I' | 'IIA' | 'IIB' | 'III' | 'CPP'

/** An invented hospital: one transmission FINESS, one geographic FINESS a site. */
export type SyntheticHospital = {
  finess: string
  sites: { finessGeo: string; name: string; type: MaternityType | null; privateClinic?: boolean }[]
}

/** A site with what the generator looks up at every pregnancy. */
export type Site = {
  index: number
  hospital: number
  finess: string
  finessGeo: string
  name: string
  type: MaternityType | null
  /** 0 without births, then 1 to 4 from type I to type III. */
  level: number
  /** Relative yearly number of stays. */
  size: number
}

/** Department 99 does not exist: no one can take these numbers for real ones. */
export const FICTIVE_HOSPITALS: SyntheticHospital[] = [
  {
    finess: '990000012',
    sites: [
      { finessGeo: '990000111', name: 'CHU de Hauterive – Hôpital de la Mère et de l’Enfant', type: 'III' },
      { finessGeo: '990000129', name: 'CHU de Hauterive – Site des Ormeaux', type: 'I' },
    ],
  },
  oneSite('990000137', 'CH de Valbrune', 'IIB'),
  oneSite('990000145', 'CH de Port-Lancel', 'IIA'),
  oneSite('990000152', 'CH de Montferrier-le-Haut', 'I'),
  oneSite('990000160', 'Clinique des Trois-Fontaines', 'IIA', true),
  oneSite('990000178', 'CH de Saint-Amant-sur-Lys', 'CPP'),
  {
    finess: '990000020',
    sites: [
      { finessGeo: '990000186', name: 'Centre hospitalier du Val d’Orbe – Site de Rochebelle', type: 'IIB' },
      { finessGeo: '990000194', name: 'Centre hospitalier du Val d’Orbe – Site de Lissac', type: 'I' },
    ],
  },
  oneSite('990000202', 'CH de Brévannes-la-Forêt', 'I'),
  oneSite('990000210', 'CHR de Castelmaur', 'III'),
  oneSite('990000228', 'CH de Noirlac-les-Bains', 'IIA'),
  oneSite('990000236', 'CH de Fontvieille-en-Plaine', 'I'),
  oneSite('990000244', 'CH des Deux-Rivières', 'IIB'),
]

/** The first `count` fictive hospitals; beyond the named ones, numbered ones in the same proportions of types. */
export function fictiveHospitals(count: number): SyntheticHospital[] {
  const hospitals = FICTIVE_HOSPITALS.slice(0, count)
  for (let number = hospitals.length + 1; number <= count; number++) {
    const type = EXTRA_TYPES[number % EXTRA_TYPES.length] ?? 'I'
    hospitals.push(oneSite(`9901${String(number).padStart(5, '0')}`, `CH fictif n° ${number}`, type))
  }
  return hospitals
}

/** Numbers the sites and gives each its level and size. */
export function sitesOf(hospitals: SyntheticHospital[]): Site[] {
  return hospitals
    .flatMap(({ finess, sites }, hospital) => sites.map((site) => ({ ...site, finess, hospital })))
    .map(({ finess, hospital, finessGeo, name, type }, index) => ({
      index,
      hospital,
      finess,
      finessGeo,
      name,
      type,
      level: type === null ? 0 : LEVELS[type],
      size: type === null ? SIZES.CPP : SIZES[type],
    }))
}

/** A site in proportion to its size, for a number in [0, 1). */
export function siteBySize(sites: readonly Site[], draw: number): Site {
  let left = draw * sites.reduce((sum, { size }) => sum + size, 0)
  for (const site of sites) {
    left -= site.size
    if (left < 0) return site
  }
  throw new Error('no site to choose from')
}

/** `maternites.csv`, the table a network keeps of the types of its maternities. */
export function maternitiesCsv(hospitals: SyntheticHospital[]): string {
  const rows = sitesOf(hospitals)
    .filter(({ type }) => type !== null)
    .map(({ finessGeo, name, type }) => `${finessGeo};${name};${type};;`)
  return `${['finess_geo;name;type;valid_from;valid_to', ...rows].join('\n')}\n`
}

const LEVELS: Record<MaternityType, number> = { CPP: 0, I: 1, IIA: 2, IIB: 3, III: 4 }

/** In the order of the mean numbers of deliveries by type: about a quarter of births fall in a type III. */
const SIZES: Record<MaternityType, number> = { CPP: 3, I: 7, IIA: 14, IIB: 22, III: 34 }

const EXTRA_TYPES: MaternityType[] = [
  'I',
  'IIA',
  'I',
  'IIB',
  'I',
  'IIA',
  'I',
  'III',
  'IIA',
  'I',
  'IIB',
  'CPP',
]

function oneSite(
  finess: string,
  name: string,
  type: MaternityType,
  privateClinic = false,
): SyntheticHospital {
  return { finess, sites: [{ finessGeo: finess, name, type, privateClinic }] }
}
