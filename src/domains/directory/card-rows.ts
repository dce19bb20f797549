import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { isAmong } from '../../db/among.js'
import { civilDate } from '../../web/dates.js'
import { currentNetwork } from '../networks/service.js'
import {
  type CardBatch,
  type CardMaker,
  cardsOfBatch,
  type MadeCards,
  makeCards,
  replaceCards,
} from './card-writing.js'
import { type CardDay, cardOfPerson, cardOfStructure } from './cards.js'
import { lockIvgPractices } from './ivg-places.js'
import { keepNameWords, type MetWords } from './name-words.js'
import { isFor } from './reading.js'
import { loadPeople, loadStructures } from './records.js'
import { directoryCards, directorySituations } from './tables.js'

/** Records made again at a time: what one statement and a few megabytes hold. */
const BATCH = 400
/** Those whose neighbours are asked for at a time: identifiers alone. */
const NEAR_BATCH = 5000
/** Beyond, cards are written as those of an import. */
const MANY_BATCHES = 10

/** Records whose cards are to be made again. */
export type Touched = {
  people?: readonly string[]
  structures?: readonly string[]
}

/**
 * Makes the cards of these records again, for every audience, in the transaction of their change. What works in a
 * structure shows it, and an IVG offered by a person closes the street of her practice on the cards of all who work
 * there: they follow. `onProgress` is told how many records are done, out of all those that follow.
 */
export async function refreshCards(
  ctx: Ctx,
  { people = [], structures = [] }: Touched,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const near = await neighbours(ctx, people, structures)
  const { id: networkId, timeZone } = await currentNetwork(ctx)
  const frame = { day: dayIn(timeZone, ctx.now), hasCards: await hasCards(ctx, networkId) }
  const met: MetWords = new Map()
  // In one order for all: of two writers at once, one waits for the other instead of each waiting for each.
  const allPeople = [...new Set([...people, ...near.people])].sort()
  const allStructures = [...new Set([...structures, ...near.structures])].sort()
  const all: CardBatch[] = [
    ...batches(allPeople).map((ids) => ({ networkId, kind: 'person' as const, ids })),
    ...batches(allStructures).map((ids) => ({ networkId, kind: 'structure' as const, ids })),
  ]
  if (all.length > MANY_BATCHES) await writeMany(ctx)
  let done = 0
  const write = async (cards: MadeCards): Promise<void> => {
    await replaceCards(ctx, cards)
    await keepNameWords(ctx, networkId, cards.rows, met)
    done += cards.ids.length
    onProgress(done, allPeople.length + allStructures.length)
  }
  await inTurn(ctx, all, frame, write)
}

/**
 * The same for people one of whom has left off offering IVG: nothing says any more which streets that closed, so that
 * everybody where they work is made again.
 */
export async function refreshCardsAround(ctx: Ctx, people: readonly string[]): Promise<void> {
  await refreshCards(ctx, { people, structures: [...(await structuresOf(ctx, people))] })
}

/**
 * While the cards of a batch are made, the database writes those of the batch before and reads what the next are made of:
 * it always has the next thing to do before it has done the last. Whatever fails, nothing of it is left under way: a
 * rollback must find nobody still writing, and the connection goes to somebody else.
 */
async function inTurn(
  ctx: Ctx,
  all: readonly CardBatch[],
  frame: Frame,
  write: (cards: MadeCards) => Promise<void>,
): Promise<void> {
  const waiting = all.values()
  const readNext = async (): Promise<ReadBatch | null> => {
    const { value: batch } = waiting.next()
    return batch ? readBatch(ctx, batch, frame) : null
  }
  let reading = awaitedLater(readNext())
  let writing = Promise.resolve()
  try {
    for (let read = await reading; read !== null; read = await reading) {
      reading = awaitedLater(readNext())
      const cards = await cardsOf(read)
      await writing
      writing = awaitedLater(write(cards))
    }
    await writing
  } finally {
    await Promise.allSettled([reading, writing])
  }
}

/** A failure met before anybody waits for it would end the process. */
function awaitedLater<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined)
  return work
}

/**
 * For this transaction alone. The words of new cards wait in a list before they enter their index, which costs less when
 * many enter together; in a short one, so that nobody waits for long while they do. Records are read by their identifiers,
 * those just written or taken away too: the planner, whose statistics are of before, would walk all of them for each batch.
 */
