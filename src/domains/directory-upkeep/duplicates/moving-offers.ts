import { eq } from 'drizzle-orm'
import type { Ctx } from '../../../context.js'
import { recordChanges } from '../../directory/changes.js'
import type { OfferRow } from '../../directory/records.js'
import { directoryOffers } from '../../directory/tables.js'
import { stricter } from '../../directory/visibility.js'
import type { MovedRow } from '../merge-plan.js'
import type { SubjectKind } from '../schemas.js'
import { agree, before, lacking, withProvenance } from './completing.js'
import type { Move } from './moving.js'
import type { Twins } from './moving-places.js'

/**
 * The offers of the record that goes follow. One that both make is there once: with all that either says of it, shown to
 * those only who saw it in both.
 */
export async function moveOffers(
  ctx: Ctx,
  kind: SubjectKind,
  move: Move,
  kept: readonly OfferRow[],
  archived: readonly OfferRow[],
  twins: Twins,
): Promise<MovedRow[]> {
  const there = [...kept]
  const moved: MovedRow[] = []
  for (const offer of archived) {
    const place = offer.situationId === null ? null : (twins.get(offer.situationId)?.id ?? offer.situationId)
    const index = there.findIndex((one) => isSameOffer(one, { ...offer, situationId: place }))
    const twin = there[index]
    if (twin === undefined) {
      const owner = kind === 'person' ? { personId: move.to } : { structureId: move.to }
      moved.push(...(await changeOffer(ctx, kind, move, offer, { ...owner, situationId: place })))
      continue
    }
    const said = withProvenance(twin, offer, lacking(SAID, twin, offer))
    const visibleTo = stricter(twin.visibleTo, offer.visibleTo)
    // Apart, so that a word changed since does not keep the undoing from opening it again.
    moved.push(...(await changeOffer(ctx, kind, move, twin, said)))
    if (visibleTo !== twin.visibleTo) {
      moved.push(...(await changeOffer(ctx, kind, move, twin, { visibleTo })))
    }
    there[index] = { ...twin, ...said, visibleTo }
  }
  return moved
}

async function changeOffer(
  ctx: Ctx,
  kind: SubjectKind,
  { to, writer }: Move,
  offer: OfferRow,
  patch: Partial<OfferRow>,
): Promise<MovedRow[]> {
  if (Object.keys(patch).length === 0) return []
  const change = { before: before(offer, patch), after: { ...patch } }
  await ctx.db
    .update(directoryOffers)
    .set({ ...patch, updatedAt: ctx.now })
    .where(eq(directoryOffers.id, offer.id))
  await recordChanges(ctx, writer, [
    { subjectKind: kind, subjectId: to, what: 'offer', rowId: offer.id, ...change },
  ])
  return [{ table: 'offer', id: offer.id, ...change }]
}

/** What an offer says; what one of two leaves blank is taken from the other. */
const SAID = [
  'audienceWords',
  'methods',
  'latestTermWeeks',
  'languages',
  'accessibility',
  'fees',
  'delayDays',
  'hours',
  'phone',
  'email',
  'link',
  'message',
  'note',
] as const

/** Two offers are one when they say nothing that differs; a date left blank says that there is none. */
function isSameOffer(one: OfferRow, other: OfferRow): boolean {
  const isSame = (['kind', 'situationId', 'startsOn', 'endsOn'] as const).every(
    (field) => one[field] === other[field],
  )
  return isSame && agree<OfferRow>(SAID, one, other)
}
