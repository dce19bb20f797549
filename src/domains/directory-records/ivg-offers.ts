import { and, asc, eq, ne } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import { directoryOffers } from '../directory/tables.js'
import type { Audience } from '../directory/visibility.js'
import { updateOffer } from '../directory/writing.js'

const MOST_OFFERS = 200

/**
 * What a person says of who may know that she practises IVG is what her offers of IVG follow: each has an audience of
 * its own, and a page that says « public » while the offer stays hidden would not be true. The caller has locked her.
 */
export async function openIvgOffers(
  ctx: Ctx,
  writer: Writer,
  personId: string,
  audience: Audience,
): Promise<void> {
  const offers = await ctx.db
    .select({ id: directoryOffers.id })
    .from(directoryOffers)
    .where(
      and(
        eq(directoryOffers.personId, personId),
        eq(directoryOffers.kind, 'ivg'),
        ne(directoryOffers.visibleTo, audience),
      ),
    )
    .orderBy(asc(directoryOffers.id))
    .limit(MOST_OFFERS)
  for (const { id } of offers) await updateOffer(ctx, writer, id, { visibleTo: audience })
}
