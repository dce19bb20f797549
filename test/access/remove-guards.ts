import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { withoutRowSecurity } from '../support/dump.js'
import type { Guard } from './guards.js'

export type Outcome = { guard: Guard; seenBy: string | null }
/** The names of the tests that failed, at the top of their file. */
type Run = { failed: string[]; seconds: number; output: string }
type Met = { file: string; seconds: number; guards: string[]; redAnyway: string[] }

const TWO_AT_ONCE = 2
const LONGEST_SECONDS = 600
const FAILED = /^not ok \d+ - (.*?)(?: # .*)?$/gm

/** Each is asked only for the guards it is known to meet. */
const PROBES = [
  ...['permissions', 'headers', 'doors'].map((name) => `test/access/${name}.test.ts`),
  ...filesIn('test/domains'),
  'test/workers/mail-sending.test.ts',
]

/** Where each kind is looked for before anything else. */
const FIRST: Partial<Record<Guard['what'], string>> = {
  headers: 'test/access/headers.test.ts',
  input: 'test/access/doors.test.ts',
  form: 'test/access/doors.test.ts',
}

/**
 * Removes guards at the doors that meet them, in one process; `door` is where one was missed before, and the only one
 * tried. Says where each was missed; the others are left out.
 */
export async function removeAtDoors(
  folder: string,
  guards: (Guard & { door?: string })[],
): Promise<Map<string, string>> {
  if (guards.length === 0) return new Map()
  const [asked, missed] = [path.join(folder, 'guards.json'), path.join(folder, 'missed.json')]
  writeFileSync(asked, JSON.stringify(guards))
  writeFileSync(missed, '')
  const { failed, output } = await run(folder, 'test/access/remove-at-doors.ts', {
    GUARDS_TO_TRY: asked,
    GUARDS_MISSED: missed,
    TAP_TIMEOUT: String(8 * 3600),
  })
  if (failed.length > 0) console.error(output.slice(-3000))
  const lines = readFileSync(missed, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return new Map(
    lines.map((line) => {
      const { name, seenBy } = JSON.parse(line) as { name: string; seenBy: string }
      return [name, seenBy]
    }),
  )
}

/**
 * Runs tests in a copy of the sources where each guard has a switch, over databases without row-level security: with
 * the second lock behind it, a missing condition would not show.
 */
export function trialsIn(folder: string) {
  const known = new Map<string, Promise<string[]>>()
  /** What fails with every guard in place: tests of the second lock itself. The others are asked all the same. */
  const redAnyway = (file: string) => {
    const red = known.get(file) ?? run(folder, file, {}).then(({ failed }) => failed)
    known.set(file, red)
    return red
  }
  let survey: Promise<Met[]> | null = null
  const surveyedOnce = async () => {
    survey ??= surveyed(folder)
    for (const { file, redAnyway } of await survey) known.set(file, Promise.resolve(redAnyway))
    return survey
  }
  const misses = async (file: string, off: string) => {
    const red = await redAnyway(file)
    const { failed } = await run(folder, file, {
      GUARD_OFF: off,
      ...(red.length === 0 && { TAP_BAIL: '1' }),
    })
    return failed.some((name) => !red.includes(name))
  }
  /** Tries tests in order of likelihood until one turns red without these guards. */
  return async (guard: Guard, seenBefore: string | undefined, alsoOff: string[] = []): Promise<Outcome> => {
    const off = [guard.name, ...alsoOff].join('\n')
    for (const file of [seenBefore, FIRST[guard.what]].filter((one) => one !== undefined)) {
      if (await misses(file, off)) return { guard, seenBy: file }
    }
    for (const file of candidates(await surveyedOnce(), guard)) {
      if (await misses(file, off)) return { guard, seenBy: file }
    }
    return { guard, seenBy: null }
  }
}

/** Databases of the tests are then copied from a template whose second lock is open. */
export async function openTemplate(server: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`drop database if exists ${OPEN_TEMPLATE}`)
  await client.query(`create database ${OPEN_TEMPLATE} template trame_template`)
  await client.end()
  const url = new URL(server)
  url.pathname = `/${OPEN_TEMPLATE}`
  await withoutRowSecurity(url.href)
}

const OPEN_TEMPLATE = 'trame_template_open'

/** Two at a time, in order. */
export async function twoAtOnce<Item, Result>(
  items: Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = [...items.entries()]
  const line = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: TWO_AT_ONCE }, line))
  return results
}

/**
 * Which guards each test meets, and what of it fails over databases without the second lock. `GUARD_SURVEY` keeps what
 * was found in a file, for the next run of the same day.
 */
async function surveyed(folder: string): Promise<Met[]> {
  const kept = process.env.GUARD_SURVEY
  if (kept !== undefined && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Met[]
  const met = await twoAtOnce(PROBES, async (file): Promise<Met> => {
    const hits = path.join(folder, `hits-${PROBES.indexOf(file)}`)
    mkdirSync(hits)
    const { failed, seconds } = await run(folder, file, { GUARD_HITS: hits })
    if (failed.length > 0) console.error(`red with every guard: ${file}: ${failed.join(' ; ')}`)
    return { file, seconds, guards: guardsIn(hits), redAnyway: failed }
  })
  if (kept !== undefined) writeFileSync(kept, JSON.stringify(met))
  return met
}

function guardsIn(hits: string): string[] {
  const told = readdirSync(hits).flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(path.join(hits, file), 'utf8')) as object),
  )
  return [...new Set(told)]
}

/** The quickest first. */
function candidates(survey: Met[], guard: Guard): string[] {
  return survey
    .filter(({ guards }) => guards.includes(guard.name))
    .sort((a, b) => a.seconds - b.seconds)
    .map(({ file }) => file)
}

function run(folder: string, file: string, env: NodeJS.ProcessEnv): Promise<Run> {
  const began = process.hrtime.bigint()
  return new Promise((resolve) => {
    const child = spawn('node', ['src/cli/run.mjs', file], {
      cwd: folder,
      env: {
        ...process.env,
        // So that the processes a test starts have the switches too.
        NODE_OPTIONS: `--import=${path.join(folder, 'test/access/guard-switch.mjs')}`,
        TEST_TEMPLATE: OPEN_TEMPLATE,
        TAP_TIMEOUT: String(LONGEST_SECONDS),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.once('close', (status) => {
      const seconds = Number(process.hrtime.bigint() - began) / 1e9
      const failed = [...output.matchAll(FAILED)].map(([, name = '']) => name)
      resolve({ failed: status !== 0 && failed.length === 0 ? [file] : failed, output, seconds })
    })
  })
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => `${folder}/${file}`)
}
