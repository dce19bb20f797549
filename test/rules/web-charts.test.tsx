import { renderToString } from 'preact-render-to-string'
import { t } from 'tap'
import { BarChart } from '../../src/web/charts/bar-chart.js'
import { funnelLimits, funnelZone } from '../../src/web/charts/funnel-limits.js'
import { FunnelPlot } from '../../src/web/charts/funnel-plot.js'
import { placeLabels, spread, wrapWords } from '../../src/web/charts/labels.js'
import { LineChart } from '../../src/web/charts/line-chart.js'
import { Sparkline } from '../../src/web/charts/sparkline.js'

const HOSTILE = `"><script>alert('x')</script>&`
const TEXT = { id: 'g', title: 'Titre', description: 'Description', data: <p>données</p> }
const FUNNEL = { ...TEXT, unit: 'percent', population: 'accouchements' } as const

t.test('every chart has a name, a description and its data as a twin', async (t) => {
  const html = renderToString(
    <LineChart
      {...TEXT}
      unit="percent"
      series={[{ name: 'Région', points: [{ label: '2025', value: 12 }] }]}
    />,
  )
  t.match(html, '<figcaption>Titre</figcaption>')
  t.match(html, 'role="img" aria-labelledby="g-title g-desc"')
  t.match(html, '<desc id="g-desc">Description</desc>')
  t.match(html, '<summary>Voir les données</summary><p>données</p>')
})

t.test('hostile text is inert in every chart', async (t) => {
  const text = { id: 'g', title: HOSTILE, description: HOSTILE, data: HOSTILE, lead: HOSTILE }
  const point = { name: HOSTILE, numerator: 90, denominator: 100 }
  const charts = [
    <LineChart
      {...text}
      unit="percent"
      series={[{ name: HOSTILE, points: [{ label: HOSTILE, value: 1 }] }]}
      reference={{ name: HOSTILE, value: 2 }}
    />,
    <BarChart {...text} unit="percent" bars={[{ label: HOSTILE, value: 1 }]} />,
    <FunnelPlot
      {...text}
      unit="percent"
      population={HOSTILE}
      regionalRate={0.2}
      points={[point, { ...point, denominator: 0 }]}
    />,
    <Sparkline values={[1, 2]} label={HOSTILE} />,
  ]
  for (const chart of charts) {
    const html = renderToString(chart)
    t.match(html, 'alert(')
    t.notMatch(html, /<script>/)
  }
})

t.test('an establishment with a denominator of 0 is named under the funnel, not drawn', async (t) => {
  const html = renderToString(
    <FunnelPlot
      {...FUNNEL}
      regionalRate={0.2}
      points={[
        { name: 'CH Nord', numerator: 20, denominator: 100 },
        { name: 'CH Sud', numerator: 0, denominator: 0 },
      ]}
    />,
  )
  t.equal(html.match(/class="funnel-inside"/g)?.length, 2, 'one point and the key')
  t.match(html, 'non représentés\u00a0: CH Sud.')
  t.notMatch(html, /NaN|Infinity/)
})

t.test('a funnel without any point, or without regional rate, still stands', async (t) => {
  const empty = renderToString(<FunnelPlot {...FUNNEL} regionalRate={null} points={[]} />)
  const zero = renderToString(
    <FunnelPlot {...FUNNEL} regionalRate={0} points={[{ name: 'CH Nord', numerator: 0, denominator: 12 }]} />,
  )
  t.notMatch(empty + zero, /NaN|Infinity/)
  t.notMatch(empty, 'funnel-rate')
})

t.test('only the establishments outside the limits, and those of the reader, are named', async (t) => {
  const html = renderToString(
    <FunnelPlot
      {...FUNNEL}
      regionalRate={0.2}
      named={['CH Lecteur']}
      points={[
        { name: 'CH Dedans', numerator: 200, denominator: 1000 },
        { name: 'CH Dehors', numerator: 400, denominator: 1000 },
        { name: 'CH Lecteur', numerator: 400, denominator: 2000 },
      ]}
    />,
  )
  t.notMatch(html, 'CH Dedans')
  t.match(html, /funnel-name[^>]*>CH Dehors</)
  t.match(html, /funnel-name[^>]*>CH Lecteur</)
})

