import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { currentNetwork } from '../networks/service.js'
import { networks, territories } from '../networks/tables.js'
import { isSameName, MOST_TERRITORIES } from './rules.js'
import type { TerritoryName } from './schemas.js'

/** Adds a territory; its identifier. Throws `territory.name-taken`, `territory.too-many`. */
export async function addTerritory(ctx: Ctx, { name }: TerritoryName): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    const others = await namesInTurn(ctx, networkId)
    if (others.length >= MOST_TERRITORIES) throw new AppError('territory.too-many')
    refuseSameName(others, name)
    const [row] = await ctx.db
      .insert(territories)
      .values({ networkId, name })
      .returning({ id: territories.id })
    if (!row) throw new Error('the territory was not written')
    await audit(ctx, 'directory.add-territory', { id: row.id, details: { name } })
    return row.id
  })
}

/** Gives a territory another name. Throws `territory.not-found`, `territory.name-taken`. */
export async function renameTerritory(ctx: Ctx, id: string, { name }: TerritoryName): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    const others = await namesInTurn(ctx, networkId)
    const before = others.find((one) => one.id === id)
    if (!before) throw new AppError('territory.not-found')
    if (before.name === name) return
    refuseSameName(
      others.filter((one) => one !== before),
      name,
    )
    await ctx.db.update(territories).set({ name }).where(kept(ctx, id))
    await audit(ctx, 'directory.rename-territory', {
      id,
      details: { name },
      before: { name: before.name },
      after: { name },
    })
  })
}

/** From today nobody chooses it; what lies in it stays there. Closed already, nothing happens. Throws `territory.not-found`. */
export async function closeTerritory(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { name } = await lockTerritory(ctx, id)
    const { timeZone } = await currentNetwork(ctx)
    const closedOn = civilDate(ctx.now, timeZone)
    const { rowCount } = await ctx.db
      .update(territories)
      .set({ closedOn })
      .where(and(kept(ctx, id), isNull(territories.closedOn)))
    if (rowCount === 0) return
    await audit(ctx, 'directory.close-territory', { id, details: { name, closedOn } })
  })
}

/** It may be chosen again. Open already, nothing happens. Throws `territory.not-found`. */
export async function reopenTerritory(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { name } = await lockTerritory(ctx, id)
    const { rowCount } = await ctx.db
      .update(territories)
      .set({ closedOn: null })
      .where(and(kept(ctx, id), isNotNull(territories.closedOn)))
    if (rowCount === 0) return
    await audit(ctx, 'directory.reopen-territory', { id, details: { name } })
  })
}

async function lockTerritory(ctx: Ctx, id: string): Promise<{ name: string }> {
  const [row] = await ctx.db
    .select({ name: territories.name })
    .from(territories)
    .where(kept(ctx, id))
    .for('no key update')
  if (!row) throw new AppError('territory.not-found')
  return row
}

/** The names of the network’s territories, for one writer at a time: of two who give the same name, the second is told. */
async function namesInTurn(ctx: Ctx, networkId: string): Promise<{ id: string; name: string }[]> {
  await ctx.db.select().from(networks).where(eq(networks.id, networkId)).for('no key update')
  return ctx.db
    .select({ id: territories.id, name: territories.name })
    .from(territories)
    .where(settable(ctx))
    .limit(MOST_TERRITORIES)
}

function kept(ctx: Ctx, id: string): SQL | undefined {
  return and(eq(territories.id, id), settable(ctx))
}

function settable(ctx: Ctx): SQL {
  return within(ctx.actor, 'directory.settings', { network: territories.networkId })
}

function refuseSameName(others: readonly { name: string }[], name: string): void {
  if (!others.some((one) => isSameName(one.name, name))) return
  throw new AppError('territory.name-taken', {}, { fields: { name: 'Ce nom est déjà pris.' } })
}
