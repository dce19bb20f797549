import type pg from 'pg'
import t, { type Test } from 'tap'
import { acceptWithIdentity } from '../../src/domains/accounts/acceptance.js'
import { offerByCommand } from '../../src/domains/accounts/invitations.js'
import { bearerOf, browserOf } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, PASSWORD } from '../support/builders.js'
import { heldTogether } from '../support/held-table.js'
import { NOW } from '../support/now.js'
import {
  apiOf,
  invitationToken,
  LONG_PASSWORD,
  latestToken,
  peopleTest,
  STRANGER,
  sendForm,
} from '../support/people.js'

const DAY = 86_400_000
const NEW_ACCOUNT = { name: 'Lise Martin', password: LONG_PASSWORD, confirmation: LONG_PASSWORD }
const LISE = { email: 'lise@exemple.test', name: 'Lise Martin' }

t.test(
  'an invitation is a row, a mail and a trace, and accepted it is an account with that right only',
  async (t) => {
    const { app, network, site, asCoordinator, owner, coordinator, clock } = await peopleTest(t)
    const sent = await asCoordinator('POST', '/invitations', {
      ...LISE,
      role: 'establishment',
      establishmentId: site.id,
    })
    t.equal(sent.statusCode, 201, sent.body)
    const { id, resent } = sent.json()
    t.equal(resent, false)
    const mail = (await owner.query('select * from mails')).rows
    t.match(mail, [
      {
        template: 'account-invitation',
        to_address: LISE.email,
        event: `invitation:${id}:1`,
        network_id: network.id,
      },
    ])
    t.match(mail[0].params.roleWords, site.name)
    t.notMatch(
      JSON.stringify(mail[0]),
      (await latestToken(owner, id)).split('.').at(-1),
      'no secret in the mail’s row',
    )
    t.match((await owner.query("select * from audit_entries where action = 'account.invite'")).rows, [
      {
        subject_id: id,
        actor_user_id: coordinator.userId,
        after: { role: 'establishment', scope: site.name },
      },
    ])

    const token = await latestToken(owner, id)
    const page = await app.inject({ url: `/invitation?jeton=${token}` })
    t.equal(page.statusCode, 200, page.body)
    for (const words of [network.name, site.name, 'Zoé Coordo', 'établissement']) t.match(page.body, words)
    t.equal(
      (await owner.query('select accepted_at from invitations')).rows[0].accepted_at,
      null,
      'looking does nothing',
    )

    clock.now = new Date(NOW.getTime() + DAY)
    const accepted = await app.inject({
      method: 'POST',
      url: '/api/invitation-acceptances',
      payload: { token, account: NEW_ACCOUNT },
    })
    t.equal(accepted.statusCode, 201, accepted.body)
    const { userId } = accepted.json()
    t.match((await owner.query('select * from role_grants where user_id = $1', [userId])).rows, [
      {
        role: 'establishment',
        network_id: network.id,
        establishment_id: site.id,
        territory_id: site.territoryId,
        granted_by: coordinator.userId,
      },
    ])
    const session = await app.inject({
      method: 'POST',
      url: '/api/sessions',
      payload: { email: LISE.email, password: LONG_PASSWORD },
    })
    t.equal(session.statusCode, 201, session.body)
    t.match(
      (await owner.query("select * from audit_entries where action = 'account.accept-invitation'")).rows,
      [{ subject_id: userId, actor_user_id: userId }],
    )
  },
)

t.test('the same offer waiting is sent again, not doubled, and the links sent before die', async (t) => {
  const { app, asAdmin, owner } = await peopleTest(t)
  const offer = { ...LISE, role: 'coordinator' }
  const first = (await asAdmin('POST', '/invitations', offer)).json()
  const old = await latestToken(owner, first.id)
  const second = (await asAdmin('POST', '/invitations', { ...offer, email: 'LISE@exemple.test' })).json()
  t.same(second, { id: first.id, resent: true })
  t.equal((await owner.query('select 1 from invitations')).rowCount, 1)
  t.equal((await owner.query('select 1 from mails')).rowCount, 2)
  t.equal((await app.inject({ url: `/invitation?jeton=${old}` })).statusCode, 410)
  t.equal(
    (await app.inject({ url: `/invitation?jeton=${await latestToken(owner, first.id)}` })).statusCode,
    200,
  )
  const other = (await asAdmin('POST', '/invitations', { ...offer, email: 'autre@exemple.test' })).json()
  t.not(other.id, first.id)
})

