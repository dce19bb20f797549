import { personOf } from '../../access/actor.js'
import type { Ctx } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'

/** The team as a writer of records: whoever is signed in, today where the network is. */
export async function teamWriter(ctx: Ctx, reason?: string): Promise<Writer> {
  const { today } = await cardDay(ctx)
  return { source: 'team', on: today, by: nameOfActor(ctx), ...(reason && { reason }) }
}

/** « Camille Roy », or « Trame » for what it does by itself. */
export function nameOfActor(ctx: Ctx): string {
  return personOf(ctx.actor)?.userName ?? 'Trame'
}
