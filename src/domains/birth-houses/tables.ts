import { sql } from 'drizzle-orm'
import {
  check,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import { documentColumns } from '../documents/rows.js'
import { establishments, networks } from '../networks/tables.js'

const instant = () => timestamp({ withTimezone: true })
const tenant = () =>
  uuid()
    .notNull()
    .references(() => networks.id)
/** The house: its site, which is also what the right of its midwives is about. */
const house = () =>
  uuid()
    .notNull()
    .references(() => birthHouses.establishmentId)

/** A birth house: run by midwives beside a partner maternity (CSP, art. L. 6323-4). Its site is an establishment of the network. */
export const birthHouses = pgTable(
  'birth_houses',
  {
    establishmentId: uuid()
      .primaryKey()
      .references(() => establishments.id),
    networkId: tenant(),
    /** Its record in the directory. */
    structureId: uuid().references(() => directoryStructures.id),
    /** Prefix of the numbers of women and transfers: « CALM » gives no name away. */
    shortName: varchar({ length: 30 }).notNull(),
    legalName: varchar({ length: 200 }),
    legalFinessNumber: varchar({ length: 9 }),
    /** « association loi 1901 », « SCIC »… */
    legalForm: varchar({ length: 100 }),
    legalAddress: varchar({ length: 300 }),
    statutesOn: date(),
    partnerEstablishmentId: uuid().references(() => establishments.id),
    premises: text(),
    /** How one reaches the partner’s obstetrics, and in how many minutes. */
    partnerAccess: text(),
    partnerAccessMinutes: smallint(),
    rooms: smallint(),
    /** Births a year the house can take. */
    capacity: smallint(),
    openedOn: date(),
    closedOn: date(),
    onCallPhone: varchar({ length: 20 }),
    /** Agreed to be named in the figures compared between houses. */
    namedInComparisonSince: date(),
    revision: integer().notNull().default(1),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    index('birth_houses_network_id_idx').on(t.networkId),
    index('birth_houses_structure_id_idx').on(t.structureId),
    index('birth_houses_partner_establishment_id_idx').on(t.partnerEstablishmentId),
    uniqueIndex('birth_houses_network_id_short_name_key').on(t.networkId, t.shortName),
    check('birth_houses_partner_check', sql`${t.partnerEstablishmentId} <> ${t.establishmentId}`),
  ],
)

/** A midwife of the house, from the directory: in global follow-up, or in support. */
export const birthHouseMidwives = pgTable(
  'birth_house_midwives',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    personId: uuid()
      .notNull()
      .references(() => directoryPeople.id),
    /** `global` or `support`. */
    role: varchar({ length: 10 }).notNull(),
    /** Full-time equivalent, 0 to 1. */
    fte: numeric({ precision: 3, scale: 2, mode: 'number' }),
    startsOn: date().notNull(),
    endsOn: date(),
  },
  (t) => [
    index('birth_house_midwives_establishment_id_idx').on(t.establishmentId),
    index('birth_house_midwives_person_id_idx').on(t.personId),
    check('birth_house_midwives_role_check', sql`${t.role} in ('global', 'support')`),
    check('birth_house_midwives_fte_check', sql`${t.fte} between 0 and 1`),
    check('birth_house_midwives_dates_check', sql`${t.endsOn} is null or ${t.startsOn} <= ${t.endsOn}`),
  ],
)

/** Other staff: how many, how much time, for what. */
export const birthHouseStaff = pgTable(
  'birth_house_staff',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    occupation: varchar({ length: 100 }).notNull(),
    headcount: smallint().notNull(),
    fte: numeric({ precision: 4, scale: 2, mode: 'number' }),
    missions: varchar({ length: 500 }),
    startsOn: date().notNull(),
    endsOn: date(),
  },
  (t) => [
    index('birth_house_staff_establishment_id_idx').on(t.establishmentId),
    check('birth_house_staff_headcount_check', sql`${t.headcount} between 1 and 200`),
  ],
)

/** The convention with the partner maternity (art. R. 6323-29): its items, its dates, who signed it. */
export const birthHouseConventions = pgTable(
  'birth_house_conventions',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    partnerEstablishmentId: uuid()
      .notNull()
      .references(() => establishments.id),
    /** Code of the item → what the convention says of it. */
    items: jsonb().$type<Record<string, string>>().notNull(),
    signatories: text().array().notNull(),
    signedOn: date(),
    startsOn: date().notNull(),
    endsOn: date(),
    documentId: uuid(),
    remindedAt: instant(),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    index('birth_house_conventions_establishment_id_idx').on(t.establishmentId, t.startsOn),
    check('birth_house_conventions_dates_check', sql`${t.endsOn} is null or ${t.startsOn} <= ${t.endsOn}`),
  ],
)

