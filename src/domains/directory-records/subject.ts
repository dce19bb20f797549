import type { Ctx } from '../../context.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Change } from '../directory/changes.js'

/** A record of the directory, whichever kind it is. */
export type Subject = { kind: Change['subjectKind']; id: string }

/** Makes the cards of records again, in the transaction of their change. */
export function refreshCardsOf(ctx: Ctx, ...subjects: readonly Subject[]): Promise<void> {
  return refreshCards(ctx, { people: idsOf('person', subjects), structures: idsOf('structure', subjects) })
}

/** The identifiers of those of one kind. */
export function idsOf(kind: Subject['kind'], subjects: readonly Subject[]): string[] {
  return subjects.filter((one) => one.kind === kind).map(({ id }) => id)
}
