import { isWiderStatus } from '../directory/national/legal-status.js'
import { foldText } from '../directory/national/plain-text.js'
import { isLocal, type Provenance, type SaidElsewhere, type Source } from '../directory/provenance.js'
import { mayReplace } from './precedence.js'
import type { FieldChange, Fields, KeptValue, RowChanges } from './records.js'

/** What the directory holds of a record, as its row says. */
export type Known = { fields: Fields; provenance: Provenance; saidElsewhere: SaidElsewhere }

export type FieldVerdicts = {
  changes: Record<string, FieldChange>
  kept: Record<string, KeptValue>
  settled: NonNullable<RowChanges['settled']>
  /** Whether the record does not yet say all that is kept. */
  isNews: boolean
}

/**
 * Compares what a file says with what is known, field by field. A sheet’s blank says nothing; a register’s blank
 * takes away what the same register had said. What somebody typed is kept, and what the file says is noted beside.
 */
export function compareFields(incoming: Fields, known: Known, source: Source): FieldVerdicts {
  const isFresher = String(incoming.verifiedAt ?? '') > String(known.fields.verifiedAt ?? '')
  const verdicts: FieldVerdicts = { changes: {}, kept: {}, settled: {}, isNews: false }
  for (const [field, after] of Object.entries(incoming)) {
    if (VERIFIED.has(field) && !isFresher) continue
    const before = known.fields[field] ?? null
    const was = known.saidElsewhere[field] ?? null
    if (isSame(field, before, after)) {
      if (was?.source === source) verdicts.settled[field] = was
      continue
    }
    const from = known.provenance[field] ?? null
    if (isBlank(after) && (source === 'sheet' || from?.source !== source)) continue
    const isFree = isBlank(before) && !isLocal(known.provenance, field)
    if (isFree || VERIFIED.has(field) || mayReplace(source, from?.source, field))
      verdicts.changes[field] = { before, after, from }
    else {
      verdicts.kept[field] = { ours: before, theirs: after, source, was }
      if (!isSame(field, was?.value ?? null, after)) verdicts.isNews = true
    }
  }
  return verdicts
}

/** When a record was last said to be right: the later word counts, whoever said it. */
const VERIFIED = new Set(['verifiedAt', 'verifiedBy'])

/** Null, an empty text, an empty list: nothing is said. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Names and addresses that differ by an accent or a capital alone: registers write without accents. */
const WORDS = new Set([
  'title',
  'lastName',
  'firstName',
  'professionWords',
  'name',
  'longName',
  'street',
  'addressMore',
  'communeName',
  'functionWords',
  'hours',
])

/** Lists whose order says nothing. */
const SETS = new Set(['skillCodes', 'languages', 'accessibility'])

export function isSame(field: string, one: unknown, other: unknown): boolean {
  if (one === other || (isBlank(one) && isBlank(other))) return true
  if (field === 'legalStatus') return isWiderStatus(other, one)
  if (typeof one === 'string' && typeof other === 'string')
    return WORDS.has(field) && foldText(one) === foldText(other)
  if (SETS.has(field) && Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item) => other.includes(item))
  return false
}
