// Speed of reading the national RPPS file, filtered to one region, and the memory it takes. The file is invented
// in memory and never touches a disk. Reference: the same bytes copied once, which is what `cat` costs from the page
// cache. Budgets: some hundred MB/s, and a resident memory of 300 MB at most.
//   node src/cli/run.mjs bench/directory-reading.ts [lines]
import { createActivityReader } from '../src/domains/directory/national/rpps.js'
import { rppsActivityFile } from '../src/domains/directory/synthesis/rpps-files.js'
import { numberArgument, say, sayMachine } from './support/measuring.js'

const lines = numberArgument(1, 2_300_000)
const POOL_LINES = 100_000
// One of fourteen places and four tenths of the professions: 62,000 lines, as many as a region keeps of the national file.
const filter = {
  departments: new Set(['38']),
  professions: new Set(['10', '50', '93', '95', '96']),
  unplaced: false,
}

let kept = 0
let rejected = 0
const sink = {
  accept: () => {
    kept += 1
  },
  reject: () => {
    rejected += 1
  },
}
const reader = createActivityReader(sink, filter)
const copy = Buffer.allocUnsafe(1024 * 1024)
const spent = { copying: 0, reading: 0 }
let bytes = 0
let peak = 0

// Inventing a line costs more than reading it: a pool of them goes round until the file is as long as asked.
const pool = [...rppsActivityFile({ lines: Math.min(lines, POOL_LINES), seed: 2026 })]
const rounds = Math.ceil(lines / POOL_LINES)
for (let round = 0; round < rounds; round += 1) {
  for (const [index, chunk] of pool.entries()) feed(round > 0 && index === 0 ? withoutHeader(chunk) : chunk)
}
const summary = reader.end()
const { lines: read, setAside } = summary
if (summary.refusal !== null || kept + rejected + setAside !== read)
  throw new Error('the lines do not add up')

const speed = (milliseconds: number) => (bytes / 1000 / milliseconds).toFixed(0)
sayMachine()
say(`${read} lines, ${(bytes / 1e6).toFixed(0)} MB, ${kept} kept (${((100 * kept) / read).toFixed(1)} %)`)
say(`reading ${speed(spent.reading)} MB/s of one core, all lines checked and the kept ones decoded`)
say(
  `  copying the same bytes ${speed(spent.copying)} MB/s: ratio ${(spent.reading / spent.copying).toFixed(1)}`,
)
say(`  resident memory at most ${(peak / 1024 ** 2).toFixed(0)} MB, the pool of lines included`)

function feed(chunk: Buffer): void {
  bytes += chunk.length
  const start = cpu()
  chunk.copy(copy)
  const copied = cpu()
  reader.push(chunk)
  spent.reading += cpu() - copied
  spent.copying += copied - start
  peak = Math.max(peak, process.memoryUsage.rss())
}

function withoutHeader(chunk: Buffer): Buffer {
  return chunk.subarray(chunk.indexOf(10) + 1)
}

/** Milliseconds of the processor rather than of the clock: the machine may be busy with something else. */
function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
