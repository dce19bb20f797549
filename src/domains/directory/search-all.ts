import { type SQL, sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import type { DirectoryCard } from './cards.js'
import { nearlyWanted } from './name-words.js'
import { BY_NAME } from './reading.js'
import { candidates } from './search.js'
import type { CardSearch } from './search-schemas.js'
import type { Audience } from './visibility.js'
import { placeMeant, wantedOf } from './wanted.js'

/** A search in one network, as an audience no narrower than the reader’s own may make it. */
export type SearchOfAll = {
  network: Pick<PublicNetwork, 'id' | 'regionCode'>
  audience: Audience
  search: CardSearch
}

export type FoundRecord = { kind: DirectoryCard['kind']; id: string }

/**
 * Every record a search finds, by name, `most` at most: what a document is made of holds what the page of results
 * lists. Throws `directory.unknown-commune` as the page does.
 */
export async function findRecords(ctx: Ctx, asked: SearchOfAll, most: number): Promise<FoundRecord[]> {
  return inTransaction(ctx, async (ctx) => {
    const matching = await matchingCards(ctx, asked)
    const { rows } = await ctx.db.execute<FoundRecord>(
      sql`select subject_kind as kind, subject_id as id from (${matching}) as found order by ${BY_NAME} limit ${most}`,
    )
    return rows
  })
}

/** How many records a search finds, all counted. */
export async function countRecords(ctx: Ctx, asked: SearchOfAll): Promise<number> {
  return inTransaction(ctx, async (ctx) => countIn(ctx, await matchingCards(ctx, asked)))
}

/** What has exactly what was asked or, when nothing has, what is a letter apart. */
async function matchingCards(ctx: Ctx, { network, audience, search }: SearchOfAll): Promise<SQL> {
  const meant = placeMeant(search, network.regionCode)
  if (meant !== null && meant.kind !== 'one') throw new AppError('directory.unknown-commune')
  const wanted = wantedOf(network.id, search, meant?.commune ?? null)
  const exact = candidates(ctx, wanted, audience)
  if (wanted.nearly === null || (await countIn(ctx, sql`${exact} limit 1`)) > 0) return exact
  const nearly = await nearlyWanted(ctx, wanted)
  return nearly === null ? exact : candidates(ctx, nearly, audience)
}

async function countIn(ctx: Ctx, matching: SQL): Promise<number> {
  const { rows } = await ctx.db.execute<{ total: number }>(
    sql`select count(*)::int as total from (${matching}) as found`,
  )
  return rows[0]?.total ?? 0
}
