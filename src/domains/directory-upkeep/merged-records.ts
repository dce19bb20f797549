import { eq } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import type { Subject } from './schemas.js'

/** Merges of merges: more in a row would be a mistake of ours. */
const LONGEST_CHAIN = 20

/** The record that took the place of this one, itself when none did. In the caller’s transaction. */
export async function keptRecord(ctx: Ctx, { kind, id }: Subject): Promise<string> {
  const table = kind === 'person' ? directoryPeople : directoryStructures
  let current = id
  for (let hops = 0; hops < LONGEST_CHAIN; hops += 1) {
    const [row] = await ctx.db
      .select({ mergedIntoId: table.mergedIntoId })
      .from(table)
      .where(eq(table.id, current))
      .limit(1)
    if (!row?.mergedIntoId) return current
    current = row.mergedIntoId
  }
  return current
}
