import { randomUUID } from 'node:crypto'
import t from 'tap'
import { browserOf } from '../support/app.js'
import { aMidwife } from '../support/birth-houses.js'
import { anAccount } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { apiOf, sendForm } from '../support/people.js'

type Scene = Awaited<ReturnType<typeof houseScene>>
type Line = { seen: string } & Record<string, unknown>

type Case = {
  name: string
  /** The page, where its form is sent, the door of the API, what it reads of the record. */
  open: (scene: Scene) => Promise<{ page: string; action: string; door: string; read: () => Promise<Line> }>
  writers: (scene: Scene) => Promise<Pick<Scene, 'browser' | 'colleagueBrowser'>>
  refusal: string
  /** What the colleague changes, what the other changes, how the page tells one from the other. */
  theirs: Record<string, string>
  hers: Record<string, string>
  cells: string[]
  kept: string[]
  /** What is read once she has decided. */
  saved: object
  body: object
}

const team = (scene: Scene) => async (): Promise<{ midwives: Line[]; staff: Line[] }> =>
  (await scene.midwife('GET', `/birth-houses/${scene.house.id}/team`)).json()

const STAFF = {
  occupation: 'Secrétaire',
  headcount: 1,
  fte: 1.5,
  missions: 'Accueil',
  startsOn: '2025-01-01',
}

const CASES: Case[] = [
  {
    name: 'the line of a midwife',
    open: async (scene) => {
      const { id } = await aMidwife(scene.db, scene.house)
      const action = `/maisons-de-naissance/${scene.house.id}/sages-femmes/${id}`
      const read = async () => (await team(scene)()).midwives[0]!
      return { page: action, action, door: `/birth-houses/${scene.house.id}/midwives/${id}`, read }
    },
    writers: async (scene) => scene,
    refusal: 'birth-house.edited-meanwhile',
    theirs: { fte: '0,5', role: 'support' },
    hers: { fte: '0,9', endsOn: '2026-12-31' },
    cells: ['0,50', '0,90', 'Appui', 'Suivi global', 'en cours', '31/12/2026'],
    kept: ['value="0,9"', 'value="2026-12-31"'],
    saved: { role: 'global', fte: 0.9, endsOn: '2026-12-31' },
    body: { role: 'support', fte: null, startsOn: '2024-02-01', endsOn: null },
  },
  {
    name: 'a line of the staff',
    open: async (scene) => {
      const house = `/birth-houses/${scene.house.id}`
      const { id } = (await scene.midwife('POST', `${house}/staff`, STAFF)).json<{ id: string }>()
      const action = `/maisons-de-naissance/${scene.house.id}/personnels/${id}`
      const read = async () => (await team(scene)()).staff[0]!
      return { page: action, action, door: `${house}/staff/${id}`, read }
    },
    writers: async (scene) => scene,
    refusal: 'birth-house.edited-meanwhile',
    theirs: { headcount: '2', missions: '' },
    hers: { headcount: '3', missions: 'Accueil et facturation' },
    cells: ['2', '3', 'non renseignées', 'Accueil et facturation'],
    kept: ['value="3"', 'Accueil et facturation</textarea>'],
    saved: { headcount: 3, missions: 'Accueil et facturation', fte: 1.5 },
    body: { ...STAFF, headcount: 4 },
  },
  {
    name: 'the reasons of a phase',
    open: async ({ coordinator }) => {
      const page = '/maisons-de-naissance/motifs'
      const read = async () => {
        const all = (await coordinator('GET', '/birth-transfer-reasons')).json<Line[]>()
        const reasons = all.filter(({ phase }) => phase === 'newborn')
        const labels = reasons.filter(({ isRetired }) => !isRetired).map(({ label }) => label)
        return { seen: reasons[0]!.seen, labels: labels.join(', ') }
      }
      return { page, action: `${page}/newborn`, door: '/birth-transfer-reasons/newborn', read }
    },
    writers: async ({ app, db, network, coordinatorBrowser }) => ({
      browser: coordinatorBrowser,
      colleagueBrowser: await browserOf(
        app,
        await anAccount(db, { role: 'coordinator', networkId: network.id }),
      ),
    }),
    refusal: 'register.edited-meanwhile',
    theirs: { label3: 'Ictère précoce', label6: 'Perte de poids', position6: '7' },
    hers: { label0: 'Détresse', label7: 'Hypothermie' },
    cells: [
      'Détresse respiratoire, rang 1',
      'Détresse, rang 1',
      'Ictère précoce, rang 4',
      'Ictère, rang 4',
      'absent de la liste',
      'Hypothermie, rang 7',
    ],
    kept: ['value="Détresse"', 'value="Hypothermie"', 'name="code6" value="perte-de-poids"'],
    saved: { labels: /^Détresse, .*Ictère, .*Hypothermie, Perte de poids, Autre motif$/ },
    body: { reasons: [{ code: null, label: 'Seul motif', position: 1, isRetired: false }] },
  },
]

