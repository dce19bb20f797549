import type { Stay } from '../../src/domains/pmsi/stay.js'
import { DEFAULT_MINIMUM_LEVELS } from '../../src/domains/tracers/engine/default-config.js'
import { startTracers } from '../../src/domains/tracers/engine/fold.js'
import type { EngineConfig, TracerOutcome } from '../../src/domains/tracers/engine/types.js'

/** Fictive sites, one per type; E5 is a hospital without maternity, E3J the legal entity of E3. */
export const SITES = {
  E1: '990000011',
  E2A: '990000021',
  E2B: '990000022',
  E3: '990000031',
  'E3-JUR': '990000030',
  E5: '990000051',
} as const

const site = (finessGeo: string, type: 'I' | 'IIA' | 'IIB' | 'III') => ({
  finessGeo,
  name: `Maternité ${type}`,
  type,
  validFrom: null,
  validTo: null,
})

export const config = (over: Partial<EngineConfig> = {}): EngineConfig => ({
  maternities: [site(SITES.E1, 'I'), site(SITES.E2A, 'IIA'), site(SITES.E2B, 'IIB'), site(SITES.E3, 'III')],
  minimumLevels: DEFAULT_MINIMUM_LEVELS,
  veryPretermUnderWeeks: 32,
  yearOf: 'discharge',
  ...over,
})

let lastKey = 0

/** A stay in 2024, in E1 unless said otherwise. `at` moves every FINESS together. */
export function aStay(over: Partial<Stay> & { at?: string } = {}): Stay {
  const { at = SITES.E1, ...given } = over
  lastKey += 1
  return {
    finess: at,
    rsaKey: String(lastKey).padStart(10, '0'),
    site: at,
    lastSite: at,
    ghm: '14Z14A',
    dp: '',
    dr: '',
    das: [],
    acts: [],
    ageYears: 30,
    ageDays: null,
    sex: '2',
    entryMode: '8',
    provenance: '',
    exitMode: '8',
    destination: '',
    stayType: '',
    exitYear: 2024,
    exitMonth: 3,
    nights: 3,
    weightG: null,
    gestationalAgeWeeks: null,
    daysSinceLastPeriod: null,
    unitTypes: [],
    residence: '99000',
    person: null,
    motherChild: null,
    entryDate: null,
    exitDate: null,
    ...given,
  }
}

export const act = (code: string) => ({ code, delayDays: null })

/** A normal delivery: a cephalic vaginal act and Z37.0. */
export const aDelivery = (over: Partial<Stay> & { at?: string } = {}): Stay =>
  aStay({ dp: 'O800', das: ['Z370'], acts: [act('JQGD012')], gestationalAgeWeeks: 40, ...over })

/** A well singleton born at term. */
export const aBirth = (over: Partial<Stay> & { at?: string } = {}): Stay =>
  aStay({
    ghm: '15M05A',
    dp: 'Z380',
    ageYears: 0,
    ageDays: 0,
    entryMode: 'N',
    gestationalAgeWeeks: 40,
    weightG: 3400,
    ...over,
  })

export function compute(stays: readonly Stay[], over: Partial<EngineConfig> = {}): TracerOutcome {
  const fold = startTracers(config(over))
  for (const unit of unitsOf(stays)) fold.add(unit)
  return fold.finish()
}

/** One unit a hospital and a year, as the platform reads them. */
export function unitsOf(stays: readonly Stay[]): Stay[][] {
  const units = new Map<string, Stay[]>()
  for (const stay of stays) {
    const key = `${stay.finess} ${stay.exitYear}`
    units.set(key, [...(units.get(key) ?? []), stay])
  }
  return [...units.values()]
}

/** `numerator/denominator` of a class, for the region or an establishment; '0/0' when nothing came out. */
export function ratio(
  outcome: TracerOutcome,
  path: string,
  establishment: string | null = null,
  year?: number,
): string {
  const [numerator, denominator] = sums(outcome, path, establishment, year)
  return `${numerator}/${denominator}`
}

function sums(
  outcome: TracerOutcome,
  path: string,
  establishment: string | null,
  year?: number,
): [number, number] {
  const [indicator, code] = path.split(':')
  const found = outcome.results.filter(
    (r) =>
      r.indicator === indicator &&
      r.class === code &&
      r.establishment === establishment &&
      (year === undefined || r.year === year),
  )
  return [found.reduce((n, r) => n + r.numerator, 0), found.reduce((n, r) => n + r.denominator, 0)]
}

export const numerator = (outcome: TracerOutcome, path: string): number => sums(outcome, path, null)[0]
export const denominator = (outcome: TracerOutcome, path: string): number => sums(outcome, path, null)[1]

export const codesOf = (outcome: TracerOutcome): string[] =>
  [...new Set(outcome.quality.map((q) => q.code))].sort()

/** The ISO date a number of days after 10 March 2024. */
export function day(after: number): string {
  return new Date(Date.UTC(2024, 2, 10 + after)).toISOString().slice(0, 10)
}

/** Dates of a stay that begins so many days after 10 March 2024. */
export function dates(after: number, nights: number) {
  const exitDate = day(after + nights)
  return {
    entryDate: day(after),
    exitDate,
    nights,
    exitYear: Number(exitDate.slice(0, 4)),
    exitMonth: Number(exitDate.slice(5, 7)),
  }
}
