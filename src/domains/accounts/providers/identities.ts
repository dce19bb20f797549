import { and, asc, eq } from 'drizzle-orm'
import { audit } from '../../../audit/audit.js'
import type { Ctx } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { userIdentities } from '../tables.js'
import type { ProvenIdentity } from './exchange.js'
import { PROVIDER_LABELS, type ProviderName } from './labels.js'
import { type Standing, standingOf } from './rules.js'

/** Whose identity this is, or null. Issuer and subject decide, never an address. */
export async function holderOf(
  ctx: Ctx,
  { issuer, subject }: ProvenIdentity,
): Promise<{ identityId: string; userId: string } | null> {
  const [row] = await ctx.db
    .select({ identityId: userIdentities.id, userId: userIdentities.userId })
    .from(userIdentities)
    .where(and(eq(userIdentities.issuer, issuer), eq(userIdentities.subject, subject)))
    .limit(1)
  return row ?? null
}

/** What Pro Santé Connect says of her practice; null for a provider that says nothing of it. */
export function standingGiven({ provider, claims }: ProvenIdentity): Standing | null {
  return provider === 'pro-sante-connect' ? standingOf(claims) : null
}

/**
 * Links an identity a provider has just proved to an account, in the caller's transaction. Throws
 * `provider.already-linked` when it belongs to an account already.
 */
export async function linkIdentity(ctx: Ctx, userId: string, identity: ProvenIdentity): Promise<string> {
  const { provider, issuer, subject } = identity
  const [row] = await ctx.db
    .insert(userIdentities)
    .values({
      userId,
      provider,
      issuer,
      subject,
      rppsNumber: standingGiven(identity)?.rppsNumber ?? null,
      linkedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: userIdentities.id })
  if (!row) throw new AppError('provider.already-linked', { provider: PROVIDER_LABELS[provider] })
  await audit(ctx, 'account.link-identity', { id: userId, by: userId, details: { method: provider } })
  return row.id
}

/** Notes that an identity has served, and the RPPS number the provider gives today. */
export async function noteUse(ctx: Ctx, identityId: string, identity: ProvenIdentity): Promise<void> {
  const rppsNumber = standingGiven(identity)?.rppsNumber
  await ctx.db
    .update(userIdentities)
    .set({ lastUsedAt: ctx.now, ...(rppsNumber && { rppsNumber }) })
    .where(eq(userIdentities.id, identityId))
}

export type LinkedIdentity = {
  id: string
  provider: ProviderName
  linkedAt: Date
  lastUsedAt: Date | null
}

/** The identities linked to an account, the oldest first. */
export async function identitiesOf(ctx: Ctx, userId: string): Promise<LinkedIdentity[]> {
  return ctx.db
    .select({
      id: userIdentities.id,
      provider: userIdentities.provider,
      linkedAt: userIdentities.linkedAt,
      lastUsedAt: userIdentities.lastUsedAt,
    })
    .from(userIdentities)
    .where(eq(userIdentities.userId, userId))
    .orderBy(asc(userIdentities.linkedAt))
    .limit(20)
}
