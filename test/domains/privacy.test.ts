import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import {
  invitations,
  passwordResets,
  recoveryCodes,
  roleGrants,
  sessions,
  signInSteps,
  userIdentities,
  users,
} from '../../src/domains/accounts/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { dataAuthorisations } from '../../src/domains/networks/tables.js'
import {
  pmsiDeliveries,
  pmsiFindings,
  pmsiImports,
  pmsiRejections,
  pmsiStays,
} from '../../src/domains/pmsi/tables.js'
import { DECLARATIONS, nameOf } from '../../src/domains/privacy/declarations.js'
import { purge } from '../../src/domains/privacy/purge.js'
import { outbox } from '../../src/jobs/tables.js'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { NOW } from '../support/now.js'
import { ownerOf } from '../support/people.js'

t.test('every table of the database says what it holds, why, and for how long', async (t) => {
  const { url } = await testApp(t)
  const owner = await ownerOf(t, { url })
  const undeclared = async () => {
    const { rows } = await owner.query(
      "select tablename from pg_tables where schemaname = 'public' order by 1",
    )
    const declared = DECLARATIONS.map(nameOf)
    return rows.map(({ tablename }) => tablename).filter((name) => !declared.includes(name))
  }
  t.same(
    await undeclared(),
    [],
    'add a `privacy` declaration beside the table, and to domains/privacy/declarations.ts',
  )
  await owner.query('create table forgotten (id uuid)')
  t.same(await undeclared(), ['forgotten'], 'the control: a table nobody declared is seen')
})

t.test('what is kept long enough is deleted, on the day and not before, once', async (t) => {
  const { db, url, network, account, platform, ctx } = await purgeTest(t)
  const at = (text: string) => new Date(`${text}T12:00:00Z`)
  const ended = at('2025-08-31')
  await db.insert(sessions).values({ ...account, createdAt: ended, lastSeenAt: ended, expiresAt: ended })
  await db.insert(signInSteps).values({ kind: 'provider', data: {}, createdAt: ended, expiresAt: ended })
  await db.insert(passwordResets).values({ userId: account.userId, createdAt: ended, expiresAt: ended })
  await db
    .insert(outbox)
    .values({ name: 'x', payload: {}, createdAt: ended, runAt: ended, finishedAt: ended })
  await db.insert(outbox).values({ name: 'waiting', payload: {}, createdAt: ended, runAt: ended })
  const counts = async () => ({
    sessions: await db.$count(sessions),
    steps: await db.$count(signInSteps),
    resets: await db.$count(passwordResets),
    outbox: await db.$count(outbox),
  })
  // Six months from 31 August end on 28 February: the month has no 31st.
  await purge({ ...platform, now: new Date('2026-02-28T11:59:59Z') })
  t.same(await counts(), { sessions: 1, steps: 0, resets: 0, outbox: 1 })
  t.same(await purge({ ...platform, now: at('2026-02-28') }), { sessions: 1 })
  t.same(await purge({ ...platform, now: at('2026-02-28') }), {}, 'a second run finds nothing')
  t.equal((await counts()).outbox, 1, 'a job still to run is kept')

  const mail = {
    networkId: network.id,
    template: 'x',
    params: {},
    toAddress: 'a@b.c',
    toName: 'A',
    messageId: 'm',
    sendAfter: NOW,
  }
  await inTransaction(ctx, ({ db }) =>
    db.insert(mails).values([
      { ...mail, event: '1', createdAt: at('2024-02-29') },
      { ...mail, event: '2', createdAt: at('2024-03-01') },
    ]),
  )
  t.same(await purge({ ...ctx, now: new Date('2025-02-28T11:59:59Z') }), {})
  t.same(
    await purge({ ...ctx, now: at('2025-02-28') }),
    { mails: 1 },
    'a year from 29 February ends on the 28th',
  )
  t.same(
    await purge({ ...platform, now: at('2027-01-01') }),
    {},
    'the platform’s run touches no network’s mail',
  )
  const { rows } = await (await ownerOf(t, { url })).query(
    "select details from audit_entries where action = 'privacy.purge' and network_id = $1",
    [network.id],
  )
  t.same(rows, [{ details: { mails: 1 } }], 'the purge is an act of the journal')
})

