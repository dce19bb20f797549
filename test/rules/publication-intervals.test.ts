import fc from 'fast-check'
import t from 'tap'
import { trend, wilsonInterval } from '../../src/domains/tracers/publication/intervals.js'

const close = (
  t: { ok(value: boolean, message: string): unknown },
  found: number,
  wanted: number,
  tolerance = 5e-5,
) => t.ok(Math.abs(found - wanted) < tolerance, `${found} is near ${wanted}`)

t.test('the Wilson interval agrees with published values', async (t) => {
  // R. G. Newcombe, Statistics in Medicine 17, 1998, p. 857-872, table I, method 3.
  for (const [numerator, denominator, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const interval = wilsonInterval(numerator, denominator)
    close(t, interval?.low ?? Number.NaN, low)
    close(t, interval?.high ?? Number.NaN, high)
  }
})

t.test('there is no interval without a proportion', async (t) => {
  t.equal(wilsonInterval(0, 0), null)
  t.equal(wilsonInterval(3, 0), null, 'transfers sent by an establishment without deliveries')
  t.equal(wilsonInterval(12, 11), null)
})

t.test('an interval of none begins at zero and an interval of all ends at one', async (t) => {
  t.equal(wilsonInterval(0, 20)?.low, 0)
  t.equal(wilsonInterval(20, 20)?.high, 1)
  t.equal(wilsonInterval(1, 1)?.high, 1)
})

t.test('an interval contains its proportion, stays in [0, 1] and widens with the level', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (d, share) => {
      const n = Math.round(d * share)
      const at95 = wilsonInterval(n, d)!
      const at99 = wilsonInterval(n, d, 0.99)!
      return (
        at95.low >= 0 &&
        at95.high <= 1 &&
        at95.low <= n / d + 1e-12 &&
        at95.high >= n / d - 1e-12 &&
        at99.low <= at95.low &&
        at99.high >= at95.high
      )
    }),
  )
})

t.test('a trend is a change that chance does not explain', async (t) => {
  const before = { numerator: 200, denominator: 2000 }
  t.equal(trend({ numerator: 250, denominator: 2000 }, before), 'up')
  t.equal(trend({ numerator: 150, denominator: 2000 }, before), 'down')
  t.equal(trend({ numerator: 210, denominator: 2000 }, before), 'stable')
  t.equal(trend(before, before), 'stable')
})

t.test('there is no trend without two comparable periods', async (t) => {
  const some = { numerator: 20, denominator: 200 }
  t.equal(trend(some, null), null)
  t.equal(trend(null, some), null)
  t.equal(trend(some, { numerator: 0, denominator: 0 }), null)
  t.equal(trend({ numerator: 3, denominator: 20 }, { numerator: 1, denominator: 20 }), null, 'too few events')
  t.equal(trend({ numerator: 7, denominator: 0 }, some), null)
})
