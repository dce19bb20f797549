import type { QualityFinding, Stay } from '../../pmsi/stay.js'

export type MaternityType = 'I' | 'IIA' | 'IIB' | 'III' | 'CPP'

/** A site and the type it was authorised for between two ISO dates, inclusive; null leaves the side open. */
export type Maternity = {
  finessGeo: string
  name: string
  type: MaternityType
  validFrom: string | null
  validTo: string | null
}

/** The least term and weight a type may take, as a region decided it between two ISO dates, inclusive. */
export type MinimumLevel = {
  type: 'I' | 'IIA' | 'IIB'
  gestationalAgeWeeks: number
  weightG: number
  validFrom: string | null
  validTo: string | null
}

export type EngineConfig = {
  maternities: Maternity[]
  minimumLevels: MinimumLevel[]
  /** Very preterm is strictly under this number of completed weeks. */
  veryPretermUnderWeeks: number
  /** 'discharge' is what ATIH counts by; 'birth' is what a health indicator would want. */
  yearOf: 'discharge' | 'birth'
}

/** One class of one indicator for one establishment, or the region, and one year. `value` is a plain ratio. */
export type TracerResult = {
  indicator: string
  class: string
  level: 'establishment' | 'region'
  /** Geographic FINESS; null for the region. */
  establishment: string | null
  year: number
  numerator: number
  denominator: number
  /** Left out of the denominator by the definition. */
  excluded: number
  /** Left out of the denominator because the file does not say. */
  missing: number
  /** Null when the denominator is 0. */
  value: number | null
}

/** What the figures of one establishment and one year rest on. */
export type LinkageRow = {
  establishment: string
  year: number
  deliveries: number
  /** Live births by the children's stays, and by the mothers' Z37. */
  liveBirths: number
  z37LiveBirths: number
  /** Children born without life by their own stays, and by the mothers' Z37. */
  stillbornStays: number
  z37Stillbirths: number
  /** `stillbornStays / z37Stillbirths`; null when no Z37 tells of a stillbirth. */
  stillbirthCoverage: number | null
  /** Birth stays, living or not, and those whose mother's stay was found. */
  children: number
  childrenLinked: number
  /** Deliveries and birth stays, and those whose pseudonym allows following the person. */
  stays: number
  staysWithPerson: number
  /** Departures whose arrival was found; ends, departure or arrival, whose other end was not. */
  transfersMatched: number
  transferEndsUnmatched: number
}

export type Linkage = LinkageRow[]

export type TracerOutcome = {
  /** Version of the whole set of definitions. */
  definitions: string
  quality: QualityFinding[]
  results: TracerResult[]
  linkage: Linkage
}

export type TracerFold = {
  /** Takes some stays; how they are split between calls changes nothing. */
  add(stays: readonly Stay[]): void
  /** Ends the fold; call it once, after the last `add`. */
  finish(): TracerOutcome
}