t.test(
  'the stays of the PMSI do not outlive the authorisation, and a neighbour’s are left alone',
  async (t) => {
    const { db, ctx } = await purgeTest(t)
    const neighbour = systemCtx(db, (await aNetwork(db)).id)
    const asLate = systemCtx(db, (await aNetwork(db)).id)
    for (const [one, validTo] of [
      [ctx, '2026-06-30'],
      [neighbour, '2030-12-31'],
      [asLate, '2026-06-30'],
    ] as const) {
      await authorise(one, validTo)
      await deliver(one)
    }
    const held = (one: Ctx) => {
      const of = ({ networkId }: { networkId: PgColumn }) => eq(networkId, networkOf(one))
      return inTransaction(one, async ({ db }) => ({
        stays: await db.$count(pmsiStays, of(pmsiStays)),
        findings: await db.$count(pmsiFindings, of(pmsiFindings)),
        inForce: await db.$count(pmsiDeliveries, sql`${of(pmsiDeliveries)} and superseded_at is null`),
        rejections: await db.$count(pmsiRejections, of(pmsiRejections)),
      }))
    }
    const whole = { stays: 2, findings: 1, inForce: 1, rejections: 1 }
    await purge({ ...ctx, now: new Date('2026-06-30T23:59:59Z') })
    t.same(await held(ctx), whole, 'on the last day all is there')
    const due = { pmsi_stays: 2, pmsi_findings: 1, pmsi_deliveries: 1 }
    const dayAfter = new Date('2026-07-01T00:00:00Z')
    t.same(await purge({ ...ctx, now: dayAfter }), due)
    t.same(await held(ctx), { ...whole, stays: 0, findings: 0, inForce: 0 })
    t.same(await held(neighbour), whole)
    t.same(await held(asLate), whole, 'what is due elsewhere waits for the run of its own network')
    t.same(await purge({ ...neighbour, now: dayAfter }), {})
    t.same(await purge({ ...asLate, now: dayAfter }), due)
    await purge({ ...ctx, now: new Date('2029-07-01T00:00:00Z') })
    const [sent] = await inTransaction(ctx, ({ db }) =>
      db
        .select()
        .from(pmsiImports)
        .where(eq(pmsiImports.networkId, networkOf(ctx))),
    )
    t.match(sent, { uploadedBy: null, uploadedByName: 'une personne dont le compte est fermé' })
  },
)

t.test('an authorisation replaced in time keeps the stays', async (t) => {
  const { ctx } = await purgeTest(t)
  await authorise(ctx, '2026-06-30')
  await deliver(ctx)
  await inTransaction(ctx, ({ db }) => db.update(dataAuthorisations).set({ revokedAt: NOW }))
  await authorise(ctx, '2027-06-30')
  t.same(await purge({ ...ctx, now: new Date('2026-12-01T00:00:00Z') }), {})
  await inTransaction(ctx, ({ db }) =>
    db.update(dataAuthorisations).set({ revokedAt: new Date('2026-12-02T00:00:00Z') }),
  )
  t.match(
    await purge({ ...ctx, now: new Date('2026-12-03T00:00:00Z') }),
    { pmsi_stays: 2 },
    'the control: revoked, they go',
  )
})

t.test('three years after it was closed an account keeps no name, address or secret', async (t) => {
  const { db, account, platform, ctx } = await purgeTest(t)
  await db
    .insert(userIdentities)
    .values({ userId: account.userId, provider: 'proconnect', issuer: 'i', subject: 's', linkedAt: NOW })
  await db.insert(recoveryCodes).values({ userId: account.userId, codeHash: 'x', createdAt: NOW })
  await db.update(users).set({ deactivatedAt: NOW }).where(eq(users.id, account.userId))
  const opened = await anAccount(
    db,
    { role: 'professional', networkId: (await aNetwork(db)).id },
    { name: 'Toujours Là' },
  )
  t.same(await purge({ ...platform, now: new Date('2029-03-02T08:59:59Z') }), {})
  t.same(await purge({ ...platform, now: new Date('2029-03-02T09:00:00Z') }), {
    user_identities: 1,
    recovery_codes: 1,
    users: 1,
  })
  t.same(await purge({ ...platform, now: new Date('2029-03-03T09:00:00Z') }), {})
  const [blanked] = await db.select().from(users).where(eq(users.id, account.userId))
  t.match(blanked, {
    name: 'une personne dont le compte est fermé',
    email: '',
    passwordHash: null,
    totpSecret: null,
  })
  const [kept] = await db.select().from(users).where(eq(users.id, opened.userId))
  t.equal(kept?.name, 'Toujours Là')
  await inTransaction(ctx, ({ db }) =>
    db.update(roleGrants).set({ revokedAt: NOW }).where(eq(roleGrants.id, account.grantId)),
  )
  t.match(await purge({ ...ctx, now: new Date('2029-03-03T09:00:00Z') }), { role_grants: 1 })
})

