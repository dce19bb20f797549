import { eq } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { queueMail } from '../mail/service.js'
import type { KeyChange } from '../mail/templates/account-security-notice.js'
import { users } from './tables.js'

export type Changed = {
  what: KeyChange
  /** « Firefox sous Windows »; empty when somebody else made the change. */
  device: string
  /** The row the change is about, when a person may make several at one instant. */
  about?: string
}

/** Tells somebody by mail that the keys of her account have changed. In the transaction of the change. */
export async function tellOfChange(ctx: Ctx, userId: string, { what, device, about }: Changed) {
  const [to] = await ctx.db
    .select({ address: users.email, name: users.name })
    .from(users)
    .where(eq(users.id, userId))
    .limit(1)
  if (!to) throw new Error('somebody whose keys change has an account')
  await queueMail(ctx, {
    template: 'account-security-notice',
    params: { what, at: ctx.now.toISOString(), device },
    to: { ...to, userId },
    event: `${what}:${about ?? `${userId}:${ctx.now.getTime()}`}`,
  })
}
