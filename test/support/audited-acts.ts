import type { Test } from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { inTransaction } from '../../src/context.js'
import { type GrantScope, giveRight } from '../../src/domains/accounts/accounts.js'
import { codeAt } from '../../src/domains/accounts/second-factor.js'
import { userIdentities } from '../../src/domains/accounts/tables.js'
import { queueMail } from '../../src/domains/mail/service.js'
import { mails } from '../../src/domains/mail/tables.js'
import { APP_SECRET, bearerOf, browserOf, type TestApp, testApp } from './app.js'
import { aNetwork, anAccount, anAuthorisation, anEstablishment, PASSWORD, systemCtx } from './builders.js'
import { extracts, multipart } from './extracts.js'
import { anInvitation } from './mail-worker.js'
import { NOW } from './now.js'
import { realProvider, walk } from './openid-provider.js'
import { LONG_PASSWORD, latestToken, ownerOf, sendForm } from './people.js'
import { aBrowser, withSecondFactor } from './sign-in.js'
import { comeBack, depart } from './sign-in-journey.js'

type Answer = { statusCode: number; body: string }

/** One act by one request. What must come before it, at each try, is begun apart: it is no part of the act. */
export type AuditedAct = {
  begin?: () => Promise<void>
  send: () => Promise<Answer>
  /** Entries of the journal, when the act is more than one. */
  entries?: number
}

type Headers = Record<string, string>

/** Every act that leaves a trace, ready to be sent; each is sent as often as it is refused, then once for good. */
export async function auditedActs(t: Test) {
  const provider = await realProvider(t, 'proconnect', { subject: 'agent-1', acr: 'eidas1-mfa' })
  const test = await testApp(t, { signInProviders: [provider.settings] })
  const network = await aNetwork(test.db)
  await anAuthorisation(test.db, network)
  const scene = { test, owner: await ownerOf(t, test), network }
  const admin = await bearerOf(
    test.app,
    await anAccount(test.db, { role: 'admin', networkId: network.id }, { name: 'Anne Admin' }),
  )
  const asAdmin: Api = (method, url, payload) => () => ask(test, admin, method, url, payload)
  const acts: Record<string, AuditedAct> = {
    ...(await onContent(scene, admin, asAdmin)),
    ...(await onMails(scene, asAdmin)),
    ...(await onPeople(scene, asAdmin)),
    ...(await onInvitations(scene, asAdmin)),
    ...(await onOwnAccount(scene)),
    ...(await onOwnSecrets(scene)),
    ...(await onOwnData(scene)),
  }
  return { ...scene, acts }
}

