/**
 * Where France is: one row a territory, with the box of its coordinates (WGS 84, with a margin), the projection its
 * files use, and the code FINESS gives its department. Sources: registre EPSG; nomenclature des départements FINESS.
 */
export type Territory = {
  departments: readonly string[]
  finessDepartment: string | null
  /** EPSG code of the projected coordinates; null when files give none. */
  epsg: number | null
  south: number
  north: number
  west: number
  east: number
}

const METROPOLE: Territory = {
  departments: [],
  finessDepartment: null,
  epsg: 2154,
  south: 41.2,
  north: 51.3,
  west: -5.4,
  east: 9.8,
}

type Row = [
  departments: string[],
  finess: string,
  epsg: number | null,
  south: number,
  north: number,
  west: number,
  east: number,
]

const ROWS: Row[] = [
  [['971', '977', '978'], '9A', 5490, 15.7, 18.3, -63.3, -60.9],
  [['972'], '9B', 5490, 14.3, 15.0, -61.4, -60.7],
  [['973'], '9C', 2972, 2.0, 6.0, -54.8, -51.4],
  [['974'], '9D', 2975, -21.5, -20.7, 55.1, 56.0],
  [['975'], '9E', 4467, 46.6, 47.3, -56.6, -56.0],
  [['976'], '9F', 4471, -13.2, -12.5, 44.9, 45.4],
  [['986'], '9J', null, -14.5, -13.0, -178.4, -176.0],
]

const OVERSEAS: readonly Territory[] = ROWS.map(
  ([departments, finessDepartment, epsg, south, north, west, east]) => ({
    departments,
    finessDepartment,
    epsg,
    south,
    north,
    west,
    east,
  }),
)

/** Territory of a department code, of the Insee or of FINESS. */
export function territoryOf(department: string): Territory {
  return (
    OVERSEAS.find(
      ({ departments, finessDepartment }) =>
        departments.includes(department) || finessDepartment === department,
    ) ?? METROPOLE
  )
}

/** Communes of Guadeloupe that are collectivities of their own since 2007, under their old code in FINESS. */
const OWN_COLLECTIVITY = new Map([
  ['97123', '97701'],
  ['97127', '97801'],
])

/**
 * Insee code of a commune from the two codes of FINESS: 01 and 451 give 01451, 9D and 411 give 97411. Null when they
 * do not make one.
 */
export function communeCode(finessDepartment: string, commune: string): string | null {
  if (!/^\d{3}$/.test(commune)) return null
  const overseas = OVERSEAS.find((territory) => territory.finessDepartment === finessDepartment)
  if (overseas !== undefined) {
    const code = `${overseas.departments[0]?.slice(0, 2)}${commune}`
    return OWN_COLLECTIVITY.get(code) ?? code
  }
  return /^(?:\d{2}|2[AB])$/.test(finessDepartment) ? finessDepartment + commune : null
}

/** Department of an Insee commune code: 2A004 gives 2A, 97411 gives 974. */
export function departmentOfCommune(code: string): string {
  return /^9[78]/.test(code) ? code.slice(0, 3) : code.slice(0, 2)
}
