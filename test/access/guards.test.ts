import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { byChance } from '../support/by-chance.js'
import { copyWithSwitches, type Guard, listGuards } from './guards.js'
import { openTemplate, type Probe, probeName, probeOf, trialsIn, twoAtOnce } from './remove-guards.js'

/**
 * Each guard with the test that turned red without it, the last time it was tried; or, after « behind », the guard that
 * must be removed too, because it stands before this one. `npm run test:guards` tries them all and writes this again.
 */
const SEEN = path.resolve('test/access/guards.txt')

/** `GUARDS=all` tries all, `GUARDS=new` those without a line, `ONLY=text` those whose name says so; else a few by chance. */
const { GUARDS, ONLY } = process.env
const EVERY_DAY = 3
const seed = Number(process.env.GUARD_SEED ?? Math.trunc(Math.random() * 1e6))

const guards = listGuards()
const lines = readLines()
const known = guards.filter(({ name }) => lines.has(name))

t.test('without any one of its guards the suite turns red', { timeout: 8 * 3600_000 }, async (t) => {
  t.ok(guards.length > 200, `${guards.length} guards found`)
  t.equal(new Set(guards.map(({ name }) => name)).size, guards.length, 'each has a name of its own')
  await openTemplate(process.env.TEST_DATABASE_URL ?? '')
  const copy = copyWithSwitches()
  t.teardown(copy.remove)
  const { control, remove } = trialsIn(copy.folder)
  const tried = toTry()
  t.comment(
    `${tried.length} of ${guards.length} guards, ${guards.length - known.length} never tried; GUARD_SEED=${seed}`,
  )
  const greens = new Map<string, Promise<boolean>>()
  const isGreen = (probe: Probe) => {
    const name = probeName(probe)
    const green = greens.get(name) ?? control(probe).then(({ green }) => green)
    greens.set(name, green)
    return green
  }
  const survivors: string[] = []
  await twoAtOnce(tried, async (guard) => {
    const line = lines.get(guard.name)
    const began = Date.now()
    const { seenBy } = await remove(guard, line?.probe, line?.behind)
    const seconds = Math.round((Date.now() - began) / 1000)
    if (seenBy && (await isGreen(seenBy)))
      lines.set(guard.name, { probe: seenBy, behind: line?.behind ?? [] })
    else survivors.push(guard.name)
    t.comment(
      `${seenBy ? `seen by ${probeName(seenBy)}` : 'SURVIVES'}: ${guard.name} (line ${guard.line}), ${seconds} s`,
    )
    if (GUARDS !== undefined) writeLines()
  })
  t.comment(
    `${tried.length} guards removed, ${tried.length - survivors.length} missed by a test that is green with them`,
  )
  t.same(survivors, [])
})

function toTry(): Guard[] {
  if (ONLY !== undefined) return guards.filter(({ name }) => name.includes(ONLY))
  // The permissions of routes last: one quick test sees them all.
  const last = ({ what }: Guard) => Number(what === 'permission')
  if (GUARDS === 'all') return [...guards].sort((a, b) => last(a) - last(b))
  if (GUARDS === 'new') return guards.filter(({ name }) => !lines.has(name))
  return byChance(known, seed).slice(0, Number(GUARDS ?? EVERY_DAY))
}

type Line = { probe: Probe; behind: string[] }

function readLines(): Map<string, Line> {
  return new Map(
    readFileSync(SEEN, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [names = '', probe = ''] = line.split(' <- ')
        const [name = '', ...behind] = names.split(' behind ')
        return [name, { probe: probeOf(probe), behind }]
      }),
  )
}

function writeLines(): void {
  const text = guards.flatMap(({ name }) => {
    const line = lines.get(name)
    return line ? [`${[name, ...line.behind].join(' behind ')} <- ${probeName(line.probe)}\n`] : []
  })
  writeFileSync(SEEN, text.join(''))
}
