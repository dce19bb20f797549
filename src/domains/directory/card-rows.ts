import { and, eq, inArray } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { currentNetwork } from '../networks/service.js'
import { spotsOf } from './card-spots.js'
import { searchWords } from './card-words.js'
import { type CardDay, cardOfPerson, cardOfStructure, type DirectoryCard } from './cards.js'
import { foldText } from './national/plain-text.js'
import { loadPeople, loadStructures } from './records.js'
import { facetsOf, lexemesOf } from './search/lexemes.js'
import { tsvectorOf } from './search/tsquery.js'
import { directoryCards, directorySituations } from './tables.js'
import { AUDIENCES, type Audience } from './visibility.js'

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
  const allPeople = [...new Set([...people, ...near.people])]
  const allStructures = [...new Set([...structures, ...near.structures])]
  let done = 0
  const advance = (records: number) => {
    done += records
    onProgress(done, allPeople.length + allStructures.length)
  }
  for (const ids of batches(allPeople)) {
    const records = await loadPeople(ctx, ids)
    await replace(ctx, 'person', ids, (audience) => records.map((one) => cardOfPerson(one, audience, day)))
    advance(ids.length)
  }
  for (const ids of batches(allStructures)) {
    const records = await loadStructures(ctx, ids)
    await replace(ctx, 'structure', ids, (audience) =>
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
      .where(inArray(directorySituations.structureId, ids))
    for (const { id } of rows) near.people.add(id)
  }
  for (const ids of batches(people)) {
    const rows = await ctx.db
      .selectDistinct({ id: directorySituations.structureId })
      .from(directorySituations)
      .where(inArray(directorySituations.personId, ids))
    for (const { id } of rows) near.structures.add(id)
  }
  return near
}

/** Today where the network is: a situation ends with its day there. */
export async function cardDay(ctx: Ctx): Promise<CardDay> {
  const { timeZone } = await currentNetwork(ctx)
  return { today: civilDate(ctx.now, timeZone), timeZone }
}

async function replace(
  ctx: Ctx,
  kind: DirectoryCard['kind'],
  ids: readonly string[],
  cardsFor: (audience: Audience) => (DirectoryCard | null)[],
): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  await ctx.db
    .delete(directoryCards)
    .where(
      and(
        eq(directoryCards.networkId, networkId),
        eq(directoryCards.subjectKind, kind),
        inArray(directoryCards.subjectId, [...ids]),
      ),
    )
  const made = AUDIENCES.flatMap((audience) =>
    cardsFor(audience)
      .filter((card) => card !== null)
      .map((card) => ({ audience, card })),
  )
  if (made.length === 0) return
  await ctx.db.insert(directoryCards).values(made.map((one) => rowOf(networkId, one)))
}

type Made = { audience: Audience; card: DirectoryCard }

/** The row of a card: what is read, and all it is found by. */
export function rowOf(networkId: string, { audience, card }: Made): typeof directoryCards.$inferInsert {
  const spots = spotsOf(card)
  return {
    networkId,
    audience,
    subjectKind: card.kind,
    subjectId: card.id,
    card,
    sortName: foldText(card.name),
    words: searchWords(card),
    category: card.category,
    professionCode: card.professionCode,
    skillCodes: card.skillCodes,
    offers: [...new Set(card.offers.map(({ kind }) => kind))],
    methods: [...new Set(card.offers.flatMap(({ methods }) => methods))],
    languages: [...new Set([...card.languages, ...card.offers.flatMap(({ languages }) => languages)])],
    accessibility: [
      ...new Set([...card.accessibility, ...card.offers.flatMap(({ accessibility }) => accessibility)]),
    ],
    territoryIds: card.territoryIds,
    isMember: card.membership?.state === 'active',
    verifiedOn: card.verifiedOn,
    terms: tsvectorOf(lexemesOf(networkId, card, spots)),
    facets: facetsOf(card, spots),
    latitudes: spots.map(({ latitude }) => latitude),
    longitudes: spots.map(({ longitude }) => longitude),
  }
}

function batches<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  for (let start = 0; start < items.length; start += BATCH) parts.push(items.slice(start, start + BATCH))
  return parts
}
