import { index, integer, jsonb, pgTable, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'

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
