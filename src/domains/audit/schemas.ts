import { z } from 'zod'
import { KINDS, type Kind } from '../../audit/sentences.js'

const KIND_NAMES = Object.keys(KINDS) as [Kind, ...Kind[]]
const blank = z.literal('').transform(() => undefined)
const DATE = 'Indiquez une date, par exemple 31/12/2026.'
/** PostgreSQL has no year 0. */
const civilDate = z.iso.date(DATE).refine((date) => date >= '1900', DATE)

/** The journal's filters, as its address has them; an empty field filters nothing. */
export const JournalFilter = z.strictObject({
  personne: z.union([blank, z.uuid()]).optional(),
  nature: z.union([blank, z.enum(KIND_NAMES)]).optional(),
  du: z.union([blank, civilDate]).optional(),
  au: z.union([blank, civilDate]).optional(),
})

/** The end of the page before: its last instant in milliseconds and its last entry. */
const Cursor = z.string().regex(/^\d{1,13}-\d{1,15}$/)

export const JournalQuery = JournalFilter.extend({ avant: Cursor.optional() })

/** What is asked of the journal, whatever the face. Dates are civil dates of the network, both included. */
export type JournalQuestion = {
  person?: string | undefined
  kind?: Kind | undefined
  from?: string | undefined
  to?: string | undefined
  before?: string | undefined
}

export const EntriesQuery = z.strictObject({
  person: z.uuid().optional(),
  kind: z.enum(KIND_NAMES).optional(),
  from: civilDate.optional(),
  to: civilDate.optional(),
  before: Cursor.optional(),
})

const Facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
export type Facts = z.infer<typeof Facts>

export const JournalEntry = z.strictObject({
  id: z.number().int(),
  /** Its number in the journal; null for entries older than the chain. */
  position: z.number().int().nullable(),
  at: z.iso.datetime(),
  action: z.string(),
  sentence: z.string(),
  actorRole: z.string(),
  actorUserId: z.uuid().nullable(),
  actorName: z.string(),
  subjectId: z.uuid().nullable(),
  details: Facts,
  before: Facts.nullable(),
  after: Facts.nullable(),
})
export type JournalEntry = z.infer<typeof JournalEntry>

export const JournalPage = z.strictObject({ entries: z.array(JournalEntry), next: z.string().nullable() })
export type JournalPage = z.infer<typeof JournalPage>

/** What the last verification said of the journal, or null when there has been none. */
export type Verification =
  | { at: Date; intact: true; length: number }
  | { at: Date; intact: false; position: number; fault: string }
