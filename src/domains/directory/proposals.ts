import { type Ctx, inReading } from '../../context.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import type { Territory } from '../networks/territories.js'
import type { Commune } from './communes/gazetteer.js'
import { nearestFirst } from './nearby-territories.js'
import type { Asked } from './search/asked.js'
import type { Point } from './search/cells.js'
import { countCards, MOST_COUNTED } from './search.js'
import { type CardSearch, FARTHEST_KM } from './search-schemas.js'
import { type ActiveFilter, fewerWords, withoutFilter, withoutWordsOf } from './search-words.js'
import type { Around } from './wanted.js'

/** A search close to the one that found nothing, and how many cards it finds. */
export type Proposal =
  | { kind: 'without'; filter: ActiveFilter; search: CardSearch; total: number; isMore: boolean }
  | { kind: 'farther'; kilometres: number; search: CardSearch; total: number; isMore: boolean }
  | { kind: 'words'; words: string; search: CardSearch; total: number; isMore: boolean }
  | { kind: 'territory'; name: string; search: CardSearch; total: number; isMore: boolean }

const WIDER_KM = [30, 50, FARTHEST_KM]
/** Territories looked in at most, the nearest first: each is a count. */
const MOST_TERRITORIES = 40
const MOST_PROPOSED = 6

/** A search that found nothing, and what is known of it. */
export type Fruitless = {
  search: CardSearch
  asked: Asked
  around: Around | null
  /** A commune among the words typed. */
  hint: Commune | null
  filters: readonly ActiveFilter[]
  /** Those of the network, in the order of their names; the closed ones are where they were, and not proposed. */
  territories: readonly Territory[]
}

/** What to try instead of a search that found nothing: looking farther, elsewhere, or for less at once. */
export async function proposalsFor(
  ctx: Ctx,
  network: PublicNetwork,
  fruitless: Fruitless,
): Promise<Proposal[]> {
  return inReading(ctx, async (ctx) => {
    const counted: Counter = async (search, around) => {
      const total = await countCards(ctx, network.id, search, around)
      return { search, total: Math.min(total, MOST_COUNTED), isMore: total > MOST_COUNTED }
    }
    return [
      ...(await farther(fruitless, counted)),
      ...(await elsewhere(ctx, network, fruitless, counted)),
      ...(await withFewerWords(fruitless, counted)),
      ...(await withLess(fruitless, counted)),
    ]
  })
}

type Counter = (
  search: CardSearch,
  around: Around | null,
) => Promise<{ search: CardSearch; total: number; isMore: boolean }>

async function farther({ search, around }: Fruitless, counted: Counter): Promise<Proposal[]> {
  if (around === null) return []
  for (const kilometres of WIDER_KM.filter((km) => km > around.kilometres)) {
    const wider = { ...search, within: kilometres, page: undefined }
    const found = await counted(wider, { ...around, kilometres })
    if (found.total > 0) return [{ kind: 'farther', kilometres, ...found }]
  }
  return []
}

/**
 * The nearest territories where the same is found, whatever the territory or the circle that was asked for. What was
 * asked of the whole network is in none of its territories, unless a commune was named among the words: it is then
 * looked for without its name.
 */
async function elsewhere(
  ctx: Ctx,
  network: PublicNetwork,
  { search, around, hint, territories }: Fruitless,
  counted: Counter,
): Promise<Proposal[]> {
  const anywhere = withoutFilter(withoutFilter(search, 'near'), 'territory')
  const inTerritories = async (same: CardSearch, from: Point | string): Promise<Proposal[]> => {
    if ((await counted(same, null)).total === 0) return []
    const proposals: Proposal[] = []
    const nearest = await nearestFirst(ctx, network.id, from, territories)
    const open = nearest.filter(({ closedOn }) => closedOn === null)
    for (const { id, name } of open.slice(0, MOST_TERRITORIES)) {
      if (proposals.length === MOST_PROPOSED) break
      const found = await counted({ ...same, territory: id }, null)
      if (found.total > 0) proposals.push({ kind: 'territory', name, ...found })
    }
    return proposals
  }
  const from = around?.commune ?? search.territory
  const found = from === undefined ? [] : await inTerritories(anywhere, from)
  return found.length > 0 || hint === null ? found : inTerritories(withoutWordsOf(anywhere, hint), hint)
}

/** The same without one of the things typed; when that is too many still, one of them alone. */
async function withFewerWords(
  { search, asked, around, hint }: Fruitless,
  counted: Counter,
): Promise<Proposal[]> {
  const { withoutOne, alone } = fewerWords(search.search ?? '', asked.parts, hint)
  for (const texts of [withoutOne, alone]) {
    const proposals: Proposal[] = []
    for (const words of texts.slice(0, MOST_PROPOSED)) {
      const found = await counted({ ...search, search: words, page: undefined }, around)
      if (found.total > 0) proposals.push({ kind: 'words', words, ...found })
    }
    if (proposals.length > 0) return proposals
  }
  return []
}

async function withLess({ search, around, filters }: Fruitless, counted: Counter): Promise<Proposal[]> {
  const proposals: Proposal[] = []
  for (const filter of filters.length < 2 ? [] : filters) {
    const found = await counted(withoutFilter(search, filter.field), filter.field === 'near' ? null : around)
    if (found.total > 0) proposals.push({ kind: 'without', filter, ...found })
  }
  return proposals
}
