import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  emptyReport,
  type FileReport,
  readUnits,
  type Unit,
  UnusableInputError,
} from '../../src/domains/pmsi/reading/read-units.js'
import { listInputs } from '../../src/domains/pmsi/reading/sources.js'
import {
  anoLine,
  FINESS,
  NEWBORN,
  NEWBORN_RUM,
  rsaLine,
  traLine,
  UNRELATED,
  UNRELATED_RUM,
  vidHospLine,
} from '../support/pmsi-lines.js'
import { zip } from '../support/zip.js'

type Files = Record<string, string | Buffer>

/** Reads a folder holding the given files. */
async function readFolder(t: { testdir(files: Files): string }, files: Files) {
  const folder = t.testdir(files)
  const report = emptyReport()
  const units: Unit[] = []
  for await (const unit of readUnits(await listInputs([folder]), report)) units.push(unit)
  return { units, report, codes: units.flatMap(({ findings }) => findings.map(({ code }) => code)) }
}

const text = (...lines: string[]) => `${lines.join('\n')}\n`
const delivery = rsaLine()
const newborn = rsaLine({ rums: [NEWBORN_RUM], fields: NEWBORN })
const unrelated = rsaLine({ rums: [UNRELATED_RUM], fields: { ...UNRELATED, rsaKey: '0000000003' } })
const endingWith = (report: { files: FileReport[] }, name: string) =>
  report.files.find((file) => file.name.endsWith(name))

t.test('a loose transmission is read as one unit, its stays linked', async (t) => {
  const { units, report } = await readFolder(t, {
    '990000001.2024.12.rsa': text(delivery, newborn, unrelated),
    '990000001.2024.12.tra.txt': text(
      traLine({ rsaKey: '0000000001', adminNumber: 'M' }),
      traLine({ rsaKey: '0000000002', adminNumber: 'C' }),
    ),
    '990000001.2024.12.ano': text(anoLine(1103, {}), anoLine(1103, { rsaKey: '0000000002' })),
    'vidhosp.txt': text(vidHospLine('V014', 'M'), vidHospLine('V014', 'C', 'M')),
  })
  t.match(units, [
    { finess: FINESS, year: 2024, findings: [], linkage: { children: 1, childrenLinked: 1, chained: 0 } },
  ])
  t.match(units[0]?.stays, [
    { rsaKey: '0000000001', entryDate: '2024-03-01' },
    { rsaKey: '0000000002', motherChild: `${FINESS}:2024:1` },
  ])
  t.match(endingWith(report, '.rsa'), {
    kind: 'rsa',
    versions: ['228'],
    lines: 3,
    accepted: 3,
    rejected: 0,
    status: 'read',
    finess: FINESS,
    year: 2024,
    month: 12,
  })
  t.same(
    report.files.map(({ status }) => status),
    ['read', 'read', 'read', 'read'],
  )
  t.equal(report.bytesRead, report.bytesTotal)
})

t.test('archives as DRUIDES writes them are read, older ones are superseded', async (t) => {
  const out = (...lines: string[]) =>
    zip([
      { name: '990000001.2024.12.rsa', content: text(...lines) },
      {
        name: '990000001.2024.12.tra.txt',
        content: text(traLine({ rsaKey: '0000000001', adminNumber: 'M' })),
      },
      { name: '990000001.2024.12.leg', content: 'rien d’utile' },
    ])
  const { units, report } = await readFolder(t, {
    '990000001.2024.12.20250110080000.out.zip': out(delivery),
    '990000001.2024.12.20250215080000.out.zip': out(delivery, newborn),
  })
  t.equal(units.length, 1)
  t.equal(units[0]?.stays.length, 2)
  t.equal(units[0]?.stays[0]?.exitDate, '2024-03-04')
  t.match(endingWith(report, '20250110080000.out.zip'), { kind: 'archive', status: 'superseded' })
  t.match(endingWith(report, '20250110080000.out.zip › 990000001.2024.12.rsa'), {
    status: 'superseded',
    reason: /plus récent/,
  })
  t.match(endingWith(report, '20250215080000.out.zip'), { kind: 'archive', status: 'read', reason: null })
  t.match(endingWith(report, '20250215080000.out.zip › 990000001.2024.12.leg'), { status: 'ignored' })
})

t.test('the same content given twice counts once, under whatever name', async (t) => {
  const { units, report } = await readFolder(t, {
    '990000001.2024.12.rsa': text(delivery),
    'copie de décembre.txt': text(delivery),
    'x.zip': zip([{ name: 'a/990000001.2024.12.rsa', content: text(delivery) }]),
  })
  t.equal(units[0]?.stays.length, 1)
  t.same(report.files.map(({ status }) => status).sort(), ['duplicate', 'duplicate', 'duplicate', 'read'])
})

