import { eq } from 'drizzle-orm'
import t from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { inTransaction } from '../../src/context.js'
import { birthHouses } from '../../src/domains/birth-houses/tables.js'
import { monthAfter, monthBefore, monthOf } from '../../src/domains/birth-registers/months.js'
import { askReturns } from '../../src/domains/birth-registers/returns.js'
import { mails } from '../../src/domains/mail/tables.js'
import { APP_SECRET } from '../support/app.js'
import { aTransfer } from '../support/birth-houses.js'
import { systemCtx } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { NOW } from '../support/now.js'
import { STRANGER, sendForm } from '../support/people.js'

type Scene = Awaited<ReturnType<typeof houseScene>>

const ask = ({ db, network }: Scene, now: Date) => askReturns(systemCtx(db, network.id, now))
const sentMails = ({ db, network }: Scene) =>
  inTransaction(systemCtx(db, network.id), (ctx) =>
    ctx.db.select().from(mails).where(eq(mails.template, 'birth-nil-return')),
  )

/** The link of the mail of a month, as the mail would carry it. */
async function linkOf({ owner, house }: Scene, month: string): Promise<string> {
  const { rows } = await owner.query(
    'select id, link_version from birth_house_monthly_returns where establishment_id = $1 and month = $2',
    [house.id, month],
  )
  return signLink(deriveKey(APP_SECRET, 'links'), {
    purpose: 'birth-nil-return',
    id: rows[0].id,
    version: rows[0].link_version,
    expiresAt: new Date(NOW.getTime() + 86_400_000),
  })
}

t.test(
  'in the first days of a month each midwife of a house that declared nothing is asked once, then reminded once',
  async (t) => {
    const scene = await houseScene(t)
    const { db, other } = scene
    await aTransfer(db, other, { decidedAt: new Date('2026-02-28T22:00:00Z') })
    await ask(scene, NOW)
    await ask(scene, NOW)
    await ask(scene, new Date('2026-03-03T09:00:00Z'))
    const first = await sentMails(scene)
    t.equal(first.length, 2, 'the two midwives of the one house that declared nothing')
    t.match(first[0]!.params, { month: '2026-02-01', isReminder: false })
    await ask(scene, new Date('2026-03-09T09:00:00Z'))
    await ask(scene, new Date('2026-03-20T09:00:00Z'))
    t.equal((await sentMails(scene)).length, 4, 'one reminder each')
    await ask(scene, new Date('2026-04-01T09:00:00Z'))
    t.same(
      (await sentMails(scene))
        .map(({ params }) => (params as { month: string }).month)
        .sort()
        .slice(-3),
      ['2026-03-01', '2026-03-01', '2026-03-01'],
      'the next month is asked of both houses',
    )
  },
)

t.test('a house that is not open yet, or was closed, is asked nothing', async (t) => {
  const scene = await houseScene(t)
  const { db, network, house, other } = scene
  await inTransaction(systemCtx(db, network.id), async (ctx) => {
    await ctx.db
      .update(birthHouses)
      .set({ openedOn: '2026-03-01' })
      .where(eq(birthHouses.establishmentId, house.id))
    await ctx.db
      .update(birthHouses)
      .set({ closedOn: '2026-01-31' })
      .where(eq(birthHouses.establishmentId, other.id))
  })
  await ask(scene, NOW)
  t.equal((await sentMails(scene)).length, 0)
})

t.test('the link shows, the button answers, once and without signing in', async (t) => {
  const scene = await houseScene(t)
  const { test, app, midwife, owner } = scene
  await ask(scene, NOW)
  const token = await linkOf(scene, '2026-02-01')
  const look = () => app.inject({ url: `/sans-transfert?jeton=${token}` })
  for (const _ of [1, 2]) t.match((await look()).body, 'Aucun transfert en février 2026')
  const state = async () =>
    (await midwife('GET', '/birth-monthly-returns')).json<
      { month: string; state: string; nilBy: string }[]
    >()[1]
  t.match(await state(), { month: '2026-02-01', state: 'awaited' }, 'looking answers nothing')
  const sent = await sendForm(test, STRANGER, '/sans-transfert', { token })
  t.equal(sent.statusCode, 303)
  t.match(await state(), { state: 'nil', nilBy: 'par le lien du courriel' })
  t.equal((await sendForm(test, STRANGER, '/sans-transfert', { token })).statusCode, 303, 'twice is once')
  t.match((await look()).body, 'C’est confirmé')
  const { rows } = await owner.query(
    "select count(*)::int as count from audit_entries where action = 'birth-transfer.nil'",
  )
  t.equal(rows[0].count, 1)
})

