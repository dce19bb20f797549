import { eq } from 'drizzle-orm'
import type { Ctx } from '../../../context.js'
import { recordChanges } from '../../directory/changes.js'
import type { OfferRow } from '../../directory/records.js'
import { directoryOffers } from '../../directory/tables.js'
import { stricter } from '../../directory/visibility.js'
import type { MovedRow } from '../merge-plan.js'
import type { SubjectKind } from '../schemas.js'
import type { Move } from './moving.js'
import type { Twins } from './moving-places.js'

/** The offers the record that stays does not make yet. */
export async function moveOffers(
  ctx: Ctx,
  kind: SubjectKind,
  { from, to, writer }: Move,
  kept: readonly OfferRow[],
  archived: readonly OfferRow[],
  twins: Twins,
): Promise<MovedRow[]> {
  const moved: MovedRow[] = []
  for (const offer of archived.filter((one) => !sameOffer(kept, one))) {
    const place = offer.situationId === null ? null : (twins.get(offer.situationId)?.id ?? offer.situationId)
    const owner = kind === 'person' ? 'personId' : 'structureId'
    const change = {
      before: { [owner]: from, situationId: offer.situationId },
      after: { [owner]: to, situationId: place },
    }
    await ctx.db
      .update(directoryOffers)
      .set({
        ...(kind === 'person' ? { personId: to } : { structureId: to }),
        situationId: place,
        updatedAt: ctx.now,
      })
      .where(eq(directoryOffers.id, offer.id))
    await recordChanges(ctx, writer, [
      { subjectKind: kind, subjectId: to, what: 'offer', rowId: offer.id, ...change },
    ])
    moved.push({ table: 'offer', id: offer.id, ...change })
  }
  return moved
}

/** An offer both records make is shown to those only who saw it in both. */
export async function closeOffers(
  ctx: Ctx,
  kind: SubjectKind,
  { to, writer }: Move,
  kept: readonly OfferRow[],
  archived: readonly OfferRow[],
): Promise<MovedRow[]> {
  const moved: MovedRow[] = []
  for (const offer of kept) {
    const twins = archived.filter((one) => sameOffer([offer], one))
    const visibleTo = twins.reduce((audience, one) => stricter(audience, one.visibleTo), offer.visibleTo)
    if (visibleTo === offer.visibleTo) continue
    const change = { before: { visibleTo: offer.visibleTo }, after: { visibleTo } }
    await ctx.db
      .update(directoryOffers)
      .set({ visibleTo, updatedAt: ctx.now })
      .where(eq(directoryOffers.id, offer.id))
    await recordChanges(ctx, writer, [
      { subjectKind: kind, subjectId: to, what: 'offer', rowId: offer.id, ...change },
    ])
    moved.push({ table: 'offer', id: offer.id, ...change })
  }
  return moved
}

function sameOffer(kept: readonly OfferRow[], offer: OfferRow): boolean {
  return kept.some((one) => one.kind === offer.kind)
}
