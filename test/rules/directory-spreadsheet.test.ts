import fc from 'fast-check'
import t from 'tap'
import { mappingRefusal, proposeMapping } from '../../src/domains/directory/spreadsheet/columns.js'
import { readCsv } from '../../src/domains/directory/spreadsheet/csv.js'
import { readEntries } from '../../src/domains/directory/spreadsheet/entries.js'
import { readSheet } from '../../src/domains/directory/spreadsheet/read-sheet.js'
import type { Sheet } from '../../src/domains/directory/spreadsheet/sheet.js'
import { readPoint } from '../../src/domains/directory/spreadsheet/typed-point.js'
import { coordinatorSheet } from '../../src/domains/directory/synthesis/coordinator-sheet.js'
import { inventedFiness, inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
import {
  type InventedCell,
  workbookFile,
  workbookParts,
} from '../../src/domains/directory/synthesis/workbook-file.js'
import { zip } from '../support/zip.js'

const SEED = 20_261_122
const texts = (sheet: Sheet) => sheet.rows.map(({ cells }) => cells.map(({ text }) => text))

function entriesOf(sheet: Sheet) {
  const { headerLine, columns } = proposeMapping(sheet)
  return [
    ...readEntries(
      sheet,
      headerLine,
      columns.map(({ field }) => field),
      '84',
    ),
  ]
}

async function open(t: { testdir(files: Record<string, Buffer>): string }, bytes: Buffer) {
  return readSheet({ name: 'annuaire', path: `${t.testdir({ annuaire: bytes })}/annuaire` })
}

t.test('five hundred messy lines come in, each fault explained where it is and nowhere else', async (t) => {
  const { csv, refused, warned, lines } = coordinatorSheet(SEED, 500)
  const sheet = readCsv(csv)
  t.match(sheet.notes, [/windows-1252/, /point-virgule/])
  const { headerLine, columns } = proposeMapping(sheet)
  t.equal(headerLine, 3)
  t.ok(columns.every(({ confidence }) => confidence === 'certain'))
  t.equal(mappingRefusal(columns.map(({ field }) => field)), null)
  const found = entriesOf(sheet)
  t.equal(found.length, lines)
  const faults = found.filter(({ refusals }) => refusals.length > 0)
  t.same(
    new Map(faults.map(({ line, refusals }) => [line, refusals[0]?.column ?? null])),
    new Map([...refused].sort(([a], [b]) => a - b)),
  )
  for (const [line, column] of warned)
    t.ok(
      found.find((one) => one.line === line)?.warnings.some((one) => one.column === column),
      `line ${line}`,
    )
  t.match(
    found.find(({ entry }) => entry?.notes?.startsWith('=')),
    { refusals: [] },
    'a formula is text',
  )
})

t.test('the separator, the accents and the line ends are those of the file', async (t) => {
  const rows = [
    ['Nom', 'Prénom', 'Mail'],
    ['ÉLAN', 'Zoé', 'a@exemple.fr'],
    ['BUE, DE', 'Léo', ''],
  ]
  const csv = (separator: string, end: string) =>
    rows
      .map((row) => row.map((cell) => (cell.includes(separator) ? `"${cell}"` : cell)).join(separator))
      .join(end) + end
  const expected = [rows[0], rows[1], ['BUE, DE', 'Léo']]
  for (const separator of [';', ',', '\t'])
    for (const end of ['\n', '\r\n', '\r']) {
      const text = csv(separator, end)
      for (const bytes of [
        Buffer.from(text),
        Buffer.from(`\ufeff${text}`),
        Buffer.from(text, 'latin1'),
        Buffer.from(`\ufeff${text}`, 'utf16le'),
      ])
        t.same(texts(readCsv(bytes)), expected)
    }
  t.same(texts(readCsv(Buffer.from(`sep=,\r\n${csv(',', '\r\n')}`))), expected)
})

t.test('a stray quote anywhere costs its own line at most', async () => {
  const rows = Array.from({ length: 8 }, (_, index) => `NOM${index};Prénom;"1 rue, ""A""";0${index}`)
  const header = 'Nom;Prénom;Adresse;Remarques'
  fc.assert(
    fc.property(
      fc.nat({ max: 7 }),
      fc.nat({ max: 30 }),
      fc.constantFrom('"', '""', '"a', ';"', '\0'),
      (row, at, junk) => {
        const damaged = rows.map((line, index) =>
          index === row ? line.slice(0, at) + junk + line.slice(at) : line,
        )
        const sheet = readCsv(Buffer.from([header, ...damaged].join('\r\n')))
        const seen = new Map(sheet.rows.map(({ line, cells }) => [line, cells[0]?.text]))
        const others = rows.map((_, index) => index).filter((index) => index !== row)
        const known = seen.has(row + 2) || sheet.rejections.some(({ line }) => line === row + 2)
        return known && others.every((index) => seen.get(index + 2) === `NOM${index}`)
      },
    ),
    { seed: SEED, numRuns: 500 },
  )
})

t.test('a cell of several lines is one cell, and later lines keep their numbers', async (t) => {
  const sheet = readCsv(Buffer.from('Nom;Adresse;CP\nA;"1 rue\r\nbât. B";01000\nB;2 rue;75012\n'))
  t.same(texts(sheet)[1], ['A', '1 rue bât. B', '01000'])
  t.same(
    sheet.rows.map(({ line }) => line),
    [1, 2, 4],
  )
})

t.test('a swallowed line is given back: the quote that took it is refused', async (t) => {
  const sheet = readCsv(
    Buffer.from('Nom;Prénom;Mail\nA;"Zoé;a@exemple.fr\nB;Léo";b@exemple.fr\nC;Ana;c@exemple.fr\n'),
  )
  t.match(sheet.rejections, [{ line: 2, reason: /guillemet/ }])
  t.same(
    texts(sheet).map(([first]) => first),
    ['Nom', 'B', 'C'],
  )
})

t.test('columns are proposed by header, then by values, and belied by their values', async (t) => {
  const people = Array.from({ length: 6 }, (_, index) => [
    `NOM${index}`,
    inventedRpps(index),
    inventedFiness(index),
    `0465710${index}00`,
    `a${index}@exemple.fr`,
    'x',
  ])
  const table = (header: string[] | null) =>
    readCsv(
      Buffer.from([...(header === null ? [] : [header]), ...people].map((row) => row.join(';')).join('\n')),
    )
  const proposed = (header: string[] | null) =>
    proposeMapping(table(header)).columns.map(({ field, confidence }) => [field, confidence])
  t.same(
    proposed([
      'NOM',
      'n° R.P.P.S',
      'Code FINESS',
      'Numéro de tél. du cabinet',
      'E-mail',
      'Colonne mystère',
    ]).slice(0, 5),
    [
      ['lastName', 'certain'],
      ['rppsNumber', 'possible'],
      ['finessNumber', 'certain'],
      ['phone', 'possible'],
      ['email', 'certain'],
    ],
  )
  t.same(
    proposed(null).map(([field]) => field),
    [null, 'rppsNumber', 'finessNumber', 'phone', 'email', null],
  )
  const belied = proposeMapping(table(['Nom', 'RPPS', 'FINESS', 'Mail', 'Téléphone', 'Z'])).columns
  t.match(belied[3], { field: 'phone', confidence: 'possible', reason: /L’en-tête dit pourtant/ })
  t.match(belied[4], { field: 'email' })
})

t.test('a mapping that cannot be used says why', async (t) => {
  t.match(mappingRefusal(['email', null]), /au moins la colonne du nom/)
  t.match(mappingRefusal(['lastName', 'email', 'email']), /Deux colonnes/)
  t.match(mappingRefusal(['lastName', 'fullName']), /deux colonnes/)
  t.equal(mappingRefusal(['structureName', null]), null)
})

t.test('every cell has its verdict, and a line without a name is refused', async (t) => {
  const sheet = readCsv(
    Buffer.from(
      'Nom et prénom;Profession;Tél;Mail;Langues;Accessibilité;Accord diffusion;Site web;MAJ\n' +
        'Dr Anne VELTRAC;gynéco;04 65 71 00 01;a@exemple.fr;anglais et LSF;fauteuil;oui;exemple.fr;01/03/2026\n' +
        'anne veltrac;chamane;12;;klingon;oui;peut-être;javascript:alert(1);#N/A\n' +
        ';sage-femme;;;;;;;\n',
    ),
  )
  const [good, doubtful, nameless] = entriesOf(sheet)
  t.match(good, {
    refusals: [],
    warnings: [],
    entry: {
      lastName: 'VELTRAC',
      firstName: 'Anne',
      profession: { professionCode: '10', skillGroup: 'obstetrics' },
      phone: '+33465710001',
      languages: ['en', 'fsl'],
      accessibility: ['motor'],
      publicConsent: true,
      website: 'https://exemple.fr/',
      verifiedOn: '2026-03-01',
    },
  })
  t.same(
    doubtful?.refusals.map(({ column }) => column),
    ['Tél', 'Accord diffusion', 'Site web', 'MAJ'],
  )
  t.same(
    doubtful?.warnings.map(({ column }) => column),
    ['Nom et prénom', 'Profession', 'Langues', 'Accessibilité'],
  )
  t.match(nameless, { entry: null, refusals: [{ line: 4, column: null, reason: /ni nom de personne/ }] })
})

const WORKBOOK: InventedCell[][] = [
  ['Nom', 'Tél', 'CP', 'MAJ', 'Remarques', 'RPPS'],
  [
    'VELTRAC',
    465710001,
    1000,
    { serial: 46387 },
    { formula: 'A1&"x"', value: 'calculé' },
    Number(inventedRpps(1)),
  ],
  [],
  ['MORIN & <FILS>', { serial: 46387 }, '', '', '=cmd|calc', ''],
]

t.test('a workbook is read with its dates, its numbers whole and its formulas never computed', async (t) => {
  const sheet = await open(t, workbookFile(WORKBOOK))
  t.match(sheet, { format: 'xlsx', notes: ['Feuille lue : Annuaire.', /^Une case est une formule/] })
  t.same(
    sheet.rows.map(({ line }) => line),
    [1, 2, 4],
  )
  t.same(texts(sheet)[1], ['VELTRAC', '465710001', '1000', '2026-12-31', 'calculé', inventedRpps(1)])
  const [first, second] = entriesOf(sheet)
  t.match(first, {
    entry: {
      phone: '+33465710001',
      postcode: '01000',
      verifiedOn: '2026-12-31',
      rppsNumber: inventedRpps(1),
    },
    refusals: [],
    warnings: [{ column: 'Tél', reason: /zéro du début/ }, { column: 'CP' }],
  })
  t.match(second, {
    entry: { lastName: 'MORIN & <FILS>' },
    refusals: [{ column: 'Tél', reason: /changé cette valeur en date/ }],
  })
  const [formula] = WORKBOOK[1]!.filter((cell) => typeof cell === 'object' && 'formula' in cell)
  const { notes } = await open(
    t,
    workbookFile([
      ['Nom', 'Prénom'],
      [formula!, formula!],
    ]),
  )
  t.match(notes[1], /^2 cases sont des formules/)
})

t.test('hostile workbooks are refused with a sentence, and cost little', async (t) => {
  const parts = (more: Record<string, string | Buffer>) =>
    zip(
      [...new Map<string, string | Buffer>([...workbookParts(WORKBOOK), ...Object.entries(more)])].map(
        ([name, content]) => ({ name, content }),
      ),
    )
  const sheetOf = (xml: string) =>
    parts({ 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${xml}</sheetData></worksheet>` })
  const hostile: Record<string, [Buffer, RegExp]> = {
    'a zip bomb': [parts({ 'xl/worksheets/sheet1.xml': Buffer.alloc(60 * 1024 ** 2, 32) }), /200 fois/],
    'entities that expand': [sheetOf('<!DOCTYPE x [<!ENTITY a "aaaa">]>'), /abîmé/],
    'a tag without end': [sheetOf(`<row ${'a'.repeat(3_000_000)}`), /abîmé/],
    'XML cut short': [parts({ 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c' }), /abîmé/],
    'too many rows': [sheetOf('<row><c t="b"><v>1</v></c></row>'.repeat(20_001)), /plus de 20000 lignes/],
    'a cell of a megabyte': [
      sheetOf(`<row><c t="str"><v>${'a<b/>'.repeat(100_000)}</v></c></row>`),
      /trop longue/,
    ],
    'a Word document': [zip([{ name: 'word/document.xml', content: '' }]), /Word/],
    'an OpenDocument': [zip([{ name: 'content.xml', content: '' }]), /OpenDocument/],
    'a climbing name': [zip([{ name: '../xl/workbook.xml', content: '' }]), /hors de l’archive/],
    'an old or protected workbook': [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /ancien format/],
    'a PDF': [Buffer.from('%PDF-1.7'), /CSV ou Excel/],
    'an empty file': [Buffer.alloc(0), /vide/],
  }
  for (const [what, [bytes, message]] of Object.entries(hostile))
    await t.rejects(open(t, bytes), { name: 'UnreadableSheetError', message }, what)
})

t.test('a cell far away costs a refusal, not a million blanks', async (t) => {
  const bytes = zip(
    [...workbookParts(WORKBOOK)].map(([name, content]) => ({
      name,
      content: name.endsWith('sheet1.xml')
        ? '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Nom</v></c></row>' +
          '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>'
        : content,
    })),
  )
  const sheet = await open(t, bytes)
  t.match(sheet.rejections, [{ line: 1_048_576, reason: /200 colonnes/ }])
  t.same(texts(sheet), [['Nom']])
})

t.test('macros are left alone, and said to be', async (t) => {
  const entries = [...workbookParts(WORKBOOK)].map(([name, content]) => ({ name, content }))
  const sheet = await open(t, zip([...entries, { name: 'xl/vbaProject.bin', content: 'x' }]))
  t.ok(sheet.notes.some((note) => /macros.*ignorées/.test(note)))
})

t.test('a position is where its postcode is', async (t) => {
  const of = (latitude: number | null, longitude: number | null, postcode: string | null) =>
    readPoint({ latitude, longitude, postcode, commune: null }, '84')
  t.match(of(46.21, 5.23, '01000'), { value: { latitude: 46.21, longitude: 5.23 }, warning: null })
  t.match(of(5.23, 46.21, '01000'), { value: { latitude: 46.21 }, warning: /inversées/ }, 'put right')
  t.match(of(43.39, 4.73, '13200'), { warning: null }, 'far from its town, in a wide commune')
  t.match(of(43.3, 5.38, '01000'), { refusal: /est à 3\d\d km de Bourg-en-Bresse \(01000\) : corrigez/ })
  t.match(of(20.88, 55.45, '01000'), { refusal: /n’est pas dans le département 01 : corrigez/ })
  t.match(of(46.0, 5.4, '01009'), { warning: null }, 'a postcode of no commune says the department')
  t.match(of(43.3, 5.38, '01009'), { refusal: /est à 2\d\d km de .* \(01009\) : corrigez/ })
  t.match(of(2.3, -52.9, '97314'), { warning: null }, 'communes of Guyane are as wide as departments')
  t.match(of(46.21, null, '01000'), { refusal: /donnez les deux, ou aucune/ })
  t.same(of(null, null, null), { value: {}, warning: null })
})

t.test('without a postcode, a position is where its commune is, else in the region', async (t) => {
  const of = (latitude: number, longitude: number, commune: string | null, region = '84') =>
    readPoint({ latitude, longitude, postcode: null, commune }, region)
  t.match(of(46.25, 5.21, 'Viriat'), { value: { latitude: 46.25 }, warning: null })
  t.match(of(5.21, 46.25, 'Viriat'), { value: { latitude: 46.25, longitude: 5.21 }, warning: /inversées/ })
  t.match(of(43.3, 5.38, 'Viriat'), { refusal: /est à 3\d\d km de Viriat \(01440\) : corrigez/ })
  t.match(of(-20.88, 55.45, 'Saint-Denis'), { warning: null }, 'one of those of that name')
  t.match(of(46.25, 5.21, null), { warning: null })
  t.match(of(5.21, 46.25, null), { value: { latitude: 46.25 }, warning: /inversées/ })
  t.match(of(50.63, 3.06, null), { refusal: /km de la région du réseau : ajoutez le code postal/ })
  t.match(of(-20.88, 55.45, null), { refusal: /n’est pas dans la région du réseau : corrigez/ })
  t.match(of(-20.88, 55.45, null, '04'), { warning: null }, 'the control: it is theirs')
  t.match(of(46.25, 5.21, 'Vriat'), { warning: null }, 'a commune nobody knows is none')
  t.match(of(46.25, 5.21, null, ''), { warning: null }, 'nor is a region')
})

t.test('the dates of a place are known by the headers people give them', async (t) => {
  const fieldOf = (header: string) =>
    proposeMapping({ rows: [{ line: 1, cells: ['Nom', header].map((text) => ({ kind: 'text', text })) }] })
      .columns[1]
  for (const header of ['Depuis le', 'DEPUIS', 'Date de début', 'Date d’arrivée', 'Prise de poste'])
    t.match(fieldOf(header), { field: 'startsOn', confidence: 'certain' }, header)
  for (const header of ['Jusqu’au', "jusqu'au", 'Date de fin', 'Fin de contrat', 'Date de départ'])
    t.match(fieldOf(header), { field: 'endsOn', confidence: 'certain' }, header)
  for (const header of ['Statut', 'Public/privé', 'Public ou privé', 'Statut juridique'])
    t.match(fieldOf(header), { field: 'legalStatus', confidence: 'certain' }, header)
  t.match(fieldOf('Département'), { field: 'territory' }, 'a département is no departure')
})