type Scene = {
  test: TestApp
  owner: Awaited<ReturnType<typeof ownerOf>>
  network: Awaited<ReturnType<typeof aNetwork>>
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Api = (method: Method, url: string, payload?: object) => () => Promise<Answer>

async function onContent({ test, network }: Scene, admin: Headers, asAdmin: Api): Promise<Acts> {
  const site = await anEstablishment(test.db, network)
  const grant = { role: 'establishment', networkId: network.id, establishmentId: site.id } as const
  const dim = await bearerOf(test.app, await anAccount(test.db, grant))
  const upload = async (seed: number) => {
    const { headers, payload } = multipart(extracts({ stays: 60, years: [2025], seed }))
    return test.app.inject({
      method: 'POST',
      url: '/api/imports',
      headers: { ...admin, ...headers },
      payload,
    })
  }
  const sent = (await upload(1)).json<{ id: string }>()
  const page = (url: string, headers: Headers) => () => test.app.inject({ url, headers })
  return {
    'record an authorisation': { send: asAdmin('POST', '/authorisations', AUTHORISATION) },
    'upload extracts': { send: () => upload(2) },
    'cancel an import': { send: asAdmin('POST', `/imports/${sent.id}/cancellation`) },
    'enter a published figure': {
      send: asAdmin('POST', '/tracers/preterm-birth/published-figures', FIGURE),
    },
    'read findings': { send: page('/qualite', dim) },
    'read the stays behind a finding': { send: page('/qualite/DUPLICATE_KEY/liste.csv', dim) },
    'export the journal': { send: page('/journal/export.csv', admin) },
  }
}

async function onMails({ test, network }: Scene, asAdmin: Api): Promise<Acts> {
  const ctx = systemCtx(test.db, network.id)
  const [retried, dismissed] = await inTransaction(ctx, async (ctx) => {
    await queueMail(ctx, anInvitation())
    await queueMail(ctx, anInvitation())
    return ctx.db.update(mails).set({ failedAt: NOW, lastRefusal: 'essai' }).returning({ id: mails.id })
  })
  const signature = {
    signer: 'Camille Roy',
    position: 'Coordinatrice',
    phone: '01 45 67 89 01',
    replyTo: 'camille@exemple.test',
  }
  return {
    'send a mail again': { send: asAdmin('POST', `/mails/${retried?.id}/retry`) },
    'set a mail aside': { send: asAdmin('POST', `/mails/${dismissed?.id}/dismissal`) },
    'sign the mails': { send: asAdmin('PUT', '/mail-signature', signature) },
  }
}

async function onPeople({ test, owner, network }: Scene, asAdmin: Api): Promise<Acts> {
  const professional = () => anAccount(test.db, { role: 'professional', networkId: network.id })
  const [given, taken, restored, closed, reopened, lost] = await Promise.all(
    Array.from({ length: 6 }, professional),
  )
  await owner.query('update role_grants set revoked_at = now() where id = $1', [restored!.grantId])
  await hold(test, network, restored!.userId, coordinatorOf(network))
  await owner.query('update users set deactivated_at = now() where id = $1', [reopened!.userId])
  await withSecondFactor(test.db, lost!)
  const rightOf = ({ userId, grantId }: Account) => `/people/${userId}/rights/${grantId}`
  return {
    'give a right': { send: asAdmin('POST', `/people/${given!.userId}/rights`, { role: 'coordinator' }) },
    'take a right away': { send: asAdmin('DELETE', rightOf(taken!)) },
    'give a right back': { send: asAdmin('POST', `${rightOf(restored!)}/restoration`) },
    'close an account': { send: asAdmin('POST', `/people/${closed!.userId}/deactivation`) },
    'open an account again': { send: asAdmin('POST', `/people/${reopened!.userId}/reactivation`) },
    'take a lost second factor away': { send: asAdmin('DELETE', `/people/${lost!.userId}/second-factor`) },
  }
}

async function onInvitations({ test, owner, network }: Scene, asAdmin: Api): Promise<Acts> {
  const invited = async (email: string) => {
    const answer = await asAdmin('POST', '/invitations', { email, name: 'Nouvelle', role: 'professional' })()
    return (JSON.parse(answer.body) as { id: string }).id
  }
  const [resent, cancelled] = [await invited('a@exemple.test'), await invited('b@exemple.test')]
  const newcomer = await latestToken(owner, await invited('c@exemple.test'))
  const known = await latestToken(owner, await invited('d@exemple.test'))
  const somebody = await bearerOf(test.app, await anAccount(test.db, coordinatorOf(network)))
  const account = { name: 'Nouvelle', password: LONG_PASSWORD, confirmation: LONG_PASSWORD }
  const accept = (payload: object, headers: Headers) => () =>
    ask(test, headers, 'POST', '/invitation-acceptances', payload)
  return {
    'invite somebody': {
      send: asAdmin('POST', '/invitations', {
        email: 'nouvelle@exemple.test',
        name: 'Nouvelle Personne',
        role: 'professional',
      }),
    },
    'send an invitation again': { send: asAdmin('POST', `/invitations/${resent}/resending`) },
    'cancel an invitation': { send: asAdmin('POST', `/invitations/${cancelled}/cancellation`) },
    'accept an invitation with a new account': { send: accept({ token: newcomer, account }, {}) },
    'accept an invitation with one’s account': { send: accept({ token: known }, somebody) },
  }
}

async function onOwnAccount({ test, owner, network }: Scene): Promise<Acts> {
  const account = await anAccount(test.db, { role: 'professional', networkId: network.id })
  const site = await anEstablishment(test.db, network)
  const grant = { role: 'birth_house', networkId: network.id, establishmentId: site.id } as const
  const other = await hold(test, network, account.userId, grant)
  const leaving = await bearerOf(test.app, account)
  const headers = await bearerOf(test.app, account)
  const elsewhere = await account.openSession()
  const own =
    (method: Method, url: string, payload?: object, by = headers) =>
    () =>
      ask(test, by, method, url, payload)
  const key = { name: 'tableau', permissions: ['network.read'], days: 30, currentPassword: PASSWORD }
  const made = await ask(test, headers, 'POST', '/tokens', key)
  if (made.statusCode !== 201) throw new Error(made.body)
  const { rows } = await owner.query('select id from api_tokens')
  return {
    'sign in': { send: own('POST', '/sessions', account.credentials, {} as never) },
    'sign out': { send: own('DELETE', '/sessions/current', undefined, leaving) },
    'close another session': { send: own('DELETE', `/sessions/${elsewhere}`) },
    'create a token': { send: own('POST', '/tokens', key) },
    'revoke a token': { send: own('DELETE', `/tokens/${rows[0].id}`) },
    'change role': { send: own('PUT', '/sessions/current/role', { grantId: other }) },
    'close every session': { send: own('DELETE', '/sessions') },
  }
}

/** What ends one’s other sessions: each by somebody of its own. */
async function onOwnSecrets({ test, owner, network }: Scene): Promise<Acts> {
  const { app, db } = test
  const somebody = async () => {
    const account = await anAccount(db, coordinatorOf(network))
    const browser = aBrowser(app)
    browser.cookies.set('trame', app.jwt.sign({ sid: await account.openSession() }))
    return { account, browser }
  }
  const chosen = { password: LONG_PASSWORD, confirmation: LONG_PASSWORD }
  const [changing, setting, renewing] = [await somebody(), await somebody(), await somebody()]
  await withSecondFactor(db, renewing.account)
  const rescued = await anAccount(db, coordinatorOf(network))
  const [recovery] = await withSecondFactor(db, rescued)
  const forgetful = await anAccount(db, coordinatorOf(network))
  const { rows: resets } = await owner.query(
    `insert into password_resets (user_id, created_at, expires_at) values ($1, $2, $2::timestamptz + '1 hour')
     returning id, expires_at`,
    [forgetful.userId, NOW],
  )
  const withLink = aBrowser(app)
  withLink.cookies.set(
    'trame-lien',
    signLink(deriveKey(APP_SECRET, 'links'), {
      purpose: 'password-reset',
      id: resets[0].id,
      version: 1,
      expiresAt: resets[0].expires_at,
    }),
  )
  let code = ''
  return {
    'ask for a new password': {
      send: () => aBrowser(app).post('/mot-de-passe-oublie', { email: changing.account.credentials.email }),
    },
    'choose a new password with a link': { send: () => withLink.post('/mot-de-passe/nouveau', chosen) },
    'change one’s password': {
      send: () => changing.browser.send('/mon-compte/mot-de-passe', { currentPassword: PASSWORD, ...chosen }),
    },
    'set a second factor, which ends a session and opens another': {
      begin: async () => {
        await setting.browser.send('/mon-compte/second-facteur', { currentPassword: PASSWORD })
        const page = await setting.browser.get('/connexion/second-facteur')
        const [, shown = ''] = /secret-key">([A-Z2-7 ]+)</.exec(page.body) ?? []
        code = codeAt(shown.replaceAll(' ', ''), NOW)
      },
      send: () => setting.browser.send('/connexion/second-facteur', { code }),
      entries: 3,
    },
    'renew one’s recovery codes': {
      send: () => renewing.browser.send('/mon-compte/codes-de-secours', { currentPassword: PASSWORD }),
    },
    'sign in with a recovery code': {
      send: () => ask(test, {}, 'POST', '/sessions', { ...rescued.credentials, code: recovery }),
      entries: 2,
    },
    'link an identity': await anIdentityToLink(test, network),
    'remove an identity': await anIdentityToRemove(test, network),
  }
}

async function anIdentityToLink({ app, db }: TestApp, network: Scene['network']): Promise<AuditedAct> {
  const { headers, csrf } = await browserOf(app, await anAccount(db, coordinatorOf(network)))
  let back: { query: Record<string, string>; cookie: string }
  return {
    begin: async () => {
      const form = { _csrf: csrf, currentPassword: PASSWORD }
      const { departure, cookie } = await depart(app, '/mon-compte/identites/proconnect', form, headers)
      const query = Object.fromEntries((await walk(departure)).searchParams)
      back = { query, cookie: `${headers.cookie}; ${cookie}` }
    },
    send: () => comeBack(app, 'proconnect', back.query, back.cookie),
  }
}

async function anIdentityToRemove(test: TestApp, network: Scene['network']): Promise<AuditedAct> {
  const account = await anAccount(test.db, coordinatorOf(network))
  const browser = await browserOf(test.app, account)
  const issuer = 'https://fournisseur.test'
  const [identity] = await test.db
    .insert(userIdentities)
    .values({ userId: account.userId, provider: 'proconnect', issuer, subject: 'agent-2', linkedAt: NOW })
    .returning({ id: userIdentities.id })
  const url = `/mon-compte/identites/${identity?.id}/retrait`
  return { send: () => sendForm(test, browser, url, { currentPassword: PASSWORD }) }
}

async function onOwnData({ test, network }: Scene): Promise<Acts> {
  const account = await anAccount(test.db, { role: 'professional', networkId: network.id })
  const headers = await bearerOf(test.app, account)
  const browser = await browserOf(test.app, account)
  const form = (url: string, fields: Headers) => () => sendForm(test, browser, url, fields)
  const own = (url: string, payload: object) => () => ask(test, headers, 'POST', url, payload)
  return {
    'export one’s data': { send: () => test.app.inject({ url: '/mes-donnees/export.json', headers }) },
    'correct one’s name': { send: form('/mes-donnees/correction', { name: 'Autre Nom' }) },
    'use a right': { send: form('/mes-donnees/demandes', { right: 'objection' }) },
    'correct one’s name through the API': { send: own('/own-data/corrections', { name: 'Encore Autre' }) },
    'use a right through the API': { send: own('/own-data/requests', { right: 'erasure' }) },
  }
}

type Acts = Record<string, AuditedAct>
type Account = { userId: string; grantId: string }

function ask(
  { app }: TestApp,
  headers: Headers,
  method: Method,
  url: string,
  payload?: object,
): Promise<Answer> {
  return app.inject({ method, url: `/api${url}`, headers, ...(payload && { payload }) })
}

/** Another right, from before. */
function hold({ db }: TestApp, { id }: { id: string }, userId: string, scope: GrantScope): Promise<string> {
  return inTransaction(systemCtx(db, id), (ctx) => giveRight(ctx, userId, scope, null))
}

function coordinatorOf({ id }: { id: string }): GrantScope {
  return { role: 'coordinator', networkId: id }
}

const FIGURE = { class: 'all', year: 2024, value: '7,1', source: 'ATIH' }

const AUTHORISATION = {
  reference: 'a',
  legalBasis: 'b',
  dataProtectionOfficer: 'c',
  healthDataHost: 'd',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
}
