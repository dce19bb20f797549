import fc from 'fast-check'
import t from 'tap'
import { type Check, checkFigures, maySend } from '../../src/domains/birth-house-reports/checks.js'
import { FIGURES } from '../../src/domains/birth-house-reports/figure-list.js'
import {
  computeFigures,
  type HouseRegister,
  type RegisterDelivery,
  type RegisterNewborn,
  type RegisterTransfer,
} from '../../src/domains/birth-house-reports/figures.js'
import { CHARGES, totalOf } from '../../src/domains/birth-house-reports/questions.js'

const YEAR = 2026

const AT_HOME: RegisterDelivery = {
  womanId: 'a',
  labourInHouse: true,
  labourOn: '2026-03-01',
  birthPlace: 'house',
  bornOn: '2026-03-01',
  mode: 'spontaneous',
  bloodLossMl: 500,
  sphincterInjury: false,
  intensiveCare: false,
  died: false,
  readmitted: false,
  readmissionCause: null,
  readmissionPlace: null,
}

const WELL: Omit<RegisterNewborn, 'id' | 'womanId'> = {
  rank: 1,
  bornInHouse: true,
  apgar5: 10,
  resuscitation: false,
  intervention: 'none',
  interventionCause: null,
  interventionPlace: null,
  outcome: 'alive',
  diedInHouse: null,
  readmitted: false,
}

const NEWBORN_TRANSFER: RegisterTransfer = {
  id: 't4',
  womanId: 'b',
  newbornId: 'nb',
  who: 'newborn',
  phase: 'newborn',
  decidedOn: '2026-05-02',
  termDays: null,
  reason: 'Détresse respiratoire',
  destination: 'Maternité partenaire',
}

/** a: at home, 500 mL. b: at home, post-partum transfer for 1200 mL, child transferred. c: caesarean after a transfer in labour. d: born on the way. e: transferred before labour, gives birth next year. f: enrolled last year. */
const YEAR_BY_HAND: HouseRegister = {
  women: [
    { id: 'a', number: '2026-001', firstConsultationOn: '2026-01-02' },
    { id: 'b', number: '2026-002', firstConsultationOn: '2026-01-03' },
    { id: 'c', number: '2026-003', firstConsultationOn: '2026-12-31' },
    { id: 'd', number: '2026-004', firstConsultationOn: '2026-02-01' },
    { id: 'e', number: '2026-005', firstConsultationOn: null },
    { id: 'f', number: '2025-040', firstConsultationOn: '2024-12-31' },
  ],
  deliveries: [
    AT_HOME,
    {
      ...AT_HOME,
      womanId: 'b',
      bornOn: '2026-05-01',
      bloodLossMl: 1200,
      sphincterInjury: true,
      intensiveCare: true,
    },
    {
      ...AT_HOME,
      womanId: 'c',
      birthPlace: 'partner',
      bornOn: '2026-06-01',
      mode: 'caesarean',
      bloodLossMl: 499,
      readmitted: true,
      readmissionCause: 'Fièvre',
      readmissionPlace: 'Maternité partenaire',
    },
    {
      ...AT_HOME,
      womanId: 'd',
      labourInHouse: false,
      birthPlace: 'outside',
      bornOn: '2026-07-01',
      bloodLossMl: 900,
    },
    {
      ...AT_HOME,
      womanId: 'e',
      labourInHouse: false,
      birthPlace: 'partner',
      bornOn: '2027-01-05',
      mode: 'instrumental',
    },
  ],
  newborns: [
    { ...WELL, id: 'na', womanId: 'a' },
    {
      ...WELL,
      id: 'nb',
      womanId: 'b',
      apgar5: 6,
      resuscitation: true,
      intervention: 'paediatrician',
      interventionCause: 'Mauvaise adaptation',
      interventionPlace: 'house',
    },
    { ...WELL, id: 'nc', womanId: 'c', bornInHouse: false, apgar5: 7 },
    { ...WELL, id: 'nd', womanId: 'd', bornInHouse: false, apgar5: 3 },
  ],
  transfers: [
    {
      ...NEWBORN_TRANSFER,
      id: 't1',
      womanId: 'e',
      newbornId: null,
      who: 'mother',
      phase: 'pre-partum',
      decidedOn: '2026-12-20',
      termDays: 258,
      reason: 'Hypertension',
    },
    { ...NEWBORN_TRANSFER, id: 't2', womanId: 'c', newbornId: null, who: 'mother', phase: 'per-partum' },
    { ...NEWBORN_TRANSFER, id: 't3', womanId: 'b', newbornId: null, who: 'mother', phase: 'post-partum' },
    NEWBORN_TRANSFER,
  ],
}

