// The booklet of a directory of 5,000 entries as the worker makes it: cards read, laid out, numbered, indexed, written.
// References, in the same run: reading the same cards, and a PDF with one bare line for each of them.
// Budget: 10 s.
//   node src/cli/run.mjs bench/directory-booklet.ts [entries] [runs]        (or BOOKLET_ENTRIES)
import path from 'node:path'
import { inTransaction } from '../src/context.js'
import { readCards } from '../src/domains/directory-publications/card-list.js'
import { makeFile } from '../src/domains/directory-publications/making.js'
import { directoryPublications } from '../src/domains/directory-publications/tables.js'
import { currentNetwork } from '../src/domains/networks/service.js'
import { pdfDocument } from '../src/web/pdf/pdf-document.js'
import { type BenchDatabase, withDatabase } from './support/database.js'
import { fillCards } from './support/directory.js'
import { inTurn, median, numberArgument, say, sayMachine } from './support/measuring.js'
import { inScratch } from './support/scratch.js'

const entries = numberArgument(1, 5000, 'BOOKLET_ENTRIES')
const runs = numberArgument(2, 3)
const AUDIENCE = 'members'

await inScratch((scratch) =>
  withDatabase(scratch, async (database) => {
    await fillCards(database, entries)
    await measure(database, path.join(scratch, 'data'))
  }),
)

async function measure(database: BenchDatabase, dataDir: string): Promise<void> {
  const { ctx, networkId } = database
  const network = await inTransaction(ctx, (ctx) => currentNetwork(ctx, networkId))
  const read = () => readCards(ctx, { network, audience: AUDIENCE, filter: {} })
  const names = (await read()).map(({ name }) => name)
  const measures = await inTurn(runs, {
    booklet: () => booklet(database, dataDir),
    reading: read,
    plain: () => pdfDocument(plainDocument(names)),
  })
  const [made, reading, plain] = [median(measures.booklet), median(measures.reading), median(measures.plain)]
  sayMachine()
  say(`booklet of ${names.length} entries: ${(made / 1000).toFixed(2)} s, median of ${runs} runs`)
  say(
    `  ratio ${(made / reading).toFixed(1)} × reading its cards (${reading.toFixed(0)} ms), ${(made / plain).toFixed(1)} × a PDF of its names (${plain.toFixed(0)} ms)`,
  )
}

async function booklet({ ctx, networkId }: BenchDatabase, dataDir: string): Promise<void> {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db
      .insert(directoryPublications)
      .values({
        networkId,
        kind: 'booklet',
        audience: AUDIENCE,
        title: 'Annuaire de la périnatalité',
        filters: {},
        entries,
        madeAt: ctx.now,
        madeBy: 'Mesure',
      })
      .returning({ id: directoryPublications.id }),
  )
  await makeFile(ctx, row?.id ?? '', { dataDir, mail: null })
}

function plainDocument(names: readonly string[]): Parameters<typeof pdfDocument>[0] {
  return {
    network: 'Mesure',
    title: 'Noms',
    subtitle: null,
    date: '',
    version: '',
    madeAt: new Date(),
    hasContents: false,
    blocks: names.map((text) => ({ kind: 'paragraph', text })),
  }
}