/** A meeting with the partner, the network or other professionals, or a staff of the house: they are counted in the report. */
export const birthHouseMeetings = pgTable(
  'birth_house_meetings',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    /** `partner`, `network`, `professionals`, `staff`. */
    kind: varchar({ length: 15 }).notNull(),
    heldOn: date().notNull(),
    subject: varchar({ length: 300 }).notNull(),
    recordedAt: instant().notNull(),
    recordedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    index('birth_house_meetings_establishment_id_idx').on(t.establishmentId, t.heldOn),
    check(
      'birth_house_meetings_kind_check',
      sql`${t.kind} in ('partner', 'network', 'professionals', 'staff')`,
    ),
  ],
)

/** A document of the house, its content kept under the data folder: statutes, convention, plans, accounts. */
export const birthHouseDocuments = pgTable(
  'birth_house_documents',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    /** What it is; `request` belongs to the request for authorisation alone. */
    kind: varchar({ length: 15 }).notNull(),
    ...documentColumns(),
    /** The document that took its place. */
    replacedById: uuid(),
  },
  (t) => [
    index('birth_house_documents_establishment_id_idx').on(t.establishmentId),
    check(
      'birth_house_documents_kind_check',
      sql`${t.kind} in ('statutes', 'convention', 'charter', 'premises', 'insurance', 'accounts', 'other', 'request')`,
    ),
    check('birth_house_documents_removed_check', sql`(${t.removedAt} is null) = (${t.removedBy} is null)`),
  ],
)

/** The file of the request for authorisation (art. R. 6323-32), in its five parts; each submission is frozen. */
export const birthHouseFiles = pgTable(
  'birth_house_files',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    /** First request, renewal, or change after the authorisation. */
    purpose: varchar({ length: 15 }).notNull(),
    /** Code of the element → its text and its documents. */
    elements: jsonb().$type<Record<string, { text: string | null; documentIds: string[] }>>().notNull(),
    openedAt: instant().notNull(),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
    revision: integer().notNull().default(1),
    /** `granted` or `refused`, by the agency; the file is then closed. */
    decision: varchar({ length: 10 }),
    /** The version it decides upon. */
    decidedVersion: smallint(),
    decidedOn: date(),
    decisionReference: varchar({ length: 200 }),
    validFrom: date(),
    validTo: date(),
    decidedBy: varchar({ length: 200 }),
  },
  (t) => [
    index('birth_house_files_establishment_id_idx').on(t.establishmentId),
    // One file at a time: another may be opened once the agency has decided.
    uniqueIndex('birth_house_files_open_key').on(t.establishmentId).where(sql`${t.decision} is null`),
    check(
      'birth_house_files_decided_check',
      sql`(${t.decision} is null) = (${t.decidedVersion} is null) and (${t.decision} is null) = (${t.decidedOn} is null)`,
    ),
    check('birth_house_files_valid_check', sql`${t.validTo} is null or ${t.validFrom} <= ${t.validTo}`),
    check('birth_house_files_purpose_check', sql`${t.purpose} in ('creation', 'renewal', 'change')`),
    check('birth_house_files_decision_check', sql`${t.decision} in ('granted', 'refused')`),
  ],
)

/** What was sent to the agency, as it was: the runtime role may add one, never change nor remove one. */
export const birthHouseFileVersions = pgTable(
  'birth_house_file_versions',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    fileId: uuid()
      .notNull()
      .references(() => birthHouseFiles.id),
    version: smallint().notNull(),
    content: jsonb().$type<Record<string, unknown>>().notNull(),
    /** SHA-256 of the content, which holds that of each document: what the receipt names. */
    contentHash: varchar({ length: 64 }).notNull(),
    receipt: varchar({ length: 60 }).notNull(),
    /** The documents it holds: their content is kept as long as it is. */
    documentIds: uuid().array().notNull(),
    submittedAt: instant().notNull(),
    submittedBy: varchar({ length: 200 }).notNull(),
    /** What changes since the version before; null for the first. */
    reason: varchar({ length: 500 }),
  },
  (t) => [
    uniqueIndex('birth_house_file_versions_file_id_version_key').on(t.fileId, t.version),
    uniqueIndex('birth_house_file_versions_receipt_key').on(t.networkId, t.receipt),
    index('birth_house_file_versions_establishment_id_idx').on(t.establishmentId),
    check('birth_house_file_versions_reason_check', sql`(${t.version} = 1) = (${t.reason} is null)`),
  ],
)

