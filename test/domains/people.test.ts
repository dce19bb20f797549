import pg from 'pg'
import t from 'tap'
import { browserOf } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment } from '../support/builders.js'
import { NOW } from '../support/now.js'
import { apiOf, peopleTest, sendForm } from '../support/people.js'

const UNKNOWN = '5b1f7c3e-0000-4000-8000-000000000000'
type Line = { id: string; name: string; rights: { role: string }[] }

t.test('the list finds a name without its accents, by role, in one’s own network only', async (t) => {
  const { asAdmin, network, site, db } = await peopleTest(t)
  const other = await aNetwork(db)
  await anAccount(db, { role: 'professional', networkId: other.id }, { name: 'Étrangère canari-51c2' })
  await anAccount(db, { role: 'professional', networkId: network.id }, { name: 'Éloïse Œuvrard' })
  await anAccount(
    db,
    { role: 'establishment', networkId: network.id, establishmentId: site.id },
    { name: 'Élodie 100%_' },
  )
  const names = async (query: string) =>
    (await asAdmin('GET', `/people${query}`)).json().people.map((person: Line) => person.name)
  t.same(
    await names(''),
    ['Anne Admin', 'Élodie 100%_', 'Éloïse Œuvrard', 'Zoé Coordo'],
    'accents do not change the order',
  )
  t.same(await names('?search=eloise'), ['Éloïse Œuvrard'])
  t.same(await names('?search=%C3%89LO'), ['Élodie 100%_', 'Éloïse Œuvrard'])
  t.same(await names('?search=100%25_'), ['Élodie 100%_'], 'signs of patterns are letters like others')
  t.same(await names('?search=%25'), ['Élodie 100%_'])
  t.same(await names('?role=establishment'), ['Élodie 100%_'])
  t.same(await names('?search=canari'), [])
  t.same(await names('?state=former'), [])
  t.equal((await asAdmin('GET', '/people?role=reine')).statusCode, 400)
  t.equal((await asAdmin('GET', `/people?networkId=${other.id}`)).statusCode, 404)
})

t.test(
  'a list goes by pages of twenty-five, and a right revoked between two of them closes the second',
  async (t) => {
    const { asAdmin, asCoordinator, coordinator, network, owner } = await peopleTest(t)
    await owner.query(
      `with new as (insert into users (email, name, created_at)
       select 'p' || i || '@exemple.test', 'Personne ' || lpad(i::text, 3, '0'), now() from generate_series(1, 60) i
       returning id)
     insert into role_grants (user_id, role, network_id, granted_at) select id, 'professional', $1, now() from new`,
      [network.id],
    )
    const page = async (number: number) => (await asCoordinator('GET', `/people?page=${number}`)).json()
    const pages = [await page(1), await page(2), await page(3)]
    t.same(
      pages.map(({ people }) => people.length),
      [25, 25, 12],
    )
    t.match(pages[0], { total: 62, page: 1, pageCount: 3 })
    t.equal(new Set(pages.flatMap(({ people }) => people.map((person: Line) => person.id))).size, 62)
    t.equal((await page(99)).page, 3, 'beyond the end is the end')
    t.equal((await asCoordinator('GET', '/people?page=0')).statusCode, 400)
    t.equal((await asCoordinator('GET', '/people?page=1')).statusCode, 200)
    await asAdmin('DELETE', `/people/${coordinator.userId}/rights/${coordinator.grantId}`)
    t.equal((await asCoordinator('GET', '/people?page=2')).statusCode, 401)
  },
)

