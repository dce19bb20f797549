import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import type { Ctx } from '../../context.js'
import { isAmong } from '../../db/among.js'
import { directoryOffers, directorySituations, directoryStructures } from './tables.js'

/**
 * Among these structures, those where somebody who offers IVG works, and those that offer it themselves: whatever the
 * dates, secrecy does not lapse.
 */
export async function hostsOfIvg(ctx: Ctx, structureIds: readonly string[]): Promise<Set<string>> {
  if (structureIds.length === 0) return new Set()
  const offersIvg = eq(directoryOffers.kind, 'ivg')
  const rows = await union(
    ctx.db
      .select({ id: directorySituations.structureId })
      .from(directorySituations)
      .innerJoin(directoryOffers, eq(directoryOffers.personId, directorySituations.personId))
      .where(and(isAmong(directorySituations.structureId, structureIds), offersIvg)),
    ctx.db
      .select({ id: sql<string>`${directoryOffers.structureId}` })
      .from(directoryOffers)
      .where(and(isAmong(directoryOffers.structureId, structureIds), offersIvg)),
  )
  return new Set(rows.map(({ id }) => id))
}

/**
 * The practices whose street is closed by those of these people who offer IVG: it is to leave the cards of everybody who
 * works there, not theirs alone. Locked until the transaction ends: whoever is being put there meanwhile waits, or is
 * waited for, and nobody’s card is made of a practice that was still open.
 */
export async function lockIvgPractices(ctx: Ctx, personIds: readonly string[]): Promise<string[]> {
  const places = ctx.db
    .select({ id: directorySituations.structureId })
    .from(directoryOffers)
    .innerJoin(directorySituations, eq(directorySituations.personId, directoryOffers.personId))
    .where(and(isAmong(directoryOffers.personId, personIds), eq(directoryOffers.kind, 'ivg')))
  const rows = await ctx.db
    .select({ id: directoryStructures.id })
    .from(directoryStructures)
    .where(
      and(
        inArray(directoryStructures.id, places),
        eq(directoryStructures.category, 'professionals'),
        isNull(directoryStructures.finessNumber),
      ),
    )
    .orderBy(asc(directoryStructures.id))
    .for('update')
  return rows.map(({ id }) => id)
}
