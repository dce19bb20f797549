import fc from 'fast-check'
import t from 'tap'
import { recogniseNationalFile } from '../../src/domains/directory/national/recognise.js'
import {
  createActivityReader,
  createDiplomaReader,
  createSkillReader,
  shrinkageDoubt,
} from '../../src/domains/directory/national/rpps.js'
import { ACTIVITY_LAYOUT, type ActivityColumn } from '../../src/domains/directory/national/rpps-layouts.js'
import type { RppsActivity } from '../../src/domains/directory/national/rpps-record.js'
import type { Rejection } from '../../src/domains/directory/national/verdict.js'
import { inventedPerson } from '../../src/domains/directory/synthesis/invented-people.js'
import {
  activityValues,
  headerLine,
  layoutLine,
  rppsActivityFile,
  rppsDiplomaFile,
  rppsSkillFile,
} from '../../src/domains/directory/synthesis/rpps-files.js'

const SEED = 20_261_122
const EVERYONE = {
  professions: new Set(['10', '21', '40', '50', '60', '70', '80', '91', '93', '94', '95', '96', '98']),
  departments: new Set(['01', '26', '38', '42', '63', '69', '73', '74', '75', '59', '31', '2A', '974']),
  unplaced: true,
}
const HEADER = headerLine(ACTIVITY_LAYOUT)

function read(bytes: Buffer, filter = EVERYONE, cut = 1 << 20) {
  const accepted: RppsActivity[] = []
  const rejected: Rejection[] = []
  const reader = createActivityReader(
    { accept: (one) => accepted.push(one), reject: (one) => rejected.push(one) },
    filter,
  )
  for (let at = 0; at < bytes.length; at += cut) reader.push(bytes.subarray(at, at + cut))
  return { accepted, rejected, summary: reader.end() }
}

function line(rank: number, more: Partial<Record<ActivityColumn, string>> = {}): string {
  const person = inventedPerson(SEED, rank)
  return layoutLine(ACTIVITY_LAYOUT, { ...activityValues(person, person.situations[0]!), ...more })
}

const fileOf = (...lines: string[]) => Buffer.from(HEADER + lines.join(''))
const tenLines = Array.from({ length: 10 }, (_, index) => line(index + 1))

t.test('the file of 2026 and that of 2021 are read alike, by the names of their columns', async (t) => {
  const now = read(Buffer.concat([...rppsActivityFile({ lines: 500, seed: SEED })]))
  const then = read(Buffer.concat([...rppsActivityFile({ lines: 500, seed: SEED, isOldShape: true })]))
  t.match(now.summary, { lines: 500, accepted: 500, rejected: 0, refusal: null, notes: [] })
  t.match(then.summary, { lines: 500, accepted: 500, notes: [/sans les colonnes : Code rôle/] })
  t.same(
    then.accepted,
    now.accepted.map((one) => ({ ...one, role: null, activityKind: null })),
  )
  const person = inventedPerson(SEED, 1)
  t.match(now.accepted[0], { idnps: `8${person.rppsNumber}`, lastName: person.lastName })
})

t.test('columns in another order, other spellings of headers and quotes are no trouble', async (t) => {
  const [header, one] = [HEADER, line(1, { firstName: 'Alpha "Al"' })].map((text) =>
    text.slice(0, -2).split('|'),
  )
  const turned = [header!, one!].map((cells) => `${[...cells].reverse().join('|')}|\n`).join('')
  const respelt = turned
    .replace("Libellé civilité d'exercice", 'Libellé civilité exercice')
    .replaceAll('(coord. structure)', '(coord. Structure)')
    .replace('Code profession', 'CODE PROFESSION')
  const { accepted } = read(Buffer.from(respelt))
  t.same(accepted, read(fileOf(line(1, { firstName: 'Alpha "Al"' }))).accepted)
  t.equal(accepted[0]?.firstName, 'Alpha "Al"')
})

t.test('an unknown shape is refused with the columns that are missing, and nothing is read', async (t) => {
  const without = HEADER.replace('Code profession|', '')
  t.match(read(Buffer.from(without + line(1))), { accepted: [], summary: { refusal: /Code profession/ } })
  t.match(read(Buffer.from(HEADER.replaceAll('|', ';') + line(1))).summary, {
    refusal: /réenregistré par un tableur/,
  })
  t.match(read(Buffer.from(`Code profession|${HEADER}`)).summary, { refusal: /deux fois/ })
  t.match(read(Buffer.from('')).summary, { refusal: /vide/ })
  t.match(read(Buffer.from(HEADER)).summary, { refusal: /aucune ligne/ })
  t.match(read(Buffer.from('<html>…')).summary, { refusal: /n’est pas l’en-tête/ })
})

