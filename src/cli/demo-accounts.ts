import { and, eq } from 'drizzle-orm'
import type { Secrets } from '../access/token-keys.js'
import { type Ctx, inTransaction } from '../context.js'
import type { Db } from '../db/connect.js'
import { createAccount, type GrantScope, grantsOf } from '../domains/accounts/accounts.js'
import { DEMO_ACCOUNTS, DEMO_PASSWORD, type DemoEmail } from '../domains/accounts/demo-accounts.js'
import { needsSecondFactor, newFactorSecret, setFactor } from '../domains/accounts/second-factor.js'
import { accountOfAddress } from '../domains/accounts/sign-in.js'
import { establishments, territories } from '../domains/networks/tables.js'
import { DEMO_NETWORK, DEMO_SITE, DEMO_TERRITORY } from './demo-data.js'

/** Somebody of the demonstration and the right she acts with. */
export type DemoPerson = { userId: string; grantId: string }
/** The midwife’s account comes with her house. */
type FirstEmail = Exclude<DemoEmail, 'maison@trame.test'>

/**
 * The demonstration's accounts, each with the second factor its role asks for: those missing are made, so that an
 * older demonstration gets the new ones.
 */
export async function prepareAccounts(
  db: Db,
  secrets: Secrets,
  networkId: string,
  now: Date,
): Promise<Record<FirstEmail, DemoPerson>> {
  const ctx: Ctx = { db, actor: { role: 'system', job: 'demo', networkId }, now }
  const scopes = await scopesOf(ctx, networkId)
  const prepare = async (email: FirstEmail): Promise<DemoPerson> => {
    const grant = scopes[email]
    const person =
      (await personOf(ctx, email)) ??
      (await createAccount(db, { email, name: nameOf(email), password: DEMO_PASSWORD, grant }, now))
    if (needsSecondFactor(grant.role)) await tieTelephone(ctx, secrets, person.userId)
    return person
  }
  return {
    'coordination@trame.test': await prepare('coordination@trame.test'),
    'antenne@trame.test': await prepare('antenne@trame.test'),
    'dim@trame.test': await prepare('dim@trame.test'),
    'professionnel@trame.test': await prepare('professionnel@trame.test'),
    'ars@trame.test': await prepare('ars@trame.test'),
    'admin@trame.test': await prepare('admin@trame.test'),
    'plateforme@trame.test': await prepare('plateforme@trame.test'),
  }
}

/** Who this account is. */
export function nameOf(email: FirstEmail): string {
  return DEMO_ACCOUNTS.find((account) => account.email === email)?.name ?? email
}

async function personOf(ctx: Ctx, email: string): Promise<DemoPerson | null> {
  const account = await accountOfAddress(ctx, email)
  const [right] = account ? await grantsOf(ctx, account.id) : []
  return account && right ? { userId: account.id, grantId: right.id } : null
}

function tieTelephone(ctx: Ctx, secrets: Secrets, userId: string): Promise<unknown> {
  const factor = { secret: newFactorSecret(), step: null, replaces: false }
  return inTransaction(ctx, (ctx) => setFactor(ctx, secrets, userId, factor))
}

function scopesOf(ctx: Ctx, networkId: string): Promise<Record<FirstEmail, GrantScope>> {
  return inTransaction(ctx, async ({ db }) => {
    const [site] = await db
      .select({ id: establishments.id })
      .from(establishments)
      .where(and(eq(establishments.networkId, networkId), eq(establishments.finessGeo, DEMO_SITE)))
    const [territory] = await db
      .select({ id: territories.id })
      .from(territories)
      .where(and(eq(territories.networkId, networkId), eq(territories.name, DEMO_TERRITORY)))
    if (!site || !territory) throw new Error('the demonstration site or its territory is missing')
    return {
      'coordination@trame.test': { role: 'coordinator', networkId },
      'antenne@trame.test': { role: 'antenna_coordinator', networkId, territoryId: territory.id },
      'dim@trame.test': { role: 'establishment', networkId, establishmentId: site.id },
      'professionnel@trame.test': { role: 'professional', networkId },
      'ars@trame.test': { role: 'ars', regionCode: DEMO_NETWORK.regionCode },
      'admin@trame.test': { role: 'admin', networkId },
      'plateforme@trame.test': { role: 'platform_admin' },
    }
  })
}