t.test('units come one at a time, ordered by FINESS then year', async (t) => {
  const other = (finess: string, year: string) => text(rsaLine({ fields: { finess, exitYear: year } }))
  const { units } = await readFolder(t, {
    'z.rsa': other('990000001', '2023'),
    'a.rsa': other('990000002', '2022'),
    'm.rsa': other('990000001', '2024'),
  })
  t.same(
    units.map(({ finess, year }) => `${finess} ${year}`),
    ['990000001 2023', '990000001 2024', '990000002 2022'],
  )
})

t.test(
  'a LAMDA replaces the stays of the same key, adds the others, and removes those no longer perinatal',
  async (t) => {
    const keyed = (rsaKey: string, exitMode: string) => rsaLine({ fields: { rsaKey, exitMode } })
    const { units, codes } = await readFolder(t, {
      '990000001.2024.12.rsa': text(
        keyed('0000000001', '8'),
        keyed('0000000002', '8'),
        keyed('0000000003', '8'),
      ),
      '990000001.2024.12.lamda.rsa': text(keyed('0000000002', '9'), unrelated, keyed('0000000009', '7')),
    })
    t.same(
      units[0]?.stays.map(({ rsaKey, exitMode }) => `${rsaKey} ${exitMode}`),
      ['0000000001 8', '0000000002 9', '0000000009 7'],
    )
    t.same(codes, [])
  },
)

t.test(
  'data of the year before that of the name are a LAMDA; alone, they are read and reported',
  async (t) => {
    const { units, report, codes } = await readFolder(t, { '990000001.2025.6.rsa': text(delivery) })
    t.match(units, [{ year: 2024 }])
    t.same(codes, ['LAMDA_WITHOUT_BASE'])
    t.match(report.files[0], { status: 'read', year: 2024, month: 6 })
  },
)

t.test('a trial transmission alone is read and reported', async (t) => {
  const { codes } = await readFolder(t, { '990000001.2024.0.rsa': text(delivery) })
  t.same(codes, ['TRIAL_TRANSMISSION'])
})

t.test('the same key twice in a file: the last line wins and a person is told', async (t) => {
  const { units, codes } = await readFolder(t, {
    'a.rsa': text(
      delivery,
      newborn,
      rsaLine({ fields: { exitMode: '9' } }),
      unrelated,
      unrelated.replace('0000000003', '0000000002'),
    ),
  })
  t.match(units[0]?.stays, [{ rsaKey: '0000000001', exitMode: '9' }])
  t.equal(units[0]?.stays.length, 1)
  t.same(codes, ['DUPLICATE_KEY', 'DUPLICATE_KEY'])
})

t.test(
  'stays of another year or another FINESS are kept by their own line and reported once each',
  async (t) => {
    const elsewhere = (rsaKey: string) =>
      rsaLine({ fields: { rsaKey, finess: '990000005', exitYear: '2022' } })
    const { units, codes } = await readFolder(t, {
      '990000001.2024.12.rsa': text(delivery, newborn, elsewhere('0000000008'), elsewhere('0000000009')),
    })
    t.equal(units[0]?.stays.length, 4)
    t.match(units[0]?.stays[3], { finess: '990000005', exitYear: 2022 })
    t.same(codes, ['MIXED_FINESS', 'EXIT_YEAR_MISMATCH'])
  },
)

t.test(
  'a perinatal stay in CMD 90 is reported to the establishment, a performing side of a service is not',
  async (t) => {
    const { units, report } = await readFolder(t, {
      'a.rsa': text(
        delivery,
        rsaLine({ fields: { rsaKey: '0000000021', ghm: '90Z00Z' } }),
        rsaLine({ fields: { rsaKey: '0000000022', stayType: 'B' } }),
      ),
    })
    t.same(units[0]?.findings, [
      { code: 'UNGROUPED_STAY', establishment: FINESS, finess: FINESS, rsaKey: '0000000021', year: 2024 },
    ])
    t.match(report.files[0], { accepted: 3, setAside: 2 })
  },
)

t.test('rejections keep file, line, field and key, never the line', async (t) => {
  const { report } = await readFolder(t, {
    'a.rsa': text(delivery, newborn.replace('3300', '3E00'), unrelated.slice(0, 290)),
  })
  t.match(report.files[0], { lines: 3, accepted: 1, rejected: 2, status: 'read' })
  t.match(report.rejections, [
    { file: /a\.rsa$/, line: 2, field: 'poids à l’entrée (g)', rsaKey: '0000000002' },
    { line: 3, field: 'longueur de la ligne', rsaKey: '0000000003' },
  ])
})

