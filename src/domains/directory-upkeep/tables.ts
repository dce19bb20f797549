import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { networks } from '../networks/tables.js'
import type { MergedFields, MovedRow } from './merge-plan.js'

const instant = () => timestamp({ withTimezone: true })
const tenant = () =>
  uuid()
    .notNull()
    .references(() => networks.id)

/** « Toujours exact ? »: one question about one record, asked by mail, answered by its link without an account. */
export const directoryReviews = pgTable(
  'directory_reviews',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    subjectKind: varchar({ length: 10 }).notNull(),
    subjectId: uuid().notNull(),
    /** Where it was asked. */
    email: varchar({ length: 254 }).notNull(),
    mailId: uuid(),
    /** Version of the signed link: a new asking ends the one before. */
    linkVersion: integer().notNull().default(1),
    /** Who opened it: `wave` (the daily job), `team`, or `self` (she wanted another link). */
    askedBy: varchar({ length: 4 }).notNull(),
    askedAt: instant().notNull(),
    /** How many times it was asked again. */
    reminders: smallint().notNull().default(0),
    lastAskedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    answeredAt: instant(),
    /** `exact`, `corrected`, `objected`. */
    answer: varchar({ length: 12 }),
    closedAt: instant(),
  },
  (t) => [
    uniqueIndex('directory_reviews_open_key')
      .on(t.subjectId)
      .where(sql`${t.answeredAt} is null and ${t.closedAt} is null`),
    index('directory_reviews_network_id_asked_at_idx').on(t.networkId, t.askedAt),
    index('directory_reviews_subject_id_idx').on(t.subjectId),
    index('directory_reviews_email_idx').on(t.networkId, sql`lower(${t.email})`),
    check('directory_reviews_answer_check', sql`${t.answer} in ('exact', 'corrected', 'objected')`),
    check('directory_reviews_asked_by_check', sql`${t.askedBy} in ('wave', 'team', 'self')`),
  ],
)

/** Something to put right in a record: by its owner (from her link), or by any reader (« Signaler une erreur »). */
export const directoryReports = pgTable(
  'directory_reports',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    subjectKind: varchar({ length: 10 }).notNull(),
    subjectId: uuid().notNull(),
    /** `reader` or `owner`. */
    origin: varchar({ length: 10 }).notNull(),
    reviewId: uuid().references(() => directoryReviews.id),
    /** What the reader saw: « le numéro ne répond plus », « n’exerce plus ici »… */
    motive: varchar({ length: 40 }),
    message: text(),
    /** Of a structure: who is said to have left it, as the reader chose her there. */
    personId: uuid(),
    /** What is proposed: field → value, those of a place or an offer with its identifier. */
    proposal: jsonb().$type<Record<string, unknown> | null>(),
    /** What the record said then of these fields. */
    recordSaid: jsonb().$type<Record<string, unknown> | null>(),
    reporterName: varchar({ length: 200 }),
    reporterEmail: varchar({ length: 254 }),
    reporterUserId: uuid(),
    receivedAt: instant().notNull(),
    decidedAt: instant(),
    /** `accepted` or `refused`. */
    decision: varchar({ length: 10 }),
    decidedBy: varchar({ length: 200 }),
    decisionNote: varchar({ length: 500 }),
  },
  (t) => [
    index('directory_reports_network_id_decided_at_idx').on(t.networkId, t.decidedAt, t.receivedAt),
    check('directory_reports_origin_check', sql`${t.origin} in ('reader', 'owner')`),
    check('directory_reports_decision_check', sql`${t.decision} in ('accepted', 'refused')`),
  ],
)

