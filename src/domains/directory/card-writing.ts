import { setImmediate as nextTurn } from 'node:timers/promises'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { spotsOf } from './card-spots.js'
import { type DirectoryCard, type Sight, sightOf } from './cards.js'
import { foldText } from './national/plain-text.js'
import { facetsOf, lexemesOf, type Spot } from './search/lexemes.js'
import { tsvectorOf } from './search/tsquery.js'
import { storedCard } from './stored-card.js'
import { directoryCards } from './tables.js'
import { AUDIENCES, type Audience } from './visibility.js'

export type CardRow = typeof directoryCards.$inferInsert

/** Records whose cards are made and written together, in the order of their identifiers. */
export type CardBatch = { networkId: string; kind: DirectoryCard['kind']; ids: readonly string[] }
/** The card of a record for a reader, or null when she may not know of it. */
export type CardMaker = (isSeen: Sight) => DirectoryCard | null
/** `isKnown`: some of the records had cards before. */
export type MadeCards = CardBatch & { isKnown: boolean; rows: readonly CardRow[] }

/** What cards are made by: one more whenever it changes, and those made before are made again when the worker starts. */
export const CARD_RULES = 4

/** Records after which the event loop has its turn: what is being sent meanwhile is sent. */
const TURN = 10

/** Makes the cards of these records for every audience, with all they are found by. */
export async function makeCards(networkId: string, makers: readonly CardMaker[]): Promise<CardRow[]> {
  const rows: CardRow[] = []
  for (const [index, cardFor] of makers.entries()) {
    rows.push(...cardRowsOf(networkId, cardFor))
    if (index % TURN === 0) await nextTurn()
  }
  return rows
}

/** The cards of a record, from the team’s to the public’s: audiences that know the same of it share one. */
export function cardRowsOf(networkId: string, cardFor: CardMaker): CardRow[] {
  return seenOf(cardFor).map(({ card, audiences }, variant) => ({
    networkId,
    subjectKind: card.kind,
    subjectId: card.id,
    variant,
    forPublic: audiences.includes('public'),
    forMembers: audiences.includes('members'),
    forEmergency: audiences.includes('emergency'),
    forTeam: audiences.includes('team'),
    ...contentOf(networkId, card),
  }))
}

/** What its sight answered while a card was made: to whom it answers the same, the card is the same. */
type Seen = { card: DirectoryCard | null; audiences: Audience[]; answers: Map<Audience, boolean> }

function seenOf(cardFor: CardMaker): (Seen & { card: DirectoryCard })[] {
  const seen: Seen[] = []
  for (const audience of AUDIENCES.toReversed()) {
    const isSeen = sightOf(audience)
    const alike = seen.find(({ answers }) => [...answers].every(([needed, is]) => isSeen(needed) === is))
    if (alike) alike.audiences.push(audience)
    else seen.push({ ...seenBy(isSeen, cardFor), audiences: [audience] })
  }
  return seen.filter((one): one is Seen & { card: DirectoryCard } => one.card !== null)
}

function seenBy(isSeen: Sight, cardFor: CardMaker): Omit<Seen, 'audiences'> {
  const answers = new Map<Audience, boolean>()
  const card = cardFor((needed) => {
    const answer = isSeen(needed)
    answers.set(needed, answer)
    return answer
  })
  return { card, answers }
}

function contentOf(networkId: string, card: DirectoryCard) {
  const spots = spotsOf(card)
  const facets = facetsOf(card, spots)
  return {
    card,
    sortName: foldText(card.name),
    terms: tsvectorOf(lexemesOf(networkId, card, spots, facets)),
    facets,
    latitudes: spots.map(({ latitude }) => latitude),
    longitudes: spots.map(({ longitude }) => longitude),
    spotAccess: spotAccessOf(spots),
  }
}

/** Left out of what is written for the many cards of whose places nothing is said. */
function spotAccessOf(spots: readonly Spot[]): string[] | undefined {
  const access = spots.map(({ traits }) => traits.join(' '))
  return access.some((traits) => traits !== '') ? access : undefined
}

/** Writes the cards of these records for every audience, and takes away those that are no longer. */
export async function replaceCards(ctx: Ctx, made: MadeCards): Promise<void> {
  if (made.isKnown) await removeCards(ctx, made)
  if (made.rows.length > 0) await upsert(ctx, made)
}

async function removeCards(ctx: Ctx, { rows, ...batch }: MadeCards): Promise<void> {
  const counts = new Map(batch.ids.map((id) => [id, 0]))
  for (const { subjectId } of rows) counts.set(subjectId, (counts.get(subjectId) ?? 0) + 1)
  const kept = sql`unnest(${sql.param([...counts.keys()])}::uuid[], ${sql.param([...counts.values()])}::int[])`
  await ctx.db.execute(sql`
    delete from ${directoryCards} using ${kept} as kept(id, cards)
    where ${cardsOfBatch(batch)} and ${directoryCards.subjectId} = kept.id and ${directoryCards.variant} >= kept.cards`)
}

/**
 * The cards of these records. Between the first identifier and the last: the cards of a first import have no statistics
 * yet, and the planner would walk all those of the network for each batch.
 */
export function cardsOfBatch({ networkId, kind, ids }: CardBatch): SQL | undefined {
  return and(
    eq(directoryCards.networkId, networkId),
    eq(directoryCards.subjectKind, kind),
    sql`${directoryCards.subjectId} in (select unnest(${sql.param(ids)}::uuid[]))`,
    sql`${directoryCards.subjectId} between ${ids[0]}::uuid and ${ids.at(-1)}::uuid`,
  )
}

/** One value for a whole batch: thousands of parameters cost more to bind than their rows to write. */
async function upsert(ctx: Ctx, { rows }: MadeCards): Promise<void> {
  const stored = rows.map((row) => ({ ...row, card: storedCard(row.card) }))
  await ctx.db.execute(sql`
    insert into ${directoryCards} (
      network_id, subject_kind, subject_id, variant, for_public, for_members, for_emergency, for_team,
      card, sort_name, terms, facets, latitudes, longitudes, spot_access, rules)
    select made.*, ${CARD_RULES}::smallint from jsonb_to_recordset(${JSON.stringify(stored)}::jsonb) as made (
      "networkId" uuid, "subjectKind" text, "subjectId" uuid, variant smallint, "forPublic" boolean,
      "forMembers" boolean, "forEmergency" boolean, "forTeam" boolean,
      card jsonb, "sortName" text, terms tsvector, facets text[], latitudes float8[], longitudes float8[],
      "spotAccess" text[])
    on conflict (network_id, subject_kind, subject_id, variant) do update set
      for_public = excluded.for_public, for_members = excluded.for_members, for_emergency = excluded.for_emergency,
      for_team = excluded.for_team, card = excluded.card, sort_name = excluded.sort_name, terms = excluded.terms,
      facets = excluded.facets, latitudes = excluded.latitudes, longitudes = excluded.longitudes,
      spot_access = excluded.spot_access, rules = excluded.rules`)
}
