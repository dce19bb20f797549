import { and, desc, eq, inArray } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { Change } from '../directory/changes.js'
import {
  directoryChanges,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import { territories } from '../networks/tables.js'
import type { Names } from './words.js'

export type HistoryEntry = Pick<Change, 'what' | 'rowId' | 'before' | 'after'> & {
  id: string
  at: Date
  by: string
  reason: string | null
}

export type History = {
  /** The newest first. */
  entries: HistoryEntry[]
  hasMore: boolean
}

/** What changed in a record, the newest first. Who may read the record is for the caller to say. */
export async function readHistory(
  ctx: Ctx,
  kind: Change['subjectKind'],
  id: string,
  most: number,
): Promise<History> {
  const rows = await ctx.db
    .select({
      id: directoryChanges.id,
      at: directoryChanges.at,
      by: directoryChanges.by,
      what: directoryChanges.what,
      rowId: directoryChanges.rowId,
      before: directoryChanges.before,
      after: directoryChanges.after,
      reason: directoryChanges.reason,
    })
    .from(directoryChanges)
    .where(
      and(
        eq(directoryChanges.subjectKind, kind),
        eq(directoryChanges.subjectId, id),
        within(ctx.actor, 'directory.read-records', { network: directoryChanges.networkId }),
      ),
    )
    .orderBy(desc(directoryChanges.at), desc(directoryChanges.id))
    .limit(most + 1)
  return { entries: rows.slice(0, most), hasMore: rows.length > most }
}

const POINTERS = ['territoryId', 'structureId', 'situationId', 'mergedIntoId']
const MOST_NAMES = 500

/** The names of what these entries point at, so that a sentence says « Centre hospitalier de Bourg » and no identifier. */
export async function namesIn(ctx: Ctx, entries: readonly HistoryEntry[]): Promise<Names> {
  const ids = entries.flatMap(({ before, after }) =>
    [before, after].flatMap((values) =>
      POINTERS.flatMap((field) => {
        const value = values?.[field]
        return typeof value === 'string' ? [value] : []
      }),
    ),
  )
  return recordNames(ctx, ids)
}

/** Names of territories, structures, people and places of people of this network among these identifiers. */
export async function recordNames(ctx: Ctx, ids: readonly string[]): Promise<Names> {
  const some = [...new Set(ids)].slice(0, MOST_NAMES)
  if (some.length === 0) return new Map()
  const among = ({ id, networkId }: { id: PgColumn; networkId: PgColumn }) =>
    and(inArray(id, some), within(ctx.actor, 'directory.read', { network: networkId }))
  const structures = await ctx.db
    .select({ id: directoryStructures.id, name: directoryStructures.name })
    .from(directoryStructures)
    .where(among(directoryStructures))
  const people = await ctx.db
    .select({ id: directoryPeople.id, name: directoryPeople.lastName })
    .from(directoryPeople)
    .where(among(directoryPeople))
  const areas = await ctx.db
    .select({ id: territories.id, name: territories.name })
    .from(territories)
    .where(among(territories))
  const places = await ctx.db
    .select({ id: directorySituations.id, name: directoryStructures.name })
    .from(directorySituations)
    .innerJoin(directoryStructures, eq(directoryStructures.id, directorySituations.structureId))
    .where(among(directorySituations))
  return new Map([...structures, ...people, ...areas, ...places].map(({ id, name }) => [id, name]))
}
