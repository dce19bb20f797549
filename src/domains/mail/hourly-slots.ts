import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { bucketKey } from '../../access/rate-limits.js'
import { rateBuckets } from '../../access/tables.js'
import type { Db } from '../../db/connect.js'

/** What one address may receive in any hour, whichever networks write: nobody is buried under our mails. */
const MAILS_AN_HOUR = 3
const HOUR = 3_600_000

/** The name of the slots among other counters; they count instants, not tries. */
const SLOTS = { name: 'mail-slot', atOnce: MAILS_AN_HOUR, everySeconds: 3600 }

/** A slot taken for a mail, or when one will be free. */
export type Slot = { key: string } | { freeAt: Date }

/**
 * Takes one of the three slots of an address: each serves again an hour after its last mail, so that no hour, wherever
 * it begins, holds more. Two workers at once take two slots.
 */
export async function takeSlot(db: Db, appSecret: string, address: string, now: Date): Promise<Slot> {
  const keys = Array.from({ length: MAILS_AN_HOUR }, (_, index) =>
    bucketKey(appSecret, SLOTS, address, String(index)),
  )
  return db.transaction(async (db) => {
    await db
      .insert(rateBuckets)
      .values(keys.map((key) => ({ key, tokens: 0, refilledAt: new Date(0) })))
      .onConflictDoNothing()
    const slots = await db
      .select({ key: rateBuckets.key, usedAt: rateBuckets.refilledAt })
      .from(rateBuckets)
      .where(inArray(rateBuckets.key, keys))
      .orderBy(asc(rateBuckets.key))
      .limit(MAILS_AN_HOUR)
      .for('update')
    const [oldest] = slots.sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime())
    if (!oldest) throw new Error('the slots were not written')
    const freeAt = new Date(oldest.usedAt.getTime() + HOUR)
    if (freeAt > now) return { freeAt }
    await db.update(rateBuckets).set({ refilledAt: now }).where(eq(rateBuckets.key, oldest.key))
    return { key: oldest.key }
  })
}

/** Gives back the slot of a mail that did not leave. */
export async function freeSlot(db: Db, key: string, takenAt: Date): Promise<void> {
  await db
    .update(rateBuckets)
    .set({ refilledAt: new Date(0) })
    .where(and(eq(rateBuckets.key, key), lte(rateBuckets.refilledAt, takenAt)))
}
