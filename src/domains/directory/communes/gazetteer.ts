import { readFileSync } from 'node:fs'
import path from 'node:path'
import { foldText } from '../national/plain-text.js'
import { departmentOfCommune } from '../national/territories.js'

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

/** The commune of an address that has no Insee code, from its postcode and the name written there. */
export function communeOfAddress(postcode: string | null, name: string | null): Commune | null {
  if (postcode === null || name === null) return null
  const folded = foldCommune(name.replace(/\bcedex\b.*$/i, ''))
  const inPostcode = gazetteer().byPostcode.get(postcode) ?? []
  return inPostcode.find((commune) => foldCommune(commune.name) === folded) ?? null
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