/** Questions of the agency and answers of the house, about a file or a report. */
export const birthHouseExchanges = pgTable(
  'birth_house_exchanges',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    /** `file` or `report`. */
    about: varchar({ length: 10 }).notNull(),
    aboutId: uuid().notNull(),
    /** Item it is about, when it is about one. */
    item: varchar({ length: 40 }),
    /** `question`, `answer`, `observation`; an `internal` note is for the agency alone. */
    kind: varchar({ length: 12 }).notNull(),
    body: text().notNull(),
    answerBy: date(),
    writtenAt: instant().notNull(),
    writtenBy: varchar({ length: 200 }).notNull(),
    writtenAs: varchar({ length: 20 }).notNull(),
  },
  (t) => [
    index('birth_house_exchanges_about_id_idx').on(t.aboutId, t.writtenAt),
    check('birth_house_exchanges_about_check', sql`${t.about} in ('file', 'report')`),
    check(
      'birth_house_exchanges_kind_check',
      sql`${t.kind} in ('question', 'answer', 'observation', 'internal')`,
    ),
  ],
)

/** The charter of the house (art. D. 6323-36): sixteen items, a new version each time it is adopted again. */
export const birthHouseCharters = pgTable(
  'birth_house_charters',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    version: smallint().notNull(),
    /** `1` to `16` → text. */
    items: jsonb().$type<Record<string, string>>().notNull(),
    /** Item 13: longest presence after a birth, hours. */
    presenceMaxHours: smallint(),
    /** Item 15: both screenings. */
    bloodScreening: text(),
    hearingScreening: text(),
    publicSummary: text(),
    /** Null while it is a draft: there is one draft at a time. */
    adoptedOn: date(),
    adoptedBy: varchar({ length: 200 }),
    revision: integer().notNull().default(1),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    uniqueIndex('birth_house_charters_establishment_id_version_key').on(t.establishmentId, t.version),
    uniqueIndex('birth_house_charters_draft_key').on(t.establishmentId).where(sql`${t.adoptedOn} is null`),
    check('birth_house_charters_presence_max_hours_check', sql`${t.presenceMaxHours} between 1 and 72`),
  ],
)

const MIDWIVES = ['sages-femmes des maisons de naissance']
const kept = { processing: 'birth-houses', retention: { kind: 'with-network' } } as const

export const privacy: TablePrivacy[] = [
  {
    table: birthHouses,
    class: 'P2',
    holds: 'Maisons de naissance : statut, locaux, partenaire',
    people: [],
    ...kept,
  },
  {
    table: birthHouseMidwives,
    class: 'P3',
    holds: 'Sages-femmes de chaque maison, temps de travail',
    people: MIDWIVES,
    ...kept,
  },
  {
    table: birthHouseStaff,
    class: 'P2',
    holds: 'Autres personnels : effectifs et missions',
    people: [],
    ...kept,
  },
  {
    table: birthHouseConventions,
    class: 'P2',
    holds: 'Conventions avec la maternité partenaire',
    people: [],
    ...kept,
  },
  {
    table: birthHouseMeetings,
    class: 'P2',
    holds: 'Réunions et staffs : date et objet',
    people: [],
    ...kept,
  },
  {
    table: birthHouseDocuments,
    class: 'P2',
    holds: 'Pièces jointes des dossiers et rapports',
    people: [],
    ...kept,
  },
  { table: birthHouseFiles, class: 'P2', holds: 'Dossiers d’autorisation et décisions', people: [], ...kept },
  {
    table: birthHouseFileVersions,
    class: 'P3',
    holds: 'Dossiers tels que transmis, avec la liste des sages-femmes',
    people: MIDWIVES,
    ...kept,
  },
  {
    table: birthHouseExchanges,
    class: 'P2',
    holds: 'Questions de l’agence et réponses de la maison',
    people: [],
    ...kept,
  },
  {
    table: birthHouseCharters,
    class: 'P1',
    holds: 'Chartes de fonctionnement et leurs versions',
    people: [],
    ...kept,
  },
]