t.test('a year counted by hand', async (t) => {
  const figures = computeFigures(YEAR_BY_HAND, YEAR)
  t.same(
    figures.map(({ code }) => code),
    FIGURES.map(({ code }) => code),
    'every figure of annex 2, in its order',
  )
  t.same(Object.fromEntries(figures.map(({ code, value }) => [code, value])), {
    'I.a': 4,
    'II.a': 2,
    'II.b': 3,
    'II.c': 1,
    'II.d': 1,
    'III.a': 3,
    'III.a.i': 1,
    'III.a.ii': 1,
    'III.a.iii': 1,
    'III.b': 2,
    'III.c': 1,
    'III.d': 1,
    'III.e': 0,
    'III.f': 1,
    'III.g': 0,
    'IV.a': 2,
    'IV.b': 1,
    'IV.c': 1,
    'IV.d': 0,
    'IV.e': 0,
    'IV.f': 1,
    'IV.g': 0,
    'IV.h': 1,
  })
  const preterm = figures.find(({ code }) => code === 'III.a.i')
  t.match(preterm?.details, [
    { label: 'Termes (SA révolues)', counts: [{ words: '36 SA', count: 1 }] },
    { label: 'Motifs', counts: [{ words: 'Hypertension', count: 1 }] },
  ])
  t.match(figures.find(({ code }) => code === 'IV.c')?.details[1]?.counts, [
    { words: 'Mauvaise adaptation', count: 1 },
  ])
})

t.test('what is not known is said, and is not a no', async (t) => {
  const register = withDelivery({ ...AT_HOME, bloodLossMl: null, sphincterInjury: null })
  const losses = computeFigures(register, YEAR).find(({ code }) => code === 'III.b')
  t.match(losses, { value: 0, missing: [{ kind: 'woman', id: 'a', number: '2026-001' }] })
  const checks = checkFigures(computeFigures(register, YEAR))
  const rule = checks.find(({ rule }) => rule === 'missing-III.b')
  t.match(rule, { severity: 'warning', sentence: /2026-001/ })
})

t.test('another year is another report', async (t) => {
  const values = computeFigures(YEAR_BY_HAND, 2025).map(({ value }) => value)
  t.same(new Set(values), new Set([0]))
})

t.test('a mother who goes with her child is not transferred, and the reverse', async (t) => {
  const figures = computeFigures({ ...withDelivery(AT_HOME), transfers: [NEWBORN_TRANSFER] }, YEAR)
  const of = (code: string) => figures.find((figure) => figure.code === code)?.value
  t.equal(of('III.a'), 0)
  t.equal(of('IV.f'), 1)
})

t.test('rules of consistency: at the threshold and past it', async (t) => {
  const rulesOf = (values: Partial<Record<string, number>>) =>
    checkFigures(
      FIGURES.map(({ code }) => ({ code, value: values[code] ?? 0, rows: [], missing: [], details: [] })),
    ).map(({ rule, severity }) => `${severity} ${rule}`)
  t.same(rulesOf({ 'II.a': 5, 'II.b': 5, 'IV.a': 5 }), [])
  t.same(rulesOf({ 'II.a': 5, 'II.b': 4, 'IV.a': 5 }), [
    'blocking labours-cover-births',
    'warning labours-end-somewhere',
  ])
  t.same(rulesOf({ 'III.b': 2, 'III.c': 2 }), [])
  t.same(rulesOf({ 'III.b': 2, 'III.c': 3 }), ['blocking severe-haemorrhages-are-haemorrhages'])
  t.same(rulesOf({ 'II.a': 2, 'II.b': 2, 'IV.a': 1 }), ['blocking each-mother-has-a-child'])
  t.same(rulesOf({ 'II.a': 2, 'II.b': 2, 'IV.a': 3 }), ['warning no-twins-expected'])
  t.same(rulesOf({ 'III.a': 1, 'III.a.i': 1, 'III.a.iii': 1 }), ['warning transfers-add-up'])
  t.same(rulesOf({ 'IV.d': 1 }), ['warning late-deaths-in-the-house'])
})

