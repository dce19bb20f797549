import type pg from 'pg'
import t from 'tap'
import { testApp } from '../support/app.js'
import { aNetwork, anAccount } from '../support/builders.js'
import { ownerOf } from '../support/people.js'

t.test(
  'what reads with the rights of its owner is run by the platform alone, along a path of its own',
  async (t) => {
    const owner = await ownerOf(t, await testApp(t))
    const { rows } = await owner.query('select from pg_proc where prosecdef')
    t.ok(rows.length >= 8)
    t.same(await atFault(owner), [])
    await owner.query(`create function left_as_made() returns bigint language sql security definer
      as 'select count(*) from users'`)
    t.same(await atFault(owner), ['left_as_made'], 'the control')
  },
)

/** Functions that everybody may run, that look along the path of who calls them, or that the runtime role may replace. */
async function atFault(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query(`
    select p.proname from pg_proc p
    where p.prosecdef and p.pronamespace = 'public'::regnamespace and (
      p.proconfig is distinct from array['search_path=public, pg_temp']
      or p.proowner = 'trame_app'::regrole
      or exists (
        select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) granted
        where granted.grantee not in (p.proowner, 'trame_app'::regrole)))
    order by 1`)
  return rows.map(({ proname }) => proname)
}

t.test(
  'the people of the agency are named to a house of their region and to a job, to nobody else',
  async (t) => {
    const test = await testApp(t)
    const { db } = test
    const owner = await ownerOf(t, test)
    const network = await aNetwork(db)
    const elsewhere = await aNetwork(db, { regionCode: '98' })
    await anAccount(db, { role: 'ars', regionCode: network.regionCode })
    await anAccount(db, { role: 'ars', regionCode: elsewhere.regionCode })
    const named = async (of: { networks: string; house?: string; public?: string; asked?: string }) => {
      await owner.query('begin; set local role trame_app')
      for (const [name, value] of [
        ['networks', of.networks],
        ['house', of.house ?? ''],
        ['public', of.public ?? ''],
      ]) {
        await owner.query('select set_config($1, $2, true)', [`trame.${name}`, value])
      }
      const { rowCount } = await owner.query('select * from agency_readers($1)', [of.asked ?? network.id])
      await owner.query('rollback')
      return rowCount
    }
    const own = network.id
    t.equal(await named({ networks: own, house: network.id }), 1, 'a midwife of a house')
    t.equal(await named({ networks: own, house: 'every' }), 1, 'a job')
    t.equal(await named({ networks: own }), 0, 'a coordinator, a maternity, a professional')
    t.equal(await named({ networks: own, house: network.id, public: 'on' }), 0, 'the public')
    t.equal(await named({ networks: '', house: 'every' }), 0, 'who stands in no network')
    t.equal(await named({ networks: own, house: network.id, asked: elsewhere.id }), 0, 'of another region')
  },
)
