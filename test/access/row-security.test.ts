import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { bearerOf, testApp } from '../support/app.js'
import { withoutRowSecurity } from '../support/dump.js'
import { twoNetworks } from '../support/two-networks.js'
import { copySources } from './guards.js'

t.test(
  'with a policy that lets everything through, no row of another network comes out',
  { timeout: 600_000 },
  async (t) => {
    const copy = copySources()
    t.teardown(copy.remove)
    copy.write('src/access/policy.ts', withEverythingOpen())
    const locked = readAll(copy.folder, 'on')
    t.comment(
      `${locked.asked} readings with row-level security: ${locked.found.length} texts of the other network`,
    )
    t.same(locked.found, [])
    const control = readAll(copy.folder, 'off')
    t.comment(`control, without it: ${control.found.length} texts`)
    t.ok(control.found.length > 0, 'the control: without the second lock they do')
  },
)

t.test(
  'with row-level security off, the policy alone lets no row of another network out',
  { timeout: 600_000 },
  async (t) => {
    const copy = copySources()
    t.teardown(copy.remove)
    const { asked, found } = readAll(copy.folder, 'off')
    t.comment(`${asked} readings with the policy alone: ${found.length} texts of the other network`)
    t.same(found, [])
  },
)

function withEverythingOpen(): string {
  const source = readFileSync('src/access/policy.ts', 'utf8')
  const open = source
    .replace(/(export function within\([^)]*\): SQL \{)/, '$1\n  return sql`true`')
    .replace(/(function reach\([^)]*\): Reach \| null \{)/, "$1\n  return 'network'")
  if (open === source) throw new Error('the policy has changed: this test no longer knows how to open it')
  return open
}

function readAll(folder: string, rowSecurity: 'on' | 'off'): { asked: number; found: string[] } {
  const run = spawnSync('node', ['src/cli/run.mjs', 'test/access/open-policy.ts'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ROW_SECURITY: rowSecurity, TAP_TIMEOUT: '280' },
  })
  const [, result] = /RESULT (.*)/.exec(run.stderr) ?? []
  if (!result) throw new Error(`the reading failed: ${run.stdout.slice(-2000)}`)
  return JSON.parse(result) as { asked: number; found: string[] }
}

t.test('a thousand requests of two networks over two connections never cross', async (t) => {
  const { app, db, url } = await testApp(t, { max: 2 })
  const world = await twoNetworks(db)
  const people = [world.mine, world.theirs]
  const headers = await Promise.all(people.map((of) => bearerOf(app, of.people.coordinator)))
  const ask = async (index: number) => {
    const of = people[index % 2]!
    const response = await app.inject({ url: '/api/establishments', headers: headers[index % 2]! })
    const names = response.json<{ name: string }[]>().map(({ name }) => name)
    return (
      response.statusCode === 200 && names.sort().join() === [of.site.name, of.neighbour.name].sort().join()
    )
  }
  const answers: boolean[] = []
  for (let begun = 0; begun < 1000; begun += 50) {
    answers.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => ask(begun + index)))))
  }
  t.equal(answers.filter((right) => !right).length, 0, 'each got the rows of her network, all of them')
  const theirImport = `/api/imports/${world.theirs.imports.own}`
  t.equal((await app.inject({ url: theirImport, headers: headers[0]! })).statusCode, 404)
  await withoutRowSecurity(url)
  t.equal(
    (await app.inject({ url: theirImport, headers: headers[0]! })).statusCode,
    404,
    'the policy alone also holds',
  )
})
