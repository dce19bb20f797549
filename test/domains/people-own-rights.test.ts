import { eq } from 'drizzle-orm'
import t from 'tap'
import { rateBuckets } from '../../src/access/tables.js'
import { users } from '../../src/domains/accounts/tables.js'
import { testApp } from '../support/app.js'
import { latestToken, peopleTest } from '../support/people.js'

t.test('nobody gives herself a right, neither directly nor by an invitation she accepts', async (t) => {
  const { asCoordinator, asAdmin, coordinator, admin, site, owner } = await peopleTest(t)
  const ofSite = { role: 'establishment', establishmentId: site.id }
  t.match((await asCoordinator('POST', `/people/${coordinator.userId}/rights`, ofSite)).json(), {
    type: 'urn:problem:right.to-oneself',
  })
  t.equal((await asAdmin('POST', `/people/${admin.userId}/rights`, { role: 'coordinator' })).statusCode, 403)

  const offer = { ...ofSite, email: 'ailleurs@exemple.test', name: 'Zoé Ailleurs' }
  const { id } = (await asCoordinator('POST', '/invitations', offer)).json<{ id: string }>()
  const accept = { token: await latestToken(owner, id) }
  t.match((await asCoordinator('POST', '/invitation-acceptances', accept)).json(), {
    type: 'urn:problem:right.to-oneself',
  })
  t.equal(
    (await asAdmin('POST', '/invitation-acceptances', accept)).statusCode,
    201,
    'the control: another may',
  )

  // The control: given by somebody else, the same right is hers.
  const given = await asAdmin('POST', `/people/${coordinator.userId}/rights`, ofSite)
  t.equal(given.statusCode, 201, given.body)
})

t.test('a range that has spent its tries no longer fills the table with addresses it makes up', async (t) => {
  const { app, db } = await testApp(t)
  const tryOne = (index: number) =>
    app.inject({
      method: 'POST',
      url: '/api/sessions',
      remoteAddress: '203.0.113.9',
      payload: { email: `inventee-${index}@exemple.test`, password: 'essai' },
    })
  for (let index = 0; index < 110; index += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, offset) => tryOne(index + offset)))
  }
  const before = await db.$count(rateBuckets)
  t.ok(before > 100, 'the control: while it had tries, each address left its row')
  for (let index = 200; index < 240; index += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, offset) => tryOne(index + offset)))
    t.ok(answers.every(({ statusCode }) => statusCode === 429))
  }
  t.equal(await db.$count(rateBuckets), before)
})

t.test('a closed account accepts no invitation through the identity linked to it', async (t) => {
  const { asAdmin, coordinator, db, owner } = await peopleTest(t)
  const { acceptWithIdentity } = await import('../../src/domains/accounts/acceptance.js')
  const offer = { role: 'professional', email: 'fermee@exemple.test', name: 'Zoé Fermée' }
  const { id } = (await asAdmin('POST', '/invitations', offer)).json<{ id: string }>()
  const identity = { provider: 'proconnect', issuer: 'https://op.test', subject: 's', name: 'Zoé', email: '' }
  const ctx = { db, actor: { role: 'public' }, now: new Date('2026-03-02T09:00:00Z') } as const
  const accept = () =>
    acceptWithIdentity(ctx, { id, version: 1 } as never, identity as never, coordinator.userId)
  await db.update(users).set({ deactivatedAt: ctx.now }).where(eq(users.id, coordinator.userId))
  await t.rejects(accept(), { code: 'account.closed' })
  const { rows } = await owner.query('select accepted_at from invitations where id = $1', [id])
  t.equal(rows[0].accepted_at, null, 'and the invitation still serves')
  await db.update(users).set({ deactivatedAt: null }).where(eq(users.id, coordinator.userId))
  t.match(await accept(), { userId: coordinator.userId }, 'the control: open, it does')
  t.equal((await owner.query('select 1 from invitations where accepted_by is not null')).rowCount, 1)
})

t.test('a signed-out reader of a very long address meets the sign-in page, not a refusal', async (t) => {
  const { app } = await testApp(t)
  const go = async (url: string) => String((await app.inject({ url })).headers.location)
  const location = await go(`/imports?x=${'a'.repeat(700)}`)
  t.equal(location, '/connexion')
  t.equal((await app.inject({ url: location })).statusCode, 200)
  t.match(await go('/imports?x=1'), /^\/connexion\?suite=/, 'the control: a usual one is remembered')
})
