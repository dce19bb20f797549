import { asc } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { transferReasons } from './tables.js'
import { OTHER_REASON, PHASE_CODES, type Phase, STARTING_REASONS } from './vocabulary.js'

/** A reason as the network words it today; retired, it still names the transfers that carry it. */
export type Reason = { phase: Phase; code: string; label: string; position: number; isRetired: boolean }

const MOST_REASONS = 400

/** Every reason of the network, in its order: what it has not edited yet is what every network starts with. */
export async function listReasons(ctx: Ctx, permission: Permission): Promise<Reason[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(transferReasons)
      .where(within(ctx.actor, permission, { network: transferReasons.networkId }))
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

/** The other reason closes each list. */
const LAST = 1000
