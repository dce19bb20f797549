import { and, eq, type SQL, sql } from 'drizzle-orm'
import { type Ctx, inReading } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import type { DirectoryCard } from './cards.js'
import { nearlyWanted } from './name-words.js'
import { BY_NAME, findable, readableCards } from './reading.js'
import { type CellRange, cellRings } from './search/cells.js'
import { CARDS_PER_PAGE, type CardSearch, type Sort } from './search-schemas.js'
import { type StoredCard, wholeCard } from './stored-card.js'
import { directoryCards, findableCards } from './tables.js'
import { countsIn, isCounted } from './territory-facets.js'
import { type Audience, audienceOf } from './visibility.js'
import { type Around, type PlaceWish, placeMeant, tsqueryAround, type Wanted, wantedOf } from './wanted.js'

/** A longer list is not counted to its end: it is made narrower. */
export const MOST_COUNTED = 1000
const LAST_PAGE = MOST_COUNTED / CARDS_PER_PAGE
/** In a wide circle, the planner would rather read every card than an index: a part of it may be enough. */
const FIRST_PART_KM = 10
/** The first circle looked at among more cards than are counted: a smaller one is not read faster. */
const FIRST_KM = 4

export type FoundCard = { card: DirectoryCard; kilometres: number | null }

export type Found = {
  cards: FoundCard[]
  /** How many match; `isMore` when there are more than those counted. */
  total: number
  isMore: boolean
  page: number
  pageCount: number
  /** Lexeme of a value of a filter → results that have it; null when not asked for, or too many to be counted. */
  counts: ReadonlyMap<string, number> | null
  /** Nothing has exactly what was typed: these are a letter apart. */
  isNear: boolean
  wanted: Wanted
}

/**
 * One page of the cards of a network that match a search, among those this reader may see and nothing else: counts,
 * order and misspellings come from the same cards. Throws `directory.unknown-commune` when the commune to look around is
 * none or several: `placeMeant` says which.
 */
export async function searchCards(
  ctx: Ctx,
  network: PublicNetwork,
  search: CardSearch,
  { withCounts = false } = {},
): Promise<Found> {
  const meant = placeMeant(search, network.regionCode)
  if (meant !== null && meant.kind !== 'one') throw new AppError('directory.unknown-commune')
  const wanted = wantedOf(network.id, search, meant?.commune ?? null)
  const page = Math.min(search.page ?? 1, LAST_PAGE)
  return inReading(ctx, async (ctx) => {
    const look = { sort: search.sort ?? usualSort(wanted), page, withCounts }
    const exact = await lookUp(ctx, wanted, look)
    const nearly = exact.total > 0 ? null : await nearlyWanted(ctx, wanted)
    return nearly === null ? exact : lookUp(ctx, nearly, look)
  })
}

/**
 * How many cards a search finds, a letter apart when none is exact, up to `MOST_COUNTED` and one more. For proposals:
 * nothing is read of them.
 */
export async function countCards(ctx: Ctx, networkId: string, search: CardSearch, around: Around | null) {
  const wanted = wantedOf(networkId, { ...search, within: around?.kilometres }, around?.commune ?? null)
  const exact = await countedIn(ctx, wanted, CROWD.total)
  const nearly = exact > 0 ? null : await nearlyWanted(ctx, wanted)
  return nearly === null ? exact : countedIn(ctx, nearly, CROWD.total)
}

/** Around a commune the nearest first; for a name, the likeliest; else by name. */
function usualSort({ asked, around }: Wanted): Sort {
  if (asked.names.length > 0) return 'relevance'
  return around === null ? 'name' : 'distance'
}

type Look = { sort: Sort; page: number; withCounts: boolean }
type Row = { total: number; cards: FoundCard[]; counts: Record<string, number> | null }
type StoredRow = Omit<Row, 'cards'> & { cards: { card: StoredCard; kilometres: number | null }[] }

/** What is known of more cards than are counted, before any is read. */
const CROWD: Row = { total: MOST_COUNTED + 1, cards: [], counts: null }