t.test('only the professions and departments asked for are decoded, the rest is counted', async (t) => {
  const bytes = Buffer.concat([...rppsActivityFile({ lines: 3000, seed: SEED })])
  const filter = {
    professions: new Set(['10', '50']),
    departments: new Set(['01', '2A', '974']),
    unplaced: false,
  }
  const { accepted, summary } = read(bytes, filter)
  const expected = read(bytes).accepted.filter(
    ({ profession, structure }) =>
      filter.professions.has(profession!.code) && filter.departments.has(structure!.departmentCode!),
  )
  t.ok(expected.length > 50)
  t.same(accepted, expected)
  t.equal(summary.accepted + summary.setAside + summary.rejected, summary.lines)
})

t.test('without a department the postcode tells, and without either the caller decides', async (t) => {
  const ain = { ...EVERYONE, departments: new Set(['01', '2B', '974']), unplaced: false }
  const at = (postcode: string) => line(1, { departmentCode: '', postcode, communeCode: '' })
  const kept = (postcode: string, filter = ain) => read(fileOf(at(postcode)), filter).accepted.length
  t.same(
    ['01440', '20200', '97405', '20090', '69003', ''].map((one) => kept(one)),
    [1, 1, 1, 0, 0, 0],
  )
  t.equal(kept('', { ...ain, unplaced: true }), 1)
})

t.test(
  'a file that went through a spreadsheet is refused line by line, with the zeros it lost',
  async (t) => {
    const ain = { ...EVERYONE, departments: new Set(['01']) }
    const damaged: [Partial<Record<ActivityColumn, string>>, string, RegExp][] = [
      [{ departmentCode: '1' }, 'Code Département (structure)', /ôté les zéros/],
      [{ departmentCode: '', postcode: '1000' }, 'Code postal (coord. structure)', /01000/],
      [{ departmentCode: '01', communeCode: '1053' }, 'Code commune (coord. structure)', /01053/],
      [{ departmentCode: '01', finessSite: '10000024' }, 'Numéro FINESS site', /010000024/],
      [{ departmentCode: '01', id: '9,9E+10' }, 'Identifiant PP', /arrondi/],
    ]
    for (const [values, column, reason] of damaged) {
      const { rejected, accepted } = read(fileOf(line(1, values)), ain)
      t.match(rejected, [{ line: 2, column, reason }], column)
      t.same(accepted, [])
    }
    const belgian = { departmentCode: '', postcode: '1000', communeCode: '', countryCode: '99131' }
    t.equal(read(fileOf(line(1, belgian)), ain).rejected.length, 0, 'a Belgian postcode has four digits')
  },
)

t.test('windows-1252 is read, and said aloud', async (t) => {
  const bytes = Buffer.concat([Buffer.from(HEADER), Buffer.from(line(1, { firstName: 'Zélie' }), 'latin1')])
  const { accepted, summary } = read(bytes)
  t.equal(accepted[0]?.firstName, 'Zélie')
  t.match(summary.notes, [/windows-1252/])
})

t.test('a truncated file is refused wherever it is cut', async (t) => {
  const bytes = fileOf(...tenLines)
  const start = Buffer.byteLength(HEADER + tenLines.slice(0, 9).join(''))
  for (let at = start + 1; at < bytes.length - 1; at += 7)
    t.match(read(bytes.subarray(0, at)).summary.refusal, /incomplet/, `cut at ${at}`)
  t.equal(read(bytes.subarray(0, bytes.length - 1)).summary.refusal, null, 'only the last line end is gone')
  t.equal(read(bytes).summary.refusal, null)
  t.equal(shrinkageDoubt(899, 1000)?.includes('899'), true)
  t.same([shrinkageDoubt(900, 1000), shrinkageDoubt(5, null)], [null, null])
})

t.test('where the chunks are cut changes nothing', async (t) => {
  const bytes = Buffer.concat([
    Buffer.from([0xef, 0xbb, 0xbf]),
    fileOf(...tenLines, line(11, { lastName: 'ÉÈ' })),
  ])
  const whole = read(bytes)
  t.equal(whole.accepted.length, 11)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), (cut) => {
      t.same(read(bytes, EVERYONE, cut), whole)
    }),
    { seed: SEED, numRuns: 60 },
  )
})

