import { and, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inReading } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { DirectoryCard } from './cards.js'
import { directoryCards, findableCards } from './tables.js'
import { type Audience, audienceOf, reaches } from './visibility.js'

/**
 * The cards this reader may see: her audience’s, in her network, or those of a wider public when she makes something
 * for it. Goes in every reading of cards, counts and suggestions included.
 */
export function readableCards(ctx: Ctx, audience: Audience = audienceOf(ctx.actor)): SQL {
  if (!reaches(audienceOf(ctx.actor), audience)) return sql`false`
  const mine = within(ctx.actor, 'directory.read', { network: directoryCards.networkId })
  return and(mine, isFor(audience)) ?? mine
}

/** The same condition, for the view that is searched in. */
export function findable(ctx: Ctx, audience: Audience = audienceOf(ctx.actor)): SQL {
  if (!reaches(audienceOf(ctx.actor), audience)) return sql`false`
  const mine = within(ctx.actor, 'directory.read', { network: findableCards.networkId })
  return and(mine, isFor(audience, findableCards)) ?? mine
}

/** The records of a kind that this reader may find by a `tsquery`. */
export function foundBy(ctx: Ctx, kind: DirectoryCard['kind'], query: string) {
  return ctx.db
    .select({ id: findableCards.subjectId })
    .from(findableCards)
    .where(
      and(
        findable(ctx),
        eq(findableCards.subjectKind, kind),
        sql`${findableCards.terms} @@ ${query}::tsquery`,
      ),
    )
}

/** The cards made for an audience: one for each record it may know of. Says nothing of networks. */
export function isFor(
  audience: Audience,
  cards: Record<(typeof COLUMN_OF)[Audience], SQLWrapper> = directoryCards,
): SQL {
  return sql`${cards[COLUMN_OF[audience]]}`
}

const COLUMN_OF = {
  public: 'forPublic',
  members: 'forMembers',
  emergency: 'forEmergency',
  team: 'forTeam',
} as const satisfies Record<Audience, string>

/** By name, letter by letter: `sortName` is folded, and its index is made so whatever the language of the database. */
export const BY_NAME = sql`sort_name using ~<~, subject_id`

/** One record as this reader may see it. Throws `directory.not-found`. */
export async function getCard(ctx: Ctx, kind: DirectoryCard['kind'], id: string): Promise<DirectoryCard> {
  return inReading(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select({ card: directoryCards.card })
      .from(directoryCards)
      .where(and(readableCards(ctx), eq(directoryCards.subjectKind, kind), eq(directoryCards.subjectId, id)))
      .limit(1)
    if (!row) throw new AppError('directory.not-found')
    return row.card
  })
}
