import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { refreshCards } from '../directory/card-rows.js'
import { updatePerson } from '../directory/writing.js'
import { ownRecordId } from './reading.js'
import { ownWriter } from './writer.js'

/** She says that her record is right. Throws `directory.not-found` when she has none. */
export async function confirmOwnRecord(ctx: Ctx): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const id = await ownRecordId(ctx)
    const writer = await ownWriter(ctx, 'directory.own-record')
    await updatePerson(ctx, writer, id, { verifiedAt: ctx.now, verifiedBy: writer.by })
    await refreshCards(ctx, { people: [id] })
    await audit(ctx, 'directory.confirm-own', { id })
  })
}