t.test(
  'what the lists say of a person is what their schemas name, and nothing that opens a door',
  async (t) => {
    const { asAdmin, coordinator, owner } = await peopleTest(t)
    await owner.query(
      "update users set totp_secret = 'canari-totp', totp_confirmed_at = now() where id = $1",
      [coordinator.userId],
    )
    const list = await asAdmin('GET', '/people')
    const person = await asAdmin('GET', `/people/${coordinator.userId}`)
    t.same(Object.keys(list.json().people[0]).sort(), [
      'deactivatedAt',
      'email',
      'id',
      'lastSignInAt',
      'methods',
      'name',
      'rights',
    ])
    t.same(Object.keys(person.json()).sort(), [
      'deactivatedAt',
      'email',
      'hasSecondFactor',
      'id',
      'lastSignInAt',
      'methods',
      'name',
      'rights',
    ])
    t.match(person.json(), {
      hasSecondFactor: true,
      methods: ['password'],
      rights: [{ role: 'coordinator', grantedBy: null }],
    })
    for (const body of [list.body, person.body]) t.notMatch(body, /canari|argon|hash|secret"/i)
  },
)

t.test('somebody who never had a right here does not exist here', async (t) => {
  const { app, asAdmin, adminBrowser, db, network, owner, test } = await peopleTest(t)
  const other = await aNetwork(db)
  const stranger = await anAccount(db, { role: 'professional', networkId: other.id })
  const masked = (body: string) =>
    body
      .replaceAll(/req-\w+/g, '')
      .replaceAll(/nonce="[^"]*"/g, '')
      .replaceAll(/[0-9a-f-]{36}/g, '')
  const compared = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: (id: string, right: string) => string,
    body?: object,
  ) => {
    const foreign = await asAdmin(method, path(stranger.userId, stranger.grantId), body)
    const absent = await asAdmin(method, path(UNKNOWN, UNKNOWN), body)
    t.equal(absent.statusCode, 404)
    const isSame = foreign.statusCode === 404 && masked(foreign.body) === masked(absent.body)
    return { door: `${method} ${path(':id', ':right')}`, isSame }
  }
  const everyDoor = async () => [
    await compared('GET', (id) => `/people/${id}`),
    await compared('POST', (id) => `/people/${id}/rights`, { role: 'professional' }),
    await compared('DELETE', (id) => `/people/${id}/second-factor`),
    await compared('DELETE', (id, right) => `/people/${id}/rights/${right}`),
    await compared('POST', (id, right) => `/people/${id}/rights/${right}/restoration`),
    await compared('POST', (id) => `/people/${id}/deactivation`),
    await compared('POST', (id) => `/people/${id}/reactivation`),
  ]
  for (const { door, isSame } of await everyDoor()) t.ok(isSame, door)
  const [page, none] = await Promise.all(
    [stranger.userId, UNKNOWN].map((id) =>
      app.inject({ url: `/comptes/${id}`, headers: adminBrowser.headers }),
    ),
  )
  t.equal(page!.statusCode, 404)
  t.equal(masked(page!.body), masked(none!.body))
  t.equal((await sendForm(test, adminBrowser, `/comptes/${stranger.userId}/desactivation`)).statusCode, 404)

  // The control: once her right is one of this network, each of the same comparisons tells her from nobody.
  await owner.query('update role_grants set network_id = $1 where id = $2', [network.id, stranger.grantId])
  for (const { door, isSame } of await everyDoor()) t.notOk(isSame, `${door}, the control`)
})

t.test('an antenna’s coordinator reads the people of her territory, and changes nothing', async (t) => {
  const { app, db, network, site, coordinator, test } = await peopleTest(t)
  const elsewhere = await anEstablishment(db, network)
  const near = await anAccount(
    db,
    { role: 'establishment', networkId: network.id, establishmentId: site.id },
    { name: 'Près' },
  )
  const far = await anAccount(
    db,
    { role: 'establishment', networkId: network.id, establishmentId: elsewhere.id },
    { name: 'Loin' },
  )
  const account = await anAccount(
    db,
    { role: 'antenna_coordinator', networkId: network.id, territoryId: site.territoryId! },
    { name: 'Antenne' },
  )
  const antenna = await apiOf(test, account)
  t.same(
    (await antenna('GET', '/people')).json().people.map((person: Line) => person.name),
    ['Antenne', 'Près'],
  )
  t.equal((await antenna('GET', `/people/${near.userId}`)).statusCode, 200)
  t.equal((await antenna('GET', `/people/${far.userId}`)).statusCode, 404)
  t.equal((await antenna('GET', `/people/${coordinator.userId}`)).statusCode, 404)
  t.equal((await antenna('DELETE', `/people/${near.userId}/rights/${near.grantId}`)).statusCode, 403)
  t.equal((await antenna('GET', '/invitations')).statusCode, 403)
  const page = await app.inject({
    url: `/comptes/${near.userId}`,
    headers: (await browserOf(app, account)).headers,
  })
  t.equal(page.statusCode, 200)
  t.notMatch(page.body, 'Retirer')
})

