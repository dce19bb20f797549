import { and, asc, eq, isNull } from 'drizzle-orm'
import { networksOf } from '../../access/actor.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { listMaternityTypes } from '../networks/service.js'
import { stayFromRow } from '../pmsi/stay-rows.js'
import { pmsiDeliveries, pmsiStays } from '../pmsi/tables.js'
import { DEFAULT_MINIMUM_LEVELS, DEFAULT_VERY_PRETERM_UNDER_WEEKS } from './engine/default-config.js'
import { startTracers } from './engine/fold.js'
import type { EngineConfig, MinimumLevel, TracerOutcome } from './engine/types.js'
import { minimumLevels, tracerComputations, tracerFindings, tracerResults } from './tables.js'

const ROWS_PER_INSERT = 1000
const MOST_DELIVERIES = 5000

/**
 * Computes every indicator over the current deliveries of the network and makes the result the current one,
 * in the caller's transaction: readers see the computation before or this one, never a mix.
 */
export async function computeTracers(ctx: Ctx, importId: string | null): Promise<void> {
  const [networkId] = networksOf(ctx.actor)
  if (networkId === undefined) throw new Error('a computation needs a network')
  const outcome = await foldDeliveries(ctx)
  const current = and(
    within(ctx.actor, 'tracer.compute', { network: tracerComputations.networkId }),
    isNull(tracerComputations.supersededAt),
  )
  const superseded = await ctx.db
    .update(tracerComputations)
    .set({ supersededAt: ctx.now })
    .where(current)
    .returning({ id: tracerComputations.id })
  // The history keeps figures; the lists of stays to check concern only the current ones.
  for (const { id } of superseded)
    await ctx.db.delete(tracerFindings).where(eq(tracerFindings.computationId, id))
  const [computation] = await ctx.db
    .insert(tracerComputations)
    .values({
      networkId,
      importId,
      definitions: outcome.definitions,
      computedAt: ctx.now,
      linkage: outcome.linkage,
    })
    .returning({ id: tracerComputations.id })
  if (!computation) throw new Error('the computation was not written')
  await writeOutcome(ctx, computation.id, networkId, outcome)
  await audit(ctx, 'tracer.publish', { id: computation.id, details: { results: outcome.results.length } })
}

/** One hospital and one year at a time, so that memory does not grow with the network's history. */
async function foldDeliveries(ctx: Ctx): Promise<TracerOutcome> {
  const fold = startTracers(await engineConfig(ctx))
  const deliveries = await ctx.db
    .select({ id: pmsiDeliveries.id })
    .from(pmsiDeliveries)
    .where(
      and(
        within(ctx.actor, 'tracer.compute', { network: pmsiDeliveries.networkId }),
        isNull(pmsiDeliveries.supersededAt),
      ),
    )
    .orderBy(asc(pmsiDeliveries.finess), asc(pmsiDeliveries.year))
    .limit(MOST_DELIVERIES)
  for (const { id } of deliveries) {
    const rows = await ctx.db.select().from(pmsiStays).where(eq(pmsiStays.deliveryId, id))
    fold.add(rows.map(stayFromRow))
  }
  return fold.finish()
}

async function engineConfig(ctx: Ctx): Promise<EngineConfig> {
  return {
    maternities: await listMaternityTypes(ctx, 'tracer.compute'),
    minimumLevels: await regionalMinimumLevels(ctx),
    veryPretermUnderWeeks: DEFAULT_VERY_PRETERM_UNDER_WEEKS,
    yearOf: 'discharge',
  }
}

async function regionalMinimumLevels(ctx: Ctx): Promise<MinimumLevel[]> {
  const rows = await ctx.db
    .select({
      type: minimumLevels.type,
      gestationalAgeWeeks: minimumLevels.gestationalAgeWeeks,
      weightG: minimumLevels.weightG,
      validFrom: minimumLevels.validFrom,
      validTo: minimumLevels.validTo,
    })
    .from(minimumLevels)
    .where(within(ctx.actor, 'tracer.compute', { network: minimumLevels.networkId }))
    .limit(100)
  return rows.length > 0 ? rows : DEFAULT_MINIMUM_LEVELS
}

async function writeOutcome(
  ctx: Ctx,
  computationId: string,
  networkId: string,
  outcome: TracerOutcome,
): Promise<void> {
  const results = outcome.results.map(({ level: _, value: __, ...result }) => ({
    ...result,
    computationId,
    networkId,
  }))
  for (let i = 0; i < results.length; i += ROWS_PER_INSERT) {
    await ctx.db.insert(tracerResults).values(results.slice(i, i + ROWS_PER_INSERT))
  }
  const findings = outcome.quality.map((finding) => ({ ...finding, computationId, networkId }))
  for (let i = 0; i < findings.length; i += ROWS_PER_INSERT) {
    await ctx.db.insert(tracerFindings).values(findings.slice(i, i + ROWS_PER_INSERT))
  }
}
