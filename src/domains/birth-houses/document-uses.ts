import { and, eq, isNull } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { type HouseInReach, ofHouse } from './house-in-reach.js'
import { birthHouseFiles } from './tables.js'

/** In the request being prepared, another document takes the place of one taken away, or none does. */
export async function swapInRequest(
  ctx: Ctx,
  house: HouseInReach,
  goneId: string,
  replacedById: string | null,
): Promise<void> {
  const open = and(
    isNull(birthHouseFiles.decision),
    ofHouse(ctx, 'birth-house.write', birthHouseFiles, house),
  )
  const [file] = await ctx.db.select().from(birthHouseFiles).where(open).limit(1)
  if (!file) return
  const elements = Object.entries(file.elements)
  if (!elements.some(([, { documentIds }]) => documentIds.includes(goneId))) return
  await ctx.db
    .update(birthHouseFiles)
    .set({
      elements: Object.fromEntries(
        elements.map(([code, { text, documentIds }]) => [
          code,
          { text, documentIds: documentIds.flatMap((id) => (id === goneId ? (replacedById ?? []) : id)) },
        ]),
      ),
      revision: file.revision + 1,
    })
    .where(and(eq(birthHouseFiles.id, file.id), open))
}
