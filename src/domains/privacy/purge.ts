import { and, inArray, isNull, not, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { networksOf } from '../../access/actor.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { Duration, TablePrivacy } from '../../privacy/declaration.js'
import { users } from '../accounts/tables.js'
import { DECLARATIONS, nameOf, networkColumn } from './declarations.js'

/**
 * Deletes, or blanks, every row kept longer than its table's declaration says: those of the actor's network, or for a
 * job of the platform those of no network. Returns how many by table; a second run finds nothing.
 */
export async function purge(ctx: Ctx): Promise<Record<string, number>> {
  return inTransaction(ctx, async (ctx) => {
    const counts: Record<string, number> = {}
    for (const declaration of IN_ORDER) {
      const expired = expiredRows(ctx, declaration)
      const count = expired ? await remove(ctx, declaration, expired) : 0
      if (count > 0) counts[nameOf(declaration)] = count
    }
    if (Object.keys(counts).length > 0) await audit(ctx, 'privacy.purge', { details: counts })
    return counts
  })
}

/** Rows that others may still need come after those others. */
const IN_ORDER = [...DECLARATIONS].sort((a, b) => Number(isNeeded(a)) - Number(isNeeded(b)))

function isNeeded({ retention }: TablePrivacy): boolean {
  return retention.kind === 'after' && retention.unless !== undefined
}

async function remove(ctx: Ctx, { table, retention }: TablePrivacy, expired: SQL): Promise<number> {
  const blank = retention.kind === 'after' ? retention.blank?.(ctx.now) : undefined
  const result = blank
    ? await ctx.db.update(table).set(blank).where(expired)
    : await ctx.db.delete(table).where(expired)
  return result.rowCount ?? 0
}

/** What is to be removed from this table by this run; null when it removes nothing from it. */
function expiredRows(ctx: Ctx, declaration: TablePrivacy): SQL | null {
  const inReach = ownedBy(ctx, declaration)
  if (!inReach) return null
  const { retention, person } = declaration
  if (retention.kind === 'with-account') {
    return person ? sql`${inReach} and ${inArray(person, closedLongAgo(ctx))}` : null
  }
  if (retention.kind !== 'after') return null
  const kept = retention.unless ? not(retention.unless) : undefined
  return and(inReach, isOver(retention.from, retention.duration, ctx.now), kept) ?? null
}

/** A table without network belongs to the platform's run; a row without network, to whoever row-level security shows it. */
function ownedBy(ctx: Ctx, declaration: TablePrivacy): SQL | null {
  const network = networkColumn(declaration)
  const ofPlatform = networksOf(ctx.actor).length === 0
  if (!network) return ofPlatform ? sql`true` : null
  if (ofPlatform) return isNull(network)
  return or(within(ctx.actor, 'privacy.purge', { network }), isNull(network)) ?? null
}

/** The accounts this run blanks, and those blanked before. */
function closedLongAgo(ctx: Ctx) {
  const account = DECLARATIONS.find(({ table }) => table === users)
  const isBlanked = sql`${users.email} = ''`
  const isDue =
    account?.retention.kind === 'after'
      ? isOver(account.retention.from, account.retention.duration, ctx.now)
      : undefined
  return ctx.db.select({ id: users.id }).from(users).where(or(isBlanked, isDue))
}

/**
 * Whether a duration has passed since an instant, on the calendar in universal time. Months end on the day of the same
 * number, or on the last of a month that has none: from 29 February, a year ends on 28 February.
 */
function isOver(from: SQLWrapper, duration: Duration, now: Date): SQL {
  const length =
    'months' in duration
      ? sql`make_interval(months => ${duration.months})`
      : sql`make_interval(days => ${duration.days})`
  return sql`(${from})::timestamptz at time zone 'UTC' + ${length} <= ${now.toISOString()}::timestamptz at time zone 'UTC'`
}
