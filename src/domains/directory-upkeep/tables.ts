import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { networks } from '../networks/tables.js'

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
    check('directory_reviews_answer_check', sql`${t.answer} in ('exact', 'corrected', 'objected')`),
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
    /** Fields proposed by the owner: field → value. */
    proposal: jsonb().$type<Record<string, unknown> | null>(),
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
]
