import { and, asc, count, eq, isNull, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { pmsiDeliveries, pmsiFindings, pmsiImportFiles, pmsiRejections } from '../pmsi/tables.js'
import { tracerComputations, tracerFindings } from './tables.js'

const MOST_KEYS = 5000
const MOST_REJECTIONS = 1000

export type FindingCount = { code: string; year: number; count: number }
export type FindingKey = { finess: string | null; rsaKey: string | null; year: number }
export type RejectedLine = {
  file: string
  line: number | null
  field: string | null
  reason: string
  rsaKey: string | null
}
export type QualityReport = {
  counts: FindingCount[]
  rejections: RejectedLine[]
  /** RSA lines of the files in use, and those refused. */
  lines: number
  rejected: number
}

/**
 * What the medical information department of one establishment must look at: refused lines and findings by
 * kind. Only its own establishment's; reading it leaves a trace, for it points at stays.
 */
export async function getQualityReport(ctx: Ctx): Promise<QualityReport> {
  return inTransaction(ctx, async (ctx) => {
    await audit(ctx, 'pmsi.read-findings')
    const counts = [...(await countEngineFindings(ctx)), ...(await countReaderFindings(ctx))]
    const rejections = await readRejections(ctx)
    const [totals] = await ctx.db
      .select({
        lines: sql<number>`coalesce(sum(${pmsiImportFiles.lines}), 0)::int`,
        rejected: sql<number>`coalesce(sum(${pmsiImportFiles.rejected}), 0)::int`,
      })
      .from(pmsiImportFiles)
      .innerJoin(pmsiDeliveries, currentDeliveryOfFile)
      .where(
        and(
          mine(ctx, { network: pmsiImportFiles.networkId, finess: pmsiImportFiles.finess }),
          eq(pmsiImportFiles.kind, 'rsa'),
        ),
      )
    return {
      counts: counts.sort((a, b) => b.year - a.year || b.count - a.count),
      rejections,
      lines: totals?.lines ?? 0,
      rejected: totals?.rejected ?? 0,
    }
  })
}

/** The RSA keys behind one kind of finding, to be looked up in the hospital's own software. */
export async function listFindingKeys(ctx: Ctx, code: string): Promise<FindingKey[]> {
  return inTransaction(ctx, async (ctx) => {
    await audit(ctx, 'pmsi.read-findings', { details: { code } })
    const engine = await ctx.db
      .select({ finess: tracerFindings.finess, rsaKey: tracerFindings.rsaKey, year: tracerFindings.year })
      .from(tracerFindings)
      .innerJoin(tracerComputations, currentComputation)
      .where(and(mine(ctx, engineScope), eq(tracerFindings.code, code)))
      .orderBy(asc(tracerFindings.year), asc(tracerFindings.rsaKey))
      .limit(MOST_KEYS)
    const reader = await ctx.db
      .select({ finess: pmsiFindings.finess, rsaKey: pmsiFindings.rsaKey, year: pmsiFindings.year })
      .from(pmsiFindings)
      .where(and(mine(ctx, readerScope), eq(pmsiFindings.code, code)))
      .orderBy(asc(pmsiFindings.year), asc(pmsiFindings.rsaKey))
      .limit(MOST_KEYS)
    return [...engine, ...reader]
  })
}

const engineScope = { network: tracerFindings.networkId, finess: tracerFindings.establishment }
const readerScope = { network: pmsiFindings.networkId, finess: pmsiFindings.establishment }
const mine = (ctx: Ctx, scope: Parameters<typeof within>[2]) => within(ctx.actor, 'pmsi.read-findings', scope)

const currentComputation = and(
  eq(tracerComputations.id, tracerFindings.computationId),
  isNull(tracerComputations.supersededAt),
)
const currentDeliveryOfFile = and(
  eq(pmsiDeliveries.importId, pmsiImportFiles.importId),
  eq(pmsiDeliveries.finess, pmsiImportFiles.finess),
  eq(pmsiDeliveries.year, pmsiImportFiles.year),
  isNull(pmsiDeliveries.supersededAt),
)

async function countEngineFindings(ctx: Ctx): Promise<FindingCount[]> {
  return ctx.db
    .select({ code: tracerFindings.code, year: tracerFindings.year, count: count() })
    .from(tracerFindings)
    .innerJoin(tracerComputations, currentComputation)
    .where(mine(ctx, engineScope))
    .groupBy(tracerFindings.code, tracerFindings.year)
    .limit(1000)
}

async function countReaderFindings(ctx: Ctx): Promise<FindingCount[]> {
  return ctx.db
    .select({ code: pmsiFindings.code, year: pmsiFindings.year, count: count() })
    .from(pmsiFindings)
    .where(mine(ctx, readerScope))
    .groupBy(pmsiFindings.code, pmsiFindings.year)
    .limit(1000)
}

async function readRejections(ctx: Ctx): Promise<RejectedLine[]> {
  return ctx.db
    .selectDistinct({
      file: pmsiRejections.file,
      line: pmsiRejections.line,
      field: pmsiRejections.field,
      reason: pmsiRejections.reason,
      rsaKey: pmsiRejections.rsaKey,
    })
    .from(pmsiRejections)
    .innerJoin(
      pmsiDeliveries,
      and(
        eq(pmsiDeliveries.importId, pmsiRejections.importId),
        eq(pmsiDeliveries.finess, pmsiRejections.finess),
        isNull(pmsiDeliveries.supersededAt),
      ),
    )
    .where(mine(ctx, { network: pmsiRejections.networkId, finess: pmsiRejections.finess }))
    .orderBy(asc(pmsiRejections.file), asc(pmsiRejections.line))
    .limit(MOST_REJECTIONS)
}
