import { and, eq, gte, isNotNull, isNull, notExists, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { within } from '../../access/policy.js'
import type { DigestSource } from '../mail/digest.js'
import { keptSince } from './rules.js'
import { directoryPublications } from './tables.js'

/** Booklets given no more since something of them was taken back, as long as nobody has made them again. */
export const bookletsToRemake: DigestSource = {
  kind: 'directory.booklets',
  roles: ['coordinator', 'admin'],
  count: (ctx) => {
    const mine = { network: directoryPublications.networkId }
    const later = alias(directoryPublications, 'later')
    const madeAgain = ctx.db
      .select({ one: sql`1` })
      .from(later)
      .where(
        and(
          eq(later.networkId, directoryPublications.networkId),
          eq(later.kind, directoryPublications.kind),
          eq(later.audience, directoryPublications.audience),
          eq(later.filters, directoryPublications.filters),
          sql`${later.madeAt} > ${directoryPublications.madeAt}`,
          isNull(later.failedAt),
          isNull(later.withdrawnAt),
        ),
      )
    return ctx.db.$count(
      directoryPublications,
      and(
        within(ctx.actor, 'directory.run-publication', mine),
        eq(directoryPublications.kind, 'booklet'),
        isNotNull(directoryPublications.withdrawnAt),
        // After it, a booklet is made anew when somebody needs it.
        gte(directoryPublications.madeAt, keptSince(ctx.now)),
        notExists(madeAgain),
      ),
    )
  },
}
