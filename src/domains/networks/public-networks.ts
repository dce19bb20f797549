import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { networksOf } from '../../access/actor.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { networks } from './tables.js'

/** How an address names a network. */
export const NetworkName = z.string().regex(/^[a-z0-9-]{2,60}$/, 'Ce réseau n’est pas connu.')

export type PublicNetwork = {
  id: string
  name: string
  slug: string
  regionCode: string
  regionName: string
  timeZone: string
}

/** Networks listed at most: there is one a region. */
const MOST_NETWORKS = 100

const PUBLIC = {
  id: networks.id,
  name: networks.name,
  slug: networks.slug,
  regionCode: networks.regionCode,
  regionName: networks.regionName,
  timeZone: networks.timeZone,
}

/** The networks whose public pages anybody may open, by name. */
export function listPublicNetworks(ctx: Ctx): Promise<PublicNetwork[]> {
  return ctx.db.select(PUBLIC).from(networks).orderBy(asc(networks.name)).limit(MOST_NETWORKS)
}

/**
 * The same reader, looking at one network: her own, the one the address names, or the only one there is. Somebody
 * signed in elsewhere reads another network’s pages as the public does. Throws `network.not-found`, or
 * `directory.several-networks` when the address names none of several.
 */
export async function asReaderOf(ctx: Ctx, slug?: string): Promise<{ ctx: Ctx; network: PublicNetwork }> {
  const own = networksOf(ctx.actor)
  const network =
    slug !== undefined
      ? await named(ctx, slug)
      : own[0] !== undefined
        ? await byId(ctx, own[0])
        : await theOnlyOne(ctx)
  const { actor } = ctx
  // Who stands above the networks reads this one as anybody does; the agency of several reads one at a time.
  if (!own.includes(network.id) || actor.role === 'platform_admin') {
    return { ctx: { ...ctx, actor: { role: 'public', networkId: network.id } }, network }
  }
  const narrowed = 'networkIds' in actor ? { ...actor, networkIds: [network.id] } : actor
  return { ctx: { ...ctx, actor: narrowed }, network }
}

/** By its name in addresses, or by its identifier, which is how an administrator of the platform names it elsewhere. */
function named(ctx: Ctx, slug: string): Promise<PublicNetwork> {
  return z.uuid().safeParse(slug).success ? byId(ctx, slug) : bySlug(ctx, slug)
}

async function bySlug(ctx: Ctx, slug: string): Promise<PublicNetwork> {
  const [network] = await ctx.db.select(PUBLIC).from(networks).where(eq(networks.slug, slug)).limit(1)
  if (!network) throw new AppError('network.not-found')
  return network
}

async function byId(ctx: Ctx, id: string): Promise<PublicNetwork> {
  const [network] = await ctx.db.select(PUBLIC).from(networks).where(eq(networks.id, id)).limit(1)
  if (!network) throw new AppError('network.not-found')
  return network
}

async function theOnlyOne(ctx: Ctx): Promise<PublicNetwork> {
  const [network, another] = await ctx.db.select(PUBLIC).from(networks).limit(2)
  if (!network) throw new AppError('network.not-found')
  if (another) throw new AppError('directory.several-networks')
  return network
}
