import { index, integer, jsonb, pgTable, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import type { Audience } from '../directory/visibility.js'
import { networks } from '../networks/tables.js'
import type { ShownParts } from './shown-parts.js'

const instant = () => timestamp({ withTimezone: true })

/** A booklet, a sheet or an export made from the directory: what the contract counts as « annuaires produits ou actualisés ». */
export const directoryPublications = pgTable(
  'directory_publications',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    /** `PUBLICATION_KINDS`. */
    kind: varchar({ length: 20 }).$type<PublicationKind>().notNull(),
    audience: varchar({ length: 10 }).$type<Audience>().notNull(),
    title: varchar({ length: 200 }).notNull(),
    /** Filters, as the address wrote them. */
    filters: jsonb().$type<Record<string, string>>().notNull(),
    entries: integer().notNull(),
    /** When it was asked for. */
    madeAt: instant().notNull(),
    madeBy: varchar({ length: 200 }).notNull(),
    madeByUserId: uuid(),
    /** Null while a worker makes it; a document given at once is ready when it is made. */
    readyAt: instant(),
    failedAt: instant(),
    /** Something it shows is no longer for its readers: it is given to nobody any more. */
    withdrawnAt: instant(),
    /** Size of its file, null when none was kept; the file is deleted after a month. */
    bytes: integer(),
    fileRemovedAt: instant(),
    /** Of what it says, dates apart: two editions with the same one say the same. Null when it is not known. */
    contentHash: varchar({ length: 64 }),
    /** What of each record its file shows that somebody may take back. */
    shown: jsonb().$type<ShownParts>(),
  },
  (t) => [index('directory_publications_network_id_made_at_idx').on(t.networkId, t.madeAt)],
)

export type PublicationKind = 'booklet' | 'emergency-sheet' | 'open-data' | 'csv' | 'xlsx' | 'vcf'

export const privacy: TablePrivacy[] = [
  {
    table: directoryPublications,
    class: 'P3',
    processing: 'directory',
    holds: 'Livrets, fiches et exports tirés de l’annuaire : quand, par qui, avec quels filtres',
    people: ['personnes qui produisent un livret ou un export', 'personnes qui y figurent'],
    retention: {
      kind: 'after',
      duration: { months: 72 },
      from: directoryPublications.madeAt,
      since: 'la production',
    },
    person: directoryPublications.madeByUserId,
    // Whom the document shows is no datum of who asked for it.
    secret: [directoryPublications.shown],
  },
]
