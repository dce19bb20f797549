import { listArchive } from '../../pmsi/reading/archive.js'
import type { ArchiveLimits } from '../../pmsi/reading/archive-limits.js'
import { RefusedSourceError, type Source } from '../../pmsi/reading/sources.js'
import { filledDown } from './merged-cells.js'
import { type Sheet, UnreadableSheetError } from './sheet.js'
import {
  listen,
  readDateStyles,
  readRelations,
  readSharedStrings,
  readWorkbook,
  type WorkbookSheet,
} from './workbook.js'
import { type CellContext, SheetListener } from './xlsx-cells.js'
import { XmlError } from './xml-events.js'

/** A directory of some thousand lines is under ten megabytes of XML. */
const LIMITS: ArchiveLimits = {
  entries: 500,
  inflatedBytes: 200 * 1024 ** 2,
  ratio: 200,
  ratioFromBytes: 10 * 1024 ** 2,
}

/**
 * Reads the first visible sheet of an .xlsx workbook. Formulas are never computed (their last value is read), macros and
 * links to other files are never looked at. Throws `UnreadableSheetError`.
 */
export async function readXlsx(file: { name: string; path: string }): Promise<Sheet> {
  try {
    const parts = await partsOf(file)
    return await readParts(parts)
  } catch (error) {
    throw asUnreadable(error)
  }
}

type Parts = ReadonlyMap<string, Source>

async function partsOf(file: { name: string; path: string }): Promise<Parts> {
  const { sources, refused } = await listArchive(file, LIMITS)
  if (refused.length > 0)
    throw new UnreadableSheetError(
      'Le classeur est protégé par un mot de passe : envoyez-le sans protection.',
    )
  return new Map(sources.map((source) => [source.names[0] ?? '', source]))
}

async function readParts(parts: Parts): Promise<Sheet> {
  const workbook = parts.get('xl/workbook.xml')
  if (workbook === undefined) throw new UnreadableSheetError(otherArchive(parts))
  const { sheets, from1904 } = await readWorkbook(workbook.read())
  const chosen = sheets.find(({ isHidden }) => !isHidden)
  const sheet = chosen && (await sheetPart(parts, chosen))
  if (chosen === undefined || sheet === undefined)
    throw new UnreadableSheetError('Le classeur n’a aucune feuille visible.')
  const context: CellContext = {
    strings: await part(parts, 'xl/sharedStrings.xml', readSharedStrings),
    dateStyles: await part(parts, 'xl/styles.xml', readDateStyles),
    from1904,
  }
  const listener = new SheetListener(context)
  await listen(sheet.read(), listener)
  const { rejections } = listener
  const { rows, filled } = filledDown(listener.rows, listener.merges)
  if (rows.length === 0) throw new UnreadableSheetError(`La feuille « ${chosen.name} » est vide.`)
  return {
    format: 'xlsx',
    rows,
    rejections,
    notes: [...notesOf(sheets, chosen, listener, parts), ...mergeNotes(filled)],
  }
}

async function part<Value>(
  parts: Parts,
  name: string,
  reader: (chunks: AsyncIterable<Buffer>) => Promise<Value[]>,
): Promise<Value[]> {
  const source = parts.get(name)
  return source === undefined ? [] : reader(source.read())
}

/** Targets are written from `xl/`, or from the root with a slash. */
async function sheetPart(parts: Parts, { relation }: WorkbookSheet): Promise<Source | undefined> {
  const relations = parts.get('xl/_rels/workbook.xml.rels')
  const target = relations && (await readRelations(relations.read())).get(relation)
  if (target === undefined) return parts.get('xl/worksheets/sheet1.xml')
  return parts.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`)
}

function notesOf(
  sheets: readonly WorkbookSheet[],
  chosen: WorkbookSheet,
  { formulas, hiddenRows }: SheetListener,
  parts: Parts,
): string[] {
  const notes = [`Feuille lue : ${chosen.name}.`]
  const others = sheets.filter((sheet) => sheet !== chosen)
  if (others.length > 0)
    notes.push(`Feuilles qui n’ont pas été lues : ${others.map(({ name }) => name).join(', ')}.`)
  if (formulas > 0)
    notes.push(
      formulas === 1
        ? 'Une case est une formule : c’est sa dernière valeur affichée qui est lue.'
        : `${formulas} cases sont des formules : c’est leur dernière valeur affichée qui est lue.`,
    )
  if (hiddenRows > 0)
    notes.push(
      hiddenRows === 1
        ? 'Une ligne masquée par un filtre a été lue aussi.'
        : `${hiddenRows} lignes masquées par un filtre ont été lues aussi.`,
    )
  if (parts.has('xl/vbaProject.bin')) notes.push('Les macros du classeur ont été ignorées.')
  return notes
}

function mergeNotes(filled: number): string[] {
  if (filled === 0) return []
  return [
    `Cases fusionnées sur plusieurs lignes : leur valeur est lue sur chacune (${filled} ${filled === 1 ? 'case' : 'cases'}).`,
  ]
}

function otherArchive(parts: Parts): string {
  if (parts.has('content.xml'))
    return 'C’est un classeur OpenDocument (.ods) : enregistrez-le au format Excel (.xlsx) ou CSV.'
  if (parts.has('word/document.xml'))
    return 'C’est un document Word : envoyez un tableau Excel (.xlsx) ou CSV.'
  return 'Ce n’est pas un classeur Excel (.xlsx).'
}

function asUnreadable(error: unknown): unknown {
  if (error instanceof UnreadableSheetError) return error
  if (error instanceof RefusedSourceError)
    return new UnreadableSheetError(`Le classeur ne peut pas être ouvert. ${error.message}`, { cause: error })
  if (error instanceof XmlError || error instanceof RangeError)
    return new UnreadableSheetError(
      'Le classeur est abîmé ou n’a pas été fait par un tableur : ouvrez-le, puis « Enregistrer sous » au format .xlsx.',
      { cause: error },
    )
  return error
}