t.test('with a transfer declared meanwhile the link says so, and its button answers nothing', async (t) => {
  const scene = await houseScene(t)
  const { test, app, db, house, midwife } = scene
  await ask(scene, NOW)
  const token = await linkOf(scene, '2026-02-01')
  await aTransfer(db, house, { decidedAt: new Date('2026-02-10T10:00:00Z') })
  const page = await app.inject({ url: `/sans-transfert?jeton=${token}` })
  t.match(page.body, /1.transfert est déclaré en février 2026/)
  t.notMatch(page.body, '<button type="submit" class="button-engage">')
  t.equal((await sendForm(test, STRANGER, '/sans-transfert', { token })).statusCode, 409)
  const [, february] = (await midwife('GET', '/birth-monthly-returns')).json<object[]>()
  t.match(february, { state: 'declared', transfers: 1, nilAt: null })
})

t.test('a link that is not ours, ended, or of another purpose opens nothing', async (t) => {
  const scene = await houseScene(t)
  const { app, test } = scene
  await ask(scene, NOW)
  const token = await linkOf(scene, '2026-02-01')
  const id = token.split('.')[0]!
  const sign = (change: object) =>
    signLink(deriveKey(APP_SECRET, 'links'), {
      purpose: 'birth-nil-return',
      id,
      version: 1,
      expiresAt: new Date(NOW.getTime() + 1000),
      ...change,
    })
  const dead = [
    '',
    `${token.slice(0, -1)}x`,
    sign({ expiresAt: new Date(NOW.getTime() - 1000) }),
    sign({ purpose: 'invitation' }),
    sign({ id: crypto.randomUUID() }),
    sign({ version: 2 }),
  ]
  for (const jeton of dead) {
    t.equal((await app.inject({ url: `/sans-transfert?jeton=${jeton}` })).statusCode, 410)
    t.equal((await sendForm(test, STRANGER, '/sans-transfert', { token: jeton })).statusCode, 410)
  }
})

t.test(
  'signed in, a midwife answers for a month that is over, of her house alone; the network sees who has answered',
  async (t) => {
    const { test, app, midwife, neighbour, browser, coordinatorBrowser, house } = await houseScene(t)
    t.equal(
      (await midwife('POST', '/birth-monthly-returns/2026-03/nil')).statusCode,
      409,
      'not before it is over',
    )
    t.equal((await sendForm(test, browser, '/maison/mois/2026-02/neant')).statusCode, 303)
    t.equal((await midwife('POST', '/birth-monthly-returns/2026-01/nil')).statusCode, 204)
    const states = async (call: typeof midwife) =>
      (await call('GET', '/birth-monthly-returns'))
        .json<{ state: string }[]>()
        .slice(0, 4)
        .map(({ state }) => state)
    t.same(await states(midwife), ['going-on', 'nil', 'nil', 'awaited'])
    t.same(await states(neighbour), ['going-on', 'awaited', 'awaited', 'awaited'])
    const page = await app.inject({ url: '/maisons-de-naissance/mois', headers: coordinatorBrowser.headers })
    t.match(page.body, house.name)
    t.match(page.body, 'Sans transfert')
    t.notMatch(page.body, 'Zoé Sage')
  },
)

t.test('months follow each other over the end of a year', (t) => {
  t.equal(monthBefore('2026-01-01'), '2025-12-01')
  t.equal(monthAfter('2025-12-01'), '2026-01-01')
  t.equal(monthAfter('2026-01-01'), '2026-02-01')
  t.equal(monthAfter('2026-02-01'), '2026-03-01')
  t.equal(monthOf('2026-02-28'), '2026-02-01')
  t.end()
})
