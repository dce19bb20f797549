import type { Provenance } from '../../directory/provenance.js'
import { isBlank } from './fields.js'

type Fields<Row> = readonly (keyof Row & string)[]

/** Neither row says what the other contradicts: a blank says nothing against. */
export function agree<Row>(fields: Fields<Row>, one: Row, other: Row): boolean {
  return fields.every(
    (field) => isBlank([field], one) || isBlank([field], other) || isSame(one[field], other[field]),
  )
}

/** What the row that stays does not say, and the other does. */
export function lacking<Row>(fields: Fields<Row>, kept: Row, other: Row): Partial<Row> {
  const missing: Partial<Row> = {}
  for (const field of fields) {
    if (isBlank([field], kept) && !isBlank([field], other)) missing[field] = other[field]
  }
  return missing
}

/** What is taken from the other row comes from where it came from there. */
export function withProvenance<Row extends { provenance: Provenance }>(
  kept: Row,
  other: Row,
  said: Partial<Row>,
): Partial<Row> {
  const sources = Object.entries(other.provenance).filter(([field]) => field in said)
  return sources.length === 0
    ? said
    : { ...said, provenance: { ...kept.provenance, ...Object.fromEntries(sources) } }
}

/** The same columns of a row, as they are before they change. */
export function before<Row extends object>(row: Row, patch: Partial<Row>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(patch).map((field) => [field, Reflect.get(row, field)]))
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))
}

/** Codes say the same in any order. */
function inOrder(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : value
}
