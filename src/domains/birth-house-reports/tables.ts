import { sql } from 'drizzle-orm'
import {
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { birthHouses } from '../birth-houses/tables.js'
import { networks } from '../networks/tables.js'

const instant = () => timestamp({ withTimezone: true })
const tenant = () =>
  uuid()
    .notNull()
    .references(() => networks.id)
const house = () =>
  uuid()
    .notNull()
    .references(() => birthHouses.establishmentId)

/** The yearly report of a house to the agency (art. R. 6323-33): one draft a year, and what was sent of it. */
export const birthHouseReports = pgTable(
  'birth_house_reports',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    year: smallint().notNull(),
    /** Four months after the end of the year: written once, it never moves. */
    dueOn: date().notNull(),
    /** Volet 1 as typed: item → answer. Volet 2 is computed. */
    answers: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** Warnings the house explains: rule → explanation. */
    explanations: jsonb().$type<Record<string, string>>().notNull().default({}),
    revision: integer().notNull().default(1),
    openedAt: instant().notNull(),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
    /** The agency has read the latest version. */
    acknowledgedAt: instant(),
    acknowledgedBy: varchar({ length: 200 }),
    /** Days before the due date a reminder left for. */
    remindedDays: smallint().array().notNull().default([]),
  },
  (t) => [
    uniqueIndex('birth_house_reports_establishment_id_year_key').on(t.establishmentId, t.year),
    index('birth_house_reports_network_id_year_idx').on(t.networkId, t.year),
    check('birth_house_reports_year_check', sql`${t.year} between 2016 and 2100`),
  ],
)

/** A report as it was sent: figures, answers, documents; a correction is another version with its reason. */
export const birthHouseReportVersions = pgTable(
  'birth_house_report_versions',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    reportId: uuid()
      .notNull()
      .references(() => birthHouseReports.id),
    version: smallint().notNull(),
    content: jsonb().$type<Record<string, unknown>>().notNull(),
    /** SHA-256 of the content: what the receipt names. */
    contentHash: varchar({ length: 64 }).notNull(),
    receipt: varchar({ length: 40 }).notNull(),
    sentAt: instant().notNull(),
    sentBy: varchar({ length: 200 }).notNull(),
    /** Why it replaces the one before; null for the first. */
    reason: varchar({ length: 500 }),
  },
  (t) => [
    uniqueIndex('birth_house_report_versions_report_id_version_key').on(t.reportId, t.version),
    uniqueIndex('birth_house_report_versions_receipt_key').on(t.networkId, t.receipt),
    check('birth_house_report_versions_reason_check', sql`(${t.version} = 1) = (${t.reason} is null)`),
  ],
)

const kept = {
  class: 'P2',
  processing: 'birth-houses',
  people: [],
  retention: { kind: 'with-network' },
} as const

export const privacy: TablePrivacy[] = [
  { table: birthHouseReports, holds: 'Rapports annuels en préparation', ...kept },
  { table: birthHouseReportVersions, holds: 'Rapports annuels transmis à l’agence, tels quels', ...kept },
]
