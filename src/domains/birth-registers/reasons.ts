import { and, asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { slug } from '../../web/typography.js'
import { currentNetwork } from '../networks/service.js'
import { type ReasonList, seenReasons } from './reason-schemas.js'
import { transferReasons } from './tables.js'
import { OTHER_REASON, PHASE_CODES, type Phase, STARTING_REASONS } from './vocabulary.js'

/** A reason as the network words it today; retired, it still names the transfers that carry it. */
export type Reason = { phase: Phase; code: string; label: string; position: number; isRetired: boolean }

const MOST_REASONS = 400

/** Every reason of the network, in its order: what it has not edited yet is what every network starts with. */
export async function listReasons(ctx: Ctx): Promise<Reason[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(transferReasons)
      .where(within(ctx.actor, 'birth-transfer.read-reasons', { network: transferReasons.networkId }))
      .orderBy(asc(transferReasons.position), asc(transferReasons.code))
      .limit(MOST_REASONS)
    return PHASE_CODES.flatMap((phase) => {
      const edited = rows.filter((row) => row.phase === phase)
      const known = new Set(edited.map(({ code }) => code))
      const starting = STARTING_REASONS[phase].filter(({ code }) => !known.has(code))
      return [
        ...edited.map(({ code, label, position, retiredOn }) => ({
          phase,
          code,
          label,
          position,
          isRetired: retiredOn !== null && code !== OTHER_REASON,
        })),
        ...starting.map(({ code, label }, index) => ({
          phase,
          code,
          label,
          position: code === OTHER_REASON ? LAST : edited.length + index + 1,
          isRetired: false,
        })),
      ].sort((a, b) => a.position - b.position)
    })
  })
}

/**
 * Words, orders and retires the reasons of a phase. A code is never reused: a reason that is not in the list any more is
 * retired, and a new one gets a code of its own. Throws `register.edited-meanwhile`, `register.impossible`.
 */
export async function saveReasons(ctx: Ctx, phase: Phase, { seen, reasons }: ReasonList): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const network = await currentNetwork(ctx)
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`reasons:${network.id}`}, 0))`)
    const known = (await listReasons(ctx)).filter((one) => one.phase === phase)
    if (seenReasons(known, phase) !== seen) throw new AppError('register.edited-meanwhile')
    refuseUnclear(reasons, known)
    const today = civilDate(ctx.now, network.timeZone)
    const taken = new Set(known.map(({ code }) => code))
    const rows = reasons
      .filter(({ code }) => code !== OTHER_REASON)
      .sort((a, b) => a.position - b.position)
      .map(({ code, label, isRetired }, index) => ({
        networkId: network.id,
        phase,
        code: code ?? newCode(label, taken),
        label,
        position: index + 1,
        retiredOn: isRetired ? today : null,
      }))
    const kept = new Set(rows.map(({ code }) => code))
    const gone = known.filter(({ code }) => !kept.has(code) && code !== OTHER_REASON)
    const retired = gone.map(({ code, label }, index) => ({
      networkId: network.id,
      phase,
      code,
      label,
      position: rows.length + index + 1,
      retiredOn: today,
    }))
    for (const row of [...rows, ...retired]) await writeReason(ctx, row, known)
    await audit(ctx, 'birth-transfer.reasons', { details: { kind: phase } })
  })
}

async function writeReason(
  ctx: Ctx,
  row: typeof transferReasons.$inferInsert,
  known: readonly Reason[],
): Promise<void> {
  const { networkId: _, phase, code, ...words } = row
  const wasRetired = known.some((one) => one.code === code && one.isRetired)
  const [changed] = await ctx.db
    .update(transferReasons)
    // The day it was first retired stays.
    .set(wasRetired && words.retiredOn ? { label: words.label, position: words.position } : words)
    .where(
      and(
        eq(transferReasons.phase, phase),
        eq(transferReasons.code, code),
        within(ctx.actor, 'birth-transfer.reasons', { network: transferReasons.networkId }),
      ),
    )
    .returning({ id: transferReasons.id })
  if (!changed) await ctx.db.insert(transferReasons).values(row)
}

function refuseUnclear(reasons: ReasonList['reasons'], known: readonly Reason[]): void {
  const codes = new Set(known.map(({ code }) => code))
  const labels = reasons
    .filter(({ isRetired }) => !isRetired)
    .map(({ label }) => label.toLocaleLowerCase('fr'))
  const unknown = reasons.some(({ code }) => code !== null && !codes.has(code))
  const twice = new Set(labels).size < labels.length
  if (!unknown && !twice) return
  const words = twice
    ? 'Deux motifs ont les mêmes mots. Changez-en un.'
    : 'Un motif a disparu entre-temps. Rouvrez la liste.'
  throw new AppError('register.impossible', {}, { fields: { reasons: words } })
}

/** « transfert-dentaire », with a number when another reason has it. */
function newCode(label: string, taken: Set<string>): string {
  const wanted = slug(label).slice(0, 36)
  let code = wanted
  for (let number = 2; taken.has(code); number += 1) code = `${wanted}-${number}`
  taken.add(code)
  return code
}

/** The other reason closes each list. */
const LAST = 1000
