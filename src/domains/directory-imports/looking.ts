import { and, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate, formatDate } from '../../web/dates.js'
import type { NationalFileKind } from '../directory/national/recognise.js'
import { proposeMapping } from '../directory/spreadsheet/columns.js'
import { isOwnExport, OWN_EXPORT_REFUSED } from '../directory/spreadsheet/own-export.js'
import { readSheet } from '../directory/spreadsheet/read-sheet.js'
import { UnreadableSheetError } from '../directory/spreadsheet/sheet.js'
import { currentNetwork } from '../networks/service.js'
import { endImport, failImport, type ImportEnd, lockImport } from './ending.js'
import { fileRefusal } from './file-refusals.js'
import { dayInName, recogniseFile } from './import-file.js'
import type { ImportProposal } from './schemas.js'
import { directoryImports } from './tables.js'
import { uploadedFile } from './uploads.js'

type Look = {
  kind: 'rpps' | 'finess' | 'sheet'
  proposal: ImportProposal
  fileDate: string | null
  notes: string[]
}

/** Says what a file is and what its columns hold, so that a person can choose. Safe to run twice. */
export async function lookAtFile(
  ctx: Ctx,
  importId: string,
  { dataDir }: { dataDir: string },
): Promise<ImportEnd> {
  const row = await inTransaction(ctx, (ctx) => lockImport(ctx, importId))
  if (!row || row.kind !== null || row.cancelledAt || row.failedAt) return 'ended-before'
  try {
    const look = await recognised({ name: row.fileName, path: uploadedFile(dataDir, row) })
    return await endImport(ctx, importId, { isNull: 'kind' }, async (ctx) => ({
      ...look,
      fileDate: look.fileDate ?? civilDate(row.receivedAt, (await currentNetwork(ctx)).timeZone),
      notes: [...look.notes, ...(await sameFileBefore(ctx, row))],
    }))
  } catch (error) {
    const words = fileRefusal(error)
    if (words === null) throw error
    return failImport(ctx, importId, 'directory-import.unreadable', words)
  }
}

async function recognised(file: { name: string; path: string }): Promise<Look> {
  const { kind, entry } = await recogniseFile(file)
  const fileDate = dayInName(entry ?? file.name)
  switch (kind) {
    case 'rpps-activities':
    case 'rpps-skills':
      return { kind: 'rpps', proposal: national(kind, entry), fileDate, notes: [] }
    case 'finess-etalab':
    case 'finess-plus':
      return { kind: 'finess', proposal: national(kind, entry), fileDate, notes: [] }
    case 'workbook':
    case 'other':
      return sheetLook(file)
    default:
      throw new AppError('directory-import.unreadable', { words: OTHERS[kind] })
  }
}

const OTHERS: Record<Extract<NationalFileKind, 'rpps-diplomas' | 'archive'>, string> = {
  'rpps-diplomas':
    'C’est le fichier des diplômes du RPPS (Dipl_AutExerc), dont l’annuaire n’a pas l’usage : envoyez « Personne_activite ».',
  archive:
    'L’archive ne contient aucun fichier du RPPS ni de FINESS. Pour votre propre tableau, envoyez le fichier .xlsx ou .csv sans le compresser.',
}

function national(shape: ImportProposal['shape'], entry: string | null): ImportProposal {
  return { shape, entry, headerLine: null, columns: [] }
}

async function sheetLook(file: { name: string; path: string }): Promise<Look> {
  const sheet = await readSheet(file)
  if (isOwnExport(sheet)) throw new UnreadableSheetError(OWN_EXPORT_REFUSED)
  const { headerLine, columns } = proposeMapping(sheet)
  return {
    kind: 'sheet',
    proposal: {
      shape: 'sheet',
      entry: null,
      headerLine,
      columns: columns.map(({ examples, ...column }) => ({
        ...column,
        examples: [...new Set(examples.map(shortened))],
      })),
    },
    fileDate: null,
    notes: [...sheet.notes],
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** The same bytes, already applied and not undone since. */
async function sameFileBefore(ctx: Ctx, row: typeof directoryImports.$inferSelect): Promise<string[]> {
  if (row.contentHash === null) return []
  const [before] = await ctx.db
    .select({ appliedAt: directoryImports.appliedAt })
    .from(directoryImports)
    .where(
      and(
        within(ctx.actor, 'directory.run-import', { network: directoryImports.networkId }),
        eq(directoryImports.contentHash, row.contentHash),
        ne(directoryImports.id, row.id),
        isNotNull(directoryImports.appliedAt),
        isNull(directoryImports.undoneAt),
      ),
    )
    .orderBy(desc(directoryImports.appliedAt))
    .limit(1)
  if (!before?.appliedAt) return []
  const { timeZone } = await currentNetwork(ctx)
  return [
    `Ce fichier est exactement celui que vous avez déjà importé le ${formatDate(civilDate(before.appliedAt, timeZone))}.`,
  ]
}