t.test('limits are exact, hold the rate between them, and tighten with the denominator', async (t) => {
  const few = funnelLimits(0.2, 50)
  const many = funnelLimits(0.2, 5000)
  // P(X ≤ 4 | 50, 0.2) = 0.0185 and P(X ≤ 5) = 0.0480 : the lower 95 % limit is between 4 and 5 events of 50.
  t.ok(few.inner.low > 4 / 50 && few.inner.low < 5 / 50)
  t.ok(few.outer.low < few.inner.low && few.inner.high < few.outer.high)
  t.ok(many.inner.high - many.inner.low < few.inner.high - few.inner.low)
  // Far from 0 and 1 the normal approximation is good: 0.2 ± 1.96 √(0.16/5000).
  t.ok(Math.abs(many.inner.high - 0.2111) < 0.0005)
  const rare = funnelLimits(0.004, 20_000)
  t.ok(rare.outer.low > 0 && rare.outer.high < 0.006, 'no underflow with a large denominator')
})

t.test('limits never leave the range of a proportion', async (t) => {
  for (const rate of [0, 0.001, 0.5, 0.999, 1]) {
    for (const denominator of [0, 1, 2, 11, 300]) {
      const { inner, outer } = funnelLimits(rate, denominator)
      for (const value of [inner.low, inner.high, outer.low, outer.high]) t.ok(value >= 0 && value <= 1)
    }
  }
})

t.test('a rate is inside, outside or far from the funnel', async (t) => {
  const limits = funnelLimits(0.2, 1000)
  t.equal(funnelZone(0.2, limits), 'inside')
  t.equal(funnelZone(0.23, limits), 'outside')
  t.equal(funnelZone(0.3, limits), 'far')
  t.equal(funnelZone(0.1, limits), 'far')
})

t.test('a missing year breaks the line instead of inventing a value', async (t) => {
  const points = [
    { label: '2023', value: 10 },
    { label: '2024', value: null },
    { label: '2025', value: 12 },
  ]
  const html = renderToString(<LineChart {...TEXT} unit="percent" series={[{ name: 'Région', points }]} />)
  t.equal(html.match(/class="chart-mark"/g)?.length, 2)
  t.match(html, /class="chart-line" d="M[^M]*M[^M]*"/)
  t.notMatch(html, 'NaN')
})

t.test('a chart of nothing but missing values still stands', async (t) => {
  const line = renderToString(
    <LineChart
      {...TEXT}
      unit="percent"
      series={[{ name: 'Région', points: [{ label: '2025', value: null }] }]}
    />,
  )
  const bars = renderToString(
    <BarChart
      {...TEXT}
      unit="percent"
      bars={[
        { label: 'A', value: null, state: { kind: 'not-reported' } },
        { label: 'B', value: null },
      ]}
    />,
  )
  t.notMatch(line + bars, /NaN|Infinity/)
  t.match(bars, 'non transmis')
  t.match(bars, 'non calculable')
  t.equal(renderToString(<Sparkline values={[null, 3]} label="x" />), '')
})

t.test('labels move apart as little as needed and stay in their room', async (t) => {
  const placed = spread([{ y: 100 }, { y: 98 }, { y: 102 }], { gap: 10, from: 0, to: 110 })
  t.same(
    placed.map((label) => label.y).sort((a, b) => a - b),
    [90, 100, 110],
  )
})

t.test('a name that fits nowhere is left out', async (t) => {
  const frame = { left: 0, right: 60, top: 0, bottom: 40 }
  t.same(placeLabels([{ text: 'Un très long nom', x: 30, y: 20 }], { marks: [], lines: [] }, frame), [])
  t.same(wrapWords('Réseau périnatal Estuaire', 16), ['Réseau périnatal', 'Estuaire'])
})
