import { eq, like } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import type { Db } from '../../db/connect.js'
import { slug } from '../../web/typography.js'
import { DEFAULT_MINIMUM_LEVELS } from '../tracers/engine/default-config.js'
import { minimumLevels } from '../tracers/tables.js'
import { establishments, maternityTypes, networks, territories } from './tables.js'

export type NewMaternity = {
  finessGeo: string
  finessPmsi: string
  name: string
  territory: string | null
  type: 'I' | 'IIA' | 'IIB' | 'III' | 'CPP' | null
  validFrom: string | null
  validTo: string | null
}

export type NewNetwork = {
  name: string
  regionCode: string
  regionName: string
  timeZone: string
  maternities: NewMaternity[]
}

/**
 * Opens a network with its territories, its maternities and their dated types, and the regional table of
 * minimum levels to be discussed. A maternity may come several times, once for each period of its type.
 */
export async function createNetwork(db: Db, network: NewNetwork, now: Date): Promise<string> {
  return db.transaction(async (db) => {
    const { maternities, ...fields } = network
    const [row] = await db
      .insert(networks)
      .values({ ...fields, slug: await freeSlug(db, fields.name), createdAt: now })
      .returning({ id: networks.id })
    if (!row) throw new Error('the network was not written')
    const ctx: Ctx = { db, actor: { role: 'system', job: 'create-network', networkId: row.id }, now }
    await inTransaction(ctx, async (ctx) => {
      await addMaternities(ctx, row.id, maternities)
      await ctx.db.insert(minimumLevels).values(
        DEFAULT_MINIMUM_LEVELS.map((level) => ({
          ...level,
          networkId: row.id,
          source:
            'Table de départ de Trame, à confirmer par la région : les seuils publiés ne concordent pas.',
        })),
      )
    })
    return row.id
  })
}

/** The name as an address writes it, with a number when another network has it. */
async function freeSlug(db: Db, name: string): Promise<string> {
  const wanted = slug(name).slice(0, LONGEST_SLUG)
  const taken = await db
    .select({ slug: networks.slug })
    .from(networks)
    .where(like(networks.slug, `${wanted}%`))
    .limit(MOST_NETWORKS)
  const isTaken = (one: string) => taken.some((row) => row.slug === one)
  if (!isTaken(wanted)) return wanted
  for (let number = 2; ; number += 1) if (!isTaken(`${wanted}-${number}`)) return `${wanted}-${number}`
}

const LONGEST_SLUG = 50
const MOST_NETWORKS = 1000

async function addMaternities(ctx: Ctx, networkId: string, maternities: NewMaternity[]): Promise<void> {
  const territoryIds = new Map<string, string>()
  const siteIds = new Map<string, string>()
  for (const { type, validFrom, validTo, territory, ...site } of maternities) {
    const territoryId = territory === null ? null : await territoryOf(ctx, networkId, territory, territoryIds)
    let establishmentId = siteIds.get(site.finessGeo)
    if (establishmentId === undefined) {
      const [row] = await ctx.db
        .insert(establishments)
        .values({ ...site, networkId, territoryId })
        .returning({ id: establishments.id })
      if (!row) throw new Error('the maternity was not written')
      establishmentId = row.id
      siteIds.set(site.finessGeo, establishmentId)
    }
    if (type !== null) {
      await ctx.db.insert(maternityTypes).values({ networkId, establishmentId, type, validFrom, validTo })
    }
  }
}

async function territoryOf(
  ctx: Ctx,
  networkId: string,
  name: string,
  known: Map<string, string>,
): Promise<string> {
  const id = known.get(name)
  if (id !== undefined) return id
  const [row] = await ctx.db.insert(territories).values({ networkId, name }).returning({ id: territories.id })
  if (!row) throw new Error('the territory was not written')
  known.set(name, row.id)
  return row.id
}

/** The network of this name, or null. */
export async function findNetwork(db: Db, name: string): Promise<{ id: string; regionCode: string } | null> {
  const [row] = await db
    .select({ id: networks.id, regionCode: networks.regionCode })
    .from(networks)
    .where(eq(networks.name, name))
    .limit(1)
  return row ?? null
}
