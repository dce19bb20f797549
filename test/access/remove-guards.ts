import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { withoutRowSecurity } from '../support/dump.js'
import type { Guard } from './guards.js'

/** A test that may miss a guard: a file, a part of it, the doors it tries. Written « file part METHOD /url ». */
export type Probe = { file: string; part?: string; doors?: string[] }
export type Outcome = { guard: Guard; seenBy: Probe | null }
type Run = { green: boolean; output: string; seconds: number }
type Met = { probe: Probe; seconds: number; guards: Record<string, string[]> }

const MATRIX = 'test/access/matrix.test.ts'
const TWO_AT_ONCE = 2
const LONGEST_SECONDS = 600

/** The doors first: they are quick, and try every route. The other files are asked only for what they are known to run. */
const PROBES: Probe[] = [
  { file: MATRIX, part: 'rows' },
  { file: MATRIX, part: 'acts' },
  ...['permissions', 'headers', 'doors'].map((name) => ({
    file: `test/access/${name}.test.ts`,
  })),
  ...filesIn('test/domains'),
  { file: 'test/workers/mail-sending.test.ts' },
]

/** Where each kind is looked for before anything else. */
const FIRST: Partial<Record<Guard['what'], Probe>> = {
  permission: { file: 'test/access/permissions.test.ts' },
  headers: { file: 'test/access/headers.test.ts' },
  input: { file: 'test/access/doors.test.ts' },
  form: { file: 'test/access/doors.test.ts' },
}

/**
 * Runs tests in a copy of the sources where each guard has a switch, over databases without row-level security: with
 * the second lock behind it, a missing condition would not show. `close` is for the end.
 */
export function trialsIn(folder: string) {
  let survey: Promise<Met[]> | null = null
  /** Whether this test is green with every guard in place: what a red one is compared with. */
  const control = (probe: Probe) => run(folder, probe)
  /** Tries tests in order of likelihood until one turns red without these guards. */
  const remove = async (guard: Guard, known: Probe | undefined, alsoOff: string[] = []): Promise<Outcome> => {
    const off = [guard.name, ...alsoOff]
    for (const probe of [known, FIRST[guard.what]].filter((one) => one !== undefined)) {
      const { green, output } = await run(folder, probe, off)
      if (!green) return { guard, seenBy: narrowed(probe, output) }
    }
    survey ??= surveyed(folder)
    for (const probe of candidates(await survey, guard)) {
      const { green, output } = await run(folder, probe, off)
      if (!green) return { guard, seenBy: narrowed(probe, output) }
    }
    return { guard, seenBy: null }
  }
  return { control, remove }
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
 * Which guards each test meets, at which doors. A test that is not green by itself, over databases without the second
 * lock, is told and never asked. `GUARD_SURVEY` keeps what was found in a file, for the next run of the same day.
 */
async function surveyed(folder: string): Promise<Met[]> {
  const kept = process.env.GUARD_SURVEY
  if (kept !== undefined && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Met[]
  const met = await twoAtOnce(PROBES, async (probe): Promise<Met[]> => {
    const hits = path.join(folder, `hits-${PROBES.indexOf(probe)}`)
    mkdirSync(hits)
    const { green, output, seconds } = await run(folder, probe, [], hits)
    if (green) return [{ probe, seconds, guards: guardsIn(hits) }]
    const [why = ''] = /^\s*not ok .*$/m.exec(output) ?? []
    console.error(`not green by itself after ${Math.round(seconds)} s: ${probeName(probe)}: ${why.trim()}`)
    return []
  })
  if (kept !== undefined) writeFileSync(kept, JSON.stringify(met.flat()))
  return met.flat()
}

function guardsIn(hits: string): Met['guards'] {
  const guards: Met['guards'] = {}
  for (const file of readdirSync(hits)) {
    const told = JSON.parse(readFileSync(path.join(hits, file), 'utf8')) as Record<string, string[]>
    for (const [name, doors] of Object.entries(told)) guards[name] = [...(guards[name] ?? []), ...doors]
  }
  return guards
}

function candidates(survey: Met[], guard: Guard): Probe[] {
  return survey
    .filter(({ guards }) => guard.name in guards)
    .sort((a, b) => rankOf(a, guard) - rankOf(b, guard))
    .map(({ probe, guards }) => {
      const doors = (guards[guard.name] ?? []).filter((door) => door !== '')
      return probe.file === MATRIX && doors.length > 0 ? { ...probe, doors } : probe
    })
}

/** Of the matrix, the part that looks at this kind; then the quickest file. */
function rankOf({ probe, seconds }: Met, { what }: Guard): number {
  if (probe.file !== MATRIX) return seconds
  return (probe.part === 'acts') === (what === 'trace') ? 0 : 20
}

/** Of the matrix, the first door where it saw something: the next time, only that one is tried. */
function narrowed(probe: Probe, output: string): Probe {
  const [, door] = /"((?:GET|HEAD|POST|PUT|PATCH|DELETE) \/\S*) as /.exec(output) ?? []
  return probe.file === MATRIX && door !== undefined ? { ...probe, doors: [door] } : probe
}

function run(folder: string, { file, part, doors }: Probe, off: string[] = [], hits?: string): Promise<Run> {
  const began = process.hrtime.bigint()
  return new Promise((resolve) => {
    const child = spawn('node', ['src/cli/run.mjs', file], {
      cwd: folder,
      timeout: LONGEST_SECONDS * 1000,
      env: {
        ...process.env,
        // So that the processes a test starts have the switches too.
        NODE_OPTIONS: `--import=${path.join(folder, 'test/access/guard-switch.mjs')}`,
        GUARD_OFF: off.join('\n'),
        TEST_TEMPLATE: OPEN_TEMPLATE,
        LOCKS: 'policy',
        TAP_TIMEOUT: String(LONGEST_SECONDS),
        ...(part !== undefined && { PART: part }),
        ...(doors && { DOORS: doors.join('\n') }),
        ...(hits === undefined ? { TAP_BAIL: '1' } : { GUARD_HITS: hits }),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.once('close', (status) => {
      const seconds = Number(process.hrtime.bigint() - began) / 1e9
      resolve({ green: status === 0, output, seconds })
    })
  })
}

function filesIn(folder: string): Probe[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => ({ file: `${folder}/${file}` }))
}

export function probeName({ file, part, doors }: Probe): string {
  return [file, part, doors?.join(', ')].filter((one) => one !== undefined).join(' ')
}

/** What `probeName` wrote. */
export function probeOf(name: string): Probe {
  const [, file = '', part, doors] = /^(\S+)(?: (rows|acts))?(?: (.+))?$/.exec(name) ?? []
  return { file, ...(part && { part }), ...(doors && { doors: doors.split(', ') }) }
}
