import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { readLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import type { AppOptions } from '../../src/app.js'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { queueMail } from '../../src/domains/mail/service.js'
import { mails } from '../../src/domains/mail/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { APP_SECRET, bearerOf, browserOf, type TestApp, testApp } from '../support/app.js'
import { aNetwork, anAccount, type NetworkRow, systemCtx } from '../support/builders.js'
import { anInvitation } from '../support/mail-worker.js'
import { NOW } from '../support/now.js'

t.test('the coordinator sees where each mail stands, filters, sends again and sets aside', async (t) => {
  const { test, network, coordinator } = await mailApp(t)
  const failed = await aMail(test, network, {
    failedAt: NOW,
    lastRefusal: 'adresse refusée par le serveur du destinataire (550)',
  })
  const other = await aMail(test, network, {
    failedAt: NOW,
    lastRefusal: 'refus provisoire du serveur (451)',
  })
  await aMail(test, network, { sentAt: NOW })
  await aMail(test, network, {})
  const bearer = await bearerOf(test.app, coordinator)
  const list = async (query = '') =>
    (await test.app.inject({ url: `/api/mails${query}`, headers: bearer })).json()
  t.match(await list(), { counts: { all: 4, failed: 2, waiting: 1, sent: 1 }, page: 1, pageCount: 1 })
  t.equal((await list('?state=failed')).mails.length, 2)
  t.match((await list('?state=failed')).mails[0], { subject: 'Votre invitation sur Trame', mayRetry: true })

  const browser = await browserOf(test.app, coordinator)
  const page = await test.app.inject({ url: '/courriels?etat=echec', headers: browser.headers })
  t.match(page.body, /2(\s|&nbsp;)courriels n’ont pas pu partir/)
  t.match(page.body, /Adresse refusée par le serveur du destinataire \(550\)\./)
  t.notMatch(page.body, /jeton=/, 'the link of a mail is for its reader alone')

  const before = await test.db.$count(outbox)
  const post = (url: string) => test.app.inject({ method: 'POST', url, ...form(browser) })
  t.match(await post(`/courriels/${failed}/renvoi`), {
    statusCode: 303,
    headers: { location: '/courriels?fait=renvoi' },
  })
  t.equal(await test.db.$count(outbox), before + 1)
  t.equal((await post(`/courriels/${failed}/renvoi`)).statusCode, 409, 'it is on its way already')
  t.match(await post(`/courriels/${other}/ecart`), { statusCode: 303 })
  t.match(await list(), { counts: { failed: 0, waiting: 2 } })
  const entries = await inTransaction(systemCtx(test.db, network.id), ({ db }) =>
    db.select().from(auditEntries),
  )
  t.same(
    entries
      .filter(({ action }) => action.startsWith('mail.'))
      .map(({ action, subjectId }) => [action, subjectId]),
    [
      ['mail.retry', failed],
      ['mail.dismiss', other],
    ],
  )
})

t.test('another network’s mail does not exist, and a role without the permission is refused', async (t) => {
  const { test, network } = await mailApp(t)
  const id = await aMail(test, network, { failedAt: NOW, lastRefusal: 'canary' })
  const foreign = await aNetwork(test.db)
  const stranger = await bearerOf(
    test.app,
    await anAccount(test.db, { role: 'coordinator', networkId: foreign.id }),
  )
  const midwife = await bearerOf(
    test.app,
    await anAccount(test.db, { role: 'professional', networkId: network.id }),
  )
  const own = await bearerOf(test.app, await anAccount(test.db, { role: 'admin', networkId: network.id }))
  for (const act of ['retry', 'dismissal']) {
    const post = (headers: { authorization: string }, target = id) =>
      test.app.inject({ method: 'POST', url: `/api/mails/${target}/${act}`, headers })
    const absent = await post(own, '5b1f7c3e-0000-4000-8000-000000000000')
    const theirs = await post(stranger)
    t.equal(theirs.statusCode, 404)
    t.same({ ...theirs.json(), instance: '' }, { ...absent.json(), instance: '' }, 'foreign is absent')
    t.equal((await post(midwife)).statusCode, 403)
  }
  t.match((await test.app.inject({ url: '/api/mails', headers: stranger })).json(), { counts: { all: 0 } })
  t.match(
    (await test.app.inject({ url: '/api/mails', headers: own })).json(),
    { counts: { all: 1 } },
    'the control: its own network sees it',
  )
})

t.test('the signature is checked, kept in its form, and traced, on both faces', async (t) => {
  const { test, network, coordinator } = await mailApp(t)
  const bearer = await bearerOf(test.app, coordinator)
  const signature = {
    signer: 'Camille Martin',
    position: 'Coordinatrice',
    phone: '+33 1.45.67.89.01',
    replyTo: 'coordination@exemple.test',
  }
  const put = (body: object) =>
    test.app.inject({ method: 'PUT', url: '/api/mail-signature', headers: bearer, payload: body })
  for (const wrong of [
    { phone: '0145' },
    { replyTo: 'coordination' },
    { signer: 'Camille\r\nBcc: x@exemple.test' },
    { signer: '' },
  ]) {
    t.equal((await put({ ...signature, ...wrong })).statusCode, 400, JSON.stringify(wrong))
  }
  t.equal((await put(signature)).statusCode, 200)
  const read = await test.app.inject({ url: '/api/mail-signature', headers: bearer })
  t.same(read.json(), { signature: { ...signature, phone: '01 45 67 89 01' } })

  const browser = await browserOf(test.app, coordinator)
  const send = (fields: Record<string, string>) =>
    test.app.inject({ method: 'POST', url: '/courriels/signature', ...form(browser, fields) })
  const refused = await send({ ...signature, phone: 'douze' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /Écrivez dix chiffres[\s\S]*value="douze"/, 'what was typed is kept')
  t.match(await send({ ...signature, signer: 'Dominique Roy' }), { statusCode: 303 })
  const [, last] = await inTransaction(systemCtx(test.db, network.id), ({ db }) =>
    db.select().from(auditEntries).where(eq(auditEntries.action, 'mail.sign')).orderBy(auditEntries.id),
  )
  t.match(last, { before: { signer: 'Camille Martin' }, after: { signer: 'Dominique Roy' } })
})

t.test('in the demonstration a page shows each mail with its working link', async (t) => {
  const { test, network, coordinator } = await mailApp(t, { demo: true })
  await aMail(test, network, {})
  await aMail(test, await aNetwork(test.db), { toAddress: 'la-bas@exemple.test' })
  await inTransaction({ db: test.db, actor: { role: 'public' }, now: NOW }, (ctx) =>
    queueMail(ctx, {
      template: 'account-password-reset',
      params: { resetId: RESET, expiresAt: '2026-03-02T10:00:00.000Z' },
      to: { address: 'oubli@exemple.test', name: 'Sacha', userId: coordinator.userId },
      event: `reset:${RESET}`,
    }),
  )
  const { headers } = await browserOf(test.app, coordinator)
  const page = await test.app.inject({ url: '/courriels-de-demonstration', headers })
  t.match(
    page.body,
    /Choisir un nouveau mot de passe/,
    'a reset asked for by nobody yet belongs to her network',
  )
  t.notMatch(page.body, /la-bas@exemple\.test/, 'of her network alone')
  const links = [...page.body.matchAll(/href="(\/[a-z-/]+)\?jeton=([^"]+)"/g)].map(([, path, token]) => ({
    path,
    token,
  }))
  t.same(links.map(({ path }) => path).sort(), ['/invitation', '/mot-de-passe/nouveau'])
  const key = deriveKey(APP_SECRET, 'links')
  const reset = links.find(({ path }) => path === '/mot-de-passe/nouveau')
  t.same(readLink(key, 'password-reset', reset!.token!, NOW), { id: RESET, version: 1 })
  t.equal(
    readLink(key, 'invitation', reset!.token!, NOW),
    null,
    'the control: for another purpose it is worth nothing',
  )
  const midwife = await anAccount(test.db, { role: 'professional', networkId: network.id })
  const refused = await test.app.inject({
    url: '/courriels-de-demonstration',
    headers: (await browserOf(test.app, midwife)).headers,
  })
  t.equal(refused.statusCode, 403, 'these links act: who coordinates nothing reads none')
})

