import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { byChance } from '../support/by-chance.js'
import { copyWithSwitches, type Guard, listGuards } from './guards.js'
import type { Asked } from './remove-at-tests.js'
import {
  type Missed,
  openTemplate,
  removeAnywhere,
  removeAtDoors,
  removeWhereMissed,
} from './remove-guards.js'

/**
 * Each guard with what missed it the last time it was removed: a door of the matrix (« GET /url »), the reviewed doors,
 * or a test; or, after « behind », the guard that must be removed too, because it stands before this one.
 * `npm run test:guards` tries them all and writes this again.
 */
const SEEN = path.resolve('test/access/guards.txt')
/** Conditions that say again what another one says, which no test can miss; each with the other one. */
const SAID_TWICE = path.resolve('test/access/guards-said-twice.txt')

/**
 * `GUARDS=all` tries all, `GUARDS=new` those without a line, `GUARDS=files` these too but not at doors again; of them,
 * `ONLY=text` those whose name says so; else a few by chance.
 */
const { GUARDS, ONLY } = process.env
const EVERY_DAY = 12
const seed = Number(process.env.GUARD_SEED ?? Math.trunc(Math.random() * 1e6))

const guards = listGuards()
const lines = readLines(SEEN)
const saidTwice = readLines(SAID_TWICE)
const known = guards.filter(({ name }) => lines.has(name))

t.test('each guard is missed by something, or says again what another one says', (t) => {
  const names = guards.map(({ name }) => name)
  const alone = names.filter((name) => !lines.has(name) && !saidTwice.has(name))
  t.same(alone, [], 'a new guard is first tried: GUARDS=files ONLY=its-name')
  t.same(
    [...saidTwice.keys()].filter((name) => lines.has(name) || !names.includes(name)),
    [],
    'none is both, nor gone',
  )
  t.end()
})

t.test('without any one of its guards the suite turns red', { timeout: 8 * 3600_000 }, async (t) => {
  t.ok(guards.length > 200, `${guards.length} guards found`)
  t.equal(new Set(guards.map(({ name }) => name)).size, guards.length, 'each has a name of its own')
  await openTemplate(process.env.TEST_DATABASE_URL ?? '')
  const copy = copyWithSwitches()
  t.teardown(copy.remove)
  const tried = toTry()
  t.comment(
    `${tried.length} of ${guards.length} guards, ${guards.length - known.length} without a line; GUARD_SEED=${seed}`,
  )
  const left = new Map(tried.map((guard) => [guard.name, guard]))
  const tell = (missed: Missed) => {
    for (const [name, seenBy] of missed) {
      left.delete(name)
      keep(name, seenBy)
    }
    t.comment(`${left.size} not missed yet`)
  }
  tell(await removeAtDoors(copy.folder, tried.filter(mayBeMissedAtDoors).map(whereItWasMissed)))
  await removeWhereMissed(copy.folder, [...left.values()].flatMap(withItsTest), tell)
  // Every day, only where it was missed the last time.
  if (GUARDS !== undefined) await removeAnywhere(copy.folder, [...left.values()].map(asked), tell)
  t.same(
    [...left.keys()].filter((name) => !saidTwice.has(name)),
    [],
    'each is missed',
  )
})

function asked({ name }: Guard): Asked {
  return { name, behind: lines.get(name)?.behind ?? [] }
}

function withItsTest(guard: Guard): (Asked & { known: string })[] {
  const known = lines.get(guard.name)?.seenBy
  return isFile(known) ? [{ ...asked(guard), known }] : []
}

function toTry(): Guard[] {
  const isNew = ({ name }: Guard) => !lines.has(name)
  const asked = guards.filter(({ name }) => name.includes(ONLY ?? ''))
  if (GUARDS === 'new' || GUARDS === 'files') return asked.filter(isNew)
  if (GUARDS === 'all' || ONLY !== undefined) return asked
  return byChance(known, seed).slice(0, Number(GUARDS ?? EVERY_DAY))
}

/** What is set once for the whole server shows at no door in particular. */
function mayBeMissedAtDoors({ name, what }: Guard): boolean {
  if (GUARDS === 'files' || ['headers', 'input', 'form'].includes(what)) return false
  const line = lines.get(name)
  return line === undefined || (!isFile(line.seenBy) && line.behind.length === 0)
}

function whereItWasMissed(guard: Guard): Guard & { door?: string } {
  const door = GUARDS === undefined ? lines.get(guard.name)?.seenBy : undefined
  return door === undefined ? guard : { ...guard, door }
}

const isFile = (seenBy: string | undefined): seenBy is string => seenBy?.startsWith('test/') === true

type Line = { seenBy: string; behind: string[] }

function readLines(file: string): Map<string, Line> {
  return new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [names = '', seenBy = ''] = line.split(' <- ')
        const [name = '', ...behind] = names.split(' behind ')
        return [name, { seenBy, behind }]
      }),
  )
}

/** A run that is asked for writes what it finds as it finds it. */
function keep(name: string, seenBy: string): void {
  lines.set(name, { seenBy, behind: lines.get(name)?.behind ?? [] })
  if (GUARDS === undefined && ONLY === undefined) return
  const text = guards.flatMap(({ name }) => {
    const line = lines.get(name)
    return line ? [`${[name, ...line.behind].join(' behind ')} <- ${line.seenBy}\n`] : []
  })
  writeFileSync(SEEN, text.join(''))
}