t.test('the health agency, an establishment and a professional see nobody’s rights', async (t) => {
  const { db, network, site, test } = await peopleTest(t)
  for (const grant of [
    { role: 'ars', regionCode: network.regionCode },
    { role: 'establishment', networkId: network.id, establishmentId: site.id },
    { role: 'professional', networkId: network.id },
  ] as const) {
    const api = await apiOf(test, await anAccount(db, grant))
    t.equal((await api('GET', '/people')).statusCode, 403, grant.role)
    t.equal((await api('GET', '/platform/networks')).statusCode, 403, grant.role)
  }
})

t.test('a right is given, taken away and given back, with its history and its traces', async (t) => {
  const { asAdmin, db, network, site, owner, admin } = await peopleTest(t)
  const person = await anAccount(db, { role: 'professional', networkId: network.id }, { name: 'Lise' })
  const rights = `/people/${person.userId}/rights`
  const given = await asAdmin('POST', rights, { role: 'establishment', establishmentId: site.id })
  t.equal(given.statusCode, 201, given.body)
  t.equal(
    (await asAdmin('POST', rights, { role: 'establishment', establishmentId: site.id })).statusCode,
    409,
    'not twice',
  )
  const { id } = given.json()
  t.equal((await asAdmin('DELETE', `${rights}/${id}`)).statusCode, 204)
  t.equal((await asAdmin('DELETE', `${rights}/${id}`)).statusCode, 404, 'it is no longer there to take')
  const restored = await asAdmin('POST', `${rights}/${id}/restoration`)
  t.equal(restored.statusCode, 201, restored.body)
  t.equal((await asAdmin('POST', `${rights}/${id}/restoration`)).statusCode, 409)
  const history = (await asAdmin('GET', `/people/${person.userId}`)).json().rights as { id: string }[]
  t.equal(history.length, 3)
  t.match(
    history.find((right) => right.id === restored.json().id),
    { scope: site.name, revokedAt: null, grantedBy: 'Anne Admin' },
  )
  t.match(
    history.at(-1),
    { id, revokedAt: NOW.toISOString(), revokedBy: 'Anne Admin' },
    'what was taken away comes last',
  )
  const { rows } = await owner.query(
    'select action, before, after from audit_entries where subject_id = $1 and actor_user_id = $2 order by id',
    [person.userId, admin.userId],
  )
  const facts = { role: 'establishment', scope: site.name }
  t.same(rows, [
    { action: 'account.grant', before: null, after: facts },
    { action: 'account.revoke', before: facts, after: null },
    { action: 'account.grant', before: null, after: facts },
  ])
  t.equal(
    (await owner.query('select territory_id from role_grants where id = $1', [restored.json().id])).rows[0]
      .territory_id,
    site.territoryId,
  )
})

t.test('the same acts by the forms of the person’s page', async (t) => {
  const { app, db, network, site, coordinatorBrowser, test } = await peopleTest(t)
  const house = await anEstablishment(db, network, { kind: 'birth-house' })
  const person = await anAccount(db, { role: 'professional', networkId: network.id }, { name: 'Lise' })
  const at = (path: string) => app.inject({ url: `/comptes${path}`, headers: coordinatorBrowser.headers })
  const send = (path: string, fields = {}) =>
    sendForm(test, coordinatorBrowser, `/comptes/${person.userId}/${path}`, fields)
  t.match((await at(`/${person.userId}/droits/nouveau?role=establishment`)).body, site.name)
  const blank = await send('droits', { role: 'establishment', establishmentId: '' })
  t.equal(blank.statusCode, 400)
  t.match(blank.body, /Choisissez un établissement dans la liste/)
  t.equal((await send('droits', { role: 'coordinator' })).statusCode, 403, 'not hers to give')
  t.equal(
    (await send('droits', { role: 'establishment', establishmentId: site.id })).headers.location,
    `/comptes/${person.userId}?fait=donne`,
  )
  t.match((await send('droits', { role: 'establishment', establishmentId: site.id })).body, 'a déjà ce droit')
  t.equal(
    (await send(`droits/${person.grantId}/retrait`)).headers.location,
    `/comptes/${person.userId}?fait=retire`,
  )
  t.match((await at(`/${person.userId}?fait=retire`)).body, /Rétablir/)
  t.equal((await send(`droits/${person.grantId}/retablissement`)).statusCode, 303)
  t.notMatch((await at(`/${person.userId}`)).body, /Rétablir</, 'once given back it is not offered again')
  t.equal((await send('desactivation')).headers.location, `/comptes/${person.userId}?fait=desactive`)
  t.match((await at('?etat=former')).body, 'Lise')
  t.notMatch((await at('')).body, 'Lise')
  const late = await send('droits', { role: 'birth_house', establishmentId: house.id })
  t.equal(late.statusCode, 409)
  t.match(late.body, /Ce compte est désactivé/, 'a closed account gets no right')
  t.equal((await send('reactivation')).statusCode, 303)
  t.match((await at('')).body, 'Lise')
  const csv = await app.inject({ url: '/comptes.csv?q=lise', headers: coordinatorBrowser.headers })
  t.match(csv.headers['content-type'], 'text/csv')
  t.match(csv.body, /Lise;[^;]+;professionnel;/)
})

