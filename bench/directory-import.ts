// Import of a national file of the RPPS, as a coordinator sends it: 2.3 million invented lines, of which the lines of
// two departments and five professions are kept (some hundred thousand, as in a large region). Three steps, run by a
// process of its own with the handlers of the worker: looking at the file, comparing it with an empty directory, and
// applying, which writes records, provenance, history and the cards everything is read through.
// Reference, in the same run: COPY of the whole file, every column as text, into a table without an index.
// Budgets: 3 × that COPY, and 300 MB of resident memory for the process that imports.
//   node src/cli/run.mjs bench/directory-import.ts [lines]        (or DIRECTORY_LINES)
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { inTransaction } from '../src/context.js'
import { ACTIVITY_LAYOUT } from '../src/domains/directory/national/rpps-layouts.js'
import { rppsActivityFile } from '../src/domains/directory/synthesis/rpps-files.js'
import { directoryImports } from '../src/domains/directory-imports/tables.js'
import { uploadsFolder } from '../src/domains/directory-imports/uploads.js'
import { storeUpload } from '../src/domains/pmsi/uploads.js'
import { asOwner, type BenchDatabase, withDatabase } from './support/database.js'
import type { ImportStep, StepEnd } from './support/directory-importing.js'
import { millisecondsOf, numberArgument, say, sayMachine, watchMemory } from './support/measuring.js'
import { inScratch } from './support/scratch.js'

const lines = numberArgument(1, 2_300_000, 'DIRECTORY_LINES')
const FILTER = { departments: ['38', '42'], professions: ['10', '50', '93', '95', '96'] }
const STEPS: readonly ImportStep[] = ['look', 'compare', 'apply']

await inScratch(async (scratch) => {
  const file = path.join(scratch, 'PS_LibreAcces_Personne_activite_202610080830.txt')
  await pipeline(rppsActivityFile({ lines, seed: 2026 }), createWriteStream(file))
  await withDatabase(scratch, (database) => measure(database, scratch, file))
})

async function measure(database: BenchDatabase, scratch: string, file: string): Promise<void> {
  const before = await rawCopy(database.url, file)
  const importId = await received(database, scratch, file)
  const child = fork(path.join(import.meta.dirname, 'support/directory-importing.js'), [
    database.url,
    database.networkId,
    path.join(scratch, 'data'),
    importId,
  ])
  try {
    await once(child, 'message')
    const memory = watchMemory(child)
    const ends: StepEnd[] = []
    for (const step of STEPS) ends.push(await run(child, step))
    const peak = memory.stop()
    const after = await rawCopy(database.url, file)
    tell({ raw: (before + after) / 2, ends, peak, bytes: statSync(file).size })
  } finally {
    child.kill()
  }
}

/** The file where the web process leaves it, with what the coordinator chooses. */
async function received({ ctx, networkId }: BenchDatabase, scratch: string, file: string): Promise<string> {
  const importId = crypto.randomUUID()
  const folder = path.join(uploadsFolder(path.join(scratch, 'data')), importId)
  const upload = await storeUpload(folder, path.basename(file), createReadStream(file))
  await inTransaction(ctx, ({ db }) =>
    db.insert(directoryImports).values({
      id: importId,
      networkId,
      fileName: upload.name,
      stored: upload.stored,
      bytesTotal: upload.bytes,
      contentHash: upload.sha256,
      options: FILTER,
      uploadedByName: 'Mesure',
      receivedAt: ctx.now,
    }),
  )
  return importId
}

function rawCopy(url: string, file: string): Promise<number> {
  const columns = [...ACTIVITY_LAYOUT.columns.map((_, index) => `c${index}`), 'rest']
  return asOwner(url, async (owner) => {
    await owner.query(`create table raw_lines (${columns.map((name) => `${name} text`).join(', ')})`)
    const copy = `copy raw_lines from stdin with (format csv, delimiter '|', header, quote e'\\x01')`
    const spent = await millisecondsOf(() => pipeline(createReadStream(file), owner.query(copyFrom(copy))))
    await owner.query('drop table raw_lines')
    return spent
  })
}

async function run(child: ChildProcess, step: ImportStep): Promise<StepEnd> {
  const over = new AbortController()
  const gone = once(child, 'exit', { signal: over.signal }).then(() => {
    throw new Error('the importing process ended')
  })
  child.send(step)
  try {
    const [end] = await Promise.race([once(child, 'message', { signal: over.signal }), gone])
    return end
  } finally {
    gone.catch(() => undefined)
    over.abort()
  }
}

type Measures = { raw: number; ends: readonly StepEnd[]; peak: number; bytes: number }

function tell({ raw, ends, peak, bytes }: Measures): void {
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1)
  const whole = ends.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  sayMachine()
  say(`${lines} lines, ${(bytes / 1e6).toFixed(0)} MB; raw COPY ${seconds(raw)} s`)
  for (const { step, milliseconds, words } of ends)
    say(`  ${step}: ${seconds(milliseconds)} s, ${(milliseconds / raw).toFixed(2)} × COPY, ${words}`)
  say(`  whole import ${seconds(whole)} s, ratio ${(whole / raw).toFixed(2)}`)
  say(`  resident memory at most ${(peak / 1e6).toFixed(0)} MB`)
}
