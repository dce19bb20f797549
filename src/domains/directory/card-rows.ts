import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
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
    await replace(ctx, 'person', ids, (audience) => records.map((one) => cardOfPerson(one, audience, day)))
    advance(ids.length)
  }
  for (const ids of batches(allStructures)) {
    await lockCards(ctx, 'structure', ids)
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
        inArray(directoryCards.subjectId, [...ids]),
      ),
    )
    .orderBy(directoryCards.subjectId)
    .for('update')
}

async function replace(
  ctx: Ctx,
  kind: DirectoryCard['kind'],
  ids: readonly string[],
  cardsFor: (audience: Audience) => (DirectoryCard | null)[],
): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  for (const audience of AUDIENCES) {
    const cards = cardsFor(audience).filter((card) => card !== null)
    const kept = new Set(cards.map(({ id }) => id))
    const gone = ids.filter((id) => !kept.has(id))
    if (gone.length > 0) {
      await ctx.db
        .delete(directoryCards)
        .where(
          and(
            eq(directoryCards.networkId, networkId),
            eq(directoryCards.audience, audience),
            eq(directoryCards.subjectKind, kind),
            inArray(directoryCards.subjectId, gone),
          ),
        )
    }
    if (cards.length > 0)
      await upsert(
        ctx,
        cards.map((card) => rowOf(networkId, { audience, card })),
      )
  }
}

async function upsert(ctx: Ctx, rows: (typeof directoryCards.$inferInsert)[]): Promise<void> {
  await ctx.db
    .insert(directoryCards)
    .values(rows)
    .onConflictDoUpdate({
      target: [
        directoryCards.networkId,
        directoryCards.audience,
        directoryCards.subjectKind,
        directoryCards.subjectId,
      ],
      set: REWRITTEN,
    })
}

type CardKey = 'networkId' | 'audience' | 'subjectKind' | 'subjectId'

/** Every column but the key takes what was to be inserted. */
const REWRITTEN = {
  card: sql`excluded.card`,
  sortName: sql`excluded.sort_name`,
  words: sql`excluded.words`,
  category: sql`excluded.category`,
  professionCode: sql`excluded.profession_code`,
  skillCodes: sql`excluded.skill_codes`,
  offers: sql`excluded.offers`,
  methods: sql`excluded.methods`,
  languages: sql`excluded.languages`,
  accessibility: sql`excluded.accessibility`,
  territoryIds: sql`excluded.territory_ids`,
  isMember: sql`excluded.is_member`,
  verifiedOn: sql`excluded.verified_on`,
  terms: sql`excluded.terms`,
  facets: sql`excluded.facets`,
  latitudes: sql`excluded.latitudes`,
  longitudes: sql`excluded.longitudes`,
} satisfies Record<Exclude<keyof typeof directoryCards.$inferInsert, CardKey>, SQL>

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
