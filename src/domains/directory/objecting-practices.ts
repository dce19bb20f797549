import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { isAmong } from '../../db/among.js'
import { civilDate } from '../../web/dates.js'
import { currentNetwork } from '../networks/service.js'
import { isCurrent } from './current.js'
import { directoryPeople, directorySituations } from './tables.js'

/**
 * Among these practices, those where all who work now have objected to being shown; when nobody works there any more,
 * all who did. Most have nobody who objected: they cost two questions.
 */
export async function objectedPractices(ctx: Ctx, structureIds: readonly string[]): Promise<Set<string>> {
  const suspected = await withSomebodyWhoObjected(ctx, structureIds)
  if (suspected.length === 0) return new Set()
  const { timeZone } = await currentNetwork(ctx)
  const today = civilDate(ctx.now, timeZone)
  const workers = await workersOf(ctx, suspected)
  const hasObjected = (id: string): boolean => {
    const all = workers.filter(({ structureId }) => structureId === id)
    const now = all.filter((one) => one.archivedAt === null && isCurrent(one, today))
    return (now.length > 0 ? now : all).every(({ objectedAt }) => objectedAt !== null)
  }
  return new Set(suspected.filter(hasObjected))
}

/**
 * Asked in two steps, by identifier: joined, in the transaction of an import, which has no statistics yet, the planner reads
 * everybody of the network for each batch of structures.
 */
async function withSomebodyWhoObjected(ctx: Ctx, structureIds: readonly string[]): Promise<string[]> {
  if (structureIds.length === 0) return []
  const standings = await ctx.db
    .select({ structureId: directorySituations.structureId, personId: directorySituations.personId })
    .from(directorySituations)
    .where(isAmong(directorySituations.structureId, structureIds))
  const people = [...new Set(standings.map(({ personId }) => personId))]
  const objecting = await ctx.db
    .select({ id: directoryPeople.id })
    .from(directoryPeople)
    .where(and(isAmong(directoryPeople.id, people), isNotNull(directoryPeople.objectedAt)))
  const ids = new Set(objecting.map(({ id }) => id))
  return [
    ...new Set(standings.flatMap(({ structureId, personId }) => (ids.has(personId) ? [structureId] : []))),
  ]
}

function workersOf(ctx: Ctx, structureIds: readonly string[]) {
  return ctx.db
    .select({
      structureId: directorySituations.structureId,
      startsOn: directorySituations.startsOn,
      endsOn: directorySituations.endsOn,
      archivedAt: directoryPeople.archivedAt,
      objectedAt: directoryPeople.objectedAt,
    })
    .from(directorySituations)
    .innerJoin(directoryPeople, eq(directoryPeople.id, directorySituations.personId))
    .where(and(isAmong(directorySituations.structureId, structureIds), isNull(directoryPeople.mergedIntoId)))
}