t.test('a right still named by a session is kept until the session goes', async (t) => {
  const { db, account, ctx, platform } = await purgeTest(t)
  const late = new Date('2029-03-01T00:00:00Z')
  await db.insert(sessions).values({ ...account, createdAt: late, lastSeenAt: late, expiresAt: late })
  await inTransaction(ctx, ({ db }) => db.update(roleGrants).set({ revokedAt: NOW }))
  t.same(await purge({ ...ctx, now: new Date('2029-04-01T00:00:00Z') }), {})
  await purge({ ...platform, now: new Date('2029-10-01T00:00:00Z') })
  t.same(await purge({ ...ctx, now: new Date('2029-10-01T00:00:00Z') }), { role_grants: 1 })
})

t.test('each person reads, takes away and corrects her own data, and nobody else’s', async (t) => {
  const { app, db } = await testApp(t)
  const [here, elsewhere] = [await aNetwork(db), await aNetwork(db)]
  const camille = await anAccount(db, { role: 'coordinator', networkId: here.id }, { name: 'Camille Roy' })
  const other = await anAccount(db, { role: 'coordinator', networkId: here.id }, { name: 'canari-9b1f' })
  await bearerOf(app, other)
  await inTransaction(systemCtx(db, elsewhere.id), ({ db }) =>
    db.insert(invitations).values({
      email: 'camille@exemple.test',
      name: 'Camille là-bas',
      role: 'professional',
      networkId: elsewhere.id,
      invitedAt: NOW,
      expiresAt: NOW,
      acceptedBy: camille.userId,
    }),
  )
  await inTransaction(systemCtx(db, elsewhere.id), ({ db }) =>
    db
      .insert(roleGrants)
      .values({ userId: camille.userId, role: 'professional', networkId: elsewhere.id, grantedAt: NOW }),
  )
  const { headers, csrf } = await browserOf(app, camille)
  const page = await app.inject({ url: '/mes-donnees', headers })
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Camille Roy a ouvert une session')
  t.match(page.body, 'Camille là-bas', 'what another of her networks holds is hers too')
  t.notMatch(page.body, /canari-9b1f|argon2/)
  for (const url of ['/mes-donnees/export.json', '/mes-donnees/export.csv', '/api/own-data']) {
    const file = await app.inject({ url, headers })
    t.equal(file.statusCode, 200, url)
    t.match(file.body, camille.credentials.email)
    t.notMatch(file.body, /canari-9b1f|argon2|passwordHash|totpSecret/, `${url}: nobody else, no secret`)
  }
  const send = (url: string, fields: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ...fields, _csrf: csrf }).toString(),
    })
  t.equal((await send('/mes-donnees/correction', { name: 'Camille Roy-Martin' })).statusCode, 303)
  const refused = await send('/mes-donnees/correction', { name: 'http://piege.test' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, 'value="http://piege.test"', 'what was typed is kept')
  t.equal((await send('/mes-donnees/demandes', {})).statusCode, 400)
  t.equal((await send('/mes-donnees/demandes', { right: 'erasure' })).statusCode, 303)
  const [row] = await db.select().from(users).where(eq(users.id, camille.userId))
  t.equal(row?.name, 'Camille Roy-Martin')

  const admin = await browserOf(app, await anAccount(db, { role: 'admin', networkId: here.id }))
  const register = await app.inject({ url: '/registre', headers: admin.headers })
  t.match(register.body, 'Camille Roy-Martin')
  t.match(register.body, 'effacement')
  t.match(register.body, '02/04/2026', 'the answer is due within a month')
  const journal = await app.inject({ url: '/journal', headers: admin.headers })
  t.match(journal.body, /Avant\u00a0— nom\u00a0: Camille Roy</)
  const neighbour = await anAccount(db, { role: 'admin', networkId: elsewhere.id })
  const theirs = await app.inject({ url: '/registre', headers: (await browserOf(app, neighbour)).headers })
  t.notMatch(theirs.body, /Roy-Martin/, 'a request is read by the network where it was made')
})

