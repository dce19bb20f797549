// Search in a directory through real HTTP, 20 clients at once: the API as the coordination and as anybody, every kind of
// question in turn (a name, a misspelling, a profession around a commune, filters, nothing typed). The server is a
// process of its own, with the settings of « npm start ». Two loads: clients who ask again at once, and clients who take a
// second between two questions, half a second more or less, by chance: with intervals that only looked irregular, three
// questions in ten met three others or more, where one in a hundred does when nobody knows of the others.
// The default size is the most an import of the national file (2.3 million lines) leaves for a region: 60,000 people, with
// one card for the audiences that know the same. Reference, in the same run and under the same load: a route that does nothing.
// Budget: 20 ms at the 99th percentile.
//   node src/cli/run.mjs bench/directory-search.ts [people] [seconds] [clients]
//                                     (or DIRECTORY_PEOPLE, DIRECTORY_SECONDS, DIRECTORY_CLIENTS)
import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { nameOf } from './support/directory.js'
import type { Served } from './support/directory-serving.js'
import { sayIdleMemory } from './support/idle-memory.js'
import { numberArgument, percentile, say, sayMachine } from './support/measuring.js'
import { withServedDirectory } from './support/served-directory.js'

const people = numberArgument(1, 60_000, 'DIRECTORY_PEOPLE')
const seconds = numberArgument(2, 20, 'DIRECTORY_SECONDS')
const clients = numberArgument(3, 20, 'DIRECTORY_CLIENTS')
const WARM_UP_SECONDS = 3
const THINKING_MILLISECONDS = 1000
const agent = new http.Agent({ keepAlive: true, maxSockets: clients })
const TOWNS = ['Bourg-en-Bresse', 'Grenoble', 'Annecy', 'Vichy', 'Montluçon', 'Le Puy-en-Velay', 'Roanne']

/** One question of each kind, on other words each time. */
const QUESTIONS: Record<string, (turn: number) => Record<string, string>> = {
  name: (turn) => ({ search: nameOf(turn % people) }),
  'start of a name': (turn) => ({ search: nameOf(turn % people).slice(0, 5) }),
  misspelling: (turn) => ({ search: misspelt(nameOf(turn % people)) }),
  'profession around a commune': (turn) => ({ search: 'sage-femme', near: townOf(turn), within: '20' }),
  'accessible around a commune': (turn) => ({ accessibility: 'motor', near: townOf(turn), within: '10' }),
  'language and offer': () => ({ search: 'échographie', language: 'fsl' }),
  'a commune alone': (turn) => ({ near: townOf(turn), within: '50' }),
  'nothing typed': (turn) => ({ page: String((turn % 20) + 1) }),
}

try {
  await withServedDirectory(people, clients, measure)
} finally {
  agent.destroy()
}

async function measure(served: Served): Promise<void> {
  await load(WARM_UP_SECONDS, 0, (turn, rank) => question(served, turn, rank))
  const emptyRoute = (_: number, rank: number) => ({
    localAddress: addressOf(rank),
    kind: 'nothing',
    url: `${served.address}/health/live`,
  })
  const nothing = await load(seconds / 4, 0, emptyRoute)
  const pressed = await load(seconds, 0, (turn, rank) => question(served, turn, rank))
  const thinking = await load(seconds, THINKING_MILLISECONDS, (turn, rank) => question(served, turn, rank))
  const restedNothing = await load(seconds / 2, THINKING_MILLISECONDS, emptyRoute)
  sayMachine()
  await sayIdleMemory()
  say(`${people} people, ${clients} clients at once`)
  tell('an empty route, asked again at once', nothing)
  tell('searches, asked again at once', pressed)
  tell('an empty route, a second between two', restedNothing)
  tell('searches, a second between two', thinking)
  for (const kind of Object.keys(QUESTIONS)) tell(`  ${kind}`, thinking, kind)
  const ratio = percentile(times(pressed), 0.99) / percentile(times(nothing), 0.99)
  say(`ratio ${ratio.toFixed(1)} × the empty route at p99, both asked again at once`)
}

type Asked = { kind: string; url: string; localAddress: string; headers?: Record<string, string> }
type Answered = { kind: string; milliseconds: number }

/** Each client is somebody else, at another address: one visitor has so many answers at once. */
function addressOf(rank: number): string {
  return `127.0.1.${rank + 1}`
}

function question({ address, slug, authorizations }: Served, turn: number, rank: number): Asked {
  const kinds = Object.keys(QUESTIONS)
  const kind = kinds[turn % kinds.length] ?? ''
  const query = QUESTIONS[kind]?.(turn * 7919) ?? {}
  // Half of the readers have no account.
  const isPublic = Math.floor(turn / kinds.length) % 2 === 0
  const search = new URLSearchParams({ ...query, ...(isPublic && { network: slug }) })
  return {
    kind,
    url: `${address}/api/directory/cards?${search}`,
    localAddress: addressOf(rank),
    ...(!isPublic && { headers: { authorization: authorizations[rank] ?? '' } }),
  }
}

/** Every client asks one question after the other until the time is over. */
async function load(
  duration: number,
  rest: number,
  ask: (turn: number, rank: number) => Asked,
): Promise<Answered[]> {
  const answers: Answered[] = []
  const end = performance.now() + duration * 1000
  let turn = 0
  const client = async (rank: number) => {
    await pause((rank * rest) / clients)
    while (performance.now() < end) {
      const asked = ask(turn++, rank)
      const start = performance.now()
      await fetched(asked)
      answers.push({ kind: asked.kind, milliseconds: performance.now() - start })
      await pause(rest * (0.5 + Math.random()))
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, rank) => client(rank)))
  return answers
}

function fetched({ url, localAddress, headers = {} }: Asked): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, localAddress, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${answer.statusCode}`)),
      )
    })
    request.on('error', reject)
  })
}

function tell(what: string, answers: readonly Answered[], kind?: string): void {
  const of = times(answers, kind)
  const at = (share: number) => percentile(of, share).toFixed(1)
  say(`${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, ${of.length} answers`)
}

function times(answers: readonly Answered[], kind?: string): number[] {
  return answers.filter((one) => kind === undefined || one.kind === kind).map((one) => one.milliseconds)
}

function townOf(turn: number): string {
  return TOWNS[turn % TOWNS.length] ?? ''
}

/** Two letters in the wrong order, in the middle of the name. */
function misspelt(name: string): string {
  const middle = Math.floor(name.length / 3)
  return name.slice(0, middle) + (name[middle + 1] ?? '') + (name[middle] ?? '') + name.slice(middle + 2)
}
