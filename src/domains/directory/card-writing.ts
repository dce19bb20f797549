import { setImmediate as nextTurn } from 'node:timers/promises'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { spotsOf } from './card-spots.js'
import { searchWords } from './card-words.js'
import type { DirectoryCard } from './cards.js'
import { foldText } from './national/plain-text.js'
import { facetsOf, lexemesOf } from './search/lexemes.js'
import { tsvectorOf } from './search/tsquery.js'
import { directoryCards } from './tables.js'
import { AUDIENCES, type Audience } from './visibility.js'

type CardRow = typeof directoryCards.$inferInsert
type Content = Omit<CardRow, 'networkId' | 'audience'>

/** Records whose cards are made and written together, in the order of their identifiers. */
export type CardBatch = { networkId: string; kind: DirectoryCard['kind']; ids: readonly string[] }
/** The card of a record for an audience, or null when it may not know of it. */
export type CardMaker = (audience: Audience) => DirectoryCard | null
/** The cards of a batch; what several audiences know alike is there once. */
export type MadeCards = CardBatch & { rows: readonly SharedRow[] }
type SharedRow = Content & { audiences: Audience[] }

/** Records after which the event loop has its turn: what is being sent meanwhile is sent. */
const TURN = 40

/** Makes the cards of these records for every audience, with all they are found by. */
export async function makeCards(batch: CardBatch, makers: readonly CardMaker[]): Promise<MadeCards> {
  const rows: SharedRow[] = []
  for (const [index, cardFor] of makers.entries()) {
    rows.push(...rowsOf(batch.networkId, cardFor))
    if (index % TURN === 0) await nextTurn()
  }
  return { ...batch, rows }
}

/** Several audiences often know the same of a record: what it is found by is then made once. */
function rowsOf(networkId: string, cardFor: CardMaker): Iterable<SharedRow> {
  const rows = new Map<string, SharedRow>()
  for (const audience of AUDIENCES) {
    const card = cardFor(audience)
    if (card === null) continue
    const key = JSON.stringify(card)
    const known = rows.get(key)
    if (known) known.audiences.push(audience)
    else rows.set(key, { ...contentOf(networkId, card), audiences: [audience] })
  }
  return rows.values()
}

/** Writes the cards of these records for every audience, and takes away those an audience may not have any more. */
export async function replaceCards(ctx: Ctx, made: MadeCards): Promise<void> {
  for (const audience of AUDIENCES) await removeCards(ctx, made, audience)
  if (made.rows.length > 0) await upsert(ctx, made)
}

async function removeCards(ctx: Ctx, { rows, ...batch }: MadeCards, audience: Audience): Promise<void> {
  const kept = new Set(rows.flatMap((row) => (row.audiences.includes(audience) ? [row.subjectId] : [])))
  const ids = batch.ids.filter((id) => !kept.has(id))
  if (ids.length > 0) await ctx.db.delete(directoryCards).where(cardsOfBatch({ ...batch, ids }, audience))
}

/**
 * The cards of these records for an audience. Between the first identifier and the last: the cards of a first import have
 * no statistics yet, and the planner would walk all those of the audience for each batch.
 */
export function cardsOfBatch({ networkId, kind, ids }: CardBatch, audience: Audience): SQL | undefined {
  return and(
    eq(directoryCards.networkId, networkId),
    eq(directoryCards.audience, audience),
    eq(directoryCards.subjectKind, kind),
    sql`${directoryCards.subjectId} in (select unnest(${sql.param(ids)}::uuid[]))`,
    sql`${directoryCards.subjectId} between ${ids[0]}::uuid and ${ids.at(-1)}::uuid`,
  )
}

/** One value for a whole batch: thousands of parameters cost more to bind than their rows to write. */
async function upsert(ctx: Ctx, { networkId, rows }: MadeCards): Promise<void> {
  await ctx.db.execute(sql`
    insert into ${directoryCards} (
      network_id, audience, subject_kind, subject_id, card, sort_name, words, category, profession_code, skill_codes,
      offers, methods, languages, accessibility, territory_ids, is_member, verified_on, terms, facets, latitudes, longitudes)
    select ${networkId}::uuid, audience, "subjectKind", "subjectId", card, "sortName", words, category, "professionCode",
      "skillCodes", offers, methods, languages, accessibility, "territoryIds", "isMember", "verifiedOn", terms, facets,
      latitudes, longitudes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as made (
      audiences text[], "subjectKind" text, "subjectId" uuid, card jsonb, "sortName" text, words text, category text,
      "professionCode" text, "skillCodes" text[], offers text[], methods text[], languages text[], accessibility text[],
      "territoryIds" uuid[], "isMember" boolean, "verifiedOn" date, terms tsvector, facets text[], latitudes float8[],
      longitudes float8[])
    cross join unnest(made.audiences) as audience
    on conflict (network_id, audience, subject_kind, subject_id) do update set
      card = excluded.card, sort_name = excluded.sort_name, words = excluded.words, category = excluded.category,
      profession_code = excluded.profession_code, skill_codes = excluded.skill_codes, offers = excluded.offers,
      methods = excluded.methods, languages = excluded.languages, accessibility = excluded.accessibility,
      territory_ids = excluded.territory_ids, is_member = excluded.is_member, verified_on = excluded.verified_on,
      terms = excluded.terms, facets = excluded.facets, latitudes = excluded.latitudes, longitudes = excluded.longitudes`)
}

/** The row of a card: what is read, and all it is found by. */
export function rowOf(
  networkId: string,
  { audience, card }: { audience: Audience; card: DirectoryCard },
): CardRow {
  return { networkId, audience, ...contentOf(networkId, card) }
}

function contentOf(networkId: string, card: DirectoryCard): Content {
  const spots = spotsOf(card)
  return {
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
