// Import of a national file of the RPPS, as a coordinator sends it: 2.3 million invented lines, as many as the published
// file has (2.29 million), of which one in 37 is kept, 62,000. A region keeps from 20,000 to 60,000 of the published
// file’s lines for its perinatal professions; here the people of the country are spread over fourteen communes, and five
// professions of one department make as many. A shorter file keeps the same share. Three steps, run by a process of its
// own with the handlers of the worker: looking at the file, comparing it with an empty directory, and applying, which
// writes records, provenance, history and the cards everything is read through. It is then undone, which counts apart.
// Reference, in the same run: COPY of the whole file, every column as text, into a table without an index.
// Both by the clock and by the processor time of the process and of PostgreSQL together, which a busy machine changes less.
// Budgets: 3 × that COPY, and 300 MB of resident memory for the process that imports.
// Regions keep less when fewer professions are asked for: 44,566 lines with one of the five, 47,819 with two.
//   node src/cli/run.mjs bench/directory-import.ts [lines] [professions]   (or DIRECTORY_LINES, DIRECTORY_PROFESSIONS)
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
import {
  millisecondsOf,
  numberArgument,
  processorOf,
  processorOfFamily,
  say,
  sayMachine,
  watchMemory,
} from './support/measuring.js'
import { inScratch } from './support/scratch.js'

const lines = numberArgument(1, 2_300_000, 'DIRECTORY_LINES')
const professions = numberArgument(2, 5, 'DIRECTORY_PROFESSIONS')
const FILTER = { departments: ['38'], professions: ['10', '50', '93', '95', '96'].slice(0, professions) }
const STEPS: readonly ImportStep[] = ['look', 'compare', 'apply', 'undo']

await inScratch(async (scratch) => {
  const file = path.join(scratch, 'PS_LibreAcces_Personne_activite_202610080830.txt')
  await pipeline(rppsActivityFile({ lines, seed: 2026 }), createWriteStream(file))
  await withDatabase(scratch, (database) => measure(database, scratch, file))
})

async function measure(database: BenchDatabase, scratch: string, file: string): Promise<void> {
  const server = await postmasterOf(database.url)
  const before = await rawCopy(database.url, file, server)
  const importId = await received(database, scratch, file)
  const child = fork(path.join(import.meta.dirname, 'support/directory-importing.js'), [
    database.url,
    database.networkId,
    path.join(scratch, 'data'),
    importId,
  ])
  try {
    await once(child, 'message')
    const steps: Step[] = []
    for (const step of STEPS) {
      const memory = watchMemory(child)
      const databaseBefore = processorOfFamily(server)
      const end = await run(child, step)
      const processor = { process: end.processor, database: processorOfFamily(server) - databaseBefore }
      steps.push({ ...end, processor, peak: memory.stop() })
    }
    const after = await rawCopy(database.url, file, server)
    tell({ raws: [before, after], steps, bytes: statSync(file).size })
  } finally {
    child.kill()
  }
}

/** The process all those of the database are children of. */
function postmasterOf(url: string): Promise<number> {
  return asOwner(url, async (owner) => {
    const { rows } = await owner.query<{ pid: number }>('select pg_backend_pid() as pid')
    const backend = processorOf(rows[0]?.pid ?? 0)
    if (backend === null) throw new Error('the database runs elsewhere')
    return backend.parent
  })
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

function rawCopy(url: string, file: string, server: number): Promise<Spent> {
  const columns = [...ACTIVITY_LAYOUT.columns.map((_, index) => `c${index}`), 'rest']
  return asOwner(url, async (owner) => {
    await owner.query(`create table raw_lines (${columns.map((name) => `${name} text`).join(', ')})`)
    const copy = `copy raw_lines from stdin with (format csv, delimiter '|', header, quote e'\\x01')`
    const [own, others] = [process.cpuUsage(), processorOfFamily(server)]
    const milliseconds = await millisecondsOf(() =>
      pipeline(createReadStream(file), owner.query(copyFrom(copy))),
    )
    const { user, system } = process.cpuUsage(own)
    const processor = (user + system) / 1000 + processorOfFamily(server) - others
    await owner.query('drop table raw_lines')
    return { milliseconds, processor }
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

type Spent = { milliseconds: number; processor: number }
type Step = Omit<StepEnd, 'processor'> & { processor: { process: number; database: number }; peak: number }
type Measures = { raws: readonly [Spent, Spent]; steps: readonly Step[]; bytes: number }

function tell({ raws, steps, bytes }: Measures): void {
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1)
  const mean = (of: keyof Spent) => (raws[0][of] + raws[1][of]) / 2
  const against = (spent: Spent) =>
    `${seconds(spent.milliseconds)} s, ${(spent.milliseconds / mean('milliseconds')).toFixed(2)} × COPY; ` +
    `processor ${seconds(spent.processor)} s, ${(spent.processor / mean('processor')).toFixed(2)} × COPY`
  const whole = { milliseconds: 0, processor: 0 }
  sayMachine()
  say(
    `${lines} lines, ${(bytes / 1e6).toFixed(0)} MB; raw COPY ${against({ milliseconds: mean('milliseconds'), processor: mean('processor') })}`,
  )
  for (const { step, milliseconds, words, processor, peak } of steps) {
    const spent = { milliseconds, processor: processor.process + processor.database }
    if (step !== 'undo') {
      whole.milliseconds += spent.milliseconds
      whole.processor += spent.processor
    }
    say(
      `  ${step}: ${against(spent)} (${seconds(processor.process)} here, ${seconds(processor.database)} in PostgreSQL)`,
    )
    say(`    ${words}; resident memory at most ${(peak / 1e6).toFixed(0)} MB`)
  }
  say(`  whole import, without undoing it: ${against(whole)}`)
}
