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
 * or a test. `npm run test:guards` tries them all and writes this again.
 */
const SEEN = path.resolve('test/access/guards.txt')

/**
 * `GUARDS=all` tries all, `GUARDS=new` those without a line, `GUARDS=files` these too but not at doors again; of them,
 * `ONLY=text` those whose name says so; else a few by chance.
 */
const { GUARDS, ONLY } = process.env
const EVERY_DAY = 12
const seed = Number(process.env.GUARD_SEED ?? Math.trunc(Math.random() * 1e6))

const guards = listGuards()
const seen = readLines(SEEN)
const known = guards.filter(({ name }) => seen.has(name))

t.test('each guard is missed by something', (t) => {
  const names = guards.map(({ name }) => name)
  const alone = names.filter((name) => !seen.has(name))
  t.same(alone, [], 'a new guard is first tried: GUARDS=files ONLY=its-name')
  const gone = [...seen.keys()].filter((name) => !names.includes(name))
  t.same(gone, [], 'a guard that is gone has no line')
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
  if (GUARDS !== undefined) await removeAnywhere(copy.folder, [...left.values()], tell)
  t.same([...left.keys()], [], 'each is missed')
})

function withItsTest({ name }: Guard): (Asked & { known: string })[] {
  const known = seen.get(name)
  return isFile(known) ? [{ name, known }] : []
}

function toTry(): Guard[] {
  const isNew = ({ name }: Guard) => !seen.has(name)
  const asked = guards.filter(({ name }) => name.includes(ONLY ?? ''))
  if (GUARDS === 'new' || GUARDS === 'files') return asked.filter(isNew)
  if (GUARDS === 'all' || ONLY !== undefined) return asked
  return byChance(known, seed).slice(0, Number(GUARDS ?? EVERY_DAY))
}

/** What is set once for the whole server shows at no door in particular. */
function mayBeMissedAtDoors({ name, what }: Guard): boolean {
  if (GUARDS === 'files' || ['headers', 'input', 'form'].includes(what)) return false
  return !isFile(seen.get(name))
}

function whereItWasMissed(guard: Guard): Guard & { door?: string } {
  const door = GUARDS === undefined ? seen.get(guard.name) : undefined
  return door === undefined ? guard : { ...guard, door }
}

const isFile = (seenBy: string | undefined): seenBy is string => seenBy?.startsWith('test/') === true

function readLines(file: string): Map<string, string> {
  return new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [name = '', seenBy = ''] = line.split(' <- ')
        return [name, seenBy]
      }),
  )
}

/** A run that is asked for writes what it finds as it finds it. */
function keep(name: string, seenBy: string): void {
  seen.set(name, seenBy)
  if (GUARDS === undefined && ONLY === undefined) return
  const text = guards.flatMap(({ name }) => (seen.has(name) ? [`${name} <- ${seen.get(name)}\n`] : []))
  writeFileSync(SEEN, text.join(''))
}
