import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, timestamp, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { CLOSED_ACCOUNT, type TablePrivacy } from '../../privacy/declaration.js'
import { directoryPeople } from '../directory/tables.js'
import { networks } from '../networks/tables.js'
import type { BulkAct } from './bulk-rules.js'

const tenant = () =>
  uuid()
    .notNull()
    .references(() => networks.id)
const instant = () => timestamp({ withTimezone: true })

/** One act of the team on many records at once; what it changed is in `directory_changes`, under its identifier. */
export const directoryBulkActs = pgTable(
  'directory_bulk_acts',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    /** `BULK_ACTS`. */
    act: varchar({ length: 20 }).$type<BulkAct>().notNull(),
    /** Records it changed. */
    records: integer().notNull(),
    at: instant().notNull(),
    by: varchar({ length: 200 }).notNull(),
    byUserId: uuid(),
    undoneAt: instant(),
    undoneBy: varchar({ length: 200 }),
  },
  (t) => [
    index('directory_bulk_acts_network_id_at_idx').on(t.networkId, t.at),
    check('directory_bulk_acts_act_check', sql`${t.act} in ('territory', 'membership', 'archive')`),
  ],
)

/** Somebody with an account asks for her record: the team links her to one that exists, makes it, or says why not. */
export const directoryRecordRequests = pgTable(
  'directory_record_requests',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    userId: uuid().notNull(),
    askedAt: instant().notNull(),
    lastName: varchar({ length: 100 }).notNull(),
    firstName: varchar({ length: 100 }),
    professionCode: varchar({ length: 4 }),
    rppsNumber: varchar({ length: 11 }),
    message: varchar({ length: 500 }),
    answeredAt: instant(),
    answeredBy: varchar({ length: 200 }),
    /** The record she now keeps; null when the answer is no. */
    personId: uuid().references(() => directoryPeople.id),
    /** Why not. */
    refusal: varchar({ length: 300 }),
  },
  (t) => [
    uniqueIndex('directory_record_requests_open_key')
      .on(t.networkId, t.userId)
      .where(sql`${t.answeredAt} is null`),
    index('directory_record_requests_network_id_asked_at_idx').on(t.networkId, t.askedAt),
    index('directory_record_requests_person_id_idx').on(t.personId),
    check(
      'directory_record_requests_answer_check',
      sql`${t.answeredAt} is null or num_nonnulls(${t.personId}, ${t.refusal}) = 1`,
    ),
  ],
)

export const privacy: TablePrivacy[] = [
  {
    table: directoryBulkActs,
    class: 'P3',
    processing: 'directory',
    holds: 'Actes faits sur plusieurs fiches à la fois, et leur annulation',
    people: ['membres de l’équipe du réseau'],
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: directoryBulkActs.at,
      since: 'l’acte, pour le nom de la personne',
      unless: sql`${directoryBulkActs.by} = ${CLOSED_ACCOUNT}`,
      blank: () => ({ byUserId: null, by: CLOSED_ACCOUNT }),
    },
    person: directoryBulkActs.byUserId,
  },
  {
    table: directoryRecordRequests,
    class: 'P3',
    processing: 'directory',
    holds: 'Demandes de fiche faites par des personnes qui ont un compte, et leur réponse',
    people: ['personnes ayant un compte'],
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: sql`coalesce(${directoryRecordRequests.answeredAt}, ${directoryRecordRequests.askedAt})`,
      since: 'la réponse, ou la demande restée sans réponse',
    },
    person: directoryRecordRequests.userId,
  },
]
