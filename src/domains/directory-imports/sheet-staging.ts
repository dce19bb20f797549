import { asc } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { CopyInto } from '../../db/copy.js'
import { personName } from '../directory/cards.js'
import { communeMeant } from '../directory/communes/commune-meant.js'
import { type Commune, communeOfAddress, foldCommune } from '../directory/communes/gazetteer.js'
import { regionOfDepartment } from '../directory/communes/regions.js'
import { foldText } from '../directory/national/plain-text.js'
import { readEntries, type SheetEntry } from '../directory/spreadsheet/entries.js'
import { type EntryField, FIELD_LABELS } from '../directory/spreadsheet/entry-fields.js'
import { readSheet } from '../directory/spreadsheet/read-sheet.js'
import { networks, territories } from '../networks/tables.js'
import { type FileReport, refuseLine } from './file-lines.js'
import type { InputFile } from './import-file.js'
import { foldFollowed } from './merged-numbers.js'
import type { ImportOptions } from './schemas.js'
import { groupSheet, type SheetGroup, stagedLines } from './sheet-groups.js'
import { recordOf, type SheetRecord } from './sheet-lines.js'
import { findPeople, findStructures } from './sheet-matching.js'
import { stagedCopyLine } from './staged-line.js'
import { groupLines, leaveOut, stageLines, tie } from './staging.js'

const MOST_TERRITORIES = 200

/** Reads a coordinator’s table, puts its lines together by person and structure, and finds whom they are about. */
export async function stageSheet(
  ctx: Ctx,
  copy: CopyInto,
  file: InputFile,
  options: ImportOptions,
  report: FileReport,
): Promise<void> {
  const sheet = await readSheet(file)
  const mapping = (options.columns ?? []).map((field) => (isField(field) ? field : null))
  const records: SheetRecord[] = []
  const regionCode = await regionOf(ctx)
  for (const line of readEntries(sheet, options.headerLine ?? null, mapping, regionCode)) {
    report.lines += 1
    const record = recordOf(line)
    if (record !== null) records.push(hintedByCommune(record, regionCode))
    else refuseLine(report, nameInEntry(line.entry), line.refusals)
  }
  const groups = groupSheet(records)
  await placeInTerritories(ctx, [...groups.people, ...groups.structures])
  placeInCommunes(groups.structures, regionCode)
  report.kept = records.length
  report.bytesRead = 1
  await stageLines(ctx, copy, blocksOf([...stagedLines(groups)].map(stagedCopyLine)))
  await groupLines(ctx)
  const people = await findPeople(ctx, groups)
  await tie(ctx, 'people', people)
  const structures = await findStructures(ctx, groups, people)
  await tie(ctx, 'structures', structures)
  await leaveOut(ctx, structures)
  await foldFollowed(ctx)
}

function nameInEntry(entry: SheetEntry | null): string | null {
  if (entry === null) return null
  const { lastName, firstName, structureName } = entry
  return lastName === null ? structureName : personName({ lastName, firstName })
}

function isField(field: string | null): field is EntryField {
  return field !== null && Object.hasOwn(FIELD_LABELS, field)
}

/** The territories of the network by their words; one it has not, or has closed, is said, and nothing is guessed from it. */
async function placeInTerritories(ctx: Ctx, groups: readonly SheetGroup[]): Promise<void> {
  const known = await ctx.db
    .select({ id: territories.id, name: territories.name, closedOn: territories.closedOn })
    .from(territories)
    .where(within(ctx.actor, 'directory.run-import', { network: territories.networkId }))
    .orderBy(asc(territories.name))
    .limit(MOST_TERRITORIES)
  const byName = new Map(known.map((one) => [foldText(one.name), one]))
  for (const group of groups) {
    if (group.territory === null) continue
    const territory = byName.get(foldText(group.territory))
    if (territory?.closedOn === null) group.fields.territoryId = territory.id
    else
      group.warnings.push(
        `Le territoire « ${group.territory.slice(0, 60)} » ${territory ? 'est fermé' : 'n’est pas l’un de ceux du réseau'}.`,
      )
  }
}

/** Lines are compared by the name of a commune: « Bourg-en-Bresse Cedex » on one of them is no other town. */
function hintedByCommune(record: SheetRecord, regionCode: string): SheetRecord {
  for (const said of [record.person, record.structure]) {
    if (said === null) continue
    const commune = communeOf(said.hints.postcode, said.hints.commune, regionCode)
    if (commune !== null) said.hints.commune = foldCommune(commune.name)
  }
  return record
}

/** Communes as the gazetteer names them, when the postcode and the name, or the name alone in the region, say which. */
function placeInCommunes(groups: readonly SheetGroup[], regionCode: string): void {
  for (const { fields } of groups) {
    const commune = communeOf(textOf(fields.postcode), textOf(fields.communeName), regionCode)
    if (commune === null) continue
    fields.communeCode = commune.code
    fields.communeName = commune.name
    fields.departmentCode = commune.departmentCode
  }
}

function communeOf(postcode: string | null, name: string | null, regionCode: string): Commune | null {
  return communeOfAddress(postcode, name) ?? (postcode === null ? communeNamed(name, regionCode) : null)
}

function communeNamed(name: string | null, regionCode: string): Commune | null {
  const meant = name === null ? null : communeMeant(name, regionCode)
  return meant?.kind === 'one' && regionOfDepartment(meant.commune.departmentCode) === regionCode
    ? meant.commune
    : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

async function regionOf(ctx: Ctx): Promise<string> {
  const [network] = await ctx.db
    .select({ regionCode: networks.regionCode })
    .from(networks)
    .where(within(ctx.actor, 'directory.run-import', { network: networks.id }))
    .limit(1)
  return network?.regionCode ?? ''
}

async function* blocksOf(lines: readonly string[]): AsyncGenerator<string> {
  for (let start = 0; start < lines.length; start += 500) yield lines.slice(start, start + 500).join('')
}
