import { createHash, createHmac } from 'node:crypto'
import type { Act, Stay } from './stay.js'
import type { pmsiStays } from './tables.js'

type StoredStay = typeof pmsiStays.$inferSelect

/** Columns of `pmsi_stays` in the order `stayLine` writes them. */
export const STAY_COLUMNS = [
  'delivery_id',
  'network_id',
  'finess',
  'rsa_key',
  'site',
  'last_site',
  'ghm',
  'dp',
  'dr',
  'das',
  'acts',
  'age_years',
  'age_days',
  'sex',
  'entry_mode',
  'provenance',
  'exit_mode',
  'destination',
  'stay_type',
  'exit_year',
  'exit_month',
  'nights',
  'weight_g',
  'gestational_age_weeks',
  'days_since_last_period',
  'unit_types',
  'residence',
  'person',
  'mother_child',
  'entry_date',
  'exit_date',
] as const

/** Replaces a pseudonym by a keyed hash: the database alone cannot be joined with any other. */
export function pseudonymiser(key: Buffer, networkId: string): (value: string | null) => string | null {
  return (value) =>
    value === null
      ? null
      : createHmac('sha256', key).update(`${networkId}:${value}`).digest('hex').slice(0, 32)
}

/** The part of a COPY line that depends on the stay alone: what the content hash of a delivery covers. */
export function stayContent(stay: Stay, pseudonym: (value: string | null) => string | null): string {
  return [
    text(stay.finess),
    text(stay.rsaKey),
    text(stay.site),
    text(stay.lastSite),
    text(stay.ghm),
    text(stay.dp),
    text(stay.dr),
    array(stay.das),
    array(stay.acts.map(actText)),
    number(stay.ageYears),
    number(stay.ageDays),
    text(stay.sex),
    text(stay.entryMode),
    text(stay.provenance),
    text(stay.exitMode),
    text(stay.destination),
    text(stay.stayType),
    number(stay.exitYear),
    number(stay.exitMonth),
    number(stay.nights),
    number(stay.weightG),
    number(stay.gestationalAgeWeeks),
    number(stay.daysSinceLastPeriod),
    array(stay.unitTypes),
    text(stay.residence),
    nullable(pseudonym(stay.person)),
    nullable(pseudonym(stay.motherChild)),
    nullable(stay.entryDate),
    nullable(stay.exitDate),
  ].join('\t')
}

/** SHA-256 of the contents of a delivery: the same stays give the same hash. */
export function contentHash(contents: readonly string[]): string {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content).update('\n')
  return hash.digest('hex')
}

/** A stored row as the indicator engine wants it. */
export function stayFromRow(row: StoredStay): Stay {
  const { deliveryId: _, networkId: __, acts, ...stay } = row
  return { ...stay, acts: acts.map(actFromText) }
}

function actText(act: Act): string {
  return act.delayDays === null ? act.code : `${act.code}:${act.delayDays}`
}

function actFromText(written: string): Act {
  const [code = '', delay] = written.split(':')
  return { code, delayDays: delay === undefined ? null : Number(delay) }
}

// COPY's text format: a tab ends a column, a backslash escapes, \N is null.
function text(value: string): string {
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char) : value
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function nullable(value: string | null): string {
  return value === null ? '\\N' : text(value)
}

function number(value: number | null): string {
  return value === null ? '\\N' : String(value)
}

/** Codes are letters, digits and `+`; anything else is quoted so that a hostile file cannot break the array. */
function array(values: readonly string[]): string {
  const items = values.map((value) =>
    /^[\w+:]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`,
  )
  return text(`{${items.join(',')}}`)
}
