import t from 'tap'
import { copySources, listGuards } from './guards.js'
import { anyRed, sampleOf, tryGuards } from './remove-guards.js'

/**
 * `npm run test:guards` removes them all; `GUARDS=12` tries twelve, `GUARD_SEED=7` the same ones again, `ONLY=text`
 * those whose file or kind says so.
 */
const all = process.env.GUARDS === 'all'
const count = all ? Number.POSITIVE_INFINITY : Number(process.env.GUARDS ?? 2)
/** Tried every day; always the same, because not every guard has been tried yet and a build must not be red by chance. */
const EVERY_DAY = [
  'src/domains/networks/api.ts permission of a route',
  'src/domains/mail/listing.ts audit(…)',
]
const isEveryDay = process.env.GUARDS === undefined && process.env.ONLY === undefined
const seed = Number(process.env.GUARD_SEED ?? Math.trunc(Math.random() * 1e6))
const only = process.env.ONLY ?? ''

t.test('without any one of its guards the suite turns red', { timeout: 4 * 3600_000 }, async (t) => {
  const guards = listGuards().filter(({ file, what }) => `${file} ${what}`.includes(only))
  t.ok(guards.length > 60 || only !== '', `${guards.length} guards found`)
  const tried = isEveryDay
    ? EVERY_DAY.flatMap((name) => guards.find(({ file, what }) => `${file} ${what}` === name) ?? [])
    : sampleOf(guards, count, seed)
  t.ok(tried.length > 0)
  t.comment(`${tried.length} of ${guards.length} guards, GUARD_SEED=${seed}`)
  const outcomes = await tryGuards(tried, ({ guard, killed }) =>
    t.comment(`${killed ? 'seen' : 'SURVIVES'}: ${guard.file}:${guard.line} ${guard.what}`),
  )
  const survivors = outcomes
    .filter(({ killed }) => !killed)
    .map(({ guard }) => `${guard.file}:${guard.line} ${guard.what}`)
  t.comment(`${outcomes.length} guards, ${outcomes.length - survivors.length} killed`)
  t.same(
    survivors.filter((one) => !KNOWN.some((known) => one.startsWith(known))),
    [],
  )
})

/** Guards that stand behind another one, so that removing one alone changes nothing: why, for each. */
const KNOWN: string[] = []

t.test('the control: with every guard in place the same tests are green', { timeout: 600_000 }, async (t) => {
  const copy = copySources()
  t.teardown(copy.remove)
  t.equal(await anyRed(copy.folder, ['permissions', 'matrix:rows']), false)
})
