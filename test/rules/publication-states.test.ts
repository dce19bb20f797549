import t from 'tap'
import { cellState } from '../../src/domains/tracers/publication/states.js'

const CELL = {
  result: { numerator: 48, denominator: 612 },
  reported: true,
  declaredZero: false,
  applicable: true,
  visibility: 'published',
} as const

t.test('a published result is a value with its interval', async (t) => {
  t.match(cellState(CELL), { kind: 'value', numerator: 48, denominator: 612, value: 48 / 612 })
  t.match(cellState({ ...CELL, result: { numerator: 15, denominator: 0 } }), { value: null, interval: null })
})

t.test('a zero is told apart from a silence', async (t) => {
  const zero = { numerator: 0, denominator: 612 }
  t.match(cellState({ ...CELL, result: zero, declaredZero: true }), {
    kind: 'declared-zero',
    denominator: 612,
  })
  t.match(cellState({ ...CELL, result: null, declaredZero: true }), { kind: 'declared-zero', denominator: 0 })
  t.match(cellState({ ...CELL, result: zero }), { kind: 'value', value: 0 })
  t.same(cellState({ ...CELL, result: null }), { kind: 'not-reported' })
  t.same(cellState({ ...CELL, reported: false }), { kind: 'not-reported' })
})

t.test('what does not apply here says so before anything else', async (t) => {
  t.same(cellState({ ...CELL, applicable: false, reported: false, visibility: 'primary' }), {
    kind: 'not-applicable',
  })
})

t.test('a suppressed cell carries its marker and no figure', async (t) => {
  const small = { numerator: 7, denominator: 612 }
  t.same(cellState({ ...CELL, result: small, visibility: 'primary' }), {
    kind: 'suppressed',
    marker: 'under-threshold',
  })
  t.same(cellState({ ...CELL, visibility: 'secondary' }), { kind: 'suppressed', marker: 'masked' })
})

t.test('« < 11 » is never written of a count of eleven or more', async (t) => {
  const allButFour = { numerator: 608, denominator: 612 }
  t.same(cellState({ ...CELL, result: allButFour, visibility: 'primary' }), {
    kind: 'suppressed',
    marker: 'masked',
  })
})
