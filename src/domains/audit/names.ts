import { and, inArray, sql } from 'drizzle-orm'
import type { Role } from '../../access/actor.js'
import type { Ctx } from '../../context.js'
import { CLOSED_ACCOUNT } from '../../privacy/declaration.js'
import { invitations, roleGrants, users } from '../accounts/tables.js'

const MOST_NAMES = 1000

/** Names of people by identifier: of the person herself, of an invitation or of a right of hers. */
export type Names = Map<string, string>

/**
 * The names behind these identifiers, as far as this network may know them: people who hold or held a right in it or
 * in its region. In the caller's transaction: row-level security keeps the others out.
 */
export async function namesOf(ctx: Ctx, ids: readonly string[]): Promise<Names> {
  const wanted = [...new Set(ids)].slice(0, MOST_NAMES)
  if (wanted.length === 0) return new Map()
  const people = await ctx.db
    .selectDistinct({ id: users.id, name: users.name })
    .from(users)
    .innerJoin(roleGrants, sql`${roleGrants.userId} = ${users.id}`)
    .where(inArray(users.id, wanted))
    .limit(MOST_NAMES)
  const invited = await ctx.db
    .select({ id: invitations.id, name: invitations.name })
    .from(invitations)
    .where(inArray(invitations.id, wanted))
    .limit(MOST_NAMES)
  const holders = await ctx.db
    .select({ id: roleGrants.id, name: users.name })
    .from(roleGrants)
    .innerJoin(users, sql`${users.id} = ${roleGrants.userId}`)
    .where(and(inArray(roleGrants.id, wanted)))
    .limit(MOST_NAMES)
  return new Map([...people, ...invited, ...holders].map(({ id, name }) => [id, name]))
}

/** Who acted, in words: a name where the network knows one. */
export function actorName(names: Names, role: string, userId: string | null): string {
  const name = userId === null ? undefined : names.get(userId)
  if (name !== undefined) return name
  if (role in UNNAMED) return UNNAMED[role as keyof typeof UNNAMED]
  return CLOSED_ACCOUNT
}

const UNNAMED = {
  system: 'Trame',
  public: 'une personne non connectée',
  platform_admin: 'l’administration de la plateforme',
  ars: 'l’agence régionale de santé',
} as const satisfies Partial<Record<Role, string>>