t.test('elsewhere nobody reads the links of others, whether mails leave or not', async (t) => {
  const { test, network, coordinator } = await mailApp(t)
  await aMail(test, network, {})
  const { headers } = await browserOf(test.app, coordinator)
  t.equal((await test.app.inject({ url: '/courriels-de-demonstration', headers })).statusCode, 404)
  const list = await test.app.inject({ url: '/courriels', headers })
  t.match(list.body, /le serveur d’envoi n’est pas réglé/)
  t.notMatch(list.body, /jeton=/)
})

const RESET = '11111111-1111-4111-8111-111111111111'

type Browser = Awaited<ReturnType<typeof browserOf>>

function form({ headers, csrf }: Browser, fields: Record<string, string> = {}) {
  return {
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
  }
}

async function mailApp(t: Test, config: Partial<AppOptions['config']> = {}) {
  const test = await testApp(t, { config })
  const network = await aNetwork(test.db)
  const coordinator = await anAccount(test.db, { role: 'coordinator', networkId: network.id })
  return { test, network, coordinator }
}

async function aMail(
  { db }: TestApp,
  network: NetworkRow,
  state: Partial<typeof mails.$inferInsert>,
): Promise<string> {
  return inTransaction(systemCtx(db, network.id), async (ctx) => {
    const mail = anInvitation()
    await queueMail(ctx, mail)
    const changes = { attempts: 0, ...state }
    const [row] = await ctx.db
      .update(mails)
      .set(changes)
      .where(eq(mails.event, mail.event))
      .returning({ id: mails.id })
    return row!.id
  })
}
