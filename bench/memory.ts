// Memory of reading and counting 5 GB generated as a stream: hospital-years are written, read by a process of its
// own, and deleted. Its resident memory is sampled every 100 ms. Budget: 200 MB, flat. Reference: the same process
// before the first byte.
//   node src/cli/run.mjs bench/memory.ts [gigabytes]
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { writeCopy } from './support/copies.js'
import { numberArgument, residentBytes, say, sayMachine } from './support/measuring.js'
import { filesOf, inScratch, synthesise } from './support/scratch.js'

const SAMPLE_MILLISECONDS = 100
const STAYS_A_BATCH = 50_000
const MOST_COPIES = 99

const gigabytes = numberArgument(1, 5)
type Sample = { read: number; rss: number }

await inScratch(async (scratch) => {
  const base = path.join(scratch, 'base')
  const { maternities } = await synthesise(base, { stays: STAYS_A_BATCH })
  const files = (await filesOf(base, '')).filter((file) => /\.(rsa|ano|txt)$/.test(file))
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const batches = Math.min(MOST_COPIES, Math.ceil((gigabytes * 1e9) / bytes))
  const child = fork(path.join(import.meta.dirname, 'support/folding.js'), [maternities])
  const samples: Sample[] = []
  const position = { read: 0 }
  try {
    await once(child, 'message')
    const idle = residentBytes(child)
    const timer = setInterval(
      () => samples.push({ read: position.read, rss: residentBytes(child) }),
      SAMPLE_MILLISECONDS,
    )
    for (let batch = 0; batch < batches; batch += 1) {
      const folder = path.join(scratch, `batch-${batch}`)
      await mkdir(folder)
      writeCopy(files, folder, batch)
      await ask(child, folder)
      position.read += bytes
      await rm(folder, { recursive: true })
    }
    const last = await ask(child, null)
    clearInterval(timer)
    sayMachine()
    tell(samples, idle, position.read, last)
  } finally {
    child.kill()
  }
})

async function ask(child: ChildProcess, folder: string | null): Promise<string> {
  const over = new AbortController()
  const gone = once(child, 'exit', { signal: over.signal }).then(() => {
    throw new Error('the reading process ended')
  })
  child.send({ folder })
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal: over.signal }), gone])
    return String(answer)
  } finally {
    gone.catch(() => undefined)
    over.abort()
  }
}

function tell(samples: Sample[], idle: number, read: number, last: string): void {
  const megabytes = (value: number) => (value / 1e6).toFixed(0)
  const highest = Math.max(...samples.map(({ rss }) => rss))
  // The first fifth fills the caches and the heap of the engine.
  const settled = samples.filter((sample) => sample.read > read / 5)
  say(`${(read / 1e9).toFixed(2)} GB read, ${last}`)
  say(`  highest resident memory ${megabytes(highest)} MB, ${samples.length} samples`)
  say(`  ratio ${(highest / idle).toFixed(1)} × the process before the first byte (${megabytes(idle)} MB)`)
  say(`  slope ${slopeOf(settled).toFixed(1)} MB a GB after the first fifth`)
}

/** Least squares, megabytes of memory by gigabyte read. */
function slopeOf(samples: Sample[]): number {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, s) => sum + of(s), 0) / samples.length
  const [x, y] = [mean((s) => s.read), mean((s) => s.rss)]
  const covariance = mean((s) => (s.read - x) * (s.rss - y))
  return (covariance / mean((s) => (s.read - x) ** 2)) * 1000
}