t.test(
  'the register is read by the coordination, as a page, a file and JSON, and by no other role',
  async (t) => {
    const { app, db } = await testApp(t)
    const network = await aNetwork(db)
    const asCoordinator = await bearerOf(
      app,
      await anAccount(db, { role: 'coordinator', networkId: network.id }),
    )
    const asProfessional = await bearerOf(
      app,
      await anAccount(db, { role: 'professional', networkId: network.id }),
    )
    for (const url of ['/registre', '/registre/export.csv', '/api/processings']) {
      const answer = await app.inject({ url, headers: asCoordinator })
      t.equal(answer.statusCode, 200, url)
      t.match(answer.body, 'Séjours d’accouchement')
      t.equal((await app.inject({ url, headers: asProfessional })).statusCode, 403)
    }
    const open = await app.inject({ url: '/donnees-personnelles' })
    t.match(open.body, 'Séjours d’accouchement')
    t.notMatch(open.body, /\/registre|\/mes-donnees"/)
  },
)

/** A network with one account, and the two kinds of run of the purge. */
async function purgeTest(t: Test) {
  const test = await testApp(t)
  const { db } = test
  const network = await aNetwork(db)
  const { userId, grantId } = await anAccount(db, { role: 'professional', networkId: network.id })
  const ctx = systemCtx(db, network.id)
  const platform: Ctx = { ...ctx, actor: { role: 'system', job: 'test', networkId: null } }
  return { ...test, network, account: { userId, grantId }, ctx, platform }
}

function networkOf(ctx: Ctx): string {
  return 'networkId' in ctx.actor ? (ctx.actor.networkId ?? '') : ''
}

async function authorise(ctx: Ctx, validTo: string): Promise<void> {
  await inTransaction(ctx, ({ db }) =>
    db.insert(dataAuthorisations).values({
      networkId: networkOf(ctx),
      reference: 'Essai',
      legalBasis: 'Essai',
      dataProtectionOfficer: 'DPO',
      healthDataHost: 'Hébergeur',
      validFrom: '2026-01-01',
      validTo,
      recordedAt: NOW,
    }),
  )
}

/** Two stays, a finding and a rejection, in force. */
async function deliver(ctx: Ctx): Promise<void> {
  const networkId = networkOf(ctx)
  await inTransaction(ctx, async ({ db }) => {
    const importId = randomUUID()
    const deliveryId = randomUUID()
    await db.insert(pmsiImports).values({
      id: importId,
      networkId,
      uploadedBy: randomUUID(),
      uploadedByName: 'Camille Roy',
      receivedAt: NOW,
      bytesTotal: 1,
      uploads: [],
    })
    await db.insert(pmsiDeliveries).values({
      id: deliveryId,
      networkId,
      importId,
      finess: '990000001',
      year: 2025,
      contentHash: 'a'.repeat(64),
      stays: 2,
      sourceFile: 'x',
      readAt: NOW,
    })
    const stay = { ...STAY, deliveryId, networkId }
    await db.insert(pmsiStays).values([stay, { ...stay, rsaKey: '2' }])
    await db
      .insert(pmsiFindings)
      .values({ deliveryId, networkId, code: 'X', establishment: '990000001', year: 2025 })
    await db.insert(pmsiRejections).values({ importId, networkId, file: 'x', reason: 'y' })
  })
}

const STAY = {
  finess: '990000001',
  rsaKey: '1',
  site: '990000001',
  lastSite: '990000001',
  ghm: '14Z14A',
  dp: 'O80',
  dr: '',
  das: [],
  acts: [],
  sex: '2',
  entryMode: '8',
  provenance: '',
  exitMode: '8',
  destination: '',
  stayType: '',
  exitYear: 2025,
  exitMonth: 1,
  nights: 3,
  unitTypes: [],
  residence: '',
}
