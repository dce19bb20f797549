import { asOwner } from './dump.js'

/** What the journal holds, whoever did it: how many entries of each action. */
export async function actsWritten({ url }: { url: string }): Promise<Record<string, number>> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query(
      'select action, count(*)::int as entries from audit_entries group by action order by action',
    )
    return Object.fromEntries(rows.map(({ action, entries }) => [action, entries]))
  })
}
