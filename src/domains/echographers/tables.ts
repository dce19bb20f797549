import { sql } from 'drizzle-orm'
import {
  check,
  date,
  index,
  pgTable,
  smallint,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { directoryPeople } from '../directory/tables.js'
import { documentColumns } from '../documents/rows.js'
import { networks } from '../networks/tables.js'

const instant = () => timestamp({ withTimezone: true })
const tenant = () =>
  uuid()
    .notNull()
    .references(() => networks.id)

/**
 * Identifier a network gives to an echographer for trisomy-21 screening (arrêté du 23 juin 2009). It belongs to the
 * person, is unique in the network and never given again, whatever becomes of it.
 */
export const echographerIdentifiers = pgTable(
  'echographer_identifiers',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    personId: uuid()
      .notNull()
      .references(() => directoryPeople.id),
    identifier: varchar({ length: 40 }).notNull(),
    attributedOn: date().notNull(),
    validUntil: date(),
    suspendedOn: date(),
    ceasedOn: date(),
    /** Diploma or attestation, quality programme: what it was given on. */
    evidence: varchar({ length: 1000 }).notNull(),
    remindedAt: instant(),
    /** She has asked for its renewal and nobody has answered yet. */
    renewalAskedAt: instant(),
    revision: smallint().notNull().default(1),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    // Two identifiers that differ by a space or a hyphen are one to whoever types them on a report.
    uniqueIndex('echographer_identifiers_network_id_identifier_key').on(
      t.networkId,
      sql`regexp_replace(upper(${t.identifier}), '[^A-Z0-9]', '', 'g')`,
    ),
    uniqueIndex('echographer_identifiers_person_id_key').on(t.personId).where(sql`${t.ceasedOn} is null`),
    check(
      'echographer_identifiers_dates_check',
      sql`(${t.validUntil} is null or ${t.validUntil} >= ${t.attributedOn})
        and (${t.ceasedOn} is null or ${t.ceasedOn} >= ${t.attributedOn})`,
    ),
  ],
)

/** What happened to an identifier, in order; an act may be written before its day, and taken back until then. */
export const echographerEvents = pgTable(
  'echographer_events',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    identifierId: uuid()
      .notNull()
      .references(() => echographerIdentifiers.id),
    kind: varchar({ length: 20 }).notNull(),
    on: date().notNull(),
    validUntil: date(),
    note: varchar({ length: 1000 }),
    at: instant().notNull(),
    by: varchar({ length: 200 }).notNull(),
  },
  (t) => [index('echographer_events_identifier_id_idx').on(t.identifierId, t.at)],
)

/** A document an act of an identifier rests on: diploma, attestation, evaluation. Its content is under the data folder. */
export const echographerDocuments = pgTable(
  'echographer_documents',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    identifierId: uuid()
      .notNull()
      .references(() => echographerIdentifiers.id),
    /** The act it came with. */
    eventId: uuid()
      .notNull()
      .references(() => echographerEvents.id),
    ...documentColumns(),
  },
  (t) => [
    index('echographer_documents_identifier_id_idx').on(t.identifierId),
    check('echographer_documents_removed_check', sql`(${t.removedAt} is null) = (${t.removedBy} is null)`),
  ],
)

/** How a network numbers its echographers; no national format could be sourced, so it is theirs to say, with a date. */
export const echographerSettings = pgTable(
  'echographer_settings',
  {
    networkId: uuid()
      .primaryKey()
      .references(() => networks.id),
    /** Mask an identifier must match, in the small language of `mask.ts`; null is any. */
    pattern: varchar({ length: 200 }),
    /** What the pattern means, in words, with an example. */
    patternWords: varchar({ length: 200 }),
    renewalMonths: smallint(),
    reminderDays: smallint().notNull().default(60),
    source: varchar({ length: 300 }),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    check('echographer_settings_renewal_months_check', sql`${t.renewalMonths} between 1 and 120`),
    check('echographer_settings_reminder_days_check', sql`${t.reminderDays} between 1 and 365`),
  ],
)

const kept = {
  processing: 'echographers',
  people: ['échographistes du dépistage de la trisomie 21'],
  retention: { kind: 'with-network' },
} as const

export const privacy: TablePrivacy[] = [
  {
    table: echographerIdentifiers,
    class: 'P3',
    holds: 'Identifiants d’échographistes : validité, suspension, cessation, justificatifs',
    ...kept,
  },
  { table: echographerEvents, class: 'P3', holds: 'Historique de chaque identifiant', ...kept },
  {
    table: echographerDocuments,
    class: 'P3',
    holds: 'Pièces jointes aux identifiants : diplômes, attestations, évaluations',
    ...kept,
  },
  {
    table: echographerSettings,
    class: 'P1',
    holds: 'Format et durée de validité choisis par le réseau',
    ...kept,
    people: [],
  },
]
