import { doublePrecision, pgTable, timestamp, varchar } from 'drizzle-orm/pg-core'

/** How many tries are left to somebody (a keyed hash of an account or of an address range), refilled with time. */
export const rateBuckets = pgTable('rate_buckets', {
  key: varchar({ length: 120 }).primaryKey(),
  tokens: doublePrecision().notNull(),
  refilledAt: timestamp({ withTimezone: true }).notNull(),
})
