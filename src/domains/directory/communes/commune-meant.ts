import { differsByOneLetter } from '../search/typos.js'
import { type Commune, foldCommune, gazetteer } from './gazetteer.js'
import { regionOfDepartment } from './regions.js'

/** What somebody typed to name a commune: the one meant, several of that name, or none but some that look like it. */
export type Meant =
  | { kind: 'one'; commune: Commune }
  | { kind: 'several'; communes: readonly Commune[] }
  | { kind: 'none'; lookAlikes: readonly Commune[] }

/** Most communes proposed to choose from. */
const MOST_PROPOSED = 12

/** « Saint-Priest (69800) »: how a link writes a commune. It is readable, and `communeMeant` reads this very commune. */
export function communeWords({ name, postcodes, code }: Commune): string {
  return `${name} (${postcodes[0] ?? code})`
}

/**
 * The commune meant by a name, a postcode, an Insee code, or a name with either: « Viriat (01440) ». Where several have
 * the name, the one of the region wins if it is alone there; otherwise the reader chooses, the largest first.
 */
export function communeMeant(typed: string, regionCode: string): Meant {
  const code = typed.trim().toUpperCase()
  const byCode = /^\d[\dAB]\d{3}$/.test(code) ? gazetteer().byCode.get(code) : undefined
  const candidates = named(typed)
  // A number is a postcode before it is an Insee code: people know the former.
  if (candidates.length === 0 && byCode) return { kind: 'one', commune: byCode }
  return chosen(candidates, regionCode) ?? { kind: 'none', lookAlikes: lookAlikes(typed, regionCode) }
}

/** A postcode or an Insee code. */
const CODE = /\b\d[\dAB]\d{3}\b/i
/** A department, or whatever else tells two communes apart. */
const IN_BRACKETS = /\([^()]*\)/g

function named(typed: string): readonly Commune[] {
  const { byPostcode } = gazetteer()
  const code = CODE.exec(typed)?.[0].toUpperCase()
  const name = typed.replace(CODE, ' ')
  const inPostcode = code === undefined ? [] : (byPostcode.get(code) ?? [])
  if (foldCommune(name) === '') return withoutWholeCities(inPostcode)
  const ofName = ofThatName(name)
  const both = ofName.filter((commune) => inPostcode.includes(commune))
  if (both.length > 0) return both
  const ofCode = ofName.filter((commune) => commune.code === code)
  return ofCode.length > 0 ? ofCode : ofName
}

/** Some names have brackets of their own: « Château-Chinon (Ville) ». */
function ofThatName(name: string): readonly Commune[] {
  const { byName } = gazetteer()
  return byName.get(foldCommune(name)) ?? byName.get(foldCommune(name.replace(IN_BRACKETS, ' '))) ?? []
}

/** A postcode of Paris, Lyon or Marseille means its district, not the city. */
const WHOLE_CITIES = new Set(['75056', '69123', '13055'])

function withoutWholeCities(communes: readonly Commune[]): readonly Commune[] {
  const districts = communes.filter(({ code }) => !WHOLE_CITIES.has(code))
  return districts.length > 0 ? districts : communes
}

function chosen(candidates: readonly Commune[], regionCode: string): Meant | null {
  const [first] = candidates
  if (first === undefined) return null
  if (candidates.length === 1) return { kind: 'one', commune: first }
  const here = candidates.filter((one) => regionOfDepartment(one.departmentCode) === regionCode)
  if (here.length === 1 && here[0] !== undefined) return { kind: 'one', commune: here[0] }
  return { kind: 'several', communes: largestFirst(here.length > 0 ? here : candidates) }
}

/** Communes whose name begins like what was typed, or differs from it by one letter; those of the region first. */
function lookAlikes(typed: string, regionCode: string): readonly Commune[] {
  const name = foldCommune(typed.replace(/\([^(]*\)|\d+/g, ' '))
  if (name.length < 3) return []
  const { byName } = gazetteer()
  const names = [...beginningWith(name), ...(name.length < 5 ? [] : oneLetterAway(name))]
  const found = [...new Set(names)].flatMap((one) => byName.get(one) ?? [])
  const isHere = (commune: Commune) => regionOfDepartment(commune.departmentCode) === regionCode
  const here = found.filter(isHere)
  return largestFirst(here.length > 0 ? here : found)
}

function largestFirst(communes: readonly Commune[]): readonly Commune[] {
  return [...communes].sort((one, other) => other.population - one.population).slice(0, MOST_PROPOSED)
}

function beginningWith(start: string): string[] {
  const { names } = gazetteer()
  const found: string[] = []
  for (let at = firstFrom(names, start); names[at]?.startsWith(start); at += 1) found.push(names[at] ?? '')
  return found
}

/** Where a sorted list reaches this text. */
function firstFrom(sorted: readonly string[], text: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

function oneLetterAway(name: string): string[] {
  return gazetteer().names.filter((other) => differsByOneLetter(name, other))
}