t.test('two identical invitations sent at once make one row', async (t) => {
  const { asAdmin, owner } = await peopleTest(t)
  const both = await Promise.all(
    [1, 2].map(() => asAdmin('POST', '/invitations', { ...LISE, role: 'admin' })),
  )
  t.same(
    both.map((one) => one.statusCode),
    [201, 201],
  )
  t.same(both.map((one) => one.json().resent).sort(), [false, true])
  t.equal((await owner.query('select 1 from invitations')).rowCount, 1)
})

t.test('of two browsers accepting at once, one wins', async (t) => {
  const { app, url, asAdmin, owner } = await peopleTest(t)
  const { id } = (await asAdmin('POST', '/invitations', { ...LISE, role: 'professional' })).json()
  const token = await latestToken(owner, id)
  const accept = () =>
    app.inject({
      method: 'POST',
      url: '/api/invitation-acceptances',
      payload: { token, account: NEW_ACCOUNT },
    })
  // Each has read that it is not accepted yet.
  const all = await heldTogether(url, 'invitations', [accept, accept, accept], undefined, 'writing')
  t.same(all.map((one) => one.statusCode).sort(), [201, 410, 410])
  t.equal((await owner.query('select 1 from users where email = $1', [LISE.email])).rowCount, 1)
  t.equal((await accept()).statusCode, 410, 'and once used it serves no more')
  // The control: with the row put back as not accepted, the same link serves again.
  await owner.query('update invitations set accepted_at = null, accepted_by = null')
  await owner.query("update users set email = 'ailleurs@exemple.test' where email = $1", [LISE.email])
  t.equal((await accept()).statusCode, 201)
})

