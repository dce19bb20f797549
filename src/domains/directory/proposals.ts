import { type Ctx, inTransaction } from '../../context.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import { countCards, MOST_COUNTED } from './search.js'
import { type CardSearch, FARTHEST_KM } from './search-schemas.js'
import { type ActiveFilter, type FilterField, withoutFilter } from './search-words.js'
import type { Around } from './wanted.js'

/** A search close to the one that found nothing, and how many cards it finds. */
export type Proposal =
  | { kind: 'without'; filter: ActiveFilter; search: CardSearch; total: number; isMore: boolean }
  | { kind: 'farther'; kilometres: number; search: CardSearch; total: number; isMore: boolean }
  | { kind: 'territory'; name: string; search: CardSearch; total: number; isMore: boolean }

const WIDER_KM = [30, 50, FARTHEST_KM]
/** Neighbouring territories tried at most: each is a count. */
const MOST_TERRITORIES = 12

/** What to try instead of a search that found nothing: looking farther, elsewhere, or for less at once. */
export async function proposalsFor(
  ctx: Ctx,
  network: PublicNetwork,
  search: CardSearch,
  around: Around | null,
  {
    filters,
    territories,
  }: { filters: readonly ActiveFilter[]; territories: readonly { id: string; name: string }[] },
): Promise<Proposal[]> {
  return inTransaction(ctx, async (ctx) => {
    const counted = async (other: CardSearch, where: Around | null) => {
      const total = await countCards(ctx, network.id, other, where)
      return { search: other, total: Math.min(total, MOST_COUNTED), isMore: total > MOST_COUNTED }
    }
    const proposals: Proposal[] = []
    for (const kilometres of around === null ? [] : WIDER_KM.filter((km) => km > around.kilometres)) {
      const found = await counted(
        { ...search, within: kilometres, page: undefined },
        around && { ...around, kilometres },
      )
      if (found.total > 0) {
        proposals.push({ kind: 'farther', kilometres, ...found })
        break
      }
    }
    const others =
      search.territory === undefined ? [] : territories.filter(({ id }) => id !== search.territory)
    for (const { id, name } of others.slice(0, MOST_TERRITORIES)) {
      const found = await counted({ ...search, territory: id, page: undefined }, around)
      if (found.total > 0) proposals.push({ kind: 'territory', name, ...found })
    }
    for (const filter of filters.length < 2 ? [] : filters) {
      const found = await counted(withoutFilter(search, filter.field), isPlace(filter.field) ? null : around)
      if (found.total > 0) proposals.push({ kind: 'without', filter, ...found })
    }
    return proposals
  })
}

const isPlace = (field: FilterField) => field === 'near'