/** Two records that may be one, why, and what was decided; « not a duplicate » is remembered. */
export const directoryDuplicates = pgTable(
  'directory_duplicates',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    subjectKind: varchar({ length: 10 }).notNull(),
    /** The smaller identifier first: one pair, one row. */
    firstId: uuid().notNull(),
    secondId: uuid().notNull(),
    /** Codes of the reasons of the suspicion. */
    reasons: text().array().notNull(),
    /** 0 to 100, the strongest first. */
    score: smallint().notNull(),
    foundAt: instant().notNull(),
    decidedAt: instant(),
    /** `merged` or `distinct`. */
    decision: varchar({ length: 10 }),
    decidedBy: varchar({ length: 200 }),
    keptId: uuid(),
  },
  (t) => [
    uniqueIndex('directory_duplicates_pair_key').on(t.subjectKind, t.firstId, t.secondId),
    index('directory_duplicates_network_id_idx').on(t.networkId, t.decidedAt, t.score),
    check('directory_duplicates_order_check', sql`${t.firstId} < ${t.secondId}`),
    check('directory_duplicates_decision_check', sql`${t.decision} in ('merged', 'distinct')`),
  ],
)

/** Two records made one, with what each row moved was before: what undoing it puts back. */
export const directoryMerges = pgTable(
  'directory_merges',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    duplicateId: uuid()
      .notNull()
      .references(() => directoryDuplicates.id),
    subjectKind: varchar({ length: 10 }).notNull(),
    keptId: uuid().notNull(),
    archivedId: uuid().notNull(),
    mergedAt: instant().notNull(),
    mergedBy: varchar({ length: 200 }).notNull(),
    /** Fields of the record kept, before and after. */
    fields: jsonb().$type<MergedFields>().notNull(),
    /** Rows that went from the one to the other, or were closed, with what they held before. */
    moved: jsonb().$type<MovedRow[]>().notNull(),
    undoneAt: instant(),
    undoneBy: varchar({ length: 200 }),
  },
  (t) => [
    index('directory_merges_duplicate_id_idx').on(t.duplicateId, t.mergedAt),
    index('directory_merges_archived_id_idx').on(t.archivedId),
  ],
)

/** An address that answers no more: nothing is sent to it until somebody says otherwise or the record has another. */
export const directoryDeadAddresses = pgTable(
  'directory_dead_addresses',
  {
    networkId: tenant(),
    /** In lower case. */
    email: varchar({ length: 254 }).notNull(),
    notedAt: instant().notNull(),
    notedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    primaryKey({ name: 'directory_dead_addresses_pkey', columns: [t.networkId, t.email] }),
    check('directory_dead_addresses_email_check', sql`${t.email} = lower(${t.email})`),
  ],
)

const PEOPLE = ['professionnels et correspondants inscrits à l’annuaire']

export const privacy: TablePrivacy[] = [
  {
    table: directoryReviews,
    class: 'P3',
    processing: 'directory',
    holds: 'Demandes de vérification envoyées et leur réponse',
    people: PEOPLE,
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: directoryReviews.askedAt,
      since: 'la demande',
    },
  },
  {
    table: directoryReports,
    class: 'P3',
    processing: 'directory',
    holds: 'Erreurs signalées et corrections proposées, leur suite, et qui les a signalées si elle l’a dit',
    people: ['lecteurs qui signalent une erreur', ...PEOPLE],
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: directoryReports.decidedAt,
      since: 'la décision',
    },
    person: directoryReports.reporterUserId,
  },
  {
    table: directoryDuplicates,
    class: 'P2',
    processing: 'directory',
    holds: 'Doublons soupçonnés et décisions prises',
    people: [],
    retention: { kind: 'with-network' },
  },
  {
    table: directoryMerges,
    class: 'P3',
    processing: 'directory',
    holds: 'Réunions de fiches en double : ce qui a changé, pour pouvoir les défaire',
    people: PEOPLE,
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: directoryMerges.mergedAt,
      since: 'la réunion des fiches',
    },
  },
  {
    table: directoryDeadAddresses,
    class: 'P3',
    processing: 'directory',
    holds: 'Adresses électroniques qui ne répondent plus, auxquelles rien n’est envoyé',
    people: PEOPLE,
    retention: {
      kind: 'after',
      duration: { months: 24 },
      from: directoryDeadAddresses.notedAt,
      since: 'le constat',
    },
  },
]
