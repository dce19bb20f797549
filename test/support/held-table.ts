import type pg from 'pg'
import { asOwner } from './dump.js'
import { until } from './worker.js'

/**
 * Begins acts while a table is held from them, and lets them go on together once they all wait there; what happens
 * `meanwhile` is done just before. Held from their `writing`, they have read what they read of it.
 */
export async function heldTogether<Result>(
  url: string,
  table: string,
  acts: (() => Promise<Result>)[],
  meanwhile: (owner: pg.Client) => Promise<unknown> = async () => {},
  held: 'reading' | 'writing' = 'reading',
): Promise<Result[]> {
  return asOwner(url, async (owner) => {
    await owner.query(
      `begin; lock table ${table} in ${held === 'reading' ? 'access exclusive' : 'share'} mode`,
    )
    const begun = Promise.all(acts.map((act) => act()))
    await until(async () => {
      const { rowCount } = await owner.query(
        'select distinct pid from pg_locks where relation = $1::regclass and not granted',
        [table],
      )
      return rowCount === acts.length
    })
    await meanwhile(owner)
    await owner.query('commit')
    return begun
  })
}
