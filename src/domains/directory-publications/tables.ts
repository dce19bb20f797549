import { index, integer, jsonb, pgTable, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { networks } from '../networks/tables.js'

/** A booklet, a sheet or an export made from the directory: what the contract counts as « annuaires produits ou actualisés ». */
export const directoryPublications = pgTable(
  'directory_publications',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    /** `booklet`, `emergency-sheet`, `open-data`, `csv`, `xlsx`. */
    kind: varchar({ length: 20 }).notNull(),
    audience: varchar({ length: 10 }).notNull(),
    title: varchar({ length: 200 }).notNull(),
    /** Filters, as the address wrote them. */
    filters: jsonb().$type<Record<string, string>>().notNull(),
    entries: integer().notNull(),
    madeAt: timestamp({ withTimezone: true }).notNull(),
    madeBy: varchar({ length: 200 }).notNull(),
    madeByUserId: uuid(),
  },
  (t) => [index('directory_publications_network_id_made_at_idx').on(t.networkId, t.madeAt)],
)

export const privacy: TablePrivacy[] = [
  {
    table: directoryPublications,
    class: 'P3',
    processing: 'directory',
    holds: 'Livrets, fiches et exports tirés de l’annuaire : quand, par qui, avec quels filtres',
    people: ['personnes qui produisent un livret ou un export'],
    retention: {
      kind: 'after',
      duration: { months: 72 },
      from: directoryPublications.madeAt,
      since: 'la production',
    },
    person: directoryPublications.madeByUserId,
  },
]
