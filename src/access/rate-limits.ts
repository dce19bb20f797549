import { createHmac } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import { eq, sql } from 'drizzle-orm'
import type { Db } from '../db/connect.js'
import { deriveKey } from './secrets.js'
import { rateBuckets } from './tables.js'

/** A store of tries: so many at once, then one every so many seconds. It always refills: nobody is locked out for good. */
export type Limit = { name: string; atOnce: number; everySeconds: number }

/** Whose tries: a keyed hash, so that neither an address nor a network range is kept. */
export function bucketKey(appSecret: string, limit: Limit, ...who: string[]): string {
  const said = who.map((part) => part.toLowerCase()).join('\u001f')
  const mac = createHmac('sha256', deriveKey(appSecret, 'rate-limits')).update(said).digest('base64url')
  return `${limit.name}:${mac}`
}

/**
 * Takes one try, or says in how many seconds there will be one. Counted in PostgreSQL, so that every process
 * counts alike; when it does not answer this throws and nobody enters.
 */
export async function takeTry(
  db: Db,
  limit: Limit,
  key: string,
  now: Date,
): Promise<{ waitSeconds: number }> {
  const left = refilled(limit, now)
  const [taken] = await db
    .insert(rateBuckets)
    .values({ key, tokens: limit.atOnce - 1, refilledAt: now })
    .onConflictDoUpdate({
      target: rateBuckets.key,
      set: { tokens: sql`${left} - 1`, refilledAt: sql`greatest(${rateBuckets.refilledAt}, ${at(now)})` },
      setWhere: sql`${left} >= 1`,
    })
    .returning({ tokens: rateBuckets.tokens })
  if (taken) return { waitSeconds: 0 }
  const [bucket] = await db.select({ left }).from(rateBuckets).where(eq(rateBuckets.key, key)).limit(1)
  const missing = Math.max(0, 1 - (bucket?.left ?? 0))
  return { waitSeconds: Math.max(1, Math.ceil(missing * limit.everySeconds - ROUNDING)) }
}

/** In how many seconds there will be a try, without taking it: nothing is written for who has none. */
export async function waitFor(db: Db, limit: Limit, key: string, now: Date): Promise<number> {
  const [bucket] = await db
    .select({ left: refilled(limit, now) })
    .from(rateBuckets)
    .where(eq(rateBuckets.key, key))
    .limit(1)
  const missing = Math.max(0, 1 - (bucket?.left ?? limit.atOnce))
  return missing === 0 ? 0 : Math.max(1, Math.ceil(missing * limit.everySeconds - ROUNDING))
}

/** Gives back a try that succeeded: only failures count. */
export async function returnTry(db: Db, limit: Limit, key: string): Promise<void> {
  await db
    .update(rateBuckets)
    .set({ tokens: sql`least(${limit.atOnce}, ${rateBuckets.tokens} + 1)` })
    .where(eq(rateBuckets.key, key))
}

/** Forgets the failures of somebody who has proved otherwise who she is. */
export async function forgetTries(db: Db, key: string): Promise<void> {
  await db.delete(rateBuckets).where(eq(rateBuckets.key, key))
}

/** A third of a try and its complement do not make one in binary. */
const ROUNDING = 1e-6

const at = (now: Date) => sql`${now.toISOString()}::timestamptz`

function refilled(limit: Limit, now: Date) {
  const elapsed = sql`greatest(0, extract(epoch from ${at(now)} - ${rateBuckets.refilledAt}))`
  const filled = sql`${rateBuckets.tokens} + ${elapsed} / ${limit.everySeconds}::float8`
  return sql<number>`least(${limit.atOnce}::float8, ${filled})`.mapWith(Number)
}

/**
 * What one subscriber holds of the address space: an IPv4 address, or the /64 of an IPv6 one, where a single
 * machine has as many addresses as it wants.
 */
export function addressRange(ip: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? []
  if (mapped && isIPv4(mapped)) return mapped
  if (!isIPv6(ip)) return ip
  const [head = '', tail] = (ip.split('%')[0] ?? '').toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
