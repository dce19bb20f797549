import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import root from 'tap'
import { testApp } from '../support/app.js'
import { byChance } from '../support/by-chance.js'
import {
  acceptableBody,
  addressOf,
  ask,
  changesState,
  type Door,
  isApi,
  type Persona,
  personasOf,
} from '../support/doors.js'
import { CANARY, HOSTILE_TEXTS, LIVE_MARKUP, plantHostileTexts } from '../support/hostile-markup.js'
import { jsonSchemaOf } from '../support/samples.js'
import { twoNetworks, type World } from '../support/two-networks.js'
import { browserTest } from './chromium.js'
import { once } from './shared.js'

const seed = Number(process.env.HOSTILE_SEED ?? Math.trunc(Math.random() * 1e6))

/** An answer the browser is given as it left the application, with its headers. */
type Shown = { door: Door; url: string; status: number; headers: Record<string, string>; body: string }

/** What the browser says of a field for a date that is given something else. */
const NO_DATE = /^The specified value .* does not conform to the required format/s

/** A network whose every text is hostile, and its people. */
const stageOf = once(async () => {
  const { app, db, url } = await testApp(root)
  const world = await twoNetworks(db)
  const planted = await plantHostileTexts(url, world.mine)
  const personas = (await personasOf(app, db, world.mine)).filter(
    ({ account, name }) => account && name !== 'a token for one thing',
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, world, planted, personas, address: `http://127.0.0.1:${port}` }
})

browserTest('whatever is written in every text of a network, its pages run nothing', async (t, open) => {
  const { app, world, planted, personas, address } = await stageOf()
  t.comment(
    `HOSTILE_SEED=${seed}; ${HOSTILE_TEXTS.length} texts in ${planted.filled.length} columns; refused by ${planted.refused.join(', ') || 'none'}`,
  )
  t.ok(planted.filled.length > 100)
  const pages = app.doors.filter((door) => door.method === 'GET' && !isApi(door))
  const answers = await answersTo(pages, personas, world, (door, url, persona) =>
    ask(app, door, { persona, url }),
  )
  const texts = await lookAt(await open(), address, answers, (found) => t.same(found, []))
  t.comment(`${answers.length} pages, ${texts} with a hostile text`)
  t.ok(texts > answers.length / 2, 'most pages show some of them')
})

browserTest(
  'whatever is typed in a form, the page that gives it back runs nothing',
  async (t, open) => {
    const { app, world, personas, address } = await stageOf()
    const forms = app.doors.filter((door) => changesState(door) && !isApi(door) && door.schema.body)
    const answers = await answersTo(forms, personas, world, (door, url, persona) =>
      ask(app, door, { persona, url, body: hostileBody(door) }),
    )
    const texts = await lookAt(await open(), address, answers, (found) => t.same(found, []))
    t.comment(`${answers.length} forms given back, ${texts} with a hostile text`)
    t.ok(texts > answers.length / 2)
  },
  { provoked: NO_DATE },
)

browserTest(
  'the control: a page that writes one of these texts raw is seen',
  async (t, open) => {
    const { app, world, personas, address } = await stageOf()
    const door = app.doors.find(({ method, url }) => method === 'GET' && url === '/maternites')!
    const [answer] = await answersTo([door], personas, world, (door, url, persona) =>
      ask(app, door, { persona, url }),
    )
    const raw = { ...answer!, body: answer!.body.replaceAll('&lt;', '<').replaceAll('&quot;', '"') }
    const seen: string[] = []
    await lookAt(await open(), address, [raw], (found) => seen.push(...found))
    t.ok(seen.length > 0, `${seen.length} elements made of texts`)
  },
  { faulty: [/Content Security Policy/] },
)

/**
 * Of each door, what somebody who may pass it is answered as a page: the first answer that shows one of these texts,
 * people being asked in another order at each door; else the last.
 */
async function answersTo(
  doors: readonly Door[],
  personas: readonly Persona[],
  world: World,
  send: (door: Door, url: string, persona: Persona) => ReturnType<typeof ask>,
): Promise<Shown[]> {
  const answers: Shown[] = []
  for (const [rank, door] of someOf(doors).entries()) {
    const holders = byChance(
      personas.filter((persona) => persona.holds(door.permission)),
      seed + rank,
    )
    let last: Shown | null = null
    for (const persona of holders.slice(0, MOST_ASKED)) {
      const url = addressOf(door, 'own', world, persona)
      const response = url === null ? null : await send(door, url, persona)
      if (!response || !/html/.test(String(response.headers['content-type'] ?? ''))) continue
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
      )
      last = { door, url: url!, status: response.statusCode, headers, body: response.body }
      if (hostileIn(last.body) > 0) break
    }
    if (last) answers.push(last)
  }
  return answers
}

/** `HOSTILE_DOORS=all` tries them all; else some by chance, other ones each day. */
function someOf(doors: readonly Door[]): Door[] {
  const tried = byChance(
    doors.filter(({ url }) => !ENDS_THE_SESSION.test(url)),
    seed,
  )
  return process.env.HOSTILE_DOORS === 'all' ? tried : tried.slice(0, EVERY_DAY)
}

const EVERY_DAY = 12
const MOST_ASKED = 3
const ENDS_THE_SESSION = /deconnexion|sessions/

function hostileIn(body: string): number {
  return body.split(/alert\(1\)|ailleurs\.example|x-canari/).length - 1
}

/** Opens each answer at its own address; returns how many show a hostile text. */
async function lookAt(
  page: Page,
  address: string,
  answers: readonly Shown[],
  judge: (found: string[]) => void,
): Promise<number> {
  let current: Shown | undefined
  await page.route('**/*', (route) =>
    current && route.request().isNavigationRequest()
      ? route.fulfill({ status: current.status, headers: current.headers, body: current.body })
      : route.continue(),
  )
  let texts = 0
  for (const answer of answers) {
    current = answer
    await page.goto(`${address}${answer.url}`, { waitUntil: 'load' })
    const found = await liveMarkup(page)
    judge(found.map((one) => `${answer.door.method} ${answer.door.url}: ${one}`))
    if (hostileIn(answer.body) > 0) texts += 1
  }
  return texts
}

/** What of a page was made of texts; one of them may take the reader elsewhere before she looks. */
async function liveMarkup(page: Page): Promise<string[]> {
  try {
    return await page.evaluate(
      (selector) => Array.from(document.querySelectorAll(selector), (one) => one.outerHTML.slice(0, 200)),
      LIVE_MARKUP,
    )
  } catch (error) {
    if (error instanceof Error && /context was destroyed/.test(error.message)) return ['it leads elsewhere']
    throw error
  }
}

/** A body of this door whose every text is hostile: most are refused, and given back. */
function hostileBody(door: Door): Record<string, unknown> {
  const accepted = (acceptableBody(door) ?? {}) as Record<string, unknown>
  const names = Object.keys(jsonSchemaOf(door.schema.body)?.properties ?? {})
  return Object.fromEntries(
    names.map((name, rank) => {
      const value = accepted[name]
      const text = `"><${CANARY}>${HOSTILE_TEXTS[rank % HOSTILE_TEXTS.length]}`
      return [name, value === undefined || typeof value === 'string' ? text : value]
    }),
  )
}