t.test(
  'a link expired, cancelled, used, forged or of a lost inviter meets one and the same page',
  async (t) => {
    const { app, asAdmin, asCoordinator, owner, coordinator, clock } = await peopleTest(t)
    const invited = async (api: typeof asAdmin, email: string) =>
      (await api('POST', '/invitations', { email, name: 'Lise Martin', role: 'professional' })).json()
        .id as string
    const tokenOf = (id: string) => latestToken(owner, id)
    const open = (token: string) => app.inject({ url: `/invitation?jeton=${encodeURIComponent(token)}` })
    const kept = await invited(asAdmin, 'temoin@exemple.test')

    const cancelled = await invited(asAdmin, 'annulee@exemple.test')
    t.equal((await asAdmin('POST', `/invitations/${cancelled}/cancellation`)).statusCode, 204)
    const used = await invited(asAdmin, 'utilisee@exemple.test')
    await app.inject({
      method: 'POST',
      url: '/api/invitation-acceptances',
      payload: { token: await tokenOf(used), account: NEW_ACCOUNT },
    })
    const orphan = await invited(asCoordinator, 'orpheline@exemple.test')
    t.equal((await open(await tokenOf(orphan))).statusCode, 200, 'while the inviter holds her right')
    const right = await asAdmin('DELETE', `/people/${coordinator.userId}/rights/${coordinator.grantId}`)
    t.equal(right.statusCode, 204, right.body)

    const expiresAt = new Date(NOW.getTime() + 7 * DAY)
    const good = await tokenOf(kept)
    const dead = {
      cancelled: await tokenOf(cancelled),
      used: await tokenOf(used),
      'of a lost inviter': await tokenOf(orphan),
      unknown: invitationToken({ id: '5b1f7c3e-0000-4000-8000-000000000000', version: 1, expiresAt }),
      'of another sending': invitationToken({ id: kept, version: 2, expiresAt }),
      forged: good.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      'with a later date': good.replace(/\.\d{10}\./, '.2000000000.'),
      empty: '',
      absurd: '../../etc/passwd',
    }
    const bodies = new Set<string>()
    for (const [why, token] of Object.entries(dead)) {
      const response = await open(token)
      t.equal(response.statusCode, 410, why)
      bodies.add(response.body.replace(/<code>[^<]*<\/code>/g, '').replace(/nonce="[^"]*"/g, ''))
      const api = await app.inject({
        method: 'POST',
        url: '/api/invitation-acceptances',
        payload: { token: token || 'x', account: NEW_ACCOUNT },
      })
      t.equal(api.statusCode, 410, `${why}, as JSON`)
    }
    t.equal(bodies.size, 1, 'nothing tells them apart')
    t.match([...bodies][0], /ne peut plus servir/)
    t.equal((await open(good)).statusCode, 200, 'the control: the good link opens')
    clock.now = new Date(NOW.getTime() + 7 * DAY)
    t.equal((await open(good)).statusCode, 410, 'and ends on its seventh day')
    clock.now = NOW
    await owner.query('update role_grants set revoked_at = null where id = $1', [coordinator.grantId])
    t.equal(
      (await open(dead['of a lost inviter'])).statusCode,
      200,
      'the control: her right given back, her offer is worth something',
    )
    await owner.query('update users set deactivated_at = now() where id = $1', [coordinator.userId])
    t.equal((await open(dead['of a lost inviter'])).statusCode, 410, 'an account closed is a right lost')
  },
)

t.test('signed in, the right is added to the account of the session', async (t) => {
  const { test, app, asAdmin, owner, db } = await peopleTest(t)
  const elsewhere = await aNetwork(db)
  const person = await anAccount(db, { role: 'professional', networkId: elsewhere.id })
  const { id } = (await asAdmin('POST', '/invitations', { ...LISE, role: 'coordinator' })).json()
  const token = await latestToken(owner, id)
  const browser = await browserOf(app, person)
  const page = await app.inject({ url: `/invitation?jeton=${token}`, headers: browser.headers })
  t.match(page.body, 'Accepter avec ce compte')
  t.equal(
    (await sendForm(test, STRANGER, '/invitation/acceptation', { token })).statusCode,
    401,
    'nobody signed in',
  )
  const accepted = await sendForm(test, browser, '/invitation/acceptation', { token })
  t.equal(accepted.statusCode, 303, accepted.body)
  t.equal(accepted.headers.location, '/invitation/acceptee')
  t.same(
    (
      await owner.query('select role from role_grants where user_id = $1 order by role', [person.userId])
    ).rows.map((row) => row.role),
    ['coordinator', 'professional'],
  )
  t.equal((await owner.query('select 1 from users where email = $1', [LISE.email])).rowCount, 0)
})

t.test('a program accepts no invitation for its owner', async (t) => {
  const { app, asAdmin, owner, db, network } = await peopleTest(t)
  const person = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const session = await bearerOf(app, person)
  const key = { name: 'Tableur', permissions: ['network.read'], days: 30, currentPassword: PASSWORD }
  const made = await app.inject({ method: 'POST', url: '/api/tokens', headers: session, payload: key })
  const program = { authorization: `Bearer ${made.json().token}` }
  const { id } = (await asAdmin('POST', '/invitations', { ...LISE, role: 'coordinator' })).json()
  const accept = async (headers: Record<string, string>) => {
    const payload = { token: await latestToken(owner, id) }
    return app.inject({ method: 'POST', url: '/api/invitation-acceptances', headers, payload })
  }
  t.equal((await accept(program)).json().type, 'urn:problem:access.forbidden')
  t.not((await accept(session)).statusCode, 403, 'the control: in her session she is not refused so')
})

t.test('somebody whose address has an account signs in first, and only the link tells her so', async (t) => {
  const { test, app, asAdmin, owner, db } = await peopleTest(t)
  const elsewhere = await aNetwork(db)
  const { credentials } = await anAccount(db, { role: 'professional', networkId: elsewhere.id })
  const { id } = (
    await asAdmin('POST', '/invitations', { email: credentials.email, name: 'Lise', role: 'coordinator' })
  ).json()
  const token = await latestToken(owner, id)
  const page = await app.inject({ url: `/invitation?jeton=${token}` })
  t.match(page.body, 'Se connecter et revenir')
  t.notMatch(page.body, 'Ouvrir mon compte')
  const forced = await sendForm(test, STRANGER, '/invitation/compte', { token, ...NEW_ACCOUNT })
  t.equal(forced.statusCode, 409)
  t.match(forced.body, 'Un compte avec mot de passe existe déjà')
  t.equal(
    (await owner.query('select accepted_at from invitations')).rows[0].accepted_at,
    null,
    'the invitation still waits',
  )
})

t.test('who invites learns nothing of an address that has an account elsewhere', async (t) => {
  const { asAdmin, coordinator, db } = await peopleTest(t)
  const elsewhere = await aNetwork(db)
  const masked = (body: string) => body.replace(/[0-9a-f-]{36}/g, 'ID')
  const known = new Set<string>()
  const unknown = new Set<string>()
  for (let i = 0; i < 20; i += 1) {
    const { credentials } = await anAccount(db, { role: 'professional', networkId: elsewhere.id })
    const offer = { name: 'Lise', role: 'professional' }
    known.add(masked((await asAdmin('POST', '/invitations', { ...offer, email: credentials.email })).body))
    unknown.add(
      masked((await asAdmin('POST', '/invitations', { ...offer, email: `inconnue${i}@exemple.test` })).body),
    )
  }
  t.same([...known], [...unknown])
  t.equal(known.size, 1)
  // The control: the check sees a difference where there is one, for a right she can read in her own list.
  const own = await asAdmin('POST', '/invitations', {
    name: 'Zoé',
    role: 'coordinator',
    email: coordinator.credentials.email,
  })
  t.notOk(unknown.has(masked(own.body)))
  t.match(own.json(), { type: 'urn:problem:right.already-held' })
})

t.test('a weak password, or two that differ, come back in their field with what was typed', async (t) => {
  const { test, asAdmin, owner } = await peopleTest(t)
  const { id } = (await asAdmin('POST', '/invitations', { ...LISE, role: 'professional' })).json()
  const token = await latestToken(owner, id)
  for (const [fields, words] of [
    [{ password: 'court', confirmation: 'court' }, /champ-password-erreur/],
    [{ password: LONG_PASSWORD, confirmation: `${LONG_PASSWORD}!` }, /champ-confirmation-erreur/],
    [{ password: LONG_PASSWORD, confirmation: LONG_PASSWORD, name: '' }, /champ-name-erreur/],
  ] as const) {
    const response = await sendForm(test, STRANGER, '/invitation/compte', {
      token,
      name: 'Nom Gardé',
      ...fields,
    })
    t.equal(response.statusCode, 400)
    t.match(response.body, words)
    if (!('name' in fields)) t.match(response.body, 'Nom Gardé')
    t.notMatch(response.body, LONG_PASSWORD)
  }
  t.equal(
    (await sendForm(test, STRANGER, '/invitation/compte')).statusCode,
    410,
    'an empty form is a dead link, not a bug',
  )
  const opened = await sendForm(test, STRANGER, '/invitation/compte', { token, ...NEW_ACCOUNT })
  t.equal(opened.headers.location, '/invitation/acceptee?compte=nouveau', opened.body)
})

t.test('each role invites whom the table says, in her network, with a scope of her network', async (t) => {
  const { asAdmin, asCoordinator, owner, db, test } = await peopleTest(t)
  const foreign = await anEstablishment(db, await aNetwork(db))
  const offer = (role: string, more = {}) => ({ ...LISE, role, ...more })
  t.equal((await asCoordinator('POST', '/invitations', offer('admin'))).statusCode, 403)
  t.equal((await asCoordinator('POST', '/invitations', offer('coordinator'))).statusCode, 403)
  t.equal((await asAdmin('POST', '/invitations', offer('platform_admin'))).statusCode, 400)
  t.equal(
    (await asAdmin('POST', '/invitations', offer('establishment'))).statusCode,
    400,
    'the scope is missing',
  )
  t.equal(
    (await asAdmin('POST', '/invitations', offer('establishment', { establishmentId: foreign.id })))
      .statusCode,
    404,
  )
  t.equal(
    (
      await asAdmin(
        'POST',
        '/invitations',
        offer('antenna_coordinator', { territoryId: foreign.territoryId }),
      )
    ).statusCode,
    404,
  )
  t.equal(
    (await asAdmin('POST', `/invitations?networkId=${foreign.networkId}`, offer('admin'))).statusCode,
    404,
  )
  t.equal((await owner.query('select 1 from invitations')).rowCount, 0)
  t.equal((await owner.query('select 1 from mails')).rowCount, 0)

  const platform = await apiOf(test, await anAccount(db, { role: 'platform_admin' }))
  t.equal((await platform('POST', '/invitations', offer('admin'))).statusCode, 404, 'she says which network')
  t.equal(
    (await platform('POST', `/invitations?networkId=${foreign.networkId}`, offer('coordinator'))).statusCode,
    403,
  )
  const sent = await platform('POST', `/invitations?networkId=${foreign.networkId}`, offer('admin'))
  t.equal(sent.statusCode, 201, sent.body)
  const { rows } = await owner.query("select network_id from audit_entries where action = 'account.invite'")
  t.same(rows, [{ network_id: foreign.networkId }], 'the trace is in the journal of that network')
  const ars = await platform('POST', `/invitations?networkId=${foreign.networkId}`, offer('ars'))
  t.equal(ars.statusCode, 201, ars.body)
})

t.test('another network sees neither the invitation nor its acts', async (t) => {
  const { asAdmin, db, test } = await peopleTest(t)
  const other = await apiOf(
    test,
    await anAccount(db, { role: 'admin', networkId: (await aNetwork(db, { regionCode: '98' })).id }),
  )
  const { id } = (await asAdmin('POST', '/invitations', { ...LISE, role: 'ars' })).json()
  t.same((await other('GET', '/invitations')).json(), [])
  for (const act of ['resending', 'cancellation']) {
    t.equal((await other('POST', `/invitations/${id}/${act}`)).statusCode, 404)
  }
  const [mine] = (await asAdmin('GET', '/invitations')).json()
  t.match(mine, { id, role: 'ars', scope: 'Région fictive', invitedBy: 'Anne Admin', sendings: 1 })
  t.same(Object.keys(mine).sort(), [
    'email',
    'expiresAt',
    'id',
    'invitedAt',
    'invitedBy',
    'name',
    'role',
    'scope',
    'sendings',
  ])
})

t.test('a coordinator does not send again what only the administrator may offer', async (t) => {
  const { asAdmin, asCoordinator } = await peopleTest(t)
  const { id } = (await asAdmin('POST', '/invitations', { ...LISE, role: 'admin' })).json()
  for (const act of ['resending', 'cancellation']) {
    t.equal((await asCoordinator('POST', `/invitations/${id}/${act}`)).statusCode, 403)
  }
})

t.test('the pages invite, list, send again and cancel, without a script', async (t) => {
  const { test, app, adminBrowser, site, owner } = await peopleTest(t)
  const at = (url: string) => app.inject({ url, headers: adminBrowser.headers })
  t.match((await at('/comptes/invitations/nouvelle')).body, 'role=establishment')
  const form = await at('/comptes/invitations/nouvelle?role=establishment')
  t.match(form.body, site.name)
  const wrong = await sendForm(test, adminBrowser, '/comptes/invitations', {
    role: 'establishment',
    name: 'Lise',
    email: 'x',
    establishmentId: '',
  })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, /champ-email-erreur/)
  t.match(wrong.body, /champ-establishmentid-erreur/)
  t.match(wrong.body, 'value="Lise"')
  const lost = await sendForm(test, adminBrowser, '/comptes/invitations', {
    role: 'reine',
    name: 'Lise',
    email: LISE.email,
  })
  t.equal(lost.statusCode, 400)
  const sent = await sendForm(test, adminBrowser, '/comptes/invitations', {
    ...LISE,
    role: 'establishment',
    establishmentId: site.id,
  })
  t.equal(sent.headers.location, '/comptes/invitations?fait=invitee', sent.body)
  t.match((await at('/comptes/invitations?fait=invitee')).body, /encore 7.jours/)
  const { id } = (await owner.query('select id from invitations')).rows[0]
  t.equal((await sendForm(test, adminBrowser, `/comptes/invitations/${id}/renvoi`)).statusCode, 303)
  t.equal((await sendForm(test, adminBrowser, `/comptes/invitations/${id}/annulation`)).statusCode, 303)
  t.match((await at('/comptes/invitations')).body, 'Ici viendront les invitations')
  t.match(
    (await sendForm(test, adminBrowser, `/comptes/invitations/${id}/renvoi`)).body,
    'n’est plus en attente',
  )
})

