/**
 * Removes guards one after the other in one process, where the matrix tries the doors that meet them. Run in the copy
 * of the sources where each guard has a switch, over databases without row-level security: `GUARDS_TO_TRY` is a file
 * with the guards, and what missed each is added to the file `GUARDS_MISSED`, one JSON a line, as it is found.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { testApp } from '../support/app.js'
import { storeContents } from '../support/documents.js'
import { changesState, type Door } from '../support/doors.js'
import {
  furnishStage,
  type Stage,
  type Tried,
  tryActs,
  tryReading,
  tryRefusedWriting,
  tryWritingBeyond,
} from '../support/matrix.js'
import { doorsOtherThanReviewed } from '../support/reviewed-doors.js'
import type { Guard } from './guards.js'

type Switches = { guardsOff: Set<string>; guardHits: Map<string, Set<string>> }
type Furnished = Pick<Stage, 'world' | 'personas' | 'words'>
/** Which doors meet each guard: « METHOD /url » by the name of the guard. */
type Met = Map<string, string[]>

const { guardsOff, guardHits } = globalThis as unknown as Switches
type Attempt = (stage: Stage) => Promise<Tried>
/** What the matrix tries without changing anything, and what it does. */
const KNOCKS: readonly Attempt[] = [tryReading, tryRefusedWriting, tryWritingBeyond]
const ACTS: readonly Attempt[] = [tryActs]

/** A guard that ten doors meet and none misses is for other tests. */
const MOST_DOORS = 10

t.test('guards removed at the doors that meet them', { timeout: 8 * 3600_000 }, async (t) => {
  const asked = JSON.parse(readFileSync(process.env.GUARDS_TO_TRY ?? '', 'utf8')) as (Guard & {
    door?: string
  })[]
  const furnished = await furnish(t)
  const needsSurvey = asked.some(({ what, door }) => door === undefined && what !== 'permission')
  const knocked: Met = needsSurvey ? await meetings(t, furnished, KNOCKS) : new Map()
  const done: Met = needsSurvey ? await meetings(t, furnished, ACTS) : new Map()
  for (const { name, what, door } of asked) {
    const met = (known: Met) => (door === undefined ? (known.get(name) ?? []).slice(0, MOST_DOORS) : [door])
    const seenBy =
      what === 'permission'
        ? await without(name, () => seenAmongReviewed(t))
        : await without(
            name,
            async () =>
              (await seenAt(t, furnished, met(knocked), KNOCKS)) ?? seenAt(t, furnished, met(done), ACTS),
          )
    if (seenBy !== null)
      appendFileSync(process.env.GUARDS_MISSED ?? '', `${JSON.stringify({ name, seenBy })}\n`)
  }
})

/** Two networks, once: each removal then works on a copy of this database. */
async function furnish(t: Test): Promise<Furnished> {
  const { app, close, url, world, words, personas } = await furnishStage(await testApp(t))
  await app.close()
  await close()
  process.env.TEST_TEMPLATE = new URL(url).pathname.slice(1)
  return { world, words, personas }
}

async function onStage<Result>(
  t: Test,
  furnished: Furnished,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result | null> {
  let result: Result | null = null
  await t.test('on a stage of its own', async (t) => {
    const app = await testApp(t)
    await storeContents(app.dataDir, furnished.world)
    result = await work({ ...app, ...furnished, doors: app.app.doors })
  })
  return result
}

/** Which doors meet each guard, every guard being there; a fault now would be worth nothing as a sign later. */
async function meetings(t: Test, furnished: Furnished, attempts: readonly Attempt[]): Promise<Met> {
  guardHits.clear()
  await onStage(t, furnished, async (stage) => {
    for (const attempt of attempts) t.same((await attempt(stage)).faults, [])
  })
  const known = (doors: Set<string>) => [...doors].filter((door) => door !== '').sort(readingFirst)
  return new Map([...guardHits].map(([name, doors]) => [name, known(doors)]))
}

function readingFirst(one: string, other: string): number {
  const writes = (door: string) => Number(!door.startsWith('GET '))
  return writes(one) - writes(other) || one.localeCompare(other)
}

/** The first door where the matrix misses this guard, or null. What a removal spoils is thrown away with its stage. */
async function seenAt(
  t: Test,
  furnished: Furnished,
  doors: string[],
  attempts: readonly Attempt[],
): Promise<string | null> {
  if (doors.length === 0) return null
  return onStage(t, furnished, async (stage) => {
    for (const where of doors) {
      const door = stage.doors.filter(({ method, url }) => where === `${method} ${url}`)
      for (const attempt of attempts.filter((attempt) => concerns(attempt, door))) {
        const { faults } = await attempt({ ...stage, doors: door })
        if (faults.length > 0) return where
      }
    }
    return null
  })
}

function concerns(attempt: Attempt, [door]: Door[]): boolean {
  return door !== undefined && (attempt === tryReading) !== changesState(door)
}

/** An application built without this permission has doors that were not reviewed so. */
async function seenAmongReviewed(t: Test): Promise<string | null> {
  let seen = false
  await t.test('among the reviewed doors', async (t) => {
    seen = doorsOtherThanReviewed((await testApp(t)).app.doors).length > 0
  })
  return seen ? 'reviewed doors' : null
}

async function without<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  guardsOff.add(name)
  try {
    return await work()
  } finally {
    guardsOff.delete(name)
  }
}
