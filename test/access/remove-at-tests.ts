/**
 * Removes guards one after the other in one process, where the tests of one file (`TESTS_OF`) meet them. Run in the copy
 * of the sources where each guard has a switch, over databases without row-level security: `GUARDS_TO_TRY` is a file
 * with the guards, and what missed each is added to the file `GUARDS_MISSED`, one JSON a line, as it is found.
 */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t, { Test } from 'tap'

/** A guard, and the test that missed it before, if one did. */
export type Asked = { name: string; title?: string | undefined }

type Captured = { title: string; work: (t: Test) => unknown }
type Outcome = { green: boolean; seconds: number }
type Surveyed = Captured & { seconds: number; met: Set<string>; refused: Set<string> }
type Switches = {
  guardsOff: Set<string>
  guardHits: Map<string, Set<string>>
  guardRefusals: Set<string>
}

const { guardsOff, guardHits, guardRefusals } = globalThis as unknown as Switches
const { TESTS_OF = '', GUARDS_TO_TRY = '', GUARDS_MISSED = '' } = process.env
const DAY = 24 * 3600
/** A test that hangs without a guard has missed it. */
const LONGEST_SECONDS = 300
/** A guard that a dozen tests of a file meet and none misses is for other files. */
const MOST_TESTS = 12

const tests = await testsOf(TESTS_OF)

t.test(`guards removed where the tests of ${TESTS_OF} meet them`, { timeout: DAY * 1000 }, async (t) => {
  const asked = JSON.parse(readFileSync(GUARDS_TO_TRY, 'utf8')) as Asked[]
  const others: Asked[] = []
  for (const one of asked) {
    const known = tests.find(({ title }) => title === one.title)
    if (known === undefined) others.push(one)
    else if (await misses(known, one)) keep(one, known)
  }
  const surveyed = others.length > 0 ? await survey((line) => t.comment(line)) : []
  for (const one of others) {
    const test = await firstToMiss(surveyed, one)
    if (test) keep(one, test)
  }
})

function keep({ name }: Asked, { title }: Captured): void {
  appendFileSync(GUARDS_MISSED, `${JSON.stringify({ name, seenBy: `${TESTS_OF} › ${title}` })}\n`)
}

/** The tests of a file, kept instead of run. */
async function testsOf(file: string): Promise<Captured[]> {
  const captured: Captured[] = []
  const { test } = t
  const keepTest = (title: string, ...rest: unknown[]) => {
    captured.push({ title, work: rest.at(-1) as Captured['work'] })
  }
  Object.assign(t, { test: keepTest })
  await import(`../../${file.replace(/\.tsx?$/, '.js')}`)
  Object.assign(t, { test })
  return captured
}

/** Which guards each test meets, every guard being there. A test that is red now would be worth nothing as a sign later. */
async function survey(say: (line: string) => void): Promise<Surveyed[]> {
  const surveyed: Surveyed[] = []
  for (const test of tests) {
    const one = await surveyOne(test)
    if (one) surveyed.push(one)
    else say(`red with every guard: ${test.title}`)
  }
  return surveyed.sort((a, b) => a.seconds - b.seconds)
}

async function surveyOne(test: Captured): Promise<Surveyed | null> {
  guardHits.clear()
  guardRefusals.clear()
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hits-'))
  process.env.GUARD_HITS = folder
  const { green, seconds } = await outcomeOf(test)
  delete process.env.GUARD_HITS
  const met = new Set([...guardHits.keys(), ...metByProcesses(folder)])
  rmSync(folder, { recursive: true })
  return green ? { ...test, seconds, met, refused: new Set(guardRefusals) } : null
}

/** What the processes that a test starts have met. */
function metByProcesses(folder: string): string[] {
  return readdirSync(folder).flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object),
  )
}

/** Those where it refused, then the others; the quickest first. */
async function firstToMiss(surveyed: Surveyed[], asked: Asked): Promise<Surveyed | null> {
  const meeting = surveyed.filter(({ met }) => met.has(asked.name))
  const inOrder = meeting.sort(
    (a, b) => Number(b.refused.has(asked.name)) - Number(a.refused.has(asked.name)),
  )
  for (const test of inOrder.slice(0, MOST_TESTS)) {
    if (await misses(test, asked)) return test
  }
  return null
}

/** Red without the guard, then green with it: a test that fails by chance, or whose stage is now spoiled, says nothing. */
async function misses(test: Captured, { name }: Asked): Promise<boolean> {
  const { green } = await withoutGuard(name, () => outcomeOf(test))
  return !green && (await outcomeOf(test)).green
}

/** Off here, and in the processes that a test starts. */
async function withoutGuard<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  guardsOff.add(name)
  process.env.GUARD_OFF = name
  try {
    return await work()
  } finally {
    guardsOff.clear()
    delete process.env.GUARD_OFF
  }
}

/** Runs a test apart from this one, so that its failure is an answer and no failure of ours. */
async function outcomeOf({ title, work }: Captured): Promise<Outcome> {
  const began = process.hrtime.bigint()
  const trial = new Test({ name: title, timeout: LONGEST_SECONDS * 1000, cb: work })
  trial.resume()
  await new Promise<void>((resolve) => trial.runMain(resolve))
  trial.setTimeout(0)
  return { green: trial.results?.ok === true, seconds: Number(process.hrtime.bigint() - began) / 1e9 }
}
