import fc from 'fast-check'
import t from 'tap'
import type { Block, Entry, PrintedDocument } from '../../src/web/pdf/blocks.js'
import { pdfDocument } from '../../src/web/pdf/pdf-document.js'
import { fitText, wrapText } from '../../src/web/pdf/wrap.js'
import { readPdf } from '../support/pdf-reader.js'

const DOCUMENT: PrintedDocument = {
  network: 'Réseau périnatal de Hauterive',
  title: 'Annuaire de la périnatalité',
  subtitle: 'Pour tout le monde',
  date: '28 novembre 2026',
  version: 'version 2',
  madeAt: new Date('2026-11-28T08:00:00Z'),
  hasContents: true,
  blocks: [],
}

const printed = async (blocks: Block[], overrides: Partial<PrintedDocument> = {}) =>
  readPdf(await pdfDocument({ ...DOCUMENT, ...overrides, blocks }))

const entry = (index: number): Entry => ({
  lines: [
    { text: `MARTIN Élodie ${index}`, style: 'smallStrong' },
    { text: 'Sage-femme, échographie fœtale (≥ 12 SA)', style: 'small' },
    { text: '04 99 00 00 10', style: 'small', href: 'tel:+33499000010' },
  ],
  indexedAs: [`MARTIN Élodie ${index}`],
})

t.test('a document is tagged, in French, with its text in Unicode and a way to its headings', async (t) => {
  const { pages, roles, links, everything } = await printed([
    { kind: 'paragraph', text: 'Ce livret dit « tout » : œuvre, Noël, ≥ 12 SA.' },
    { kind: 'list', items: ['premier point', 'second point'] },
    { kind: 'heading', level: 1, text: 'Bresse', onNewPage: true },
    { kind: 'heading', level: 2, text: 'Sages-femmes' },
    { kind: 'entries', entries: [entry(1), entry(2)] },
    {
      kind: 'table',
      caption: 'Lignes directes',
      columns: [
        { label: 'Maternité', share: 2 },
        { label: 'Téléphone', share: 1 },
      ],
      rows: [['CH de Fleyriat', [{ text: '04 99 00 00 11', style: 'large' }]]],
    },
    { kind: 'index', title: 'Index des noms' },
  ])
  t.match(everything, '/Lang (fr-FR)')
  t.match(everything, '/Marked true')
  t.match(everything, '/DisplayDocTitle true')
  t.match(everything, '/Scope /Column')
  t.same(roles, {
    ...{ Document: 1, P: 4, H1: 1, H2: 3, H3: 1, TOC: 1, TOCI: 3 },
    ...{ L: 3, LI: 6, Lbl: 2, LBody: 6, Link: 7, Table: 1, Caption: 1, TR: 2, TH: 3, TD: 1 },
  })
  t.same(links, ['tel:+33499000010', 'tel:+33499000010'])
  t.match(pages[0], 'Ce livret dit « tout » : œuvre, Noël, ≥ 12 SA.')
  t.match(pages[1], 'Sage-femme, échographie fœtale (≥ 12 SA)')
  t.equal(pages.length, 3)
  for (const [index, page] of pages.entries()) {
    t.match(page, `page\u00a0${index + 1} sur\u00a03`)
    t.match(page, '28 novembre 2026, version 2')
    if (index > 0) t.match(page, 'Réseau périnatal de Hauterive – Annuaire de la périnatalité')
  }
  t.match(pages[0], /Bresse\n? 2|Bresse \n2/, 'the contents give the page')
})

