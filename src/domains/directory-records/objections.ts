import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import { lockPerson, updatePerson } from '../directory/writing.js'

/**
 * Honours the objection of a person at once: nobody but the team sees anything of her any more, in searches, pages and
 * exports alike, since they all read cards. Asked twice, it is done once.
 */
export async function objectToListing(ctx: Ctx, writer: Writer, id: string, source: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { objectedAt } = await lockPerson(ctx, id, writer.through)
    if (objectedAt !== null) return
    await updatePerson(ctx, writer, id, { objectedAt: ctx.now, objectionSource: source })
    await refreshCards(ctx, { people: [id] })
    await audit(ctx, 'directory.object', { id })
  })
}

/** Lifts an objection because the person asks for it; what she agreed to before counts again. */
export async function liftObjection(ctx: Ctx, writer: Writer, id: string, source: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { objectedAt } = await lockPerson(ctx, id, writer.through)
    if (objectedAt === null) return
    const said = { ...writer, reason: source }
    await updatePerson(ctx, said, id, { objectedAt: null, objectionSource: null })
    await refreshCards(ctx, { people: [id] })
    await audit(ctx, 'directory.lift-objection', { id })
  })
}