for (const one of CASES) {
  t.test(`${one.name}: of two with the same form the second sees both versions, then decides`, async (t) => {
    const scene = await houseScene(t)
    const { page, action, read } = await one.open(scene)
    const { browser, colleagueBrowser } = await one.writers(scene)
    const opened = async (by: typeof browser) =>
      fieldsOf((await scene.app.inject({ url: page, headers: by.headers })).body, action)
    const [mine, theirs] = [await opened(browser), await opened(colleagueBrowser)]
    const send = (by: typeof browser, fields: Record<string, string>) =>
      sendForm(scene.test, by, action, { ...fields, _csrf: by.csrf })
    t.equal((await send(colleagueBrowser, { ...theirs, ...one.theirs })).statusCode, 303)
    const first = await read()
    const late = await send(browser, { ...mine, ...one.hers })
    t.equal(late.statusCode, 409)
    t.match(late.body, 'Les deux versions')
    t.match(late.body, 'Quelqu’un d’autre a enregistré pendant que vous écriviez.')
    for (const cell of one.cells) t.match(late.body, new RegExp(`<td[^>]*><span[^>]*>${cell}<`))
    for (const typed of one.kept) t.match(late.body, typed, 'nothing typed is lost')
    t.same(await read(), first, 'nothing is written')
    const { seen: _, ...blind } = fieldsOf(late.body, action)
    t.equal((await send(browser, blind)).statusCode, 409, 'a form that says nothing of what it showed')
    const again = fieldsOf(late.body, action)
    t.equal((await send(browser, again)).statusCode, 303, 'she has seen both, and decides')
    t.match(await read(), one.saved)
  })

  t.test(`${one.name}: a program says what it read, and is refused when it changed`, async (t) => {
    const scene = await houseScene(t)
    const { door, read } = await one.open(scene)
    const put = (more: object) => scene.coordinator('PUT', door, { ...one.body, ...more })
    const before = await read()
    t.equal((await put({})).statusCode, 400, 'it has to say')
    const both = await Promise.all([put({ seen: before.seen }), put({ seen: before.seen })])
    t.same(both.map(({ statusCode }) => statusCode).sort(), [204, 409], 'two at once: once')
    t.match((await put({ seen: before.seen })).json(), { type: `urn:problem:${one.refusal}` })
    const { seen } = await read()
    t.not(seen, before.seen)
    t.equal((await put({ seen })).statusCode, 204)
  })

  t.test(`${one.name}: a form sent by a double tap is done once, and is no conflict`, async (t) => {
    const scene = await houseScene(t)
    const { page, action } = await one.open(scene)
    const { browser } = await one.writers(scene)
    const fields = fieldsOf((await scene.app.inject({ url: page, headers: browser.headers })).body, action)
    const count = async () => (await scene.owner.query('select from audit_entries')).rowCount ?? 0
    const entries = await count()
    const send = () => sendForm(scene.test, browser, action, { ...fields, ...one.hers })
    const answers = [...(await Promise.all([send(), send()])), await send()]
    t.same(
      answers.map(({ statusCode }) => statusCode),
      [303, 303, 303],
    )
    t.equal(await count(), entries + 1, 'one trace')
    const other = await sendForm(scene.test, browser, action, {
      ...fields,
      ...one.hers,
      _key: randomUUID(),
    })
    t.equal(other.statusCode, 409, 'the control: under another key it comes too late')
  })
}

t.test('a criterion is ended once by a double tap', async (t) => {
  const { test, app, browser, owner } = await houseScene(t)
  const criterion = { label: 'Domicile proche', source: 'Charte', validFrom: '2026-01-01' }
  t.equal((await sendForm(test, browser, '/maison/criteres', criterion)).statusCode, 303)
  const page = (await app.inject({ url: '/maison/criteres', headers: browser.headers })).body
  const [, action = ''] = /action="(\/maison\/criteres\/[0-9a-f-]+\/fin)"/.exec(page) ?? []
  const send = () => sendForm(test, browser, action, fieldsOf(page, action))
  t.same(
    [await send(), await send()].map(({ statusCode }) => statusCode),
    [303, 303],
  )
  const { rows } = await owner.query("select from audit_entries where action = 'birth-register.criteria'")
  t.equal(rows.length, 2, 'added, ended')
})

t.test('the coordination reads by the API the reasons it words; nobody without a right does', async (t) => {
  const { test, db, network, coordinator, agency, referent } = await houseScene(t)
  for (const call of [coordinator, agency, referent])
    t.equal((await call('GET', '/birth-transfer-reasons')).statusCode, 200)
  const professional = await apiOf(test, await anAccount(db, { role: 'professional', networkId: network.id }))
  t.equal((await professional('GET', '/birth-transfer-reasons')).statusCode, 403)
})

/** What a browser would send of the form that goes to `action`, as the page stands. */
function fieldsOf(page: string, action: string): Record<string, string> {
  const from = page.indexOf(`action="${action}"`)
  if (from < 0) throw new Error(`no form goes to ${action}`)
  const form = page.slice(from, page.indexOf('</form>', from))
  const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/ type="(radio|checkbox)"/.test(tag) || / checked\b/.test(tag))
    .map((tag) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? ''])
  const areas = [...form.matchAll(/(<textarea\b[^>]*>)([^<]*)<\/textarea>/g)].map(
    ([, tag = '', text = '']) => [attribute(tag, 'name') ?? '', text],
  )
  return Object.fromEntries([...inputs, ...areas])
}