t.test(
  'every entry is there once, whole, wherever columns and pages turn, and the index finds it',
  async (t) => {
    const entries = Array.from({ length: 137 }, (_, index) => entry(index + 1))
    const { pages, roles } = await printed([
      { kind: 'heading', level: 1, text: 'Tous' },
      { kind: 'entries', entries },
      { kind: 'index', title: 'Index des noms' },
    ])
    t.equal(roles.LI, 137 * 2)
    const indexStart = pages.findIndex(
      (page) => page.includes('Index des noms') && !page.includes('Sommaire'),
    )
    const body = pages.slice(0, indexStart)
    const lost = entries.filter(({ indexedAs: [name = ''] }) => {
      const on = body.flatMap((page, index) => (page.includes(`${name} \n`) ? [index + 1] : []))
      return on.length !== 1 || !pages.slice(indexStart).some((page) => page.includes(`${name} \n${on[0]}\n`))
    })
    t.same(lost, [], 'each is on one page, which the index gives')
  },
)

t.test('texts of any length and kind stay in the pages and write nothing but text', async (t) => {
  const hostile = [
    ') Tj ET (',
    '/URI (javascript:alert(1))',
    '\\) endstream endobj',
    '<script>alert(1)</script>',
    'x'.repeat(5000),
    'mot '.repeat(1000),
    '\u0000\u0007\u001b[31m',
    '\ud800 seul',
    '\u202eelttob al ed',
    '👩‍⚕️ 漢字 العربية',
    '',
  ]
  const { pages, links, everything } = await printed(
    [
      ...hostile.map((text): Block => ({ kind: 'heading', level: 1, text })),
      ...hostile.map((text): Block => ({ kind: 'paragraph', text, href: 'javascript:alert(1)' })),
      { kind: 'list', items: hostile },
      {
        kind: 'table',
        caption: hostile[5]!,
        columns: [{ label: 'A', share: 1 }],
        rows: hostile.map((text) => [text]),
      },
      {
        kind: 'entries',
        entries: hostile.map((text) => ({
          lines: [{ text, style: 'small', href: 'https://exemple.test/(a)\\b' }],
          indexedAs: [text],
        })),
      },
      { kind: 'index', title: 'Index' },
    ],
    { title: hostile[0]!, network: hostile[2]!, subtitle: hostile[1]!, version: hostile[3]! },
  )
  t.ok(pages.length > 10)
  t.equal(new Set(links).size, 1, 'an address that is none leads nowhere')
  t.notMatch(everything, /\/JavaScript|\/JS |\/Launch/)
  t.match(pages.join(''), ') Tj ET (')
  t.match(pages.join(''), '<script>alert(1)</script>')
})

t.test('a table that goes on says of what, on each page it takes', async (t) => {
  const rows = (count: number): Block => ({
    kind: 'table',
    caption: 'Sages-femmes',
    columns: [{ label: 'Qui', share: 1 }],
    rows: Array.from({ length: count }, (_, index) => [`Ligne ${index}`]),
  })
  const { pages } = await printed([rows(100)])
  t.ok(pages.length > 2)
  t.notMatch(pages[0], '(suite)')
  for (const page of pages.slice(1)) t.match(page, /Sages-femmes \(suite\)[\s\S]*Qui/)
  t.notMatch(
    (await printed([rows(3)])).pages.join(''),
    '(suite)',
    'the control: on one page, it goes on nowhere',
  )
})

t.test('lines are cut at spaces, never at a no-break space, and fit their width', async (t) => {
  const measure = (piece: string) => [...piece].length
  t.same(wrapText('un deux trois', 7, measure), ['un deux', 'trois'])
  t.same(wrapText('n°\u00a012 ou n°\u00a013', 9, measure), ['n°\u00a012 ou', 'n°\u00a013'])
  t.same(wrapText('sage-femme', 6, measure), ['sage-', 'femme'])
  t.same(
    wrapText('28/11/2026', 4, measure),
    ['28/1', '1/20', '26'],
    'a date is cut only when nothing else is left',
  )
  t.same(wrapText('a\nb', 9, measure), ['a', 'b'])
  t.same(wrapText('', 9, measure), [''])
  t.equal(fitText('un deux trois', 7, measure), 'un deu…')
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 1, max: 40 }),
      (text, width) => {
        const lines = wrapText(text, width, measure)
        return lines.every((line) => measure(line) <= Math.max(width, 1))
      },
    ),
  )
})
