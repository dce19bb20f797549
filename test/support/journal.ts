import type { Test } from 'tap'
import { databasesOf } from './database.js'
import { asOwner } from './dump.js'

/** What the journals of this test’s databases hold, the opened sessions apart: how many entries of each action. */
export async function journalOf(t: Test): Promise<Record<string, number>> {
  const counted: Record<string, number> = {}
  for (const url of databasesOf(t)) {
    const { rows } = await asOwner(url, (client) =>
      client.query(
        `select action, count(*)::int as entries from audit_entries where action <> 'session.open' group by action`,
      ),
    )
    for (const { action, entries } of rows) counted[action] = (counted[action] ?? 0) + entries
  }
  return counted
}
