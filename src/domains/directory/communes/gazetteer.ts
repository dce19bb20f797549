import { readFileSync } from 'node:fs'
import path from 'node:path'
import { foldText } from '../national/plain-text.js'
import { departmentOfPostcode } from '../national/postcode.js'
import { departmentOfCommune } from '../national/territories.js'
import { shortens } from './commune-spellings.js'

/** Where a point comes from: the town itself, or a mean of its neighbours (README.md). */
export type Precision =
  | 'exact'
  | 'postcode'
  | 'intercommunality'
  | 'district'
  | 'department'
  | 'present-commune'

export type Commune = {
  code: string
  name: string
  postcodes: readonly string[]
  departmentCode: string
  latitude: number
  longitude: number
  precision: Precision
  population: number
}

const FILE = path.join(import.meta.dirname, 'communes.txt')

const PRECISIONS: Record<string, Precision> = {
  e: 'exact',
  p: 'postcode',
  i: 'intercommunality',
  a: 'district',
  d: 'department',
  c: 'present-commune',
}

/** « ± 4 km »: the usual error of a point, in kilometres; null when it is the town itself. */
export const USUAL_ERROR_KM: Record<Precision, number | null> = {
  exact: null,
  postcode: 4,
  intercommunality: 8,
  district: 14,
  department: 27,
  'present-commune': null,
}

type Gazetteer = {
  byCode: Map<string, Commune>
  byName: Map<string, Commune[]>
  byPostcode: Map<string, Commune[]>
  /** Folded names in order, to complete the first letters of one. */
  names: string[]
}

let read: Gazetteer | undefined

/** The commune of this Insee code, past or present. */
export function communeByCode(code: string | null): Commune | null {
  return code === null ? null : (gazetteer().byCode.get(code) ?? null)
}

/**
 * The commune of an address that has no Insee code, from its postcode and the name written there, in full or shortened.
 * A postcode of one commune says enough, unless the name is that of another.
 */
export function communeOfAddress(postcode: string | null, name: string | null): Commune | null {
  if (postcode === null) return null
  const { byPostcode, byName } = gazetteer()
  const inPostcode = withDistricts(byPostcode.get(postcode) ?? [])
  const folded = foldCommune(withoutCedex(name ?? ''))
  const [only, ...others] = inPostcode
  const isOnly = only !== undefined && others.length === 0
  if (folded === '') return isOnly ? only : null
  const exact = inPostcode.find((commune) => foldCommune(commune.name) === folded)
  if (exact !== undefined) return exact
  const [shortened, ...more] = inPostcode.filter((commune) => shortens(folded, foldCommune(commune.name)))
  if (shortened !== undefined && more.length === 0) return shortened
  const named = byName.get(folded) ?? []
  // A postcode of « Cedex » is of no commune: its department tells those of one name apart.
  if (inPostcode.length === 0) return onlyIn(departmentOfPostcode(postcode), named)
  return isOnly && named.length === 0 ? only : null
}

/** A postcode of Paris, Lyon or Marseille is that of a district before that of the city. */
function withDistricts(communes: readonly Commune[]): readonly Commune[] {
  const districts = communes.filter(({ name }) => name.endsWith(' Arrondissement'))
  return districts.length > 0 ? districts : communes
}

function onlyIn(departmentCode: string | null, communes: readonly Commune[]): Commune | null {
  const [only, ...others] = communes.filter((commune) => commune.departmentCode === departmentCode)
  return only !== undefined && others.length === 0 ? only : null
}

/** « Belley Cedex », « LYON CEDEX 03 »: the letters go elsewhere, the place is the same. */
export function withoutCedex(name: string): string {
  return name.replace(/\bcedex\b.*$/i, '').trim()
}

/** Names as they are compared: « St-Étienne » and « SAINT ETIENNE » are one. */
export function foldCommune(name: string): string {
  return foldText(name)
    .replace(/\bst\b/g, 'saint')
    .replace(/\bste\b/g, 'sainte')
}

/** Read at the first need, then kept: some fifteen megabytes. */
export function gazetteer(): Gazetteer {
  read ??= readGazetteer()
  return read
}

function readGazetteer(): Gazetteer {
  const made: Gazetteer = { byCode: new Map(), byName: new Map(), byPostcode: new Map(), names: [] }
  for (const line of readFileSync(FILE, 'utf8').split('\n')) {
    const commune = communeOf(line)
    if (commune === null) continue
    // A former commune may have the code of the one it is now part of: the present one answers for it.
    if (!made.byCode.has(commune.code) || commune.precision !== 'present-commune') {
      made.byCode.set(commune.code, commune)
    }
    addTo(made.byName, foldCommune(commune.name), commune)
    for (const postcode of commune.postcodes) addTo(made.byPostcode, postcode, commune)
  }
  made.names = [...made.byName.keys()].sort()
  return made
}

function communeOf(line: string): Commune | null {
  const [code, name, postcodes, latitude, longitude, precision, population] = line.split('|')
  if (code === undefined || name === undefined || !latitude || !longitude) return null
  return {
    code,
    name: name.replaceAll("'", '’'),
    postcodes: postcodes ? postcodes.split(' ') : [],
    departmentCode: departmentOfCommune(code),
    latitude: Number(latitude),
    longitude: Number(longitude),
    precision: PRECISIONS[precision ?? ''] ?? 'department',
    population: Number(population ?? 0),
  }
}

function addTo(lists: Map<string, Commune[]>, key: string, commune: Commune): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [commune])
  else if (!list.some(({ code }) => code === commune.code)) list.push(commune)
}