async function lookUp(ctx: Ctx, wanted: Wanted, look: Look): Promise<Found> {
  const row = (await firstOfCrowd(ctx, wanted, look)) ?? (await countedRow(ctx, wanted, look))
  const isMore = row.total > MOST_COUNTED
  const pageCount = Math.max(1, Math.ceil(Math.min(row.total, MOST_COUNTED) / CARDS_PER_PAGE))
  if (look.page > pageCount) return lookUp(ctx, wanted, { ...look, page: pageCount })
  return {
    cards: row.cards,
    total: Math.min(row.total, MOST_COUNTED),
    isMore,
    page: look.page,
    pageCount,
    counts: row.counts === null || isMore ? null : countsIn(wanted.territory, row.counts),
    isNear: wanted.isNear,
    wanted,
  }
}

async function countedRow(ctx: Ctx, wanted: Wanted, look: Look): Promise<Row> {
  const row = await run(ctx, countedPage(ctx, wanted, look))
  if (row.total <= MOST_COUNTED) return row
  // What was counted is an arbitrary part of what matches: the first ones are looked for among all.
  const { around } = wanted
  const circle = around && isNearestFirst(look) ? await circleHolding(ctx, wanted, around, look) : around
  return firstInside(ctx, wanted, circle, look)
}

/** The first cards of more than are counted, when counting alone tells that they are; else null. */
async function firstOfCrowd(ctx: Ctx, wanted: Wanted, look: Look): Promise<Row | null> {
  const { query, around } = wanted
  if (around !== null) {
    const circle = await circleOfCrowd(ctx, wanted, around, look)
    return circle && firstInside(ctx, wanted, circle, look)
  }
  if (query !== null) return null
  const total = counted(candidates(ctx, wanted), CROWD.total)
  const row = await run(ctx, pageAlone(ctx, pageByName(ctx, wanted, look, ''), total))
  return look.withCounts && row.total <= MOST_COUNTED ? null : row
}

async function run(ctx: Ctx, statement: SQL): Promise<Row> {
  const { rows } = await ctx.db.execute<StoredRow>(statement)
  const [row] = rows
  if (!row) throw new Error('a search gave no row')
  const cards = row.cards.map(({ card, kilometres }) => ({ card: wholeCard(card), kilometres }))
  return { ...row, cards }
}

/** One statement, one journey: how many match, one page of them, how many have each value of a filter. */
function countedPage(ctx: Ctx, wanted: Wanted, look: Look): SQL {
  const counts = sql`(select coalesce(json_object_agg(facet, cards), '{}') from (
      select facet, count(*)::int as cards from found, unnest(found.facets) as facet
      where ${isCounted(sql`found.facets`, sql`facet`, wanted)} group by facet
    ) as counted)`
  return sql`
    with found as materialized (${candidates(ctx, wanted)} limit ${MOST_COUNTED + 1})
    select (select count(*)::int from found) as total, ${cardsOf(ctx, pageOf(sql`found`, wanted, look))} as cards,
      ${look.withCounts ? counts : sql`null`} as counts`
}

/** The page asked for, among more cards than are counted: without sorting them all. */
function firstInside(ctx: Ctx, wanted: Wanted, circle: Around | null, look: Look): Promise<Row> {
  if (circle !== null && isNearestFirst(look)) {
    const near = { ...wanted, around: circle }
    return run(ctx, pageAlone(ctx, pageOf(sql`(${candidates(ctx, near)}) as found`, near, look)))
  }
  const typed = look.sort === 'relevance' ? wanted.asked.names.join(' ') : ''
  return run(ctx, pageAlone(ctx, pageByName(ctx, wanted, look, typed)))
}

function pageAlone(ctx: Ctx, page: SQL, total = sql`${CROWD.total}::int`): SQL {
  return sql`select ${total} as total, ${cardsOf(ctx, page)} as cards, null as counts`
}

const isNearestFirst = ({ sort }: Look) => sort === 'distance'

/**
 * Where the page asked for is, among more cards than are counted around a commune; null when counting alone, in a part
 * of a wide circle if that is enough, does not tell that they are a crowd.
 */
async function circleOfCrowd(ctx: Ctx, wanted: Wanted, around: Around, look: Look): Promise<Around | null> {
  if (wanted.query === null) {
    const rings = await countRings(ctx, wanted.networkId, around)
    return holding(rings, CROWD.total) === null ? null : circleIn(rings, around, look)
  }
  for (const kilometres of doubled(FIRST_PART_KM, around.kilometres)) {
    const part = { ...wanted, around: { ...around, kilometres } }
    if ((await countedIn(ctx, part, CROWD.total)) < CROWD.total) continue
    return isNearestFirst(look) ? circleHolding(ctx, wanted, around, look) : around
  }
  return null
}

