import { eq } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import {
  directoryMemberships,
  directoryPeople,
  directorySituations,
} from '../../src/domains/directory/tables.js'
import { insertSituations, insertStructures } from '../../src/domains/directory/writing.js'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { aMembership, aRecordOf } from '../support/members.js'
import { aShownDirectory } from '../support/shown-directory.js'

/** Of the small directory: what members read and others do not. */
const FOR_MEMBERS = 'Durand'
const TEAM = { source: 'team', on: '2026-02-20', by: 'Coordination' } as const

async function scene(t: Parameters<typeof testApp>[0]) {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  await aShownDirectory(ctx, network)
  const account = await anAccount(db, { role: 'professional', networkId: network.id })
  const headers = await bearerOf(app, account)
  const readsAsMember = async () =>
    (await app.inject({ url: '/api/directory/cards', headers })).body.includes(FOR_MEMBERS)
  return { app, db, network, ctx, account, readsAsMember }
}

t.test(
  'a professional reads as members do while her own membership is in force, and no longer',
  async (t) => {
    const { app, db, network, ctx, account, readsAsMember } = await scene(t)
    const notice = /Vous lisez l’annuaire tel que tout le monde le voit/
    const { headers } = await browserOf(app, account)
    const page = async () => (await app.inject({ url: '/annuaire', headers })).body
    t.equal(await readsAsMember(), false, 'without a record')
    t.match(await page(), notice)
    const personId = await aRecordOf(db, network.id, account)
    t.equal(await readsAsMember(), false, 'with a record, without a membership')
    await aMembership(db, network.id, { personId }, 'applied')
    const becomes = (state: 'active' | 'suspended' | 'ended' | 'refused') =>
      inTransaction(ctx, ({ db }) =>
        db.update(directoryMemberships).set({ state }).where(eq(directoryMemberships.personId, personId)),
      )
    t.equal(await readsAsMember(), false, 'who has applied')
    await becomes('active')
    t.equal(await readsAsMember(), true, 'in force')
    t.notMatch(await page(), notice)
    for (const state of ['suspended', 'ended', 'refused'] as const) {
      await becomes(state)
      t.equal(await readsAsMember(), false, state)
    }
    await becomes('active')
    await inTransaction(ctx, ({ db }) =>
      db.update(directoryPeople).set({ archivedAt: ctx.now }).where(eq(directoryPeople.id, personId)),
    )
    t.equal(await readsAsMember(), false, 'a record that is put away')
  },
)

t.test('the membership of the place where she works that day is hers', async (t) => {
  const { db, network, ctx, account, readsAsMember } = await scene(t)
  const personId = await aRecordOf(db, network.id, account)
  const [structureId] = await inTransaction(ctx, (ctx) =>
    insertStructures(ctx, TEAM, [{ name: 'Centre du Lac', category: 'health-establishments' }]),
  )
  await aMembership(db, network.id, { structureId: structureId! })
  t.equal(await readsAsMember(), false, 'a place where she does not work')
  await inTransaction(ctx, (ctx) => insertSituations(ctx, TEAM, [{ personId, structureId: structureId! }]))
  t.equal(await readsAsMember(), true)
  const works = (startsOn: string | null, endsOn: string | null) =>
    inTransaction(ctx, ({ db }) =>
      db
        .update(directorySituations)
        .set({ startsOn, endsOn })
        .where(eq(directorySituations.personId, personId)),
    )
  await works(null, '2000-01-31')
  t.equal(await readsAsMember(), false, 'since she has left')
  await works('2999-01-01', null)
  t.equal(await readsAsMember(), false, 'before she comes')
  await works('2000-01-31', '2999-01-01')
  t.equal(await readsAsMember(), true)
})

t.test('a membership of one network opens nothing in another', async (t) => {
  const { app, db, network, account, readsAsMember } = await scene(t)
  const elsewhere = await aNetwork(db, { regionCode: '97' })
  await aMembership(db, elsewhere.id, { personId: await aRecordOf(db, elsewhere.id, account) })
  t.equal(await readsAsMember(), false)
  await aMembership(db, network.id, { personId: await aRecordOf(db, network.id, account) })
  t.equal(await readsAsMember(), true, 'the control')
  const other = await bearerOf(app, await anAccount(db, { role: 'professional', networkId: network.id }))
  const read = await app.inject({ url: '/api/directory/cards', headers: other })
  t.notMatch(read.body, FOR_MEMBERS, 'nor that of somebody else')
})
