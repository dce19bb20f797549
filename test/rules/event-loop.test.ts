import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { hashSync } from '@node-rs/argon2'
import Fastify from 'fastify'
import t from 'tap'
import { hashPassword } from '../../src/access/passwords.js'
import { fileSource } from '../../src/domains/pmsi/reading/sources.js'
import { csvDocument } from '../../src/web/csv.js'
import { inParts } from '../../src/web/in-parts.js'
import type { Entry, PrintedDocument } from '../../src/web/pdf/blocks.js'
import { pdfDocument } from '../../src/web/pdf/pdf-document.js'
import { sendCsv } from '../../src/web/reply-csv.js'
import { type ContactCard, vcards } from '../../src/web/vcard.js'
import { workbookOf } from '../../src/web/workbook.js'
import { xlsxDocument } from '../../src/web/xlsx.js'
import { counted, longestGo } from '../support/longest-go.js'

const ROWS = 5000
/** Lines written in one go. */
const A_PART = 50
const PARAGRAPH = 'Sage-femme, échographie fœtale'

function rows(count: number) {
  return counted(Array.from({ length: count }, (_, rank) => [`Personne ${rank}`, rank]))
}

t.test('a long export is written by parts, between which the loop turns', async (t) => {
  const csv = rows(ROWS)
  const lines = csvDocument({ preamble: [], columns: ['Nom', 'Rang'], rows: csv.values })
  const made = await longestGo(csv.taken, () => text(inParts(lines)))
  t.ok(made.longest <= 2 * A_PART, `at most ${made.longest} lines of a table of ${ROWS} in one go`)

  const cards = counted(Array.from({ length: ROWS }, (_, rank) => contact(rank)))
  const book = await longestGo(cards.taken, () => text(inParts(vcards(cards.values))))
  t.ok(book.longest <= 2 * A_PART, `at most ${book.longest} cards of an address book in one go`)

  const control = rows(ROWS)
  const joined = await longestGo(control.taken, () =>
    [...csvDocument({ preamble: [], columns: [], rows: control.values })].join(''),
  )
  t.equal(joined.longest, ROWS, 'the control: joined, they are written in one go')
})

t.test('somebody else is answered while an export goes on', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  const csv = rows(ROWS)
  const control = rows(ROWS)
  app.get('/page', async () => 'page')
  app.get('/export', (_, reply) =>
    sendCsv(reply, 'a.csv', { preamble: [], columns: ['Nom', 'Rang'], rows: csv.values }),
  )
  app.get('/joined', async () =>
    [...csvDocument({ preamble: [], columns: [], rows: control.values })].join(''),
  )
  await app.ready()
  const askedMeanwhile = async (url: string, taken: () => number) => {
    const asked = app.inject(url)
    while (taken() === 0) await new Promise(setImmediate)
    await app.inject('/page')
    const doneMeanwhile = taken()
    const lines = (await asked).body.trimEnd().split('\r\n').length
    t.equal(lines, ROWS + 1)
    return doneMeanwhile
  }
  const meanwhile = await askedMeanwhile('/export', csv.taken)
  t.ok(meanwhile < ROWS / 2, `the page came after ${meanwhile} lines of ${ROWS}`)
  t.equal(await askedMeanwhile('/joined', control.taken), ROWS, 'the control: joined, after all of them')
})

t.test('a booklet is set, painted and indexed a few entries at a time', async (t) => {
  const entries = 1000
  const { turns } = await longestGo(
    () => 0,
    () => pdfDocument(booklet(entries)),
  )
  // By fifty to be set, by fifty to be painted, by a hundred in the index.
  const least = entries / 50 + entries / 50 + entries / 100
  t.ok(turns >= least, `${turns} turns of the loop for ${entries} entries`)

  const control = await longestGo(
    () => 0,
    () => pdfDocument(paragraphs(entries)),
  )
  t.ok(control.turns < least, `the control: as many plain paragraphs, ${control.turns} turns`)
})

t.test('a workbook is made beside the loop, which turns meanwhile', async (t) => {
  const document = () => ({ preamble: [], columns: ['Nom', 'Rang'], rows: rows(1000).values })
  const { turns } = await longestGo(
    () => 0,
    () => xlsxDocument('Annuaire', document()),
  )
  t.ok(turns > 200, `${turns} turns for a workbook`)
  const control = await longestGo(
    () => 0,
    () => workbookOf('Annuaire', document()),
  )
  t.ok(control.turns < 100, `the control: in one go, ${control.turns}`)
})

t.test('a file is read a megabyte at a time', async (t) => {
  const megabytes = 8
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trame-loop-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const file = path.join(folder, 'extrait.rsa')
  await writeFile(file, Buffer.alloc(megabytes * 1024 * 1024, 'a'))
  let bytes = 0
  const source = await fileSource({ name: 'extrait.rsa', path: file })
  const { longest } = await longestGo(
    () => bytes,
    async () => {
      for await (const chunk of source.read()) bytes += chunk.length
    },
  )
  t.equal(bytes, megabytes * 1024 * 1024)
  t.ok(longest <= 2 * 1024 * 1024, `at most ${longest} bytes in one go`)
})

t.test('passwords are hashed beside the loop, which turns meanwhile', async (t) => {
  const { turns } = await longestGo(
    () => 0,
    () => Promise.all(Array.from({ length: 8 }, () => hashPassword('girouette parapluie gravier'))),
  )
  t.ok(turns > 100, `${turns} turns for 8 hashes`)
  const control = await longestGo(
    () => 0,
    () => Array.from({ length: 8 }, () => hashSync('girouette parapluie gravier')),
  )
  t.ok(control.turns <= 2, `the control: in one go, ${control.turns}`)
})

function contact(rank: number): ContactCard {
  return {
    uid: `urn:uuid:${rank}`,
    name: null,
    fullName: `Personne ${rank}`,
    organisation: null,
    occupation: PARAGRAPH,
    phones: [],
    email: null,
    website: null,
    addresses: [],
    note: null,
    revisedOn: '2026-11-28',
  }
}

function booklet(count: number): PrintedDocument {
  const entries = Array.from({ length: count }, (_, rank): Entry => {
    const name = `MARTIN Élodie ${rank}`
    return {
      lines: [
        { text: name, style: 'smallStrong' },
        { text: PARAGRAPH, style: 'small' },
      ],
      indexedAs: [name],
    }
  })
  return {
    ...PRINTED,
    blocks: [
      { kind: 'entries', entries },
      { kind: 'index', title: 'Index' },
    ],
  }
}

function paragraphs(count: number): PrintedDocument {
  const one = { kind: 'paragraph', text: PARAGRAPH } as const
  return { ...PRINTED, blocks: Array.from({ length: count }, () => one) }
}

const PRINTED: PrintedDocument = {
  network: 'Réseau périnatal',
  title: 'Annuaire',
  subtitle: null,
  date: '28 novembre 2026',
  version: null,
  madeAt: new Date('2026-11-28T08:00:00Z'),
  hasContents: false,
  blocks: [],
}
