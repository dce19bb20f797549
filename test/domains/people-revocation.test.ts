import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { apiTokens } from '../../src/domains/accounts/tables.js'
import { pmsiImports, pmsiStays } from '../../src/domains/pmsi/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { bearerOf, testApp } from '../support/app.js'
import { anAccount, anAuthorisation, type NetworkRow, systemCtx } from '../support/builders.js'
import { extracts, multipart, networkOfExtracts } from '../support/extracts.js'
import { NOW } from '../support/now.js'
import { apiOf, ownerOf, peopleTest } from '../support/people.js'
import { runWorker, until } from '../support/worker.js'

/** The function each request starts from, without its look at revocation: what the controls put in place. */
const BLIND = `create or replace function grant_scope(wanted uuid) returns table (
    grant_id uuid, user_id uuid, role text, network_id uuid, network_name text, territory_id uuid, region_code text,
    region_networks uuid[], establishment_id uuid, finess_geo text, finess_pmsi text)
  language sql volatile security definer set search_path = public, pg_temp
  as $$ select g.id, g.user_id, g.role::text, g.network_id, n.name::text, g.territory_id, g.region_code::text,
    null::uuid[], g.establishment_id, null::text, null::text
    from role_grants g join networks n on n.id = g.network_id where g.id = wanted $$`

t.test('a right taken away kills the next request of an open session and of a token', async (t) => {
  const { app, db, asAdmin, coordinator, asCoordinator, owner } = await peopleTest(t)
  const [token] = await db
    .insert(apiTokens)
    .values({
      userId: coordinator.userId,
      grantId: coordinator.grantId,
      name: 'essai',
      permissions: ['network.read'],
      createdAt: NOW,
      expiresAt: new Date(NOW.getTime() + 86_400_000),
    })
    .returning()
  const bearer = app.jwt.sign({ tid: token!.id, exp: Math.trunc(NOW.getTime() / 1000) + 86_400 })
  const program = async () =>
    (await app.inject({ url: '/api/establishments', headers: { authorization: `Bearer ${bearer}` } }))
      .statusCode
  const session = async () => (await asCoordinator('GET', '/establishments')).statusCode
  t.same([await session(), await program()], [200, 200])
  const revoked = await asAdmin('DELETE', `/people/${coordinator.userId}/rights/${coordinator.grantId}`)
  t.equal(revoked.statusCode, 204, revoked.body)
  t.same([await session(), await program()], [401, 401])
  // A right given back is a new one: the old session and the old token stay dead.
  const restored = await asAdmin(
    'POST',
    `/people/${coordinator.userId}/rights/${coordinator.grantId}/restoration`,
  )
  t.equal(restored.statusCode, 201, restored.body)
  t.same([await session(), await program()], [401, 401])
  // The control: with both protections removed, the session closed with the right and the look at revocation, they live.
  await owner.query('update sessions set revoked_at = null; update api_tokens set revoked_at = null')
  t.same([await session(), await program()], [401, 401], 'one protection is enough')
  await owner.query(BLIND)
  t.same([await session(), await program()], [200, 200])
})

t.test('an account closed ends its sessions for good: opened again, she signs in again', async (t) => {
  const { asAdmin, coordinator, asCoordinator, test } = await peopleTest(t)
  t.equal((await asCoordinator('GET', '/establishments')).statusCode, 200)
  t.equal((await asAdmin('POST', `/people/${coordinator.userId}/deactivation`)).statusCode, 200)
  t.equal((await asCoordinator('GET', '/establishments')).statusCode, 401)
  t.equal((await asAdmin('POST', `/people/${coordinator.userId}/reactivation`)).statusCode, 204)
  t.equal((await asCoordinator('GET', '/establishments')).statusCode, 401)
  t.equal((await (await apiOf(test, coordinator))('GET', '/establishments')).statusCode, 200)
})

type Act = 'nothing' | 'right revoked' | 'account closed'

/** An import asked for by a coordinator; what is left once it has run, something having happened before or while it runs. */
async function importMeeting(t: Test, act: Act, when: 'before the worker takes it' | 'while it runs') {
  const test = await testApp(t)
  const { app, db } = test
  const networkId = await networkOfExtracts(db)
  await anAuthorisation(db, { id: networkId } as NetworkRow)
  const coordinator = await anAccount(db, { role: 'coordinator', networkId })
  const asAdmin = await apiOf(test, await anAccount(db, { role: 'admin', networkId }))
  const owner = await ownerOf(t, test)
  const { headers, payload } = multipart(extracts({ stays: 150, years: [2025] }))
  const sent = await app.inject({
    method: 'POST',
    url: '/api/imports',
    headers: { ...(await bearerOf(app, coordinator)), ...headers },
    payload,
  })
  const { id } = sent.json<{ id: string }>()
  const happen = async () => {
    const person = `/people/${coordinator.userId}`
    if (act === 'right revoked') {
      t.equal((await asAdmin('DELETE', `${person}/rights/${coordinator.grantId}`)).statusCode, 204)
    }
    if (act === 'account closed') {
      t.equal((await asAdmin('POST', `${person}/deactivation`)).statusCode, 200)
    }
  }
  if (when === 'while it runs') {
    await owner.query('begin')
    await owner.query('lock table pmsi_deliveries')
    runWorker(t, test)
    await until(async () => (await owner.query(WAITS_FOR_DELIVERIES)).rowCount)
    await happen()
    await owner.query('commit')
  } else {
    await happen()
    runWorker(t, test)
  }
  const ctx = systemCtx(db, networkId)
  const job = await until(async () => {
    const [row] = await db.select().from(outbox).where(eq(outbox.name, 'pmsi.import-files'))
    return (row?.failedAt || row?.finishedAt) && row
  })
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(pmsiImports).where(eq(pmsiImports.id, id)),
  )
  const stays = await inTransaction(ctx, ({ db }) => db.$count(pmsiStays))
  const mails = (await owner.query('select 1 from mails')).rowCount
  return { error: job.lastError, failed: row?.failedAt != null, stays, mails }
}

/** Its transaction is open, and reads the deliveries it is about to replace. */
const WAITS_FOR_DELIVERIES = `select 1 from pg_locks where relation = 'pmsi_deliveries'::regclass and not granted`

for (const act of ['right revoked', 'account closed'] as const) {
  t.test(`an import waiting in the queue ends denied: ${act} before the worker takes it`, async (t) => {
    const end = await importMeeting(t, act, 'before the worker takes it')
    t.same(end, { error: 'denied', failed: true, stays: 0, mails: 0 })
  })

  t.test(`an import that runs ends denied and nothing of it is kept: ${act} meanwhile`, async (t) => {
    t.same(await importMeeting(t, act, 'while it runs'), {
      error: 'denied',
      failed: true,
      stays: 0,
      mails: 0,
    })
  })
}

for (const when of ['before the worker takes it', 'while it runs'] as const) {
  t.test(`the control: the same import, its right still held ${when}, runs`, async (t) => {
    const { error, failed, stays } = await importMeeting(t, 'nothing', when)
    t.equal(error, null)
    t.equal(failed, false)
    t.ok(stays > 0, `${stays} stays`)
  })
}
