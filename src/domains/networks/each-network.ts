import type { Ctx } from '../../context.js'
import { networks } from './tables.js'

/**
 * Does the same in every network in turn, as a job of each: row-level security shows one at a time. There is no limit:
 * a network left out would have what is its own taken for nobody’s.
 */
export async function inEachNetwork<Result>(
  ctx: Ctx,
  job: string,
  act: (own: Ctx) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const { id: networkId } of await ctx.db.select({ id: networks.id }).from(networks)) {
    results.push(await act({ ...ctx, actor: { role: 'system', job, networkId } }))
  }
  return results
}
