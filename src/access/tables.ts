import { doublePrecision, jsonb, pgTable, primaryKey, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../privacy/declaration.js'

/** How many tries are left to somebody (a keyed hash of an account or of an address range), refilled with time. */
export const rateBuckets = pgTable('rate_buckets', {
  key: varchar({ length: 120 }).primaryKey(),
  tokens: doublePrecision().notNull(),
  refilledAt: timestamp({ withTimezone: true }).notNull(),
})

/** What a person sent under a key of repetition, and what it gave: sent again, it gives the same and does nothing. */
export const sentRequests = pgTable(
  'sent_requests',
  {
    userId: uuid().notNull(),
    key: varchar({ length: 64 }).notNull(),
    /** A keyed hash of the right, the address and the content. */
    signature: varchar({ length: 43 }).notNull(),
    /** Identifiers and dates of what was created. */
    result: jsonb(),
    sentAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ name: 'sent_requests_pkey', columns: [t.userId, t.key] })],
)

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
  {
    table: sentRequests,
    class: 'P3',
    processing: 'operation',
    holds:
      'Formulaires envoyés ces dernières heures, sous empreinte à clé, pour ne pas les enregistrer deux fois',
    people: ['personnes ayant un compte'],
    retention: { kind: 'after', duration: { days: 1 }, from: sentRequests.sentAt, since: 'l’envoi' },
    person: sentRequests.userId,
    secret: [sentRequests.key, sentRequests.signature],
  },
]
