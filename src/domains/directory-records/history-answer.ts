import { z } from 'zod'
import type { HistoryEntry } from './history.js'
import { changeClauses } from './history-words.js'
import type { PersonFile, StructureFile } from './reading.js'
import { instant, text } from './record-answers.js'

/** Field → value; null for what was not there yet, or is there no more. */
const Values = z.record(z.string(), z.unknown()).nullable()

export const HistoryAnswer = z.strictObject({
  /** The newest first. */
  entries: z.array(
    z.strictObject({
      id: z.uuid(),
      at: instant,
      by: z.string(),
      reason: text,
      /** The record itself, or which part of it. */
      what: z.enum(['person', 'structure', 'situation', 'offer', 'consent', 'membership']),
      /** Identifier of the record or of that part. */
      rowId: z.uuid(),
      before: Values,
      after: Values,
      /** The same in French, as the page says it. */
      words: z.array(z.string()),
    }),
  ),
  /** There are older ones. */
  hasMore: z.boolean(),
})

/** The history of a record as a program reads it. */
export function historyAnswer(file: PersonFile | StructureFile): z.infer<typeof HistoryAnswer> {
  const kind = 'person' in file ? 'person' : 'structure'
  const context = { ...file.day, names: file.names }
  const { entries, hasMore } = file.history
  return {
    entries: entries.map((entry) => ({
      id: entry.id,
      at: entry.at.toISOString(),
      by: entry.by,
      reason: entry.reason,
      what: entry.what,
      rowId: entry.rowId,
      before: told(entry.before),
      after: told(entry.after),
      words: changeClauses(kind, entry, context),
    })),
    hasMore,
  }
}

/** Columns that keep the books, and say nothing of the record. */
const BOOKKEEPING = new Set([
  'createdAt',
  'networkId',
  'positionSource',
  'provenance',
  'recordedAt',
  'revision',
  'saidElsewhere',
  'technicalId',
  'updatedAt',
  'updatedBy',
])

function told(values: HistoryEntry['before']): HistoryEntry['before'] {
  if (values === null) return null
  return Object.fromEntries(Object.entries(values).filter(([name]) => !BOOKKEEPING.has(name)))
}
