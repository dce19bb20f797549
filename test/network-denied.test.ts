import { execFileSync } from 'node:child_process'
import path from 'node:path'
import t from 'tap'
import { runFiles } from './run-files.js'

const REACHING = path.resolve('dist/test/support/reaching.js')

for (const where of ['here', 'thread', 'process'] as const) {
  t.test(`whatever reaches for another machine is refused at once: ${where}`, async (t) => {
    const codes = reach(where, process.env)
    t.ok(Object.keys(codes).length >= 10)
    for (const [way, code] of Object.entries(codes)) t.equal(code, 'TEST_NETWORK_DENIED', way)
  })
}

t.test('the control: without the refusal, none of it is refused by us', async (t) => {
  const codes = reach('here', { PATH: process.env.PATH, NODE_OPTIONS: ' ' })
  for (const [way, code] of Object.entries(codes)) t.not(code, 'TEST_NETWORK_DENIED', way)
})

t.test('a file that lives with the refusal fails all the same, and says what it reached for', async (t) => {
  const run = (called: string) =>
    runFiles(['test/support/careless-caller.ts'], {
      jobs: 1,
      timeoutSeconds: 30,
      env: { ...process.env, CALLED: called },
    })
  const said = t.capture(console, 'log')
  t.same(await run('http://192.0.2.1/'), { passed: 1, failed: 1 })
  t.match(
    said()
      .flatMap(({ args }) => args)
      .join('\n'),
    'reached for another machine: 192.0.2.1',
  )
  t.same(await run('http://127.0.0.1:9/'), { passed: 1, failed: 0 }, 'the control: this machine')
})

/** In a process of its own, whose refusals this file does not answer for. */
function reach(where: 'here' | 'thread' | 'process', env: NodeJS.ProcessEnv): Record<string, string> {
  const args = where === 'here' ? [] : [where]
  const said = execFileSync(process.execPath, [REACHING, ...args], {
    encoding: 'utf8',
    env: { ...env, TEST_REFUSED_CALLS: '' },
  })
  return JSON.parse(said) as Record<string, string>
}
