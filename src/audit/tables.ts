import {
  bigint,
  bigserial,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../privacy/declaration.js'

/**
 * Who did what, when. Written in the transaction of the act; the runtime role may only insert and read. A trigger
 * gives each entry its place in the chain of its network and the hash of all that came before.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    at: timestamp({ withTimezone: true }).notNull(),
    action: varchar({ length: 60 }).notNull(),
    actorRole: varchar({ length: 20 }).notNull(),
    actorUserId: uuid(),
    networkId: uuid(),
    subjectId: uuid(),
    details: jsonb().notNull(),
    /** What the act changed, field by field, in words a reader may see. Null for a reading. */
    before: jsonb(),
    after: jsonb(),
    /** Written by the trigger; entries older than the chain have none. */
    chainPosition: bigint({ mode: 'number' }),
    hash: varchar({ length: 64 }),
  },
  (t) => [
    index('audit_entries_network_id_at_idx').on(t.networkId, t.at),
    uniqueIndex('audit_entries_chain_key').on(t.networkId, t.chainPosition),
  ],
)

/** The end of each chain, which the runtime role can read but not write: a missing last entry shows. */
export const auditChains = pgTable('audit_chains', {
  /** The network, or `platform` for acts outside any. */
  chain: text().primaryKey(),
  length: bigint({ mode: 'number' }).notNull(),
  hash: varchar({ length: 64 }).notNull(),
})

/** How long an entry stays in the database. */
export const KEPT_MONTHS = 36

export const privacy: TablePrivacy[] = [
  {
    table: auditEntries,
    class: 'P3',
    processing: 'journal',
    holds: 'Actes et consultations : qui, quoi, quand, avant et après',
    people: ['personnes ayant un compte'],
    retention: {
      kind: 'not-yet-automatic',
      duration: { months: KEPT_MONTHS },
      since: 'l’acte',
      why: 'La plateforme ne peut que compléter son journal : l’exploitant le coupe par une commande (audit:archive), qui en écrit d’abord une archive scellée.',
    },
    person: auditEntries.actorUserId,
    secret: [auditEntries.hash],
  },
  {
    table: auditChains,
    class: 'P1',
    processing: 'journal',
    holds: 'Longueur et empreinte de chaque journal',
    people: [],
    retention: { kind: 'with-network' },
  },
]
