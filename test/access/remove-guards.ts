import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { withoutRowSecurity } from '../support/dump.js'
import type { Guard } from './guards.js'
import type { Asked } from './remove-at-tests.js'

/** Where a guard was missed: by the name of the guard, a door or « FILE › TITLE ». */
export type Missed = Map<string, string>

/** How many processes at once, and which files of tests only: for a run beside other work. */
const { GUARD_JOBS = '2', TESTS } = process.env
const DAY = 24 * 3600

/** Files whose tests are asked, each for the guards it meets. */
const PROBES = [
  ...filesIn('test/domains'),
  'test/workers/mail-sending.test.ts',
  ...['elsewhere', 'neighbours', 'headers', 'doors'].map((name) => `test/access/${name}.test.ts`),
]

/**
 * Removes guards at the doors that meet them, in one process; `door` is where one was missed before, and the only one
 * tried. Says where each was missed; the others are left out.
 */
export function removeAtDoors(folder: string, guards: (Guard & { door?: string })[]): Promise<Missed> {
  return removeIn(folder, 'test/access/remove-at-doors.ts', 'doors', guards)
}

/** Removes each guard at the test that missed it before, `known`: « FILE › TITLE ». */
export async function removeWhereMissed(
  folder: string,
  guards: (Asked & { known: string })[],
  tell: (missed: Missed) => void,
): Promise<void> {
  await someAtOnce([...new Set(guards.map(({ known }) => fileOf(known)))], async (file) => {
    const asked = guards
      .filter(({ known }) => fileOf(known) === file)
      .map(({ known, ...guard }) => ({ ...guard, title: titleOf(known) }))
    tell(await removeAtTests(folder, file, asked))
  })
}

/** Removes guards where any test meets them, a process for each file. */
export async function removeAnywhere(
  folder: string,
  guards: Asked[],
  tell: (missed: Missed) => void,
): Promise<void> {
  let left = guards
  await someAtOnce(TESTS?.split(' ') ?? PROBES, async (file) => {
    const missed = await removeAtTests(folder, file, left)
    left = left.filter(({ name }) => !missed.has(name))
    tell(missed)
  })
}

const fileOf = (known: string) => known.split(SEPARATOR)[0] ?? known
const titleOf = (known: string) => known.split(SEPARATOR)[1]
const SEPARATOR = ' › '

function removeAtTests(folder: string, file: string, guards: Asked[]): Promise<Missed> {
  const name = file.replaceAll('/', '-')
  return removeIn(folder, 'test/access/remove-at-tests.ts', name, guards, { TESTS_OF: file })
}

/** One process that removes guards in turn; it says each that was missed as it goes. */
async function removeIn(
  folder: string,
  program: string,
  name: string,
  guards: object[],
  env: NodeJS.ProcessEnv = {},
): Promise<Missed> {
  if (guards.length === 0) return new Map()
  const [asked, missed] = ['asked', 'missed'].map((what) => path.join(folder, `${what}-${name}.json`))
  writeFileSync(asked!, JSON.stringify(guards))
  writeFileSync(missed!, '')
  const { failed, output } = await run(folder, program, {
    GUARDS_TO_TRY: asked,
    GUARDS_MISSED: missed,
    TAP_TIMEOUT: String(DAY),
    ...env,
  })
  if (failed) console.error(`${name}: ${output.slice(-3000)}`)
  for (const [line] of output.matchAll(/^ *# red with every guard: .*$/gm)) console.error(`${name}:${line}`)
  const lines = readFileSync(missed!, 'utf8').split('\n')
  return new Map(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const { name, seenBy } = JSON.parse(line) as { name: string; seenBy: string }
        return [name, seenBy]
      }),
  )
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

/** In order, some at a time. */
async function someAtOnce<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items]
  const line = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: Number(GUARD_JOBS) }, line))
}

function run(
  folder: string,
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<{ failed: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('node', ['src/cli/run.mjs', file], {
      cwd: folder,
      env: {
        ...process.env,
        // So that the processes a test starts have the switches too.
        NODE_OPTIONS: `--import=${path.join(folder, 'test/access/guard-switch.mjs')}`,
        TEST_TEMPLATE: OPEN_TEMPLATE,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.once('close', (status) => resolve({ failed: status !== 0, output }))
  })
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => `${folder}/${file}`)
}
