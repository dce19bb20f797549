import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  char,
  date,
  index,
  integer,
  jsonb,
  type PgColumn,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { CLOSED_ACCOUNT, type TablePrivacy } from '../../privacy/declaration.js'
import { networks } from '../networks/tables.js'

/** One upload: what a person sent, how far it is, how it ended. A screen never asks the queue. */
export const pmsiImports = pgTable(
  'pmsi_imports',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    /** Site of the person who sent it, when she works for one: she may only send her own files. */
    establishmentId: uuid(),
    uploadedBy: uuid(),
    uploadedByName: varchar({ length: 200 }).notNull(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
    bytesTotal: bigint({ mode: 'number' }).notNull(),
    /** Name a person gave and name under the upload folder, in the order they came. */
    uploads: jsonb().$type<{ name: string; stored: string }[]>().notNull(),
    startedAt: timestamp({ withTimezone: true }),
    /** Progress, written apart from the import's own transaction. What an archive holds is known once it is opened. */
    bytesToRead: bigint({ mode: 'number' }),
    bytesRead: bigint({ mode: 'number' }).notNull().default(0),
    linesRead: integer().notNull().default(0),
    finishedAt: timestamp({ withTimezone: true }),
    /** True when every file said what the network already knew: no figure moved. */
    unchanged: boolean(),
    staysKept: integer(),
    rejectionsNotListed: integer().notNull().default(0),
    failedAt: timestamp({ withTimezone: true }),
    /** A code of the error catalogue. */
    failureCode: varchar({ length: 100 }),
    cancelRequestedAt: timestamp({ withTimezone: true }),
    cancelledAt: timestamp({ withTimezone: true }),
    cancelledBy: uuid(),
    filesDeletedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index('pmsi_imports_network_id_received_at_idx').on(t.networkId, t.receivedAt)],
)

/** A file of an upload, or of an archive in it, and what the reader made of it. */
export const pmsiImportFiles = pgTable(
  'pmsi_import_files',
  {
    id: uuid().primaryKey().defaultRandom(),
    importId: uuid()
      .notNull()
      .references(() => pmsiImports.id),
    networkId: uuid().notNull(),
    name: varchar({ length: 300 }).notNull(),
    kind: varchar({ length: 20 }).notNull(),
    status: varchar({ length: 20 }).notNull(),
    reason: text(),
    versions: text().array().notNull(),
    lines: integer().notNull(),
    accepted: integer().notNull(),
    rejected: integer().notNull(),
    finess: varchar({ length: 9 }),
    year: smallint(),
  },
  (t) => [index('pmsi_import_files_import_id_idx').on(t.importId)],
)

/** Why a line was refused: where it is and what is wrong, never what it says. */
export const pmsiRejections = pgTable(
  'pmsi_rejections',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    importId: uuid()
      .notNull()
      .references(() => pmsiImports.id),
    networkId: uuid().notNull(),
    file: varchar({ length: 300 }).notNull(),
    line: integer(),
    field: varchar({ length: 100 }),
    reason: text().notNull(),
    /** For the establishment's own staff only. */
    rsaKey: varchar({ length: 10 }),
    finess: varchar({ length: 9 }),
  },
  (t) => [index('pmsi_rejections_import_id_idx').on(t.importId)],
)

/** The stays of one hospital (FINESS e-PMSI) for one year of transmission; the latest one counts. */
export const pmsiDeliveries = pgTable(
  'pmsi_deliveries',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    importId: uuid()
      .notNull()
      .references(() => pmsiImports.id),
    finess: varchar({ length: 9 }).notNull(),
    year: smallint().notNull(),
    /** SHA-256 of the stays kept: the same content twice changes nothing. */
    contentHash: char({ length: 64 }).notNull(),
    stays: integer().notNull(),
    sourceFile: varchar({ length: 300 }).notNull(),
    readAt: timestamp({ withTimezone: true }).notNull(),
    supersededAt: timestamp({ withTimezone: true }),
    supersededByImport: uuid(),
  },
  (t) => [
    uniqueIndex('pmsi_deliveries_current_key')
      .on(t.networkId, t.finess, t.year)
      .where(sql`${t.supersededAt} is null`),
  ],
)