t.test('a name cannot carry a message to the mailbox of a stranger', async (t) => {
  const { asAdmin } = await peopleTest(t)
  for (const name of [
    'Gagnez sur http://mal.test',
    'a@b.c',
    'x\r\nBcc: y',
    '<b>x</b>',
    '',
    'a'.repeat(201),
  ]) {
    t.equal(
      (await asAdmin('POST', '/invitations', { ...LISE, name, role: 'professional' })).statusCode,
      400,
      JSON.stringify(name),
    )
  }
  for (const name of ['Zoé Le Goff-d’Arc', "Anne-Lise O'Brien", 'Dr. Søren (DIM)']) {
    t.equal(
      (
        await asAdmin('POST', '/invitations', {
          ...LISE,
          email: `${name.length}@exemple.test`,
          name,
          role: 'professional',
        })
      ).statusCode,
      201,
      name,
    )
  }
})

/** How many mails an address got in the worst hour, six inviters of three networks pressing every three minutes. */
async function worstHour(t: Test, { limited }: { limited: boolean }) {
  const { db, owner, clock, test } = await peopleTest(t)
  const inviters = []
  for (let i = 0; i < 3; i += 1) {
    const network = await aNetwork(db)
    for (let j = 0; j < 2; j += 1) {
      inviters.push(await apiOf(test, await anAccount(db, { role: 'coordinator', networkId: network.id })))
    }
  }
  const codes = new Set<number>()
  for (let minute = 0; minute < 180; minute += 3) {
    clock.now = new Date(NOW.getTime() + minute * 60_000)
    if (!limited) await owner.query('delete from rate_buckets')
    await owner.query('update sessions set last_seen_at = $1', [clock.now])
    const inviter = inviters[(minute / 3) % inviters.length]!
    codes.add((await inviter('POST', '/invitations', { ...LISE, role: 'professional' })).statusCode)
  }
  const { rows } = await owner.query<{ created_at: Date }>('select created_at from mails order by created_at')
  const times = rows.map((row) => row.created_at.getTime())
  return {
    codes,
    worst: Math.max(
      ...times.map((start) => times.filter((at) => at >= start && at < start + 3600_000).length),
    ),
  }
}

