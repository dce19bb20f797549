import { differsByOneLetter } from '../search/typos.js'
import { type Commune, foldCommune, gazetteer } from './gazetteer.js'
import { isRegionCode, regionOfDepartment } from './regions.js'

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
 * the name, the one of the region wins if it is alone there and nobody says its name for a longer one; otherwise the
 * reader chooses, the largest first.
 */
export function communeMeant(typed: string, regionCode: string): Meant {
  const code = typed.trim().toUpperCase()
  const byCode = /^\d[\dAB]\d{3}$/.test(code) ? gazetteer().byCode.get(code) : undefined
  const candidates = named(typed)
  // A number is a postcode before it is an Insee code: people know the former.
  if (candidates.length === 0 && byCode) return { kind: 'one', commune: byCode }
  const longer = candidates.some((commune) => isToldBy(typed, commune)) ? [] : longerNames(typed)
  return chosen(candidates, longer, regionCode) ?? { kind: 'none', lookAlikes: lookAlikes(typed, regionCode) }
}

/** A postcode or an Insee code. */
const CODE = /\b\d[\dAB]\d{3}\b/i
/** A department, or whatever else tells two communes apart. */
const IN_BRACKETS = /\([^()]*\)/g
/** How the mail of a town is sorted. */
const CEDEX = /\bcedex\b(?: ?\d{1,2}(?!\d))?/i

function codeIn(typed: string): string | undefined {
  return CODE.exec(typed)?.[0].toUpperCase()
}

function nameIn(typed: string): string {
  return typed.replace(CODE, ' ').replace(CEDEX, ' ')
}

/** Its code was typed too. */
function isToldBy(typed: string, { code, postcodes }: Commune): boolean {
  const typedCode = codeIn(typed)
  return typedCode !== undefined && (code === typedCode || postcodes.includes(typedCode))
}

function named(typed: string): readonly Commune[] {
  const code = codeIn(typed)
  const name = nameIn(typed)
  const inPostcode = code === undefined ? [] : (gazetteer().byPostcode.get(code) ?? [])
  if (foldCommune(name) === '') return withoutWholeCities(inPostcode)
  const ofName = ofThatName(name)
  const both = ofName.filter((commune) => inPostcode.includes(commune))
  if (both.length > 0) return both
  const ofCode = ofName.filter((commune) => commune.code === code)
  if (ofCode.length > 0) return ofCode
  const shortened = longerNames(typed).filter((commune) => inPostcode.includes(commune))
  return shortened.length > 0 ? shortened : ofName
}

/** Some names have brackets of their own: « Château-Chinon (Ville) ». */
function ofThatName(name: string): readonly Commune[] {
  const { byName } = gazetteer()
  const withoutBrackets = foldCommune(name.replace(IN_BRACKETS, ' '))
  const folded = foldCommune(name)
  const found = [folded, districtName(folded), withoutBrackets].find((one) => byName.has(one))
  return byName.get(found ?? '') ?? []
}

/** « lyon 3 », « paris 20eme », « marseille 1er arr »: their districts as the Insee writes them. */
function districtName(folded: string): string {
  const [, city, number] =
    /^(paris|lyon|marseille) (\d{1,2}) ?(?:e|er|eme)?(?: arr(?:ondissement)?)?$/.exec(folded) ?? []
  const rank = Number(number)
  return city === undefined ? folded : `${city} ${rank}${rank === 1 ? 'er' : 'e'} arrondissement`
}

/** « Bourg » is said for Bourg-en-Bresse, « Villars » for Villars-les-Dombes. */
function longerNames(typed: string): readonly Commune[] {
  const name = foldCommune(nameIn(typed).replace(IN_BRACKETS, ' '))
  return name.length < 3 ? [] : beginningWith(`${name} `).flatMap((one) => gazetteer().byName.get(one) ?? [])
}

/** A postcode of Paris, Lyon or Marseille means its district, not the city. */
const WHOLE_CITIES = new Set(['75056', '69123', '13055'])

function withoutWholeCities(communes: readonly Commune[]): readonly Commune[] {
  const districts = communes.filter(({ code }) => !WHOLE_CITIES.has(code))
  return districts.length > 0 ? districts : communes
}

/** One with a longer name may be meant from this share of the people of the one that has the very name. */
const LIKELY_SHARE = 0.5

function chosen(
  candidates: readonly Commune[],
  longer: readonly Commune[],
  regionCode: string,
): Meant | null {
  if (candidates.length === 0) return null
  const here = candidates.filter(isIn(regionCode))
  const crowd = Math.max(0, ...here.map(({ population }) => population)) * LIKELY_SHARE
  const likely = longer.filter(isIn(regionCode)).filter(({ code, population }) => {
    return population >= crowd && here.every((one) => one.code !== code)
  })
  // Of another region only when nothing in ours may be meant, or after what may be.
  const elsewhere = here.length > 0 ? [] : candidates
  const communes = [...largestFirst([...here, ...likely]), ...largestFirst(elsewhere)]
  const [first] = communes
  if (first !== undefined && communes.length === 1) return { kind: 'one', commune: first }
  return { kind: 'several', communes: communes.slice(0, MOST_PROPOSED) }
}

/** A region that the Insee does not know, that of a demonstration, is everywhere. */
function isIn(regionCode: string): (commune: Commune) => boolean {
  return isRegionCode(regionCode)
    ? ({ departmentCode }) => regionOfDepartment(departmentCode) === regionCode
    : () => true
}

/** Communes whose name begins like what was typed, or differs from it by one letter; those of the region first. */
function lookAlikes(typed: string, regionCode: string): readonly Commune[] {
  const name = foldCommune(nameIn(typed).replace(/\([^(]*\)|\d+/g, ' '))
  if (name.length < 3) return []
  const { byName } = gazetteer()
  const names = [...beginningWith(name), ...(name.length < 5 ? [] : oneLetterAway(name))]
  const found = [...new Set(names)].flatMap((one) => byName.get(one) ?? [])
  const here = found.filter(isIn(regionCode))
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
