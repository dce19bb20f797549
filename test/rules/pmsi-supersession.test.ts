import t from 'tap'
import { type Candidate, planUnits } from '../../src/domains/pmsi/format/supersession.js'

const FINESS = '990000001'

function plan(...specs: (Partial<Candidate> & { name: string })[]) {
  const candidates = specs.map(
    (spec, index): Candidate => ({
      index,
      kind: 'rsa',
      container: '/folder',
      size: 100,
      finess: FINESS,
      year: 2024,
      month: null,
      stamp: null,
      lamda: false,
      ...spec,
    }),
  )
  const { units, notRead } = planUnits(candidates)
  return {
    units: units.map(({ finess, year, base, lamda, companions }) => ({
      unit: `${finess} ${year}`,
      base: base?.name ?? null,
      lamda: lamda?.name ?? null,
      companions: companions.map(({ name }) => name),
    })),
    notRead: notRead.map(({ candidate, status }) => [candidate.name, status]),
    reasons: notRead.map(({ reason }) => reason),
  }
}

t.test('only the latest month of a year is read, then the latest stamp', async (t) => {
  const { units, notRead } = plan(
    { name: 'march', month: 3 },
    { name: 'december, first', month: 12, stamp: '20250110000000' },
    { name: 'december, second', month: 12, stamp: '20250201000000' },
    { name: 'september', month: 9, stamp: '20260101000000' },
  )
  t.same(units, [{ unit: `${FINESS} 2024`, base: 'december, second', lamda: null, companions: [] }])
  t.same(notRead, [
    ['december, first', 'superseded'],
    ['september', 'superseded'],
    ['march', 'superseded'],
  ])
})

t.test('years and establishments are units of their own, in order', async (t) => {
  const { units, notRead } = plan(
    { name: 'c', finess: '990000002', year: 2023 },
    { name: 'b', year: 2025 },
    { name: 'a', year: 2024 },
  )
  t.same(
    units.map(({ base }) => base),
    ['a', 'b', 'c'],
  )
  t.same(notRead, [])
})

t.test('a trial transmission is ignored beside a real one, and read when it is alone', async (t) => {
  const { units, notRead, reasons } = plan({ name: 'trial', month: 0 }, { name: 'real', month: 1 })
  t.equal(units[0]?.base, 'real')
  t.same(notRead, [['trial', 'ignored']])
  t.match(reasons[0], 'essai')
  t.equal(plan({ name: 'trial', month: 0 }).units[0]?.base, 'trial')
})

t.test(
  'a file without month in its name gives way to one that has it; among such files the larger is read',
  async (t) => {
    t.equal(plan({ name: 'unnamed', size: 900 }, { name: 'named', month: 2 }).units[0]?.base, 'named')
    t.equal(plan({ name: 'small', size: 10 }, { name: 'large', size: 900 }).units[0]?.base, 'large')
  },
)

t.test(
  'a LAMDA completes the transmission of its year instead of superseding it; the latest LAMDA is read',
  async (t) => {
    const { units, notRead } = plan(
      { name: 'year', month: 12 },
      { name: 'lamda 3', month: 3, lamda: true },
      { name: 'lamda 6', month: 6, lamda: true },
    )
    t.same(units, [{ unit: `${FINESS} 2024`, base: 'year', lamda: 'lamda 6', companions: [] }])
    t.same(notRead, [['lamda 3', 'superseded']])
  },
)

t.test('ANO and TRA are only read with the RSA of their own transmission', async (t) => {
  const { units, notRead } = plan(
    { name: 'rsa 12', month: 12, container: 'out 12' },
    { name: 'rsa 6', month: 6, container: 'out 6' },
    { name: 'ano 6', kind: 'ano', month: 6, container: 'out 6' },
    { name: 'ano 12', kind: 'ano', month: 12, container: 'out 12' },
    { name: 'ano 12, again', kind: 'ano', month: 12, container: 'other', stamp: '20250101000000' },
    { name: 'tra 12', kind: 'tra', month: 12, finess: null, container: 'out 12' },
    { name: 'vid', kind: 'vid-hosp', year: null },
  )
  t.same(units[0]?.companions, ['ano 12', 'tra 12', 'vid'])
  t.same(notRead, [
    ['rsa 6', 'superseded'],
    ['ano 12, again', 'superseded'],
    ['ano 6', 'ignored'],
  ])
})

t.test('a TRA without FINESS is not given to one of two establishments at random', async (t) => {
  const two = [
    { name: 'a', finess: '990000001' },
    { name: 'b', finess: '990000002' },
  ]
  t.same(plan(...two, { name: 'tra', kind: 'tra', finess: null }).notRead, [['tra', 'ignored']])
})

t.test('a file that no name and no line attach to an establishment is ignored', async (t) => {
  t.same(plan({ name: 'lost', finess: null }).notRead, [['lost', 'ignored']])
  t.same(plan({ name: 'lost', year: null }).units, [])
})