t.test('a mailbox gets three invitations an hour at most, however many people invite it', async (t) => {
  const { codes, worst } = await worstHour(t, { limited: true })
  t.ok(worst <= 3, `${worst} mails in the worst hour`)
  t.same([...codes].sort(), [201, 429])
})

t.test('the control: with its count forgotten each time, the same mailbox gets many', async (t) => {
  const { worst } = await worstHour(t, { limited: false })
  t.ok(worst > 3, `${worst} mails in the worst hour`)
})

t.test('an inviter sends fifty invitations a day, then waits; those sent stay valid', async (t) => {
  const { asAdmin, clock } = await peopleTest(t)
  const send = async (i: number) =>
    (
      await asAdmin('POST', '/invitations', {
        name: 'Lise',
        email: `${i}@exemple.test`,
        role: 'professional',
      })
    ).statusCode
  const codes = []
  for (let i = 0; i < 52; i += 1) codes.push(await send(i))
  t.same(codes.filter((code) => code === 201).length, 50)
  t.same(codes.slice(50), [429, 429])
  clock.now = new Date(NOW.getTime() + 29 * 60_000)
  t.equal(await send(60), 201, 'one more after half an hour: nobody is locked out for good')
})

t.test('what a provider says of a person gives her no right: the invitation alone does', async (t) => {
  const { asAdmin, owner, db, network } = await peopleTest(t)
  const claims = {
    student: {
      SubjectRefPro: {
        exercices: [{ codeProfession: '60', codeCategorieProfessionnelle: 'E', activities: [] }],
      },
    },
    'without practice': {},
    'with two practices, one without FINESS': {
      SubjectRefPro: {
        exercices: [
          {
            codeProfession: '10',
            codeCategorieProfessionnelle: 'C',
            activities: [{ raisonSocialeSite: 'CH', numeroFinessSite: '' }, { raisonSocialeSite: 'Cabinet' }],
          },
        ],
      },
    },
    'who calls herself an administrator': {
      role: 'admin',
      roles: ['platform_admin'],
      network_id: network.id,
    },
  }
  for (const [who, said] of Object.entries(claims)) {
    const email = `${who.length}@exemple.test`
    const { id } = (
      await asAdmin('POST', '/invitations', { email, name: 'Lise', role: 'professional' })
    ).json()
    const identity = {
      provider: 'pro-sante-connect',
      issuer: 'https://psc.test',
      subject: who,
      claims: said,
    } as const
    const ctx = { db, actor: { role: 'public' }, now: NOW } as const
    const accepted = await acceptWithIdentity(ctx, { id, version: 1 }, identity, null)
    const { rows } = await owner.query('select role, network_id from role_grants where user_id = $1', [
      accepted.userId,
    ])
    t.same(rows, [{ role: 'professional', network_id: network.id }], who)
    t.equal(
      (await owner.query('select 1 from user_identities where user_id = $1', [accepted.userId])).rowCount,
      1,
    )
    await t.rejects(acceptWithIdentity(ctx, { id, version: 1 }, identity, accepted.userId), {
      code: 'invitation.dead',
    })
  }
})

