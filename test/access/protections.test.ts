import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { byChance } from '../support/by-chance.js'
import { copySources } from './guards.js'
import { PROTECTIONS, type Protection } from './protections.js'

/** `GUARDS=all` tries them all, `PROTECTIONS=T-12` (or words of one) some of them; else a few by chance, other ones each day. */
const EVERY_DAY = 2
const seed = Number(process.env.GUARD_SEED ?? Math.trunc(Math.random() * 1e6))
const asked = process.env.PROTECTIONS
const tried = asked
  ? PROTECTIONS.filter(({ threat, what }) => threat === asked || what.includes(asked))
  : process.env.GUARDS === 'all'
    ? PROTECTIONS
    : byChance(PROTECTIONS, seed).slice(0, EVERY_DAY)

t.test('each protection is where it is said to be', async (t) => {
  for (const { file, edits, what } of PROTECTIONS) {
    const source = readFileSync(file, 'utf8')
    for (const text of Object.keys(edits)) t.equal(source.split(text).length, 2, `${what}: ${text.trim()}`)
  }
})

t.test('without a protection, its test turns red', { timeout: 3600_000 }, async (t) => {
  t.comment(`${tried.length} of ${PROTECTIONS.length} protections; GUARD_SEED=${seed}`)
  const copy = copySources()
  t.teardown(copy.remove)
  for (const protection of tried) {
    const source = readFileSync(protection.file, 'utf8')
    copy.write(protection.file, withoutProtection(source, protection))
    const { status, stdout } = spawnSync('node', ['src/cli/run.mjs', protection.test], {
      cwd: copy.folder,
      encoding: 'utf8',
      // Of sequences made by chance, as many as it takes to meet the one that shows. What it reaches for is its own.
      env: { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: '300', MODEL_RUNS: '80', TEST_REFUSED_CALLS: '' },
    })
    copy.write(protection.file, source)
    const [red = 'nothing'] = /^ *not ok .*$/m.exec(stdout) ?? []
    t.ok(
      status !== 0 && red !== 'nothing',
      `${protection.threat}, ${protection.what}: missed by ${path.basename(protection.test)}`,
    )
    t.comment(`${protection.threat}, ${protection.what}: ${red.trim()}`)
  }
})

function withoutProtection(source: string, { edits }: Protection): string {
  return Object.entries(edits).reduce((text, [from, to]) => text.replace(from, () => to), source)
}
