import { and, eq } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { isAmong } from '../../db/among.js'
import { civilDate } from '../../web/dates.js'
import { currentNetwork } from '../networks/service.js'
import { replaceCards } from './card-writing.js'
import { type CardDay, cardOfPerson, cardOfStructure, type DirectoryCard } from './cards.js'
import { loadPeople, loadStructures } from './records.js'
import { directoryCards, directorySituations } from './tables.js'

/** Records made again at a time: what one statement and a few megabytes hold. */
const BATCH = 400

/** Records whose cards are to be made again. */
export type Touched = {
  people?: readonly string[]
  structures?: readonly string[]
}

/**
 * Makes the cards of these records again, for every audience, in the transaction of their change. What works in a
 * structure shows it, and what is offered by a person may close the address of her practice: both follow. `onProgress`
 * is told how many records are done, out of all those that follow.
 */
export async function refreshCards(
  ctx: Ctx,
  { people = [], structures = [] }: Touched,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const near = await neighbours(ctx, people, structures)
  const day = await cardDay(ctx)
  // In one order for all: of two writers at once, one waits for the other instead of each waiting for each.
  const allPeople = [...new Set([...people, ...near.people])].sort()
  const allStructures = [...new Set([...structures, ...near.structures])].sort()
  let done = 0
  const advance = (records: number) => {
    done += records
    onProgress(done, allPeople.length + allStructures.length)
  }
  for (const ids of batches(allPeople)) {
    await lockCards(ctx, 'person', ids)
    const records = await loadPeople(ctx, ids)
    await replaceCards(ctx, 'person', ids, (audience) =>
      records.map((one) => cardOfPerson(one, audience, day)),
    )
    advance(ids.length)
  }
  for (const ids of batches(allStructures)) {
    await lockCards(ctx, 'structure', ids)
    const records = await loadStructures(ctx, ids)
    await replaceCards(ctx, 'structure', ids, (audience) =>
      records.map((one) => cardOfStructure(one, audience, day)),
    )
    advance(ids.length)
  }
}

async function neighbours(ctx: Ctx, people: readonly string[], structures: readonly string[]) {
  const near = { people: new Set<string>(), structures: new Set<string>() }
  for (const ids of batches(structures)) {
    const rows = await ctx.db
      .selectDistinct({ id: directorySituations.personId })
      .from(directorySituations)
      .where(isAmong(directorySituations.structureId, ids))
    for (const { id } of rows) near.people.add(id)
  }
  for (const ids of batches(people)) {
    const rows = await ctx.db
      .selectDistinct({ id: directorySituations.structureId })
      .from(directorySituations)
      .where(isAmong(directorySituations.personId, ids))
    for (const { id } of rows) near.structures.add(id)
  }
  return near
}

/** Today where the network is: a situation ends with its day there. */
export async function cardDay(ctx: Ctx): Promise<CardDay> {
  const { timeZone } = await currentNetwork(ctx)
  return { today: civilDate(ctx.now, timeZone), timeZone }
}

/**
 * Before the records are read: whoever makes the same cards waits for this transaction to end, then reads what it wrote.
 * The team’s card stands for all those of a record.
 */
async function lockCards(ctx: Ctx, kind: DirectoryCard['kind'], ids: readonly string[]): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  await ctx.db
    .select({ id: directoryCards.subjectId })
    .from(directoryCards)
    .where(
      and(
        eq(directoryCards.networkId, networkId),
        eq(directoryCards.audience, 'team'),
        eq(directoryCards.subjectKind, kind),
        isAmong(directoryCards.subjectId, ids),
      ),
    )
    .orderBy(directoryCards.subjectId)
    .for('update')
}

function batches<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  for (let start = 0; start < items.length; start += BATCH) parts.push(items.slice(start, start + BATCH))
  return parts
}
