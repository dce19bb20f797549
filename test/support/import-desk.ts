import { asc, eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { ACTIVITY_LAYOUT, type ActivityColumn } from '../../src/domains/directory/national/rpps-layouts.js'
import { inventedPerson } from '../../src/domains/directory/synthesis/invented-people.js'
import { activityValues, headerLine, layoutLine } from '../../src/domains/directory/synthesis/rpps-files.js'
import {
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../../src/domains/directory/tables.js'
import { directoryImportRows, directoryImports } from '../../src/domains/directory-imports/tables.js'
import { undoImport } from '../../src/domains/directory-imports/undoing.js'
import { mergeDuplicate } from '../../src/domains/directory-upkeep/duplicates/merging.js'
import { directoryDuplicates } from '../../src/domains/directory-upkeep/tables.js'
import { aNetwork, systemCtx } from './builders.js'
import { testDatabase } from './database.js'
import { aComparison, type Made, set, toolsOf, written } from './directory-import-fixtures.js'
import { asCoordinator } from './directory-team.js'
import { NOW } from './now.js'
import { scratch } from './scratch.js'

/* A coordinator with a few lines of a file at a time, and the directory they leave. */

export type Desk = Pick<Made, 'ctx' | 'tools'>
type File = Parameters<typeof aComparison>[2]

export async function importDesk(t: Test): Promise<Desk> {
  const { db, pool } = await testDatabase(t)
  const network = await aNetwork(db, { regionCode: '84' })
  return { ctx: systemCtx(db, network.id), tools: toolsOf(pool, await scratch(t)) }
}

/** A table as a coordinator has it. */
export function sheet(header: string, lines: readonly string[]): File {
  return { content: Buffer.from([header, ...lines].join('\r\n')) }
}

/** A midwife of the RPPS in Viriat, by her rank; a test says only what it is about. */
export function rppsLine(rank: number, more: Partial<Record<ActivityColumn, string>> = {}): string {
  const { situations, ...person } = inventedPerson(7, rank)
  return layoutLine(ACTIVITY_LAYOUT, {
    ...activityValues({ ...person, situations }, situations[0]!),
    ...{ professionCode: '50', professionLabel: 'Sage-Femme', lastName: `NOM${rank}`, firstName: 'Anne' },
    ...{ skillTypeCode: '', skillTypeLabel: '', skillCode: '', skillLabel: '' },
    ...{ modeCode: 'L', modeLabel: 'Libéral', sectorCode: 'SA07', sectorLabel: 'Cabinet individuel' },
    ...{ finessSite: '', technicalId: `C${rank}`, structureName: `CABINET ${rank}` },
    ...{ postcode: '01440', communeCode: '01451', communeName: 'Viriat', departmentCode: '01' },
    ...more,
  })
}

export function rpps(date: string, lines: readonly string[]): File {
  return {
    name: `PS_LibreAcces_Personne_activite_${date.replaceAll('-', '')}0800.txt`,
    content: Buffer.from(headerLine(ACTIVITY_LAYOUT) + lines.join('')),
    options: { departments: ['01'], professions: ['50'], fileDate: date },
  }
}

/** Compared and written. */
export async function brought({ ctx, tools }: Desk, file: File): Promise<Made> {
  const made = await aComparison(ctx, tools, file)
  await written(made)
  return made
}

export function compared({ ctx, tools }: Desk, file: File): Promise<Made> {
  return aComparison(ctx, tools, file)
}

export async function undone(made: Made): Promise<void> {
  await set(made, { undoAskedAt: NOW })
  await undoImport(made.ctx, made.importId, {})
}

/** Two records made one, whatever they look like; `from` names the values kept from the one that goes. */
export async function merged(
  { ctx }: Pick<Desk, 'ctx'>,
  kind: 'person' | 'structure',
  { keptId, goneId, from = [] }: { keptId: string; goneId: string; from?: readonly string[] },
): Promise<void> {
  const [firstId, secondId] = [keptId, goneId].sort()
  const networkId = 'networkId' in ctx.actor ? (ctx.actor.networkId ?? '') : ''
  const [pair] = await inTransaction(ctx, ({ db }) =>
    db
      .insert(directoryDuplicates)
      .values({
        ...{ networkId, subjectKind: kind, firstId: firstId!, secondId: secondId! },
        ...{ score: 90, reasons: ['same-name'], foundAt: NOW },
      })
      .returning({ id: directoryDuplicates.id }),
  )
  const [kept, gone] = firstId === keptId ? (['first', 'second'] as const) : (['second', 'first'] as const)
  await mergeDuplicate(asCoordinator(ctx), pair!.id, {
    kept,
    from: Object.fromEntries(from.map((group) => [group, gone])),
  })
}

/** Records that are in the directory, merged and withdrawn ones apart. */
export function structuresOf({ ctx }: Pick<Desk, 'ctx'>) {
  return inTransaction(ctx, ({ db }) =>
    db.select().from(directoryStructures).orderBy(asc(directoryStructures.name), directoryStructures.id),
  ).then((all) => all.filter(({ archivedAt }) => archivedAt === null))
}

export function peopleOf({ ctx }: Pick<Desk, 'ctx'>) {
  return inTransaction(ctx, ({ db }) =>
    db.select().from(directoryPeople).orderBy(asc(directoryPeople.lastName), directoryPeople.id),
  ).then((all) => all.filter(({ archivedAt }) => archivedAt === null))
}

/** Who works where, as what. */
export function placesOf({ ctx }: { ctx: Ctx }) {
  return inTransaction(ctx, ({ db }) =>
    db
      .select({
        who: directoryPeople.lastName,
        place: directoryStructures.name,
        mode: directorySituations.modeCode,
        what: directorySituations.functionWords,
        goneSince: directorySituations.goneSince,
        phone: directorySituations.phone,
        email: directorySituations.email,
        startsOn: directorySituations.startsOn,
        endsOn: directorySituations.endsOn,
        saidElsewhere: directorySituations.saidElsewhere,
        provenance: directorySituations.provenance,
        id: directorySituations.id,
      })
      .from(directorySituations)
      .innerJoin(directoryStructures, eq(directoryStructures.id, directorySituations.structureId))
      .innerJoin(directoryPeople, eq(directoryPeople.id, directorySituations.personId))
      .orderBy(
        asc(directoryPeople.lastName),
        asc(directoryStructures.name),
        asc(directorySituations.modeCode),
      ),
  )
}

/** What a comparison shows. */
export function verdictsOf({ ctx, importId }: Pick<Made, 'ctx' | 'importId'>) {
  return inTransaction(ctx, ({ db }) =>
    db
      .select()
      .from(directoryImportRows)
      .where(eq(directoryImportRows.importId, importId))
      .orderBy(directoryImportRows.id),
  )
}

export async function importOf({ ctx, importId }: Pick<Made, 'ctx' | 'importId'>) {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryImports).where(eq(directoryImports.id, importId)),
  )
  return row!
}
