import { and, asc, desc, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { can, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { users } from '../accounts/tables.js'
import { cardDay } from '../directory/card-rows.js'
import type { CardDay } from '../directory/cards.js'
import {
  loadPeople,
  loadStructures,
  type PersonRecord,
  type PersonRow,
  type StructureRecord,
} from '../directory/records.js'
import {
  directoryConsents,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import { directoryDuplicates } from '../directory-upkeep/tables.js'
import { type History, namesIn, readHistory, recordNames } from './history.js'
import type { Subject } from './subject.js'
import type { Names } from './words.js'

export type ConsentRow = typeof directoryConsents.$inferSelect

/** A record cited by another one: a duplicate suspected, a record it absorbed, the one that absorbed it. */
export type OtherRecord = { id: string; name: string }

type Around = {
  /** The actor may change it, archive it, choose for it. */
  mayManage: boolean
  history: History
  names: Names
  day: CardDay
  duplicates: OtherRecord[]
  absorbed: OtherRecord[]
  absorbedBy: OtherRecord | null
}

/** Everything the directory knows of a person. */
export type PersonFile = PersonRecord &
  Around & {
    /** Those in force and those withdrawn, the newest first. */
    allConsents: ConsentRow[]
    account: { id: string; name: string } | null
  }

/** Everything the directory knows of a structure. */
export type StructureFile = StructureRecord &
  Around & {
    /** The actor may change how it is reached, its hours, its offers: what its referent may. */
    mayWrite: boolean
    team: OtherRecord[]
  }

/** How much history a record shows at first, and on its own page. */
export const RECENT_HISTORY = 10
export const WHOLE_HISTORY = 500
const MOST_OTHERS = 50

/** The whole record of a person, for the team. Throws `directory.not-found`. */
export async function readPerson(ctx: Ctx, id: string, history = RECENT_HISTORY): Promise<PersonFile> {
  return inTransaction(ctx, (ctx) =>
    personFile(
      ctx,
      and(
        eq(directoryPeople.id, id),
        within(ctx.actor, 'directory.read-records', { network: directoryPeople.networkId }),
      ),
      history,
    ),
  )
}

/** The identifier of one’s own record. Throws `directory.not-found`. */
export async function ownRecordId(ctx: Ctx): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const [mine] = await ctx.db
      .select({ id: directoryPeople.id })
      .from(directoryPeople)
      .where(ofMine(ctx))
      .limit(1)
    if (!mine) throw new AppError('directory.not-found')
    return mine.id
  })
}

function ofMine(ctx: Ctx): SQL {
  return within(ctx.actor, 'directory.own-record', {
    network: directoryPeople.networkId,
    owner: directoryPeople.userId,
  })
}

/** The record of the person herself, without what the team keeps to itself; null when she has none. */
export async function readOwnPerson(ctx: Ctx): Promise<PersonFile | null> {
  return inTransaction(ctx, async (ctx) => {
    if ((await ctx.db.$count(directoryPeople, ofMine(ctx))) === 0) return null
    const file = await personFile(ctx, ofMine(ctx), 0)
    return { ...file, person: { ...file.person, notes: null }, duplicates: [], absorbed: [] }
  })
}

async function personFile(ctx: Ctx, where: SQL | undefined, most: number): Promise<PersonFile> {
  const [found] = await ctx.db
    .select({
      id: directoryPeople.id,
      userId: directoryPeople.userId,
      mayManage: sql<boolean>`${within(ctx.actor, 'directory.manage', {
        network: directoryPeople.networkId,
        territory: directoryPeople.territoryId,
      })}`,
    })
    .from(directoryPeople)
    .where(where)
    .limit(1)
  const [record] = found ? await loadPeople(ctx, [found.id]) : []
  if (!found || !record) throw new AppError('directory.not-found')
  const allConsents = await ctx.db
    .select()
    .from(directoryConsents)
    .where(eq(directoryConsents.personId, found.id))
    .orderBy(desc(directoryConsents.givenOn), desc(directoryConsents.recordedAt))
    .limit(MOST_OTHERS)
  const { person } = record
  return {
    ...record,
    allConsents,
    account: await accountOf(ctx, found.userId),
    mayManage: found.mayManage === true && person.mergedIntoId === null,
    ...(await around(ctx, 'person', person, most, pointersOf(record))),
  }
}

/**
 * The whole record of a structure: for the team, or for who answers for it, without what the team keeps to itself.
 * Throws `directory.not-found`.
 */
export async function readStructure(ctx: Ctx, id: string, history = RECENT_HISTORY): Promise<StructureFile> {
  return inTransaction(ctx, async (ctx) => {
    const isTeam = can(ctx.actor, 'directory.read-records')
    const [found] = await ctx.db
      .select({
        id: directoryStructures.id,
        mayManage: sql<boolean>`${within(ctx.actor, 'directory.manage', {
          network: directoryStructures.networkId,
          territory: directoryStructures.territoryId,
        })}`,
        mayWrite: sql<boolean>`${within(ctx.actor, 'directory.write', {
          network: directoryStructures.networkId,
          territory: directoryStructures.territoryId,
          establishment: directoryStructures.establishmentId,
        })}`,
      })
      .from(directoryStructures)
      .where(
        and(
          eq(directoryStructures.id, id),
          within(ctx.actor, 'directory.open-structure', {
            network: directoryStructures.networkId,
            establishment: directoryStructures.establishmentId,
          }),
        ),
      )
      .limit(1)
    const [record] = found ? await loadStructures(ctx, [found.id]) : []
    if (!found || !record) throw new AppError('directory.not-found')
    const { structure } = record
    const pointers = structure.territoryId === null ? [] : [structure.territoryId]
    const file: StructureFile = {
      ...record,
      team: await peopleAt(ctx, id),
      mayManage: found.mayManage === true && structure.mergedIntoId === null,
      mayWrite: found.mayWrite === true && structure.mergedIntoId === null,
      ...(await around(ctx, 'structure', structure, isTeam ? history : 0, pointers)),
    }
    return isTeam ? file : withoutTeamParts(file)
  })
}

