import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import { startTracers } from '../../src/domains/tracers/engine/fold.js'
import type { TracerOutcome, TracerResult } from '../../src/domains/tracers/engine/types.js'
import { act, aStay, compute, config, dates, SITES, unitsOf } from './tracers-stays.js'

// Other stays at each run: TRACERS_SEED runs the same again.
const seed = Number(process.env.TRACERS_SEED ?? Math.trunc(Math.random() * 2 ** 31))
fc.configureGlobal({ seed, numRuns: Number(process.env.TRACERS_RUNS ?? 300) })
t.comment(`seed ${seed}: TRACERS_SEED=${seed} runs it again`)

const at = fc.constantFrom(SITES.E1, SITES.E2B, SITES.E3, SITES['E3-JUR'], SITES.E5)
const when = fc
  .tuple(fc.integer({ min: -5, max: 8 }), fc.integer({ min: 0, max: 30 }))
  .map(([after, nights]) => dates(after, nights))
const leaving = fc.constantFrom(
  { exitMode: '8', destination: '' },
  { exitMode: '7', destination: '1' },
  { exitMode: '9', destination: '' },
  { exitMode: '0', destination: '1' },
)
const entering = fc.constantFrom({ entryMode: '8' }, { entryMode: '7', provenance: '1' }, { entryMode: 'N' })
const term = fc.option(fc.constantFrom(20, 21, 22, 27, 28, 31, 32, 36, 37, 41))

const aWoman = fc.record({
  at,
  when,
  leaving,
  entering: fc.constantFrom({ entryMode: '8' }, { entryMode: '7', provenance: '1' }),
  person: fc.option(fc.constantFrom('w1', 'w2', 'w3')),
  key: fc.option(fc.nat({ max: 6 }), { freq: 3 }),
  dp: fc.constantFrom('O800', 'O600', 'O721', 'Z3900', 'Z3908', 'O321', ''),
  das: fc.subarray(['Z370', 'Z3711', 'Z372', 'Z375', 'Z3761', 'Z371', 'O301', 'Z763']),
  acts: fc.subarray(['JQGD012', 'JQGA002', 'JQGA003', 'JQGD006', 'EDSF011', 'JNBD002']),
  ageYears: fc.option(fc.integer({ min: 15, max: 50 })),
  term,
})

const aChild = fc.record({
  at,
  when,
  leaving,
  entering,
  person: fc.option(fc.constantFrom('c1', 'c2', 'c3')),
  key: fc.option(fc.nat({ max: 6 })),
  dp: fc.constantFrom('Z380', 'P220', 'P95+0', 'P95+1', 'Z381', 'Z762'),
  das: fc.subarray(['P95', 'P073']),
  ageDays: fc.constantFrom(0, 0, 0, 1, 6, 20, 27),
  weightG: fc.option(fc.constantFrom(250, 499, 500, 999, 1500, 2499, 3400, 7000)),
  term,
})

const someStays = fc
  .tuple(
    fc.array(aWoman, { maxLength: 9 }),
    fc.array(aChild, { maxLength: 9 }),
    fc.array(fc.nat(), { maxLength: 4 }),
  )
  .map(([women, children, copies]): Stay[] => {
    const mothers = women.map(({ when, leaving, entering, acts, key, term, ...given }) =>
      aStay({
        ...given,
        ...when,
        ...leaving,
        ...entering,
        acts: acts.map(act),
        gestationalAgeWeeks: term,
        motherChild: key === null ? null : `k${key}`,
      }),
    )
    const newborns = children.map(({ when, leaving, entering, key, term, ...given }) =>
      aStay({
        ...given,
        ...when,
        ...leaving,
        ...entering,
        ghm: '15M05A',
        ageYears: 0,
        gestationalAgeWeeks: term,
        motherChild: key === null ? null : `k${key}`,
      }),
    )
    const stays = [...mothers, ...newborns]
    const duplicates = copies.flatMap((n, i): Stay[] => {
      const one = stays[n % Math.max(stays.length, 1)]
      return one === undefined
        ? []
        : [aStay({ ...one, at: SITES['E3-JUR'], rsaKey: `8${i}${one.rsaKey.slice(2)}` })]
    })
    return [...stays, ...duplicates.map((s) => ({ ...s, finess: SITES['E3-JUR'], site: SITES['E3-JUR'] }))]
  })