t.test('at most ten thousand rejections are listed, the others are counted', async (t) => {
  const { report } = await readFolder(t, { 'a.rsa': text(delivery, ...new Array(10_050).fill('bad')) })
  t.equal(report.rejections.length, 10_000)
  t.equal(report.rejectionsNotListed, 50)
  t.match(report.files[0], { rejected: 10_050, lines: 10_051 })
})

t.test('RSS are refused with what to send instead, and the rest is read', async (t) => {
  const rss = `1114M08A 122000${FINESS}022${'R'.padEnd(20)}${'S'.padEnd(20)}${'1'.padStart(10)}0101202420001  010320248 04032024`
  const { units, report } = await readFolder(t, {
    'a.rsa': text(delivery),
    'b.rss.txt': text(rss.padEnd(192)),
  })
  t.equal(units.length, 1)
  t.match(endingWith(report, 'b.rss.txt'), {
    kind: 'rss',
    status: 'refused',
    reason: /identifiants.*Envoyez le fichier RSA/,
  })
})

t.test('a name that contradicts the content is refused; other foreign files are ignored', async (t) => {
  const { report } = await readFolder(t, {
    '990000001.2024.12.rsa': text(delivery),
    'image.rsa': Buffer.concat([Buffer.from('\x89PNG\r\n', 'latin1'), Buffer.alloc(100)]),
    'note.rsa': 'ceci est une note\nsur deux lignes\n',
    'vide.rsa': '',
    'note.txt': 'ceci est une note\n',
    'faux.zip': 'pas une archive',
  })
  t.match(endingWith(report, 'image.rsa'), { status: 'refused', reason: /« \.rsa ».*image/ })
  t.match(endingWith(report, 'note.rsa'), { status: 'refused', reason: /texte/ })
  t.match(endingWith(report, 'vide.rsa'), { status: 'refused', reason: /vide/ })
  t.match(endingWith(report, 'note.txt'), { status: 'ignored', reason: /pas un fichier que Trame utilise/ })
  t.match(endingWith(report, 'faux.zip'), { status: 'refused' })
})

t.test('when nothing can be read, the error says so and the report says why', async (t) => {
  const folder = t.testdir({ 'a.rsa': text(rsaLine().replace(/^(.{9})228/, '$1230')), 'b.txt': 'note' })
  const report = emptyReport()
  await t.rejects(readUnits(await listInputs([folder]), report).next(), UnusableInputError)
  t.match(report.files, [{ status: 'refused', rejected: 1 }, { status: 'ignored' }])
  t.match(report.rejections, [{ reason: /« 230 »/ }])
  await t.rejects(readUnits([], emptyReport()).next(), UnusableInputError)
})

t.test('a file that has vanished is refused and the others are read', async (t) => {
  const folder = t.testdir({ 'a.rsa': text(delivery) })
  const report = emptyReport()
  const inputs = [{ name: 'parti.rsa', path: join(folder, 'parti.rsa') }, ...(await listInputs([folder]))]
  const { value } = await readUnits(inputs, report).next()
  t.match(value, { stays: [{ rsaKey: '0000000001' }] })
  t.match(report.files[0], { name: 'parti.rsa', status: 'refused' })
})

t.test('reading stops when the signal fires, and tells its progress before', async (t) => {
  const folder = t.testdir({ 'a.rsa': text(...new Array(20_000).fill(unrelated)) })
  const inputs = await listInputs([folder])
  const controller = new AbortController()
  const seen: number[] = []
  const onProgress = ({ bytesRead }: { bytesRead: number }) => {
    seen.push(bytesRead)
    if (seen.length === 2) controller.abort(new Error('stopped by a person'))
  }
  await t.rejects(readUnits(inputs, emptyReport(), { signal: controller.signal, onProgress }).next(), {
    message: 'stopped by a person',
  })
  t.equal(seen.length, 2)
})

t.test('folders are walked in name order, without hidden files or symbolic links', async (t) => {
  const folder = t.testdir({ b: { 'c.rsa': 'x' }, 'a.rsa': 'x', '.cache': 'x' })
  symlinkSync('/etc', join(folder, 'link'))
  symlinkSync(join(folder, 'a.rsa'), join(folder, 'z.rsa'))
  const inputs = await listInputs([folder, join(folder, 'a.rsa')])
  t.same(
    inputs.map(({ name }) => name.split('/').slice(1).join('/')),
    ['a.rsa', 'b/c.rsa'],
  )
  await t.rejects(listInputs([join(folder, 'absent')]), UnusableInputError)
})
