/**
 * What others wait while one visitor asks many searches at once: the time of a list of the directory, of the page of sign-in and of a
 * page of somebody signed in, alone then meanwhile, and how many of them are turned away.
 * `node src/cli/run.mjs bench/many-searches.ts [people] [searches at once] [seconds]`.
 */
import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Served } from './support/directory-serving.js'
import { numberArgument, percentile, say, sayMachine } from './support/measuring.js'
import { withServedDirectory } from './support/served-directory.js'

const people = numberArgument(1, 20_000)
const greedy = numberArgument(2, 300)
const seconds = numberArgument(3, 10)
const BETWEEN_MILLISECONDS = 100
/** The dearest kinds of `directory-search.ts`. */
const SEARCHES = [
  { near: 'Lyon', within: '50' },
  { search: 'sage-femme', near: 'Grenoble', within: '50' },
  { search: 'martni' },
]

const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

try {
  await withServedDirectory(people, 1, measure)
} finally {
  agent.destroy()
}

async function measure({ address, slug, authorizations: [authorization = ''] }: Served): Promise<void> {
  const others: Record<string, [url: string, headers: Record<string, string>]> = {
    'a list of the directory, without an account': [
      `${address}/api/directory/cards?network=${slug}&search=zz`,
      {},
    ],
    'the page of sign-in': [`${address}/connexion`, {}],
    'somebody signed in': [`${address}/api/establishments`, { authorization }],
  }
  const watch = async (until: number) => {
    const waits: Record<string, number[]> = {}
    const away: Record<string, number> = {}
    await Promise.all(
      Object.entries(others).map(async ([what, [url, headers]]) => {
        waits[what] = []
        away[what] = 0
        while (performance.now() < until) {
          const start = performance.now()
          const status = await statusOf(url, headers, 'other')
          if (status === 200) waits[what]?.push(performance.now() - start)
          else away[what] = (away[what] ?? 0) + 1
          await pause(BETWEEN_MILLISECONDS)
        }
      }),
    )
    for (const what of Object.keys(others)) {
      const of = waits[what] ?? []
      say(
        `  ${what}: p50 ${percentile(of, 0.5).toFixed(0)} ms, p95 ${percentile(of, 0.95).toFixed(0)} ms, longest ${Math.max(...of).toFixed(0)} ms, ${of.length} answers, ${away[what]} turned away`,
      )
    }
  }
  sayMachine()
  say(`${people} people`)
  await watch(performance.now() + 2000)
  say('alone')
  await watch(performance.now() + 3000)
  say(`while one visitor has ${greedy} searches at once`)
  const until = performance.now() + seconds * 1000
  const answers = new Map<number, number>()
  const pressing = Array.from({ length: greedy }, async (_, rank) => {
    for (let turn = rank; performance.now() < until; turn += 1) {
      const search = new URLSearchParams({ ...SEARCHES[turn % SEARCHES.length], network: slug })
      const status = await statusOf(`${address}/api/directory/cards?${search}`, {}, 'greedy')
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  })
  await watch(until)
  await Promise.all(pressing)
  say(`  the visitor: ${[...answers].map(([status, count]) => `${count} answers of ${status}`).join(', ')}`)
}

function statusOf(url: string, headers: Record<string, string>, who: 'other' | 'greedy'): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      url,
      { agent, headers, localAddress: who === 'greedy' ? '127.0.0.2' : '127.0.0.1' },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    request.on('error', reject)
  })
}