async function writeMany(ctx: Ctx): Promise<void> {
  await ctx.db.execute(
    sql`select set_config('gin_pending_list_limit', '1MB', true), set_config('enable_seqscan', 'off', true)`,
  )
}

type Frame = { day: CardDay; hasCards: boolean }

type ReadBatch = CardBatch & { isKnown: boolean; makers: readonly CardMaker[] }

async function readBatch(ctx: Ctx, batch: CardBatch, { day, hasCards }: Frame): Promise<ReadBatch> {
  const isKnown = hasCards && (await lockCards(ctx, batch))
  return { ...batch, isKnown, makers: await cardMakers(ctx, batch, day) }
}

async function cardsOf({ makers, ...batch }: ReadBatch): Promise<MadeCards> {
  return { ...batch, rows: await makeCards(batch.networkId, makers) }
}

/**
 * Whether the network had cards before: in its first import there is none to lock, and without statistics the planner
 * would look for them among all those just written, once for each batch.
 */
async function hasCards(ctx: Ctx, networkId: string): Promise<boolean> {
  const one = ctx.db
    .select({ id: directoryCards.subjectId })
    .from(directoryCards)
    .where(eq(directoryCards.networkId, networkId))
    .limit(1)
  return (await one).length > 0
}

async function cardMakers(ctx: Ctx, { kind, ids }: CardBatch, day: CardDay): Promise<CardMaker[]> {
  if (kind === 'person') {
    const people = await loadPeople(ctx, ids)
    return people.map((one) => (isSeen) => cardOfPerson(one, isSeen, day))
  }
  const structures = await loadStructures(ctx, ids)
  return structures.map((one) => (isSeen) => cardOfStructure(one, isSeen, day))
}

/** The people of a structure are asked for when it is touched, or when one of these people may have closed its street. */
async function neighbours(ctx: Ctx, people: readonly string[], structures: readonly string[]) {
  const closed: string[] = []
  for (const ids of batches(people, NEAR_BATCH)) closed.push(...(await lockIvgPractices(ctx, ids)))
  return {
    people: await peopleAtAll(ctx, [...new Set([...structures, ...closed])]),
    structures: await structuresOf(ctx, people),
  }
}

async function peopleAtAll(ctx: Ctx, structures: readonly string[]): Promise<Set<string>> {
  const near = new Set<string>()
  for (const ids of batches(structures, NEAR_BATCH)) {
    const rows = await ctx.db
      .selectDistinct({ id: directorySituations.personId })
      .from(directorySituations)
      .where(isAmong(directorySituations.structureId, ids))
    for (const { id } of rows) near.add(id)
  }
  return near
}

async function structuresOf(ctx: Ctx, people: readonly string[]): Promise<Set<string>> {
  const near = new Set<string>()
  for (const ids of batches(people, NEAR_BATCH)) {
    const rows = await ctx.db
      .selectDistinct({ id: directorySituations.structureId })
      .from(directorySituations)
      .where(isAmong(directorySituations.personId, ids))
    for (const { id } of rows) near.add(id)
  }
  return near
}

/** Today where the network is: a situation ends with its day there. */
export async function cardDay(ctx: Ctx): Promise<CardDay> {
  const { timeZone } = await currentNetwork(ctx)
  return dayIn(timeZone, ctx.now)
}

function dayIn(timeZone: string, now: Date): CardDay {
  return { today: civilDate(now, timeZone), timeZone }
}

/**
 * Before the records are read: whoever makes the same cards waits for this transaction to end, then reads what it wrote.
 * The team’s card stands for all those of a record. Says whether any of them has one.
 */
async function lockCards(ctx: Ctx, batch: CardBatch): Promise<boolean> {
  const locked = await ctx.db
    .select({ id: directoryCards.subjectId })
    .from(directoryCards)
    .where(and(cardsOfBatch(batch), isFor('team')))
    .orderBy(directoryCards.subjectId)
    .for('update')
  return locked.length > 0
}

function batches<Item>(items: readonly Item[], size = BATCH): Item[][] {
  const parts: Item[][] = []
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size))
  return parts
}