/** The smallest circle, doubled again and again, that holds the page asked for. */
async function circleHolding(ctx: Ctx, wanted: Wanted, around: Around, look: Look): Promise<Around> {
  if (wanted.query === null) return circleIn(await countRings(ctx, wanted.networkId, around), around, look)
  const wished = look.page * CARDS_PER_PAGE
  for (const kilometres of doubled(FIRST_KM, around.kilometres)) {
    const circle = { ...around, kilometres }
    if ((await countedIn(ctx, { ...wanted, around: circle }, wished)) === wished) return circle
  }
  return around
}

function doubled(first: number, below: number): number[] {
  return first >= below ? [] : [first, ...doubled(2 * first, below)]
}

/** How many match, up to `most`. */
async function countedIn(ctx: Ctx, wanted: Wanted, most: number): Promise<number> {
  const total = counted(candidates(ctx, wanted), most)
  const { rows } = await ctx.db.execute<{ total: number }>(sql`select ${total} as total`)
  return rows[0]?.total ?? 0
}

/** Cards known to be so far at most, and farther than those of the ring before. */
type Ring = { kilometres: number; cards: number }

/**
 * Cards of anything around a commune, up to one more than are counted: those of cells wholly in a circle, which an index
 * knows without reading any card. Second places and what is along the circles are left out: of a crowd they may be too
 * few, never too many. The nearest rings are walked through first.
 */
async function countRings(ctx: Ctx, networkId: string, { commune, kilometres }: Around): Promise<Ring[]> {
  const ranges = cellRings(commune, [...doubled(FIRST_KM, kilometres), kilometres])
  const column = (of: keyof CellRange) => sql.param(ranges.map((range) => range[of]))
  // Limited each alone too: the planner, who cannot tell how few are between two cells, would walk through all for each.
  const { rows } = await ctx.db.execute<Ring>(sql`
    select kilometres, count(*)::int as cards from (
      select cells.kilometres
      from unnest(${column('first')}::int[], ${column('last')}::int[], ${column('kilometres')}::float8[])
        as cells(first, last, kilometres)
      cross join lateral (
        select from ${findableCards}
        where ${and(findable(ctx), eq(findableCards.networkId, networkId))}
          and ${findableCards.cell} between cells.first and cells.last
        limit ${CROWD.total}
      ) as inside
      limit ${CROWD.total}
    ) as found group by kilometres order by kilometres`)
  return rows
}

function circleIn(rings: readonly Ring[], around: Around, { page }: Look): Around {
  return { ...around, kilometres: holding(rings, page * CARDS_PER_PAGE) ?? around.kilometres }
}

/** How far so many cards are at most; null when fewer are known. */
function holding(rings: readonly Ring[], wished: number): number | null {
  let cards = 0
  for (const ring of rings) {
    cards += ring.cards
    if (cards >= wished) return ring.kilometres
  }
  return null
}

/** How many they are, up to `most`. */
function counted(cards: SQL, most: number): SQL {
  return sql`(select count(*)::int from (${cards} limit ${most}) as counted)`
}

/** Names that begin like what was typed, then the others, both by name: two walks along one index. */
function pageByName(ctx: Ctx, wanted: Wanted, { page }: Look, typed: string): SQL {
  const all = candidates(ctx, wanted)
  const enough = page * CARDS_PER_PAGE
  const walk = (rank: number, condition: SQL) => sql`(
    select ${rank}::int as rank, found.* from (${all}) as found where ${condition}
    order by ${BY_NAME} limit ${enough})`
  const start = `${typed}%`
  const walks =
    typed === ''
      ? walk(0, sql`true`)
      : sql`${walk(0, sql`sort_name like ${start}`)} union all ${walk(1, sql`sort_name not like ${start}`)}`
  return sql`
    select network_id, subject_kind, subject_id, kilometres, row_number() over (order by rank, ${BY_NAME}) as place
    from (${walks}) as walked order by place limit ${CARDS_PER_PAGE} offset ${enough - CARDS_PER_PAGE}`
}

