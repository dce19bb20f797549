import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../privacy/declaration.js'

/**
 * A job to run, written in the transaction of the change that causes it. The queue is only its courier:
 * what it loses, the sweeper publishes again from here.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: uuid().primaryKey().defaultRandom(),
    name: varchar({ length: 100 }).notNull(),
    /** Identifiers only, never a health datum. */
    payload: jsonb().notNull(),
    networkId: uuid(),
    /** The right under which a person asked for it: once revoked, the job is refused. Null for the platform's own. */
    grantId: uuid(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    runAt: timestamp({ withTimezone: true }).notNull(),
    publishedAt: timestamp({ withTimezone: true }),
    /** How many times it was handed to the queue. */
    publications: integer().notNull().default(0),
    finishedAt: timestamp({ withTimezone: true }),
    failedAt: timestamp({ withTimezone: true }),
    lastError: text(),
  },
  (t) => [index('outbox_due_idx').on(t.finishedAt, t.failedAt, t.runAt)],
)

export const privacy: TablePrivacy[] = [
  {
    table: outbox,
    class: 'P2',
    processing: 'operation',
    holds: 'Travaux demandés : identifiants et dates, jamais une donnée de santé',
    people: [],
    retention: {
      kind: 'after',
      duration: { days: 30 },
      from: sql`coalesce(${outbox.finishedAt}, ${outbox.failedAt})`,
      since: 'la fin du travail',
    },
  },
]