t.test('the last administrator stays, even when two remove each other at once', async (t) => {
  const { test, db, asAdmin, admin, network, owner } = await peopleTest(t)
  t.equal(
    (await asAdmin('DELETE', `/people/${admin.userId}/rights/${admin.grantId}`)).json().type,
    'urn:problem:right.own-administration',
  )
  t.equal(
    (await asAdmin('POST', `/people/${admin.userId}/deactivation`)).json().type,
    'urn:problem:account.own-closing',
  )
  const second = await anAccount(db, { role: 'admin', networkId: network.id })
  const asSecond = await apiOf(test, second)
  const left = async () =>
    (
      await owner.query(
        "select 1 from role_grants g join users u on u.id = g.user_id where g.role = 'admin' and g.revoked_at is null and u.deactivated_at is null",
      )
    ).rowCount
  const races = [
    [
      () => asAdmin('DELETE', `/people/${second.userId}/rights/${second.grantId}`),
      () => asSecond('DELETE', `/people/${admin.userId}/rights/${admin.grantId}`),
    ],
    [
      () => asAdmin('POST', `/people/${second.userId}/deactivation`),
      () => asSecond('POST', `/people/${admin.userId}/deactivation`),
    ],
  ] as const
  const putBack = () =>
    owner.query(
      'update role_grants set revoked_at = null; update users set deactivated_at = null; update sessions set revoked_at = null',
    )
  for (const [first, other] of races) {
    const both = await Promise.all([first(), other()])
    t.equal(both.filter((one) => one.statusCode < 300).length, 1, both.map((one) => one.body).join())
    t.equal(await left(), 1)
    await putBack()
  }
  for (const [first, other] of races) {
    const both = await withoutTheLock(() => Promise.all([first(), other()]))
    t.ok(both.every((one) => one.statusCode < 300))
    t.equal(await left(), 0, 'the control: counted without the lock, each sees the other and nobody is left')
    await putBack()
  }
  // Nor is it a matter of numbers: the platform may remove the last one, which the network’s own may not.
  await owner.query('update users set deactivated_at = now() where id = $1', [admin.userId])
  const platform = await apiOf(test, await anAccount(db, { role: 'platform_admin' }))
  const asPlatform = await platform(
    'DELETE',
    `/people/${second.userId}/rights/${second.grantId}?networkId=${network.id}`,
  )
  t.equal(asPlatform.statusCode, 204)
})

const LOCK = / for no key update$/

/** Takes the lock out of what two acts send to the database, and lets neither go on before both have counted. */
async function withoutTheLock<Result>(work: () => Promise<Result>): Promise<Result> {
  const query = pg.Client.prototype.query
  let counted = 0
  let bothCounted = () => {}
  const meeting = new Promise<void>((resolve) => {
    bothCounted = resolve
  })
  const send = query as (this: pg.Client, ...args: unknown[]) => unknown
  const unlocked = async (client: pg.Client, config: pg.QueryConfig, rest: unknown[]) => {
    const result = await send.call(client, { ...config, text: config.text.replace(LOCK, '') }, ...rest)
    counted += 1
    if (counted === 2) bothCounted()
    await meeting
    return result
  }
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, config: unknown, ...rest: unknown[]) {
      return isLocking(config) ? unlocked(this, config, rest) : send.call(this, config, ...rest)
    },
  })
  try {
    return await work()
  } finally {
    Object.assign(pg.Client.prototype, { query })
  }
}

function isLocking(config: unknown): config is pg.QueryConfig {
  return typeof config === 'object' && config !== null && 'text' in config && LOCK.test(String(config.text))
}

