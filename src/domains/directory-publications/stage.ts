import { can } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { AUDIENCES, type Audience, audienceOf, reaches } from '../directory/visibility.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import { countCards } from './card-list.js'
import { filterWords } from './filter-words.js'
import { listPublications, type PublicationList } from './publishing.js'
import { type CardFilter, KINDS, type KindWord } from './schemas.js'
import { listTerritoryNames, type TerritoryName } from './territories.js'

/** What the page of booklets and exports shows its reader. */
export type Stage = {
  network: PublicNetwork
  today: string
  territories: TerritoryName[]
  list: PublicationList
  /** The kind the list is narrowed to. */
  kind: KindWord | undefined
  /** Publics she may publish for, each with how many records match the choice; empty when she may not publish. */
  audiences: { audience: Audience; entries: number }[]
  /** The choice in words; null for the whole directory. */
  choice: string | null
  canReadSheet: boolean
}

type Asked = { filter: CardFilter; kind: KindWord | undefined; page: number }

export async function stageOf(
  ctx: Ctx,
  network: PublicNetwork,
  { filter, kind, page }: Asked,
): Promise<Stage> {
  const today = civilDate(ctx.now, network.timeZone)
  const territories = await inTransaction(ctx, (ctx) => listTerritoryNames(ctx, network.id))
  return {
    network,
    today,
    territories,
    list: await listPublications(ctx, network.id, { kind: kind && KINDS[kind], page }),
    kind,
    audiences: can(ctx.actor, 'directory.export') ? await countForEach(ctx, network, filter) : [],
    choice: filterWords(filter, { territories, day: today, regionCode: network.regionCode }),
    canReadSheet: can(ctx.actor, 'directory.read-emergency-sheet'),
  }
}

function countForEach(ctx: Ctx, network: PublicNetwork, filter: CardFilter): Promise<Stage['audiences']> {
  const mine = AUDIENCES.filter((audience) => reaches(audienceOf(ctx.actor), audience))
  return Promise.all(
    mine.map(async (audience) => ({
      audience,
      entries: await countCards(ctx, { network, audience, filter }),
    })),
  )
}
