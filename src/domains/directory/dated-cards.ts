import { and, between, lt, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { cardDay, refreshCards } from './card-rows.js'
import { CARD_RULES } from './card-writing.js'
import type { DirectoryCard } from './cards.js'
import {
  directoryActivities,
  directoryCards,
  directoryOffers,
  directorySituations,
  directoryStructures,
} from './tables.js'

/** Days looked back at: a worker that was stopped for a week-end catches up. */
const DAYS_BACK = 7
/** Records made again in one transaction after their cards’ rules changed: about a second. */
const OLD_AT_A_TIME = 1000
/** More records than a region has. */
const MOST_ROUNDS = 500

/**
 * Makes again the cards that the calendar alone has changed: situations, offers and authorisations that began or ended
 * in the last days, structures that closed. Returns how many records; run again, it changes nothing.
 */
export async function refreshCardsOfTheDay(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const { today } = await cardDay(ctx)
    const people = new Set<string>()
    const structures = new Set<string>()
    const keep = (into: Set<string>, ids: readonly (string | null)[]) => {
      for (const id of ids) if (id !== null) into.add(id)
    }
    const situations = await ctx.db
      .select({ id: directorySituations.personId })
      .from(directorySituations)
      .where(and(mine(ctx, directorySituations.networkId), turned(directorySituations, today)))
    keep(
      people,
      situations.map(({ id }) => id),
    )
    const offers = await ctx.db
      .select({ person: directoryOffers.personId, structure: directoryOffers.structureId })
      .from(directoryOffers)
      .where(and(mine(ctx, directoryOffers.networkId), turned(directoryOffers, today)))
    keep(
      people,
      offers.map(({ person }) => person),
    )
    keep(
      structures,
      offers.map(({ structure }) => structure),
    )
    const activities = await ctx.db
      .select({ id: directoryActivities.structureId })
      .from(directoryActivities)
      .where(and(mine(ctx, directoryActivities.networkId), turned(directoryActivities, today)))
    keep(
      structures,
      activities.map(({ id }) => id),
    )
    const closed = await ctx.db
      .select({ id: directoryStructures.id })
      .from(directoryStructures)
      .where(and(mine(ctx, directoryStructures.networkId), recently(directoryStructures.closedOn, today)))
    keep(
      structures,
      closed.map(({ id }) => id),
    )
    await refreshCards(ctx, { people: [...people], structures: [...structures] })
    return people.size + structures.size
  })
}

/**
 * Makes again the cards that were made by older rules, some in each transaction, so that whoever writes waits little.
 * Returns how many records; run again, it changes nothing.
 */
export async function refreshOldCards(ctx: Ctx): Promise<number> {
  let records = 0
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const made = await inTransaction(ctx, refreshSomeOldCards)
    if (made === 0) break
    records += made
  }
  return records
}

async function refreshSomeOldCards(ctx: Ctx): Promise<number> {
  const old = await ctx.db
    .selectDistinct({ kind: directoryCards.subjectKind, id: directoryCards.subjectId })
    .from(directoryCards)
    .where(and(mine(ctx, directoryCards.networkId), lt(directoryCards.rules, CARD_RULES)))
    .limit(OLD_AT_A_TIME)
  const idsOf = (kind: DirectoryCard['kind']) => old.filter((one) => one.kind === kind).map(({ id }) => id)
  await refreshCards(ctx, { people: idsOf('person'), structures: idsOf('structure') })
  return old.length
}

function mine(ctx: Ctx, network: PgColumn): SQL {
  return within(ctx.actor, 'directory.write', { network })
}

/** Begun in the last days, or ended: what ends on a day is shown until its evening. */
function turned({ startsOn, endsOn }: { startsOn: PgColumn; endsOn: PgColumn }, today: string) {
  return or(recently(startsOn, today), recently(endsOn, today))
}

function recently(day: PgColumn, today: string): SQL {
  return between(day, sql`${today}::date - ${DAYS_BACK}::int`, sql`${today}::date`)
}
