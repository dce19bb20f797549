import { doublePrecision, pgTable, timestamp, varchar } from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../privacy/declaration.js'

/** How many tries are left to somebody (a keyed hash of an account or of an address range), refilled with time. */
export const rateBuckets = pgTable('rate_buckets', {
  key: varchar({ length: 120 }).primaryKey(),
  tokens: doublePrecision().notNull(),
  refilledAt: timestamp({ withTimezone: true }).notNull(),
})

export const privacy: TablePrivacy[] = [
  {
    table: rateBuckets,
    class: 'P3',
    processing: 'operation',
    holds: 'Essais restants par compte et par adresse du réseau, sous empreinte à clé',
    people: ['personnes qui essaient de se connecter'],
    retention: {
      kind: 'after',
      duration: { days: 2 },
      from: rateBuckets.refilledAt,
      since: 'le dernier essai',
    },
  },
]
