import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { directoryCards } from '../../src/domains/directory/tables.js'
import { lookAtFile } from '../../src/domains/directory-imports/looking.js'
import { cardTable, openTable } from '../../src/domains/directory-publications/card-table.js'
import { type CsvDocument, csvDocument } from '../../src/web/csv.js'
import { xlsxDocument } from '../../src/web/xlsx.js'
import { aFile } from '../support/directory-import-fixtures.js'
import { brought, type Desk, importDesk, importOf, sheet } from '../support/import-desk.js'

/* What the directory exports is not what it imports: a table sent back is refused before anything is proposed of it. */

const SHOWN = { day: '2026-11-30', territories: new Map<string, string>() }

t.test('our own tables sent back are refused with what to do', async (t) => {
  const desk = await importDesk(t)
  await brought(
    desk,
    sheet('Nom;Prénom;Structure;Ville', ['ROUX;Anne;CH de Valbrune;Viriat', ';;PMI de Viriat;Viriat']),
  )
  const cards = await inTransaction(desk.ctx, ({ db }) =>
    db.select({ card: directoryCards.card }).from(directoryCards),
  ).then((rows) => rows.map(({ card }) => card))
  const whole = () => cardTable([['Titre', 'Annuaire']], cards, SHOWN)
  for (const [what, content] of [
    ['whole, for the team', csv(whole())],
    ['a workbook', await xlsxDocument('Annuaire', whole())],
    ['the open data', csv(openTable(cards, SHOWN))],
    ['without its identifiers', csv(without(whole(), 'Identifiant de la fiche'))],
    ['without its types', csv(without(whole(), 'Type'))],
  ] as const) {
    const { failureCode, failureWords } = await lookedAt(desk, content)
    t.equal(failureCode, 'directory-import.unreadable', what)
    t.match(failureWords, /modifiez-la dans l’annuaire/)
  }
})

t.test('a table of a coordinator that says types of structures is read', async (t) => {
  const desk = await importDesk(t)
  const table = sheet('Type;Structure;Ville', ['PMI;PMI de Viriat;Viriat', 'Structure;Val Fleuri;Viriat'])
  t.match(await lookedAt(desk, table.content), { failureCode: null, kind: 'sheet' })
})

async function lookedAt({ ctx, tools }: Desk, content: Buffer) {
  const importId = await aFile(ctx, tools.dataDir, content, 'annuaire')
  await lookAtFile(ctx, importId, tools)
  return importOf({ ctx, importId })
}

function csv(document: CsvDocument): Buffer {
  return Buffer.from([...csvDocument(document)].join(''))
}

function without({ preamble, columns, rows }: CsvDocument, label: string): CsvDocument {
  const at = columns.indexOf(label)
  const kept = <Item>(items: readonly Item[]) => items.filter((_, index) => index !== at)
  return { preamble, columns: kept(columns), rows: [...rows].map(kept) }
}
