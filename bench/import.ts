// Import of the retained stays of 200,000 RSA against a raw COPY of the same rows into a plain table of the same
// shape. The storage part is what writing costs; the whole run also reads the files, hashes and computes.
// Budget: 2 × raw COPY.
//   node src/cli/run.mjs bench/import.ts [runs] [stays]
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { deriveKey } from '../src/access/secrets.js'
import { inCopyTransaction } from '../src/db/copy.js'
import { emptyReport, readUnits } from '../src/domains/pmsi/reading/read-units.js'
import { contentHash, pseudonymiser, STAY_COLUMNS, stayContent } from '../src/domains/pmsi/stay-rows.js'
import { asOwner, BENCH_SECRET, type BenchDatabase, importFiles, withDatabase } from './support/database.js'
import { inTurn, median, millisecondsOf, numberArgument, say, sayMachine } from './support/measuring.js'
import { filesOf, inScratch, synthesise } from './support/scratch.js'

const runs = numberArgument(1, 7)
const stays = numberArgument(2, 200_000)
const BLOCK_LINES = 200
type Delivery = { id: string; contents: string[] }

await inScratch(async (scratch) => {
  const folder = path.join(scratch, 'extracts')
  await synthesise(folder, { stays, zip: true })
  const files = await filesOf(folder, '.zip')
  await withDatabase(scratch, (database) => compare(database, scratch, files))
})

async function compare(database: BenchDatabase, scratch: string, files: string[]): Promise<void> {
  const { ctx, pool, networkId, url } = database
  const reading = await millisecondsOf(() => retained(networkId, files))
  const deliveries = await retained(networkId, files)
  const rows = deliveries.reduce((sum, { contents }) => sum + contents.length, 0)
  await asOwner(url, async (owner) => {
    await owner.query('create table raw_stays (like pmsi_stays)')
    const measures = await inTurn(runs, {
      raw: () => rawCopy(owner, networkId, deliveries),
      // Emptied like the other: the first import of a region is the largest.
      stored: async () => {
        await owner.query('truncate pmsi_stays')
        await inCopyTransaction(ctx, { pool }, async (_, copy) => {
          for (const { id, contents } of deliveries)
            await copy.send('pmsi_stays', STAY_COLUMNS, linesOf(id, networkId, contents))
          await copy.settle()
        })
      },
    })
    await owner.query('truncate pmsi_stays')
    const whole = await importFiles(database, path.join(scratch, 'data'), files)
    const [raw, stored] = [median(measures.raw), median(measures.stored)]
    sayMachine()
    say(`${rows} rows kept of ${stays} stays, median of ${runs} runs`)
    say(`  raw COPY ${raw.toFixed(0)} ms, storage part of the import ${stored.toFixed(0)} ms`)
    say(`  ratio of the storage part ${(stored / raw).toFixed(2)}`)
    say(
      `  ratio of the whole import ${(whole.milliseconds / raw).toFixed(2)} (${whole.milliseconds.toFixed(0)} ms, of which reading the archives and preparing the rows ${reading.toFixed(0)} ms)`,
    )
  })
}

/** The rows the import keeps, prepared as it prepares them. */
async function retained(networkId: string, files: string[]): Promise<Delivery[]> {
  const pseudonym = pseudonymiser(deriveKey(BENCH_SECRET, 'pseudonyms'), networkId)
  const inputs = files.map((file) => ({ name: path.basename(file), path: file }))
  const deliveries: Delivery[] = []
  for await (const unit of readUnits(inputs, emptyReport())) {
    const contents = unit.stays.map((stay) => stayContent(stay, pseudonym)).sort()
    contentHash(contents)
    deliveries.push({ id: randomUUID(), contents })
  }
  return deliveries
}

function* linesOf(id: string, networkId: string, contents: string[]): Generator<string> {
  for (const content of contents) yield `${id}\t${networkId}\t${content}`
}

async function rawCopy(owner: pg.Client, networkId: string, deliveries: Delivery[]): Promise<void> {
  await owner.query('truncate raw_stays')
  const stream = owner.query(copyFrom(`copy raw_stays (${STAY_COLUMNS.join(', ')}) from stdin`))
  const done = finished(stream)
  let block: string[] = []
  for (const { id, contents } of deliveries) {
    for (const line of linesOf(id, networkId, contents)) {
      if (block.push(line) < BLOCK_LINES) continue
      if (!stream.write(`${block.join('\n')}\n`)) await once(stream, 'drain')
      block = []
    }
  }
  stream.end(block.length > 0 ? `${block.join('\n')}\n` : undefined)
  await done
}
