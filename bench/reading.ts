// Marginal speed of reading RSA on one core, once the process is warm: what one more megabyte costs, whatever the
// start. Reference: the same files read and thrown away, by the same calls. Budget: 500 MB/s.
//   node src/cli/run.mjs bench/reading.ts [copies of 88 MB] [stays a copy]
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { emptyReport, readUnits } from '../src/domains/pmsi/reading/read-units.js'
import { writeCopy } from './support/copies.js'
import { median, numberArgument, say, sayMachine } from './support/measuring.js'
import { filesOf, inScratch, synthesise } from './support/scratch.js'

const copies = numberArgument(1, 8)
const stays = numberArgument(2, 200_000)
const CHUNK_BYTES = 128 * 1024

await inScratch(async (scratch) => {
  const base = path.join(scratch, 'base')
  await synthesise(base, { stays })
  const rsa = await filesOf(base, '.rsa')
  const sets: string[][] = []
  for (let copy = 0; copy < copies; copy += 1) {
    const folder = path.join(scratch, `copy-${copy}`)
    await mkdir(folder)
    sets.push(writeCopy(rsa, folder, copy))
  }
  await readAll(rsa)
  await readAll(rsa)
  sayMachine()
  const speeds: number[] = []
  const ratios: number[] = []
  for (const files of sets) {
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
    const raw = await coreMilliseconds(() => files.forEach(readAndForget))
    const ours = await coreMilliseconds(() => readAll(files))
    speeds.push(bytes / 1000 / ours)
    ratios.push(ours / raw)
  }
  say(`reading ${median(speeds).toFixed(0)} MB/s of one core (best ${Math.max(...speeds).toFixed(0)} MB/s)`)
  say(`  ratio ${median(ratios).toFixed(1)} × reading the bytes and throwing them away`)
})

async function readAll(files: string[]): Promise<void> {
  const inputs = files.map((file) => ({ name: path.basename(file), path: file }))
  for await (const unit of readUnits(inputs, emptyReport()))
    if (unit.stays.length === 0) throw new Error('empty')
}

function readAndForget(file: string): void {
  const descriptor = openSync(file, 'r')
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  while (readSync(descriptor, buffer, 0, CHUNK_BYTES, null) > 0);
  closeSync(descriptor)
}

/** Time of the processor rather than of the clock: compilation and collection on other threads included. */
async function coreMilliseconds(work: () => Promise<void> | void): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
