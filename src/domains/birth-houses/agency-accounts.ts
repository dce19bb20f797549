import { sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import type { MailReader } from '../mail/service.js'

/**
 * The accounts of the agency of a network’s region: whom a mail of a house goes to. A house reads no right of the
 * agency: a function of the database (migrations 0017 and 0018) names them to it and to a job, and to nobody else.
 */
export async function agencyAccounts(ctx: Ctx, networkId: string): Promise<MailReader[]> {
  const { rows } = await ctx.db.execute<MailReader>(
    sql`select user_id as "userId", email, name from agency_readers(${networkId})`,
  )
  return rows
}
