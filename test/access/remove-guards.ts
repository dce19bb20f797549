import { spawn } from 'node:child_process'
import { copySources, type Guard } from './guards.js'

/** Which tests should miss a guard of each kind, the quickest first; of the matrix, which part. */
const TESTS: Record<string, string[]> = {
  'within(…)': ['matrix:rows', 'row-security:policy'],
  'permission of a route': ['permissions'],
  'audit(…)': ['matrix:acts'],
  'refuseLooseInput(…)': ['doors'],
  'setSecurityHeaders(…)': ['headers'],
}
const FORM_TESTS = ['doors', 'matrix:rows']

export type Outcome = { guard: Guard; killed: boolean }

/** Tries these guards one after the other, in one copy of the sources; the control first: untouched, all is green. */
export async function tryGuards(guards: Guard[], told: (outcome: Outcome) => void): Promise<Outcome[]> {
  const copy = copySources()
  try {
    const outcomes: Outcome[] = []
    for (const guard of guards) {
      copy.write(guard.file, guard.without)
      const killed = await anyRed(copy.folder, TESTS[guard.what] ?? FORM_TESTS)
      copy.restore(guard.file)
      outcomes.push({ guard, killed })
      told({ guard, killed })
    }
    return outcomes
  } finally {
    copy.remove()
  }
}

/** Whether one of these tests fails on the copy. */
export async function anyRed(folder: string, tests: string[]): Promise<boolean> {
  for (const test of tests) if (!(await isGreen(folder, test))) return true
  return false
}

function isGreen(folder: string, test: string): Promise<boolean> {
  const [file, part] = test.split(':')
  return new Promise((resolve) => {
    const child = spawn('node', ['--import=tsx', `test/access/${file}.test.ts`], {
      cwd: folder,
      // The policy alone: with row-level security behind it, a missing condition would not show.
      env: {
        ...process.env,
        LOCKS: 'policy',
        ...(part && { PART: part }),
        TAP_BAIL: '1',
        TAP_TIMEOUT: '300',
      },
      stdio: 'ignore',
    })
    child.once('exit', (status) => resolve(status === 0))
  })
}

/** The same choice for the same seed. */
export function sampleOf(guards: Guard[], count: number, seed: number): Guard[] {
  const order = guards.map((guard, index) => ({ guard, rank: Math.sin(seed + index * 12.9898) * 43758.5453 }))
  return order
    .sort((a, b) => a.rank - Math.floor(a.rank) - (b.rank - Math.floor(b.rank)))
    .slice(0, count)
    .map(({ guard }) => guard)
}
