import t from 'tap'
import { ANO_LAYOUTS, VID_HOSP_LAYOUTS } from '../../src/domains/pmsi/format/companion-layouts.js'
import { parseFileName } from '../../src/domains/pmsi/format/file-name.js'
import { RSA_LAYOUTS } from '../../src/domains/pmsi/format/layouts.js'
import { recognise } from '../../src/domains/pmsi/format/recognise.js'
import { anoLine, FINESS, rsaLine, separatedTraLine, traLine, vidHospLine } from '../support/pmsi-lines.js'
import { zip } from '../support/zip.js'

const kindOf = (content: string | Buffer) => recognise(Buffer.from(content as string, 'latin1')).kind

t.test('an RSA is recognised in every version, with its FINESS and its year of exit', async (t) => {
  for (const version of RSA_LAYOUTS.keys()) {
    t.match(recognise(Buffer.from(`${rsaLine({ version })}\n`)), {
      kind: 'rsa',
      finess: FINESS,
      year: 2024,
      prefixed: false,
    })
  }
  t.match(recognise(Buffer.from(`990000009${rsaLine()}\n`)), { kind: 'rsa', finess: FINESS, prefixed: true })
})

t.test('a damaged first line, CRLF, a byte order mark or a head cut short do not hide an RSA', async (t) => {
  const line = rsaLine()
  t.equal(kindOf(`${line.slice(0, 200)}\n${line}\n${line}\n`), 'rsa')
  t.equal(kindOf(`\xef\xbb\xbf${line}\r\n${line}\r\n`), 'rsa')
  t.equal(kindOf(`${line}\n${line.slice(0, 50)}`), 'rsa')
  t.equal(kindOf(line), 'rsa')
})

t.test(
  'an RSA of a version to come is still an RSA, so that its lines can be refused one by one',
  async (t) => {
    t.match(recognise(Buffer.from(rsaLine().replace(/^(.{9})228/, '$1230'))), {
      kind: 'rsa',
      finess: FINESS,
      year: 2024,
    })
  },
)

t.test('an ANO is recognised by each of its lengths', async (t) => {
  for (const length of ANO_LAYOUTS.keys()) {
    t.match(recognise(Buffer.from(`${anoLine(length, {})}\n`)), { kind: 'ano', finess: FINESS, year: 2024 })
  }
  t.equal(kindOf(anoLine(269, {}).slice(1)), 'other')
})

t.test('both forms of the TRA are recognised, with the year of the exits', async (t) => {
  const spec = { rsaKey: '0000000001', adminNumber: 'S1' }
  t.match(recognise(Buffer.from(traLine(spec))), { kind: 'tra', finess: null, year: 2024 })
  t.match(recognise(Buffer.from(separatedTraLine(spec))), { kind: 'tra', finess: null, year: 2024 })
})

t.test('a VID-HOSP is recognised in every version', async (t) => {
  for (const version of VID_HOSP_LAYOUTS.keys()) {
    t.match(recognise(Buffer.from(vidHospLine(version, 'S2', 'S1', 2))), { kind: 'vid-hosp', finess: FINESS })
  }
})

t.test('both files of medical units are recognised', async (t) => {
  t.equal(
    kindOf('0001990000101 71010120200200C\n'.replace(' 71', '71 ').slice(0, 29).replace('0200C', '020C')),
    'ium',
  )
  t.equal(
    kindOf(`${FINESS}9020240399000010100017${'1 C'.padEnd(4)}01012020020`.slice(0, 45).padEnd(45)),
    'ium',
  )
})

t.test('an RSS, grouped or not, is recognised for what it is: directly identifying', async (t) => {
  for (const version of ['16', '17', '18', '19', '20', '21', '22', '23']) {
    const dates = `${'01012024'}2${'0001'}  ${'01032024'}8 ${'04032024'}`
    const rum = `${'R'.padEnd(20)}${'S'.padEnd(20)}${'1'.padStart(10)}${dates}`
    t.equal(kindOf(`1114M08A 1${version}000${FINESS}0${version}${rum}`.padEnd(200)), 'rss')
    t.equal(kindOf(`${FINESS}0${version}${rum}`.padEnd(180)), 'rss')
  }
})

t.test('an ANO-HOSP is recognised and not taken for an ANO', async (t) => {
  for (const version of ['012', '013', 'A14', 'A16']) {
    const line = `${'0'.repeat(16)}${version}`.padEnd(77) + FINESS
    t.equal(kindOf(line.padEnd(825)), 'ano-hosp')
  }
})

t.test('what is not a PMSI file is told apart: archive, binary, empty, text', async (t) => {
  t.equal(kindOf(zip([{ name: 'a', content: 'b' }])), 'archive')
  t.equal(kindOf(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(500)])), 'binary')
  t.equal(kindOf('%PDF-1.7\n'), 'binary')
  t.equal(kindOf(Buffer.from('un fichier en UTF-16\n', 'utf16le')), 'binary')
  t.equal(kindOf('\r\n\x1a'), 'empty')
  t.equal(kindOf(''), 'empty')
  t.equal(kindOf('finess;mois;valeur\n990000001;3;12\n'), 'other')
})

t.test('names of GENRSA and DRUIDES give FINESS, year, month and a stamp that sorts', async (t) => {
  t.same(parseFileName('990000001.2022.3.rsa'), {
    finess: FINESS,
    year: 2022,
    month: 3,
    stamp: null,
    lamda: false,
  })
  t.match(parseFileName('990000001.2022.3.05042022120000.out.zip'), { month: 3, stamp: '20220405120000' })
  t.match(parseFileName('990000001.2023.12.20240131235959.in.zip'), { month: 12, stamp: '20240131235959' })
  t.match(parseFileName('dossier/990000001.2025.08.MCO.SEJOURS.SEJOURS.20250930080000.out.zip'), {
    month: 8,
    stamp: '20250930080000',
  })
  t.match(parseFileName('990000001.2024.0.rsa'), { month: 0 })
  t.match(parseFileName('2A0000001.2024.12.rsa'), { finess: '2A0000001' })
  t.match(parseFileName('990000001.2023.12.LAMDA.rsa'), { lamda: true, month: 12 })
  t.match(parseFileName('export final (2).rsa'), { finess: null, year: null, month: null, stamp: null })
  t.match(parseFileName('990000001.2024.13.rsa'), { finess: null, month: null })
})

t.test('a stamp of the old order sorts before one of the new order', async (t) => {
  const stamps = ['28042023120000', '20230502120000', '01032023120000'].map(
    (stamp) => parseFileName(`990000001.2023.4.${stamp}.out.zip`).stamp,
  )
  t.same([...stamps].sort(), ['20230301120000', '20230428120000', '20230502120000'])
})