/** What an audience may find and matches, with its distance when there is one. */
export function candidates(
  ctx: Ctx,
  { networkId, query, around, wishes }: Wanted,
  audience: Audience = audienceOf(ctx.actor),
): SQL {
  const terms = tsqueryAround({ query, around, wishes })
  // Asked of everything, the index of words would first list the whole directory.
  const matches = terms === null ? undefined : sql`${findableCards.terms} @@ ${terms}::tsquery`
  const all = sql`
    select ${findableCards.networkId}, ${findableCards.subjectKind}, ${findableCards.subjectId},
      ${findableCards.sortName}, ${findableCards.facets}, ${distance(around, wishes)} as kilometres
    from ${findableCards} where ${and(findable(ctx, audience), eq(findableCards.networkId, networkId), matches)}`
  // Without « offset 0 » the distance would be computed twice, to be compared and to be told.
  return around === null
    ? all
    : sql`select * from (${all} offset 0) as placed where kilometres <= ${around.kilometres}`
}

/** Kilometres from the commune to the nearest place of the card that has what is wished: `kilometresBetween`, in SQL. */
function distance(around: Around | null, wishes: readonly PlaceWish[]): SQL {
  if (around === null) return sql`null::double precision`
  const { latitudes, longitudes, spotAccess } = findableCards
  if (wishes.length > 0) {
    const has = wishes.map(
      ({ traits }) => sql`string_to_array(spot.traits, ' ') && ${sql.param(traits)}::text[]`,
    )
    return sql`(select min(${kilometresTo(around, sql`latitude`, sql`longitude`)})
      from unnest(${latitudes}, ${longitudes}, ${spotAccess}) as spot(latitude, longitude, traits)
      where ${sql.join(has, sql` and `)})`
  }
  const to = (place: number) =>
    kilometresTo(around, sql`${latitudes}[${place}::int]`, sql`${longitudes}[${place}::int]`)
  // Nearly every card has one place or two; to unnest them costs more than all the rest.
  return sql`case cardinality(${latitudes})
    when 1 then ${to(1)}
    when 2 then least(${to(1)}, ${to(2)})
    else (select min(${kilometresTo(around, sql`latitude`, sql`longitude`)})
      from unnest(${latitudes}, ${longitudes}) as spot(latitude, longitude)) end`
}

function kilometresTo({ commune }: Around, latitude: SQL, longitude: SQL): SQL {
  const shrunk = Math.cos((commune.latitude * Math.PI) / 180)
  return sql`111.2::float8 * sqrt((${latitude} - ${commune.latitude}::float8) ^ 2
    + ((${longitude} - ${commune.longitude}::float8) * ${shrunk}::float8) ^ 2)`
}

function pageOf(found: SQL, wanted: Wanted, { sort, page }: Look): SQL {
  const order = sql.join([...orderOf(wanted, sort), BY_NAME], sql`, `)
  return sql`
    select network_id, subject_kind, subject_id, kilometres, row_number() over (order by ${order}) as place
    from ${found} order by ${order} limit ${CARDS_PER_PAGE} offset ${(page - 1) * CARDS_PER_PAGE}`
}

function orderOf({ asked, around, isNear }: Wanted, sort: Sort): SQL[] {
  const nearest = around === null ? [] : [sql`kilometres`]
  if (sort === 'name' || (sort === 'relevance' && asked.names.length === 0)) return []
  if (sort === 'distance') return nearest
  const typed = asked.names.join(' ')
  if (isNear) return [sql`word_similarity(${typed}, sort_name) desc`, ...nearest]
  return [likeliness(typed, asked.names), ...nearest]
}

/** The very name, then a name that begins like it, then a name with all the words, then what matches elsewhere. */
function likeliness(typed: string, names: readonly string[]): SQL {
  const inName = names.map((word) => sql`' ' || sort_name like ${`% ${word}%`}`)
  return sql`case when sort_name = ${typed} then 0 when sort_name like ${`${typed}%`} then 1
    when ${sql.join(inName, sql` and `)} then 2 else 3 end`
}

/** The cards of a page, read from the table under its own locks. */
function cardsOf(ctx: Ctx, page: SQL): SQL {
  return sql`(
    select coalesce(json_agg(json_build_object('card', ${directoryCards.card}, 'kilometres', page.kilometres)
      order by page.place), '[]')
    from (${page}) as page
    join ${directoryCards} on ${directoryCards.networkId} = page.network_id
      and ${directoryCards.subjectKind} = page.subject_kind and ${directoryCards.subjectId} = page.subject_id
    where ${readableCards(ctx)}
  )`
}
