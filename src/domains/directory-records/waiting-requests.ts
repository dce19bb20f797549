import { sql } from 'drizzle-orm'
import { users } from '../accounts/tables.js'
import { directoryRecordRequests } from './tables.js'

/** Nobody has answered, and she who asked still has an account to read the answer with. */
export const WAITS = sql`${directoryRecordRequests.answeredAt} is null and exists (
  select from ${users} where ${users.id} = ${directoryRecordRequests.userId} and ${users.deactivatedAt} is null)`
