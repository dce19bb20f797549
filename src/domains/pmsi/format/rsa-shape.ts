import { numberAt } from './bytes.js'
import { type Field, RSA_LAYOUTS, type RsaLayout } from './layouts.js'

/** An `RsaLayout` turned into plain 0-based offsets, so that the loop over lines only reads numbers. */
export type RsaShape = {
  layout: RsaLayout
  fixedLength: number
  rumLength: number
  /** 0-based offsets in the line. */
  finess: number
  rsaKey: number
  ghm: number
  rumCount: number
  ageYears: number
  ageDays: number
  sex: number
  entryMode: number
  provenance: number
  exitMonth: number
  exitYear: number
  exitMode: number
  destination: number
  stayType: number
  nights: number
  residence: number
  weightG: number
  gestationalAgeWeeks: number
  daysSinceLastPeriod: number
  authorisationCount: number
  radiotherapyCount: number
  generated: number
  dp: number
  dr: number
  diagnosisCount: number
  actCount: number
  /** 0-based offsets inside one RUM item. */
  rumSite: number
  rumUnitType: number
  rumDp: number
  rumDiagnosisCount: number
  rumActCount: number
  rumTerm: number
  /** Numeric fields of the fixed part but the counters of zones, and as triples: 0-based offset, length, 1 when a blank is refused. */
  numbers: Field[]
  numberTriples: Int32Array
}

export const AUTHORISATION_LENGTH = 2
export const RADIOTHERAPY_LENGTH = 7
export const DIAGNOSIS_LENGTH = 6
export const ACT_LENGTH = 24
export const FINESS_LENGTH = 9
/** Bytes before the version, and the first version of `SHAPES`. */
const VERSION_AT = 9
const FIRST_VERSION = 222

/** Counters of the zones, read before the length of the line is believed. */
export const COUNTERS = [
  'rumCount',
  'authorisationCount',
  'radiotherapyCount',
  'diagnosisCount',
  'actCount',
] as const

function shapeOf(layout: RsaLayout): RsaShape {
  const { fields, rum } = layout
  const numbers = Object.values(fields).filter(
    ({ type, name }) => type !== 'text' && !COUNTERS.some((counter) => counter === name),
  )
  return {
    layout,
    fixedLength: layout.fixedLength,
    rumLength: layout.rumLength,
    finess: fields.finess.start - 1,
    rsaKey: fields.rsaKey.start - 1,
    ghm: fields.ghm.start - 1,
    rumCount: fields.rumCount.start - 1,
    ageYears: fields.ageYears.start - 1,
    ageDays: fields.ageDays.start - 1,
    sex: fields.sex.start - 1,
    entryMode: fields.entryMode.start - 1,
    provenance: fields.provenance.start - 1,
    exitMonth: fields.exitMonth.start - 1,
    exitYear: fields.exitYear.start - 1,
    exitMode: fields.exitMode.start - 1,
    destination: fields.destination.start - 1,
    stayType: fields.stayType.start - 1,
    nights: fields.nights.start - 1,
    residence: fields.residence.start - 1,
    weightG: fields.weightG.start - 1,
    gestationalAgeWeeks: fields.gestationalAgeWeeks.start - 1,
    daysSinceLastPeriod: fields.daysSinceLastPeriod.start - 1,
    authorisationCount: fields.authorisationCount.start - 1,
    radiotherapyCount: fields.radiotherapyCount.start - 1,
    generated: fields.generated.start - 1,
    dp: fields.dp.start - 1,
    dr: fields.dr.start - 1,
    diagnosisCount: fields.diagnosisCount.start - 1,
    actCount: fields.actCount.start - 1,
    rumSite: rum.site.start - 1,
    rumUnitType: rum.unitType.start - 1,
    rumDp: rum.dp.start - 1,
    rumDiagnosisCount: rum.diagnosisCount.start - 1,
    rumActCount: rum.actCount.start - 1,
    rumTerm: rum.gestationalAgeWeeks.start - 1,
    numbers,
    numberTriples: Int32Array.from(
      numbers.flatMap(({ start, length, type }) => [start - 1, length, type === 'count' ? 1 : 0]),
    ),
  }
}

const SHAPES: RsaShape[] = [...RSA_LAYOUTS.values()].map(shapeOf)

/** Shape of the line that starts at `start`, by the version at 10–12; undefined when the version is unknown. */
export function rsaShapeAt(buffer: Buffer, start: number): RsaShape | undefined {
  const at = start + VERSION_AT
  const hundreds = (buffer[at] as number) - 48
  const tens = (buffer[at + 1] as number) - 48
  const units = (buffer[at + 2] as number) - 48
  if (units < 0 || units > 9 || tens < 0 || tens > 9) return undefined
  return SHAPES[hundreds * 100 + tens * 10 + units - FIRST_VERSION]
}

/** Counters of a line and where its zones start in the buffer. One is reused for all lines. */
export type Zones = {
  rums: number
  diagnoses: number
  acts: number
  rumsAt: number
  diagnosesAt: number
  actsAt: number
}

export function noZones(): Zones {
  return { rums: 0, diagnoses: 0, acts: 0, rumsAt: 0, diagnosesAt: 0, actsAt: 0 }
}

/**
 * Fills `zones` and returns the length announced by the counters of the line: fixed part + 2·authorisations
 * + 7·radiotherapy + RUM + 6·diagnoses + 24·acts (ATIH, output formats 2017 to 2023). Negative when a counter is
 * blank or not a number, or when the line is too short to hold them.
 */
export function measure(shape: RsaShape, buffer: Buffer, start: number, end: number, zones: Zones): number {
  if (end - start < shape.fixedLength) return -1
  const authorisations = numberAt(buffer, start + shape.authorisationCount, 1)
  const radiotherapies = numberAt(buffer, start + shape.radiotherapyCount, 1)
  zones.rums = numberAt(buffer, start + shape.rumCount, 2)
  zones.diagnoses = numberAt(buffer, start + shape.diagnosisCount, 4)
  zones.acts = numberAt(buffer, start + shape.actCount, 5)
  if (zones.rums < 0 || authorisations < 0 || radiotherapies < 0 || zones.diagnoses < 0 || zones.acts < 0)
    return -1
  zones.rumsAt =
    start + shape.fixedLength + AUTHORISATION_LENGTH * authorisations + RADIOTHERAPY_LENGTH * radiotherapies
  zones.diagnosesAt = zones.rumsAt + shape.rumLength * zones.rums
  zones.actsAt = zones.diagnosesAt + DIAGNOSIS_LENGTH * zones.diagnoses
  return zones.actsAt + ACT_LENGTH * zones.acts - start
}
