import { bigserial, index, jsonb, pgTable, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'

/** Who did what, when. Written in the transaction of the act; the runtime role may only insert and read. */
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
  },
  (t) => [index('audit_entries_network_id_at_idx').on(t.networkId, t.at)],
)
