import { personOf } from '../../access/actor.js'
import type { Permission } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'

/** The person who acts, as one who writes for the team. */
export async function teamWriter(ctx: Ctx, reason?: string): Promise<Writer> {
  const writer: Writer = { source: 'team', ...(await signed(ctx)), through: 'directory.manage' }
  return reason === undefined ? writer : { ...writer, reason }
}

/** The person who acts, as one who writes what is hers: her record, or that of the structure she answers for. */
export async function ownWriter(ctx: Ctx, through: Permission): Promise<Writer> {
  return { source: 'person', ...(await signed(ctx)), through }
}

async function signed(ctx: Ctx): Promise<Pick<Writer, 'on' | 'by'>> {
  const { today } = await cardDay(ctx)
  return { on: today, by: authorName(ctx) }
}

/** The name an act is signed with. */
export function authorName(ctx: Ctx): string {
  return personOf(ctx.actor)?.userName ?? 'Trame'
}
