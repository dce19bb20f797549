import type pg from 'pg'
import t from 'tap'
import { testApp } from '../support/app.js'
import { ownerOf } from '../support/people.js'

/** Records that an import takes away again by the ten thousand, when it is undone. */
const TAKEN_AWAY = ['directory_people', 'directory_structures', 'directory_situations']

t.test('whoever cites a record that may be taken away is found by an index', async (t) => {
  const owner = await ownerOf(t, await testApp(t))
  t.same(await searchedWhole(owner), [])
  await owner.query('drop index directory_people_merged_into_id_idx')
  t.same(await searchedWhole(owner), ['directory_people.merged_into_id'], 'the control')
})

/** Columns that refer to such a record and begin no index: PostgreSQL reads their whole table for each one that goes. */
async function searchedWhole(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select conrelid::regclass || '.' || attname as name
     from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
     where contype = 'f' and confrelid = any ($1::regclass[]) and not exists (
       select from pg_index where indrelid = conrelid and indkey[0] = conkey[1])
     order by 1`,
    [TAKEN_AWAY],
  )
  return rows.map(({ name }) => name)
}
