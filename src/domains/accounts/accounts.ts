import { and, eq, sql } from 'drizzle-orm'
import type { SignedIn } from '../../access/actor.js'
import { hashPassword } from '../../access/passwords.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { Db } from '../../db/connect.js'
import { AppError } from '../../errors/app-error.js'
import { establishments, networks } from '../networks/tables.js'
import { roleGrants, users } from './tables.js'

/** A role with the scope it needs. */
export type GrantScope =
  | { role: 'professional' | 'coordinator' | 'admin'; networkId: string }
  | { role: 'antenna_coordinator'; networkId: string; territoryId: string }
  | {
      role: 'establishment' | 'birth_house'
      networkId: string
      establishmentId: string
      territoryId?: string | null
    }
  | { role: 'ars'; regionCode: string }
  | { role: 'platform_admin' }

export type NewAccount = { email: string; name: string; password: string | null; grant: GrantScope }

/**
 * Creates an account with one right: the command line's, the demonstration's and the first administrator's way in.
 * Throws `account.no-network-in-region` for a health agency without a network.
 */
export async function createAccount(
  db: Db,
  account: NewAccount,
  now: Date,
): Promise<{ userId: string; grantId: string }> {
  const passwordHash = account.password === null ? null : await hashPassword(account.password)
  const actor = { role: 'system', job: 'accounts', networkId: await networkOf(db, account.grant) } as const
  return inTransaction({ db, actor, now }, async (ctx) => {
    const [user] = await ctx.db
      .insert(users)
      .values({ email: account.email, name: account.name, passwordHash, createdAt: now })
      .returning({ id: users.id })
    if (!user) throw new Error('the account was not written')
    return { userId: user.id, grantId: await giveRight(ctx, user.id, account.grant) }
  })
}

/** Writes a right, in the caller's transaction. */
export async function giveRight(
  ctx: Ctx,
  userId: string,
  grant: GrantScope,
  grantedBy: string | null = null,
): Promise<string> {
  const territory = 'establishmentId' in grant ? { territoryId: await territoryOf(ctx, grant) } : {}
  const [row] = await ctx.db
    .insert(roleGrants)
    .values({ userId, grantedAt: ctx.now, grantedBy, ...grant, ...territory })
    .returning({ id: roleGrants.id })
  if (!row) throw new Error('the right was not written')
  return row.id
}

/** The territory a site lies in is copied on its rights: the antenna's coordinator reaches them by it. */
async function territoryOf(
  ctx: Ctx,
  grant: { establishmentId: string; territoryId?: string | null },
): Promise<string | null> {
  const [site] = await ctx.db
    .select({ territoryId: establishments.territoryId })
    .from(establishments)
    .where(eq(establishments.id, grant.establishmentId))
    .limit(1)
  return site?.territoryId ?? grant.territoryId ?? null
}

/** The network whose transaction may write a right: its own, or for the health agency one of its region. */
export async function networkOf(db: Db, grant: GrantScope): Promise<string | null> {
  if ('networkId' in grant) return grant.networkId
  if (grant.role === 'platform_admin') return null
  const [network] = await db
    .select({ id: networks.id })
    .from(networks)
    .where(eq(networks.regionCode, grant.regionCode))
    .limit(1)
  if (!network) throw new AppError('account.no-network-in-region')
  return network.id
}

/** Whether somebody already signs in with this address and a password. */
export async function hasAccount(db: Db, email: string): Promise<boolean> {
  const same = and(
    eq(sql`lower(${users.email})`, email.toLowerCase()),
    sql`${users.passwordHash} is not null`,
  )
  return (await db.$count(users, same)) > 0
}

export type HeldRight = {
  id: string
  role: SignedIn['role']
  networkId: string | null
  networkName: string | null
  regionCode: string | null
  establishmentId: string | null
  territoryId: string | null
}

/** The rights a person holds now, the oldest first. */
export async function grantsOf(ctx: Ctx, userId: string): Promise<HeldRight[]> {
  return ctx.db
    .select({
      id: sql<string>`id`,
      role: sql<SignedIn['role']>`role`,
      networkId: sql<string | null>`network_id`,
      networkName: sql<string | null>`network_name`,
      regionCode: sql<string | null>`region_code`,
      establishmentId: sql<string | null>`establishment_id`,
      territoryId: sql<string | null>`territory_id`,
    })
    .from(sql`grants_of(${userId})`)
    .limit(50)
}
