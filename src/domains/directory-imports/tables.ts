import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { CLOSED_ACCOUNT, type TablePrivacy } from '../../privacy/declaration.js'
import { networks } from '../networks/tables.js'
import type { RowChanges, RowPayload } from './records.js'
import type { ImportCounts, ImportOptions, ImportOutcome, ImportProposal } from './schemas.js'

const instant = () => timestamp({ withTimezone: true })

/** A file brought to the directory: read and compared first, applied when somebody says so, undone when she changes her mind. */
export const directoryImports = pgTable(
  'directory_imports',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    /** `rpps`, `finess`, `sheet`; null until the file has been looked at. */
    kind: varchar({ length: 10 }),
    fileName: varchar({ length: 300 }).notNull(),
    /** Name under the upload folder; null once deleted. */
    stored: varchar({ length: 100 }),
    bytesTotal: bigint({ mode: 'number' }).notNull(),
    bytesRead: bigint({ mode: 'number' }).notNull().default(0),
    /** SHA-256 of the file: the same one twice is said. */
    contentHash: varchar({ length: 64 }),
    /** Day the file says it was made. */
    fileDate: date(),
    /** What the file was recognised as: its columns with examples, until they are compared. */
    proposal: jsonb().$type<ImportProposal>(),
    /** Departments, professions, columns: what the person chose. */
    options: jsonb().$type<ImportOptions>().notNull().default({}),
    counts: jsonb().$type<ImportCounts>(),
    outcome: jsonb().$type<ImportOutcome>(),
    /** What the reader says of the file, to be shown. */
    notes: text().array().notNull().default([]),
    /** What somebody must confirm before it is applied: a file much shorter than the last one, for instance. */
    doubts: text().array().notNull().default([]),
    /** How far an application or an undoing is, written apart from its own transaction. */
    stepsDone: integer().notNull().default(0),
    stepsTotal: integer(),
    uploadedBy: uuid(),
    uploadedByName: varchar({ length: 200 }).notNull(),
    receivedAt: instant().notNull(),
    /** Columns or filter chosen: the comparison may begin. */
    askedAt: instant(),
    comparedAt: instant(),
    applyAskedAt: instant(),
    appliedAt: instant(),
    undoAskedAt: instant(),
    undoneAt: instant(),
    cancelledAt: instant(),
    failedAt: instant(),
    /** A code of the error catalogue, and a sentence that completes it. */
    failureCode: varchar({ length: 100 }),
    failureWords: text(),
  },
  (t) => [
    index('directory_imports_network_id_received_at_idx').on(t.networkId, t.receivedAt),
    check('directory_imports_kind_check', sql`${t.kind} in ('rpps', 'finess', 'sheet')`),
  ],
)

/** What the comparison makes of one record or one line of the file: to be shown, exported, then applied as it is. */
export const directoryImportRows = pgTable(
  'directory_import_rows',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    networkId: uuid().notNull(),
    /** Without a reference, which would be checked row by row: the job that writes them holds their import. */
    importId: uuid().notNull(),
    /** Line of the file; null for what the file no longer names. */
    line: integer(),
    /** `new`, `changed`, `unchanged`, `gone`, `refused`. */
    verdict: varchar({ length: 10 }).notNull(),
    subjectKind: varchar({ length: 10 }),
    /** The record it is about, when there is one. */
    subjectId: uuid(),
    /** How the file names it: « MARTIN Claire, sage-femme ». */
    label: varchar({ length: 300 }),
    /** What is to be written. */
    payload: jsonb().$type<RowPayload>(),
    /** Fields that change: before, after; and fields kept because somebody edited them. */
    changes: jsonb().$type<RowChanges>(),
    /** For a refusal: the column and the reason, in French. */
    columnName: varchar({ length: 200 }),
    reason: text(),
    /** What could not be written or put back because somebody had changed it, in French. */
    remark: text(),
  },
  (t) => [index('directory_import_rows_import_id_idx').on(t.importId, t.verdict, t.id)],
)

export const privacy: TablePrivacy[] = [
  {
    table: directoryImports,
    class: 'P3',
    processing: 'directory',
    holds:
      'Fichiers apportés à l’annuaire : nom, date, qui les a envoyés, comptes. Le fichier est effacé après la lecture',
    people: ['personnes qui envoient des fichiers'],
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: directoryImports.receivedAt,
      since: 'l’envoi, pour le nom de la personne',
      unless: sql`${directoryImports.uploadedByName} = ${CLOSED_ACCOUNT}`,
      blank: () => ({ uploadedBy: null, uploadedByName: CLOSED_ACCOUNT }),
    },
    person: directoryImports.uploadedBy,
  },
  {
    table: directoryImportRows,
    class: 'P3',
    processing: 'directory',
    holds: 'Comparaison ligne à ligne d’un fichier avec l’annuaire',
    people: ['professionnels et correspondants nommés par le fichier'],
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: sql`(select ${directoryImports.receivedAt} from ${directoryImports} where ${directoryImports.id} = ${directoryImportRows.importId})`,
      since: 'l’envoi',
    },
  },
]