/** What whoever answers for a structure reads of it: neither what the team notes, nor that it did. */
function withoutTeamParts(file: StructureFile): StructureFile {
  const { notes: _, ...provenance } = file.structure.provenance
  const structure = { ...file.structure, provenance, notes: null }
  return { ...file, structure, membership: null, duplicates: [], absorbed: [] }
}

/** What a page about one act on a record needs to name it. */
export type RecordTitle = { name: string; archivedAt: Date | null; revision: number }

/** The name of a record this person may manage. Throws `directory.not-found`. */
export async function readTitle(ctx: Ctx, { kind, id }: Subject): Promise<RecordTitle> {
  return inTransaction(ctx, async (ctx) => {
    const table = kind === 'person' ? directoryPeople : directoryStructures
    const name =
      kind === 'person'
        ? sql<string>`concat_ws(' ', upper(${directoryPeople.lastName}), ${directoryPeople.firstName})`
        : directoryStructures.name
    const [title] = await ctx.db
      .select({ name, archivedAt: table.archivedAt, revision: table.revision })
      .from(table)
      .where(
        and(
          eq(table.id, id),
          isNull(table.mergedIntoId),
          within(ctx.actor, 'directory.manage', { network: table.networkId, territory: table.territoryId }),
        ),
      )
      .limit(1)
    if (!title) throw new AppError('directory.not-found')
    return title
  })
}

/** Who works there, by name: a few, to know the place. */
function peopleAt(ctx: Ctx, structureId: string): Promise<OtherRecord[]> {
  return ctx.db
    .selectDistinct({ id: directoryPeople.id, name: directoryPeople.lastName })
    .from(directorySituations)
    .innerJoin(directoryPeople, eq(directoryPeople.id, directorySituations.personId))
    .where(
      and(
        eq(directorySituations.structureId, structureId),
        isNull(directoryPeople.archivedAt),
        within(ctx.actor, 'directory.read-records', { network: directoryPeople.networkId }),
      ),
    )
    .orderBy(asc(directoryPeople.lastName), asc(directoryPeople.id))
    .limit(MOST_OTHERS)
}

type MergeState = { id: string; mergedIntoId: string | null }

async function around(
  ctx: Ctx,
  kind: 'person' | 'structure',
  { id, mergedIntoId }: MergeState,
  most: number,
  pointers: readonly string[],
): Promise<Omit<Around, 'mayManage'>> {
  const history = await readHistory(ctx, kind, id, most)
  const absorbed = await othersWhere(ctx, kind, (table) => eq(table.mergedIntoId, id))
  const absorbedBy = mergedIntoId
    ? await othersWhere(ctx, kind, (table) => eq(table.id, mergedIntoId))
    : ([] as OtherRecord[])
  return {
    history,
    day: await cardDay(ctx),
    names: new Map([...(await namesIn(ctx, history.entries)), ...(await recordNames(ctx, pointers))]),
    duplicates: await suspectedDuplicates(ctx, kind, id),
    absorbed,
    absorbedBy: absorbedBy[0] ?? null,
  }
}

type RecordTable = typeof directoryPeople | typeof directoryStructures

function othersWhere(
  ctx: Ctx,
  kind: 'person' | 'structure',
  condition: (table: RecordTable) => SQL,
): Promise<OtherRecord[]> {
  const mine = (table: RecordTable) =>
    and(condition(table), within(ctx.actor, 'directory.read', { network: table.networkId }))
  if (kind === 'structure') {
    return ctx.db
      .select({ id: directoryStructures.id, name: directoryStructures.name })
      .from(directoryStructures)
      .where(mine(directoryStructures))
      .limit(MOST_OTHERS)
  }
  return ctx.db
    .select({ id: directoryPeople.id, name: directoryPeople.lastName })
    .from(directoryPeople)
    .where(mine(directoryPeople))
    .limit(MOST_OTHERS)
}

async function suspectedDuplicates(
  ctx: Ctx,
  kind: 'person' | 'structure',
  id: string,
): Promise<OtherRecord[]> {
  const pairs = await ctx.db
    .select({ firstId: directoryDuplicates.firstId, secondId: directoryDuplicates.secondId })
    .from(directoryDuplicates)
    .where(
      and(
        within(ctx.actor, 'directory.read-records', { network: directoryDuplicates.networkId }),
        eq(directoryDuplicates.subjectKind, kind),
        isNull(directoryDuplicates.decidedAt),
        or(eq(directoryDuplicates.firstId, id), eq(directoryDuplicates.secondId, id)),
      ),
    )
    .limit(MOST_OTHERS)
  const names = await recordNames(
    ctx,
    pairs.map(({ firstId, secondId }) => (firstId === id ? secondId : firstId)),
  )
  return [...names].map(([id, name]) => ({ id, name }))
}

function pointersOf({ person, offers }: { person: PersonRow; offers: PersonRecord['offers'] }): string[] {
  return [person.territoryId, ...offers.map(({ situationId }) => situationId)].filter((id) => id !== null)
}

async function accountOf(ctx: Ctx, userId: string | null): Promise<PersonFile['account']> {
  if (userId === null) return null
  const [account] = await ctx.db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(eq(users.id, userId))
    .limit(1)
  return account ?? null
}