t.test('a report is sent when nothing blocks and each warning is explained', async (t) => {
  const warning = { rule: 'x', severity: 'warning', sentence: '', figures: [] } satisfies Check
  t.equal(maySend([], {}), true)
  t.equal(maySend([warning], {}), false)
  t.equal(maySend([warning], { x: '  ' }), false, 'blank explains nothing')
  t.equal(maySend([warning], { x: 'deux femmes ont accouché avant d’arriver' }), true)
  t.equal(maySend([{ ...warning, severity: 'blocking' }], { x: 'expliqué' }), false)
})

t.test('the order of rows changes nothing, and every figure is at most its rows', async (t) => {
  fc.assert(
    fc.property(registers(), fc.infiniteStream(fc.nat()), (register, stream) => {
      const shuffled = {
        women: shuffle(register.women, stream),
        deliveries: shuffle(register.deliveries, stream),
        newborns: shuffle(register.newborns, stream),
        transfers: shuffle(register.transfers, stream),
      }
      const [one, other] = [computeFigures(register, YEAR), computeFigures(shuffled, YEAR)]
      t.same(
        one.map(({ value }) => value),
        other.map(({ value }) => value),
      )
      t.ok(one.every(({ value, rows }) => value <= rows.length && Number.isInteger(value)))
    }),
    { numRuns: 100 },
  )
})

t.test('a total without an amount is blank, and tenths do not drift', async (t) => {
  t.equal(totalOf(CHARGES, {}), null)
  t.equal(totalOf(CHARGES, { 'staff-midwives': 0 }), 0)
  t.equal(totalOf(CHARGES, { 'staff-midwives': 0.1, 'rent-premises': 0.2, unknown: 50 }), 0.3)
})

function withDelivery(delivery: RegisterDelivery): HouseRegister {
  return {
    women: [
      { id: 'a', number: '2026-001', firstConsultationOn: '2026-01-02' },
      { id: 'b', number: '2026-002', firstConsultationOn: '2026-01-03' },
    ],
    deliveries: [delivery],
    newborns: [{ ...WELL, id: 'na', womanId: 'a' }],
    transfers: [],
  }
}

function registers(): fc.Arbitrary<HouseRegister> {
  const ids = ['a', 'b', 'c', 'd']
  const maybe = fc.option(fc.boolean(), { nil: null })
  const day = fc.constantFrom('2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01', null)
  const delivery = (womanId: string) =>
    fc.record({
      womanId: fc.constant(womanId),
      labourInHouse: maybe,
      labourOn: day,
      birthPlace: fc.constantFrom('house', 'partner', 'other', 'outside', null),
      bornOn: day,
      mode: fc.constantFrom('spontaneous', 'instrumental', 'caesarean', null),
      bloodLossMl: fc.constantFrom(0, 499, 500, 999, 1000, null),
      sphincterInjury: maybe,
      intensiveCare: maybe,
      died: maybe,
      readmitted: maybe,
      readmissionCause: fc.constant(null),
      readmissionPlace: fc.constant(null),
    })
  return fc
    .record({
      deliveries: fc.tuple(...ids.map(delivery)),
      transfers: fc.array(
        fc.record({
          womanId: fc.constantFrom(...ids, null),
          who: fc.constantFrom('mother', 'newborn'),
          phase: fc.constantFrom('pre-partum', 'per-partum', 'post-partum'),
          decidedOn: fc.constantFrom('2025-12-31', '2026-06-01'),
        }),
        { maxLength: 6 },
      ),
    })
    .map(({ deliveries, transfers }) => ({
      women: ids.map((id, index) => ({ id, number: `2026-00${index}`, firstConsultationOn: '2026-01-01' })),
      deliveries,
      newborns: ids.map((id) => ({ ...WELL, id: `n${id}`, womanId: id })),
      transfers: transfers.map((one, index) => ({
        ...NEWBORN_TRANSFER,
        ...one,
        phase: one.who === 'newborn' ? ('newborn' as const) : one.phase,
        id: `t${index}`,
        newbornId: null,
      })),
    })) as fc.Arbitrary<HouseRegister>
}

function shuffle<Item>(items: readonly Item[], stream: Iterable<number>): Item[] {
  const keys = stream[Symbol.iterator]()
  return items
    .map((item) => ({ item, key: keys.next().value ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