t.test('somebody who works in two networks loses in one what depends on it', async (t) => {
  const { asAdmin, asCoordinator, db, network, owner } = await peopleTest(t)
  const other = await aNetwork(db)
  const person = await anAccount(db, { role: 'professional', networkId: network.id })
  const [{ id: elsewhere }] = (
    await owner.query(
      "insert into role_grants (user_id, role, network_id, granted_at) values ($1, 'coordinator', $2, now()) returning id",
      [person.userId, other.id],
    )
  ).rows as [{ id: string }]
  t.equal(
    (await asAdmin('DELETE', `/people/${person.userId}/second-factor`)).json().type,
    'urn:problem:account.not-yours',
  )
  t.same((await asCoordinator('POST', `/people/${person.userId}/deactivation`)).json(), {
    closed: 'rights-here',
  })
  const { rows } = await owner.query('select id, revoked_at from role_grants where user_id = $1', [
    person.userId,
  ])
  t.same(
    rows.filter((row) => row.revoked_at === null).map((row) => row.id),
    [elsewhere],
  )
  t.equal(
    (await owner.query('select deactivated_at from users where id = $1', [person.userId])).rows[0]
      .deactivated_at,
    null,
  )
  t.equal(
    (await asAdmin('DELETE', `/people/${person.userId}/rights/${elsewhere}`)).statusCode,
    404,
    'the other network’s right is out of sight',
  )
  t.same(
    (await asAdmin('GET', `/people/${person.userId}`)).json().rights.map((right: { id: string }) => right.id),
    [person.grantId],
  )
})

t.test('a coordinator cannot close, open again, weaken or demote somebody above her', async (t) => {
  const { asCoordinator, admin, owner } = await peopleTest(t)
  const { userId, grantId } = admin
  t.equal(
    (await asCoordinator('POST', `/people/${userId}/deactivation`)).json().type,
    'urn:problem:account.not-yours',
  )
  t.equal(
    (await asCoordinator('DELETE', `/people/${userId}/second-factor`)).json().type,
    'urn:problem:account.not-yours',
  )
  t.equal(
    (await asCoordinator('DELETE', `/people/${userId}/rights/${grantId}`)).json().type,
    'urn:problem:right.not-yours',
  )
  t.equal(
    (await asCoordinator('POST', `/people/${userId}/rights`, { role: 'coordinator' })).json().type,
    'urn:problem:right.not-yours',
  )
  await owner.query('update users set deactivated_at = now() where id = $1', [userId])
  t.equal(
    (await asCoordinator('POST', `/people/${userId}/reactivation`)).json().type,
    'urn:problem:account.not-yours',
  )
})

t.test('an administrator takes away a lost second factor, and nobody else’s', async (t) => {
  const { asAdmin, coordinator, owner } = await peopleTest(t)
  await owner.query("update users set totp_secret = 'x', totp_confirmed_at = now() where id = $1", [
    coordinator.userId,
  ])
  t.equal((await asAdmin('DELETE', `/people/${coordinator.userId}/second-factor`)).statusCode, 204)
  t.same((await owner.query('select totp_secret from users where totp_secret is not null')).rows, [])
})

t.test('the platform sees who administers each network, and opens one at a time', async (t) => {
  const { app, db, network, test, owner } = await peopleTest(t)
  const orphan = await aNetwork(db, { name: 'Zone sans administration' })
  const account = await anAccount(db, { role: 'platform_admin' })
  const api = await apiOf(test, account)
  await owner.query('update users set last_sign_in_at = null')
  t.match((await api('GET', '/platform/networks')).json(), [
    { id: network.id, administrators: 1, lastSignInAt: null },
    { id: orphan.id, administrators: 0 },
  ])
  const { headers } = await browserOf(app, account)
  t.equal((await app.inject({ url: '/comptes', headers })).headers.location, '/plateforme')
  t.match((await app.inject({ url: '/plateforme', headers })).body, 'dont 1 sans administration')
  const opened = await app.inject({ url: `/comptes?reseau=${network.id}`, headers })
  t.match(opened.body, 'Anne Admin')
  t.match(opened.body, `reseau=${network.id}`)
  t.equal((await app.inject({ url: `/comptes?reseau=${UNKNOWN}`, headers })).statusCode, 404)
  t.equal((await api('GET', '/establishments')).statusCode, 403, 'no content of a network')
})