t.test('the command line offers the first rights by a link, without a mail', async (t) => {
  const { app, owner, db, network, site } = await peopleTest(t)
  for (const scope of [
    { role: 'admin', networkId: network.id },
    { role: 'antenna_coordinator', networkId: network.id, territoryId: site.territoryId! },
    { role: 'ars', regionCode: network.regionCode },
    { role: 'platform_admin' },
  ] as const) {
    const email = `${scope.role}@exemple.test`
    const token = invitationToken(await offerByCommand(db, { email, name: 'Lise', scope }, NOW))
    t.match(
      (await app.inject({ url: `/invitation?jeton=${token}` })).body,
      'L’administration de la plateforme',
    )
    const accepted = await app.inject({
      method: 'POST',
      url: '/api/invitation-acceptances',
      payload: { token, account: NEW_ACCOUNT },
    })
    t.equal(accepted.statusCode, 201, accepted.body)
    const { rows } = await owner.query('select role from role_grants where user_id = $1', [
      accepted.json().userId,
    ])
    t.same(rows, [{ role: scope.role }])
  }
  t.equal((await owner.query('select 1 from mails')).rowCount, 0)
  const { rows } = await owner.query(
    "select after->>'role' as role, actor_role from audit_entries where action = 'account.invite' order by id",
  )
  t.same(
    rows,
    ['admin', 'antenna_coordinator', 'ars', 'platform_admin'].map((role) => ({ role, actor_role: 'system' })),
    'each offer has its trace',
  )
  const nowhere = { email: 'x@exemple.test', name: 'Lise', scope: { role: 'ars', regionCode: '00' } } as const
  await t.rejects(offerByCommand(db, nowhere, NOW), { code: 'account.no-network-in-region' })
})

t.test('an invitation deleted while its link is being opened is a dead link, not a breakdown', async (t) => {
  const { app, db, url, network } = await peopleTest(t)
  const scope = { role: 'ars', regionCode: network.regionCode } as const
  const offer = { email: LISE.email, name: LISE.name, scope }
  const token = invitationToken(await offerByCommand(db, offer, NOW))
  const open = async () => (await app.inject({ url: `/invitation?jeton=${token}` })).statusCode
  t.equal(await open(), 200, 'the control: while it is there')
  const forget = (owner: pg.Client) => owner.query('delete from invitations')
  t.same(await heldTogether(url, 'networks', [open], forget), [410])
})
