import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { isAmong } from '../../db/among.js'
import { currentNetwork } from '../networks/service.js'
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

/** Writes the cards of these records for every audience, and takes away those an audience may not have any more. */
export async function replaceCards(
  ctx: Ctx,
  kind: DirectoryCard['kind'],
  ids: readonly string[],
  cardsFor: (audience: Audience) => (DirectoryCard | null)[],
): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  const made = new Map<string, Content & { audiences: Audience[] }>()
  for (const audience of AUDIENCES) {
    const cards = cardsFor(audience).filter((card) => card !== null)
    await removeCards(ctx, { networkId, audience, kind }, ids, cards)
    for (const card of cards) {
      // Several audiences often know the same of a record: what it is found by is then made once.
      const key = JSON.stringify(card)
      const known = made.get(key)
      if (known) known.audiences.push(audience)
      else made.set(key, { ...contentOf(networkId, card), audiences: [audience] })
    }
  }
  if (made.size > 0) await upsert(ctx, networkId, [...made.values()])
}

async function removeCards(
  ctx: Ctx,
  {
    networkId,
    audience,
    kind,
  }: Pick<CardRow, 'networkId'> & { audience: Audience; kind: CardRow['subjectKind'] },
  ids: readonly string[],
  cards: readonly DirectoryCard[],
): Promise<void> {
  const kept = new Set(cards.map(({ id }) => id))
  const gone = ids.filter((id) => !kept.has(id))
  if (gone.length === 0) return
  await ctx.db
    .delete(directoryCards)
    .where(
      and(
        eq(directoryCards.networkId, networkId),
        eq(directoryCards.audience, audience),
        eq(directoryCards.subjectKind, kind),
        isAmong(directoryCards.subjectId, gone),
      ),
    )
}

/** One value for a whole batch: thousands of parameters cost more to bind than their rows to write. */
async function upsert(
  ctx: Ctx,
  networkId: string,
  rows: readonly (Content & { audiences: Audience[] })[],
): Promise<void> {
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