const MUTATIONS: Record<string, (text: string, at: number) => string> = {
  'a separator too many': (text, at) => `${text.slice(0, at)}|${text.slice(at)}`,
  'a separator lost': (text) => text.replace('|', ''),
  'cut short': (text, at) => `${text.slice(0, at)}\n`,
  'a line end inside': (text, at) => `${text.slice(0, at)}\n${text.slice(at)}`,
  'a byte flipped': (text, at) => `${text.slice(0, at)}#${text.slice(at + 1)}`,
  'a zero byte': (text, at) => `${text.slice(0, at)}\0${text.slice(at + 1)}`,
  'a stray accent': (text, at) => `${text.slice(0, at)}\xe9${text.slice(at + 1)}`,
  'a quote': (text, at) => `${text.slice(0, at)}"${text.slice(at)}`,
  CRLF: (text) => text.replace('\n', '\r\n'),
  'a megabyte': (text) => `${'x'.repeat(1024 ** 2)}${text}`,
  'no line end': (text) => text.slice(0, -1),
}

t.test(
  'a mutated line is read or refused with its line and reason, and its neighbours never move',
  async () => {
    const untouched = read(fileOf(tenLines[0]!, tenLines[2]!)).accepted
    const names = Object.keys(MUTATIONS)
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat({ max: 340 }), (name, at) => {
        const mutated = MUTATIONS[name]!(tenLines[1]!, Math.min(at, tenLines[1]!.length - 2))
        const bytes = Buffer.concat([
          Buffer.from(HEADER + tenLines[0]!),
          Buffer.from(mutated, 'latin1'),
          Buffer.from(tenLines[2]!),
        ])
        const { accepted, rejected, summary } = read(bytes)
        if (summary.accepted + summary.setAside + summary.rejected !== summary.lines) return false
        if (
          rejected.some(({ line, reason }) => line === null || line < 2 || !/^[«\p{Lu}].*\.$/u.test(reason))
        )
          return false
        const [first, last] = [accepted[0], accepted.at(-1)]
        const isSame = (a?: RppsActivity, b?: RppsActivity) =>
          JSON.stringify({ ...a, line: 0 }) === JSON.stringify({ ...b, line: 0 })
        // A lost line end glues two lines: both are refused as one, and the first still stands.
        return isSame(first, untouched[0]) && (name === 'no line end' || isSame(last, untouched[1]))
      }),
      { seed: SEED, numRuns: 400 },
    )
  },
)

t.test('skills and diplomas are read for the persons asked for', async (t) => {
  const skills: unknown[] = []
  const bytes = Buffer.concat([...rppsSkillFile({ persons: 200, seed: SEED })])
  const all = createSkillReader({ accept: (one) => skills.push(one), reject: () => t.fail() }, null)
  all.push(bytes)
  t.equal(all.end().accepted, skills.length)
  const someone = (skills[0] as { idnps: string }).idnps
  const one = createSkillReader({ accept: () => {}, reject: () => t.fail() }, new Set([someone]))
  one.push(bytes)
  t.match(one.end(), { accepted: 1, setAside: skills.length - 1 })
  const diplomas = createDiplomaReader({ accept: () => {}, reject: () => t.fail() }, null)
  diplomas.push(Buffer.concat([...rppsDiplomaFile({ persons: 20, seed: SEED })]))
  t.match(diplomas.end(), { accepted: 20, refusal: null })
})

t.test('each file is known by its content', async (t) => {
  t.equal(recogniseNationalFile(fileOf(line(1))), 'rpps-activities')
  t.equal(recogniseNationalFile(Buffer.concat([...rppsSkillFile({ persons: 3, seed: 1 })])), 'rpps-skills')
  t.equal(
    recogniseNationalFile(Buffer.concat([...rppsDiplomaFile({ persons: 3, seed: 1 })])),
    'rpps-diplomas',
  )
  t.equal(recogniseNationalFile(Buffer.from('finess;etalab;111;2026-05-12\n')), 'finess-etalab')
  t.equal(recogniseNationalFile(Buffer.from('{"schemaVersion":"v1.0.0","pmej":[]}')), 'finess-plus')
  t.equal(recogniseNationalFile(Buffer.from('Nom;Prénom\n')), 'other')
})