const shuffled = <T>(list: T[], order: number[]): T[] =>
  list
    .map((item, i) => ({ item, rank: order[i % Math.max(order.length, 1)] ?? 0, i }))
    .sort((a, b) => a.rank - b.rank || b.i - a.i)
    .map(({ item }) => item)

t.test('the order of the stays does not matter', async (t) => {
  fc.assert(
    fc.property(someStays, fc.array(fc.nat(), { minLength: 1 }), (stays, order) => {
      assert.deepEqual(compute(shuffled(stays, order)), compute(stays))
    }),
  )
  t.pass()
})

t.test('nor how a hospital year is split between calls, nor the order of the calls', async (t) => {
  fc.assert(
    fc.property(
      someStays,
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(), { minLength: 1 }),
      (stays, size, order) => {
        const fold = startTracers(config())
        const pieces = unitsOf(stays).flatMap((unit) => {
          const mixed = shuffled(unit, order)
          return Array.from({ length: Math.ceil(mixed.length / size) }, (_, i) =>
            mixed.slice(i * size, (i + 1) * size),
          )
        })
        for (const piece of shuffled(pieces, order)) fold.add(piece)
        assert.deepEqual(fold.finish(), compute(stays))
      },
    ),
  )
  t.pass()
})

t.test('an unrelated delivery changes nothing for the others', async (t) => {
  fc.assert(
    fc.property(someStays, (stays) => {
      const stranger = aStay({
        at: SITES.E2A,
        dp: 'O800',
        das: ['Z370'],
        acts: [act('JQGD012')],
        person: 'stranger',
      })
      const others = (outcome: TracerOutcome) => outcome.results.filter((r) => r.establishment !== SITES.E2A)
      const strangers = { ...stranger, exitYear: 2019, entryDate: '2019-05-02', exitDate: '2019-05-05' }
      const with2019 = compute([...stays, strangers])
      assert.deepEqual(
        others(with2019).filter((r) => r.year !== 2019),
        others(compute(stays)),
      )
    }),
  )
  t.pass()
})

t.test('the region is the sum of the establishments, but for deaths without a birth', async (t) => {
  fc.assert(
    fc.property(someStays, (stays) => {
      const outcome = compute(stays)
      const deaths = outcome.quality.filter((q) => q.code === 'UNLINKED_DEATH')
      for (const region of outcome.results.filter((r) => r.level === 'region')) {
        const sum = sumOf(outcome.results, region)
        assert.equal(region.denominator, sum.denominator)
        assert.equal(region.excluded, sum.excluded)
        assert.equal(region.missing, sum.missing)
        const unlinked = deaths.filter((q) => q.year === region.year).length
        const extra = region.numerator - sum.numerator
        if (region.indicator.endsWith('-mortality')) assert.ok(extra >= 0 && extra <= unlinked)
        else assert.equal(extra, 0)
        if (region.indicator === 'neonatal-mortality' && region.class === 'all') assert.equal(extra, unlinked)
      }
    }),
  )
  t.pass()
})

function sumOf(results: TracerResult[], region: TracerResult) {
  const parts = results.filter(
    (r) =>
      r.level === 'establishment' &&
      r.indicator === region.indicator &&
      r.class === region.class &&
      r.year === region.year,
  )
  const total = (key: 'numerator' | 'denominator' | 'excluded' | 'missing') =>
    parts.reduce((n, r) => n + r[key], 0)
  return {
    numerator: total('numerator'),
    denominator: total('denominator'),
    excluded: total('excluded'),
    missing: total('missing'),
  }
}

t.test('every figure is a count or null, and classes stay within their whole', async (t) => {
  fc.assert(
    fc.property(someStays, (stays) => {
      for (const r of compute(stays).results) {
        for (const n of [r.numerator, r.denominator, r.excluded, r.missing])
          assert.ok(Number.isInteger(n) && n >= 0)
        assert.equal(r.value, r.denominator === 0 ? null : r.numerator / r.denominator)
        const mayExceed = r.class === 'in-utero' || r.indicator.endsWith('-mortality')
        if (!mayExceed) assert.ok(r.numerator <= r.denominator, `${r.indicator} ${r.class}`)
      }
    }),
  )
  t.pass()
})
