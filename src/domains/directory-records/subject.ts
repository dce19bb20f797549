import type { Ctx } from '../../context.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Change } from '../directory/changes.js'

/** A record of the directory, whichever kind it is. */
export type Subject = { kind: Change['subjectKind']; id: string }

/** Makes the cards of a record again, in the transaction of its change. */
export function refreshCardsOf(ctx: Ctx, { kind, id }: Subject): Promise<void> {
  return refreshCards(ctx, kind === 'person' ? { people: [id] } : { structures: [id] })
}