/** The perinatal stays kept for computation: pseudonymous health data, deleted as soon as superseded. */
export const pmsiStays = pgTable(
  'pmsi_stays',
  {
    deliveryId: uuid().notNull(),
    networkId: uuid().notNull(),
    finess: varchar({ length: 9 }).notNull(),
    rsaKey: varchar({ length: 10 }).notNull(),
    site: varchar({ length: 9 }).notNull(),
    lastSite: varchar({ length: 9 }).notNull(),
    ghm: varchar({ length: 6 }).notNull(),
    dp: varchar({ length: 8 }).notNull(),
    dr: varchar({ length: 8 }).notNull(),
    das: text().array().notNull(),
    /** `CODE` or `CODE:days` from the entry. */
    acts: text().array().notNull(),
    ageYears: smallint(),
    ageDays: smallint(),
    sex: varchar({ length: 1 }).notNull(),
    entryMode: varchar({ length: 1 }).notNull(),
    provenance: varchar({ length: 1 }).notNull(),
    exitMode: varchar({ length: 1 }).notNull(),
    destination: varchar({ length: 1 }).notNull(),
    stayType: varchar({ length: 1 }).notNull(),
    exitYear: smallint().notNull(),
    exitMonth: smallint().notNull(),
    nights: smallint().notNull(),
    weightG: smallint(),
    gestationalAgeWeeks: smallint(),
    daysSinceLastPeriod: smallint(),
    unitTypes: text().array().notNull(),
    residence: varchar({ length: 5 }).notNull(),
    /** Keyed hash of the pseudonym (secret of the platform, per network): never the pseudonym itself. */
    person: varchar({ length: 32 }),
    motherChild: varchar({ length: 32 }),
    entryDate: date(),
    exitDate: date(),
  },
  (t) => [index('pmsi_stays_delivery_id_idx').on(t.deliveryId)],
)

/** What the reader found worth a look in a delivery. */
export const pmsiFindings = pgTable(
  'pmsi_findings',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    deliveryId: uuid()
      .notNull()
      .references(() => pmsiDeliveries.id),
    networkId: uuid().notNull(),
    code: varchar({ length: 60 }).notNull(),
    establishment: varchar({ length: 9 }).notNull(),
    finess: varchar({ length: 9 }),
    rsaKey: varchar({ length: 10 }),
    year: smallint().notNull(),
  },
  (t) => [index('pmsi_findings_delivery_id_idx').on(t.deliveryId)],
)

const WOMEN_AND_CHILDREN = ['femmes ayant accouché', 'nouveau-nés']

/** The end of the day on which the last authorisation of the row's network ends: without one, no stay may be held. */
const authorisationEnd = (networkId: PgColumn) => sql`(
  select max(least((valid_to + 1)::timestamp at time zone 'UTC', revoked_at))
  from data_authorisations where data_authorisations.network_id = ${networkId})`

export const privacy: TablePrivacy[] = [
  {
    table: pmsiImports,
    class: 'P3',
    processing: 'pmsi',
    holds:
      'Envois de fichiers : qui, quand, noms des fichiers. Les fichiers eux-mêmes sont effacés dès la fin de l’import',
    people: ['personnes qui envoient des extraits'],
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: pmsiImports.receivedAt,
      since: 'l’envoi, pour le nom de la personne',
      // The import stays: deliveries say where they come from.
      unless: sql`${pmsiImports.uploadedByName} = ${CLOSED_ACCOUNT}`,
      blank: () => ({ uploadedBy: null, uploadedByName: CLOSED_ACCOUNT }),
    },
    person: pmsiImports.uploadedBy,
  },
  {
    table: pmsiImportFiles,
    class: 'P2',
    processing: 'pmsi',
    holds: 'Fichiers lus : nom, nombre de lignes, établissement, année',
    people: [],
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: sql`(select ${pmsiImports.receivedAt} from ${pmsiImports} where ${pmsiImports.id} = ${pmsiImportFiles.importId})`,
      since: 'l’envoi',
    },
  },
  {
    table: pmsiRejections,
    class: 'P4',
    processing: 'pmsi',
    holds: 'Lignes refusées : fichier, numéro de ligne, motif, clé du résumé de séjour',
    people: WOMEN_AND_CHILDREN,
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: sql`(select ${pmsiImports.receivedAt} from ${pmsiImports} where ${pmsiImports.id} = ${pmsiRejections.importId})`,
      since: 'l’envoi',
    },
  },
  {
    table: pmsiDeliveries,
    class: 'P2',
    processing: 'pmsi',
    holds: 'Transmissions en vigueur : établissement, année, nombre de séjours, empreinte du contenu',
    people: [],
    // The row stays as the trace of what was held; no longer in force, it takes part in no computation.
    retention: {
      kind: 'after',
      duration: { days: 0 },
      from: authorisationEnd(pmsiDeliveries.networkId),
      since: 'la fin de l’autorisation, pour leur mise hors d’usage',
      unless: sql`${pmsiDeliveries.supersededAt} is not null`,
      blank: (now) => ({ supersededAt: now }),
    },
  },
  {
    table: pmsiStays,
    class: 'P4',
    processing: 'pmsi',
    holds: 'Séjours d’accouchement, de naissance et séjours liés, sous pseudonyme haché',
    people: WOMEN_AND_CHILDREN,
    retention: {
      kind: 'after',
      duration: { days: 0 },
      from: authorisationEnd(pmsiStays.networkId),
      since: 'la fin de l’autorisation ; un nouvel envoi les remplace aussitôt',
    },
  },
  {
    table: pmsiFindings,
    class: 'P4',
    processing: 'pmsi',
    holds: 'Anomalies trouvées à la lecture : nature, établissement, clé du résumé de séjour',
    people: WOMEN_AND_CHILDREN,
    retention: {
      kind: 'after',
      duration: { days: 0 },
      from: authorisationEnd(pmsiFindings.networkId),
      since: 'la fin de l’autorisation ; un nouvel envoi les remplace aussitôt',
    },
  },
]
