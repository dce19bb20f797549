import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

export type Counts = { passed: number; failed: number }
type Options = { jobs: number; timeoutSeconds: number; env: NodeJS.ProcessEnv }
/** `reached`: the other machines its processes were refused. */
type Ended = Counts & { output: string; seconds: number; reached: string[] }

const DIAGNOSIS_LINES = 30
/** What a test says it measured: a comment of its own, as opposed to those of tap. */
const FIGURE = /^ {4,}# (?!Subtest|time=|No coverage|\{ total)/
/** What a file that outlives its time is given to say so. */
const GRACE_MILLISECONDS = 30_000
/** In every process of a test, by the environment they inherit. */
const DENIED = `--import=${pathToFileURL(path.join(import.meta.dirname, 'support/network-denied.js'))}`

/**
 * Runs test files, each in a process of its own, `jobs` at a time, and says each as it ends: its figures, and every
 * failure with its diagnosis. The runner of tap would do it, with a loader in each process that costs more than most
 * of these tests.
 */
export async function runFiles(files: string[], options: Options): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0 }
  const queue = [...files]
  const line = async () => {
    for (let file = queue.shift(); file !== undefined && !stopped; file = queue.shift()) {
      const ended = await runFile(file, options)
      total.passed += ended.passed
      total.failed += ended.failed
      tell(file, ended)
    }
  }
  await Promise.all(Array.from({ length: options.jobs }, line))
  return total
}

function runFile(file: string, { timeoutSeconds, env }: Options): Promise<Ended> {
  const began = process.hrtime.bigint()
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'trame-refused-'))
  const refused = path.join(scratch, 'calls')
  const child = spawn(process.execPath, ['--enable-source-maps', compiled(file)], {
    env: {
      ...env,
      TAP_TIMEOUT: String(timeoutSeconds),
      NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} ${DENIED}`,
      TEST_REFUSED_CALLS: refused,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: timeoutSeconds * 1000 + GRACE_MILLISECONDS,
    killSignal: 'SIGKILL',
  })
  running.add(child)
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  return new Promise((resolve) => {
    child.once('close', (status) => {
      running.delete(child)
      const { passed, failed } = countTests(output)
      const silent = status !== 0 && failed === 0 ? 1 : 0
      const reached = existsSync(refused) ? readFileSync(refused, 'utf8').trim().split('\n') : []
      rmSync(scratch, { recursive: true })
      const seconds = Number(process.hrtime.bigint() - began) / 1e9
      resolve({ output, passed, failed: failed + silent + Math.sign(reached.length), seconds, reached })
    })
  })
}

const running = new Set<ChildProcess>()
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopped = true
    for (const child of running) child.kill('SIGTERM')
  })
}

/** Where the build put a test. */
function compiled(file: string): string {
  return `dist/${file.replace(/\.tsx?$/, '.js')}`
}

/** One test is one title of a file: what TAP does not indent. */
function countTests(tap: string): Counts {
  const passed = tap.match(/^ok \d+ - /gm)?.length ?? 0
  const failed = tap.match(/^not ok \d+ - /gm)?.length ?? 0
  return { passed, failed }
}

function tell(file: string, { output, passed, failed, seconds, reached }: Ended): void {
  console.log(`${failed > 0 ? 'not ok' : 'ok'} ${file}: ${passed + failed} tests, ${seconds.toFixed(1)} s`)
  const lines = output.split('\n')
  lines.forEach((line, index) => {
    if (FIGURE.test(line)) console.log(line)
    if (/^ *not ok /.test(line)) console.log(lines.slice(index, index + DIAGNOSIS_LINES).join('\n'))
  })
  if (reached.length > 0) console.log(`not ok it reached for another machine: ${reached.join(', ')}`)
  if (failed > 0 && !output.includes('not ok ')) console.log(output.slice(-2000))
}
