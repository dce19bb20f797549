import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { t } from 'tap'
import { ComparisonPage } from '../../src/domains/tracers/comparison-view.js'
import { comparisonCsv, indicatorCsv, overviewCsv } from '../../src/domains/tracers/csv-exports.js'
import type { TracerIndicator } from '../../src/domains/tracers/engine/indicator.js'
import { indicatorByCode } from '../../src/domains/tracers/headlines.js'
import { IndicatorPage } from '../../src/domains/tracers/indicator-view.js'
import type {
  Comparison,
  Figure,
  FigureFrame,
  IndicatorView,
  Overview,
} from '../../src/domains/tracers/schemas.js'
import { OverviewPage } from '../../src/domains/tracers/views.js'
import { type CsvDocument, csvDocument } from '../../src/web/csv.js'

const HOSTILE = `"><script>alert('x')</script>&`
const STATES = [
  'value',
  'declared-zero',
  'not-reported',
  'not-applicable',
  'suppressed',
  'masked',
  'not-computable',
] as const

const FRAME: FigureFrame = {
  network: 'Réseau Estuaire',
  region: 'Normandie',
  timeZone: 'Europe/Paris',
  years: [2024, 2025],
  year: 2025,
  establishment: null,
  establishments: [{ finessGeo: '990000001', name: 'Maternité des Dunes' }],
  definitions: '2026-1',
  computedAt: '2026-03-12T13:32:00.000Z',
  synthetic: true,
  linkage: { children: 100, childrenLinked: 97, stays: 200, staysWithPerson: 0, transferEndsUnmatched: 2 },
  coverage: { expected: 13, seen: 12, missing: ['CH du Littoral'] },
  sources: [
    { finess: '990000100', year: 2025, file: 'a.rsa', readAt: '2026-03-10T08:12:00.000Z' },
    { finess: '990000100', year: 2025, file: 'a.ano', readAt: '2026-03-10T08:13:00.000Z' },
    { finess: '990000100', year: 2024, file: 'b.rsa', readAt: '2026-03-11T08:13:00.000Z' },
  ],
}

const ABSENT = {
  numerator: null,
  denominator: null,
  excluded: null,
  missing: null,
  value: null,
  low: null,
  high: null,
  trend: null,
  published: null,
}

function aFigure(overrides: Partial<Figure> = {}): Figure {
  const counts = { numerator: 412, denominator: 2010, excluded: 3, missing: 7, value: 412 / 2010 }
  return {
    indicator: 'delivery-mode',
    class: 'cesarean',
    establishment: null,
    year: 2025,
    state: 'value',
    ...ABSENT,
    ...counts,
    low: 0.188,
    high: 0.223,
    ...overrides,
  }
}

function inState(state: Figure['state'], overrides: Partial<Figure> = {}): Figure {
  if (state === 'value') return aFigure(overrides)
  if (state === 'declared-zero') {
    return aFigure({ state, numerator: 0, value: 0, low: 0, high: 0.002, ...overrides })
  }
  return aFigure({ state, ...ABSENT, ...overrides })
}

/** A masked figure as it would be if the mask of the service had a hole: no view may trust it. */
function aLeakyFigure(overrides: Partial<Figure> = {}): Figure {
  return aFigure({
    state: 'suppressed',
    numerator: 7,
    denominator: 7919,
    excluded: 6841,
    missing: 5477,
    value: 7 / 7919,
    low: 0.0004283,
    high: 0.0018238,
    trend: 'up',
    published: { value: 0.4649, source: 'ScanSanté 2025' },
    ...overrides,
  })
}

const LEAKS = /7919|7\s?919|6841|6\s?841|5477|5\s?477|46[.,]49|46[.,]5|0[.,]088|0[.,]09|0[.,]0428/

function anOverview(figures: Figure[][], frame: Partial<FigureFrame> = {}): Overview {
  return {
    frame: { ...FRAME, ...frame },
    indicators: [
      {
        code: 'delivery-mode',
        title: 'Mode d’accouchement',
        unit: '%',
        classes: figures.map((one, index) => ({
          code: `c${index}`,
          label: `Classe ${'abcdefgh'[index]}`,
          figures: one,
        })),
      },
    ],
  }
}

function anIndicatorView(figures: Figure[], frame: Partial<FigureFrame> = {}): IndicatorView {
  return {
    frame: { ...FRAME, ...frame },
    code: 'delivery-mode',
    classes: [{ code: 'cesarean', label: 'Césariennes', figures }],
  }
}

function aComparison(places: Comparison['establishments'], region = aFigure()): Comparison {
  return { frame: FRAME, code: 'delivery-mode', class: 'cesarean', region, establishments: places }
}

const INDICATOR = known('delivery-mode')
const PAGE = { canImport: true, canEnter: true, csrfToken: 'jeton' }

t.test('every state is shown in its own word', async (t) => {
  const page = text(<OverviewPage overview={anOverview(STATES.map((state) => [inState(state)]))} canImport />)
  for (const word of ['20,5 %', '0 (déclaré)', 'non transmis', 'sans objet', '< 11', 'non calculable']) {
    t.ok(page.includes(word), word)
  }
  t.notMatch(page, /NaN|Infinity|undefined|null/)
})

t.test('the overview answers first: who reported and what changed', async (t) => {
  const before = aFigure({ year: 2024, numerator: 300, value: 300 / 2010 })
  const page = text(
    <OverviewPage overview={anOverview([[before, aFigure({ trend: 'up' })]])} canImport={false} />,
  )
  t.match(page, '2025 : 12 maternités sur 13 ont transmis ; 1 indicateur a changé nettement depuis 2024.')
  t.match(page, 'N’a pas transmis : CH du Littoral.')
  t.match(page, 'en hausse (+5,6 points)')
  t.match(page, 'Données synthétiques : aucun patient réel.')
  t.match(page, 'PMSI MCO, 2 fichiers de 2025, dernier lu le 10/03/2026')
})

t.test('without a computation, the page offers the first step to who can take it', async (t) => {
  const none = anOverview([], { computedAt: null, year: null, years: [] })
  t.match(render(<OverviewPage overview={none} canImport />), 'href="/imports"')
  const reader = render(<OverviewPage overview={none} canImport={false} />)
  t.notMatch(reader, 'href="/imports"')
  t.match(reader, 'Demandez à la coordination')
})

t.test(
  'a year asked for but never computed is not reported, and hides no other year behind it',
  async (t) => {
    const page = text(<OverviewPage overview={anOverview([[aFigure()]], { year: 2031 })} canImport />)
    t.match(page, 'non transmis')
    t.match(page, 'pas d’année 2030 à laquelle comparer')
  },
)

t.test('a masked figure gives no digit of its count, on any page or export', async (t) => {
  const figures = [aFigure({ year: 2024 }), aLeakyFigure()]
  const place = {
    name: 'Maternité des Dunes',
    type: 'I',
    figure: aLeakyFigure({ establishment: '990000001' }),
  }
  const shown = { name: 'CH de Caux', type: 'IIA', figure: aFigure({ establishment: '990000002' }) }
  const comparison = aComparison([place, shown], aLeakyFigure())
  const outputs = {
    overview: render(<OverviewPage overview={anOverview([figures])} canImport />),
    indicator: render(<IndicatorPage {...PAGE} indicator={INDICATOR} view={anIndicatorView(figures)} />),
    comparison: render(
      <ComparisonPage indicator={INDICATOR} comparison={comparison} canImport ownFiness="990000001" />,
    ),
    'overview CSV': csv(overviewCsv(anOverview([figures]))),
    'indicator CSV': csv(indicatorCsv(INDICATOR, anIndicatorView(figures))),
    'comparison CSV': csv(comparisonCsv(INDICATOR, comparison)),
  }
  for (const [name, output] of Object.entries(outputs)) {
    t.notMatch(output, LEAKS, name)
    t.match(output, /(<|&lt;)\u00a011/, `${name} says the mask`)
  }
})

t.test('the year after a masked one has no difference, which would give it back', async (t) => {
  const figures = [aLeakyFigure({ year: 2024 }), aFigure({ trend: 'up' })]
  t.notMatch(text(<OverviewPage overview={anOverview([figures])} canImport />), /en hausse/)
  t.notMatch(csv(overviewCsv(anOverview([figures]))), /en hausse/)
})

t.test('the ATIH figure stands beside ours with the difference', async (t) => {
  const figure = aFigure({ published: { value: 0.21, source: 'ScanSanté 2025' } })
  const page = text(<IndicatorPage {...PAGE} indicator={INDICATOR} view={anIndicatorView([figure])} />)
  t.match(page, '21,0 %')
  t.match(page, '−0,5 point')
  t.match(page, 'Césariennes, ScanSanté 2025')
})

t.test('a refused ATIH figure comes back with what was typed', async (t) => {
  const page = render(
    <IndicatorPage
      {...PAGE}
      indicator={INDICATOR}
      view={anIndicatorView([aFigure()])}
      errors={{ value: 'Saisissez un nombre, par exemple 7,1.' }}
      typed={{ class: 'instrumental', year: '2024', value: 'sept', source: 'ScanSanté' }}
    />,
  )
  t.match(page, 'value="sept"')
  t.match(page, 'value="ScanSanté"')
  t.match(page, /<option[^>]*selected[^>]*value="instrumental"|value="instrumental"[^>]*selected/)
  t.match(page, /<option[^>]*selected[^>]*value="2024"|value="2024"[^>]*selected/)
  t.match(page, 'aria-invalid="true"')
  t.match(page, '<details open')
})

t.test('only who may enter the ATIH figure sees its form', async (t) => {
  const view = anIndicatorView([aFigure()])
  t.notMatch(
    render(<IndicatorPage {...PAGE} canEnter={false} indicator={INDICATOR} view={view} />),
    'chiffre-publie',
  )
})

t.test('the funnel lists the maternities by name, and says in words where each one stands', async (t) => {
  const place = (name: string, figure: Partial<Figure>) => ({ name, type: 'I', figure: aFigure(figure) })
  const comparison = aComparison([
    place('Zénith', { numerator: 800, value: 800 / 2010 }),
    place('Étoile', {}),
    place('Aubépine', { numerator: 100, value: 100 / 2010 }),
    { name: 'Muette', type: 'I', figure: inState('not-reported') },
    { name: 'Petite', type: 'I', figure: inState('suppressed') },
  ])
  const page = text(
    <ComparisonPage indicator={INDICATOR} comparison={comparison} canImport ownFiness={null} />,
  )
  t.match(page, 'région 20,5 % ; 2 maternités hors des limites sur les 3 représentées.')
  t.match(page, 'Au-dessus des limites à 99,8 % : Zénith.')
  t.match(page, 'En dessous des limites à 99,8 % : Aubépine.')
  t.match(page, 'Moins de 11 cas (secret statistique) : Petite.')
  t.match(page, 'Non transmis : Muette.')
  const order = lines(comparisonCsv(INDICATOR, comparison)).map((line) => line[0])
  t.same(order.slice(1), ['Aubépine', 'Étoile', 'Muette', 'Petite', 'Zénith', 'région Normandie'])
})

t.test('a hostile name of establishment is inert', async (t) => {
  const frame = {
    establishment: { finessGeo: '990000001', name: HOSTILE, type: HOSTILE },
    establishments: [{ finessGeo: '990000001', name: HOSTILE }],
    coverage: { expected: 2, seen: 1, missing: [HOSTILE] },
    region: HOSTILE,
  }
  const figure = aFigure({ published: { value: 0.21, source: HOSTILE } })
  const place = { name: HOSTILE, type: HOSTILE, figure: aFigure({ establishment: '990000001' }) }
  const masked = { name: HOSTILE, type: null, figure: inState('suppressed') }
  const comparison = { ...aComparison([place, masked]), frame: { ...FRAME, ...frame } }
  const pages = [
    <OverviewPage overview={anOverview([[figure]], frame)} canImport />,
    <IndicatorPage {...PAGE} indicator={INDICATOR} view={anIndicatorView([figure], frame)} />,
    <ComparisonPage indicator={INDICATOR} comparison={comparison} canImport ownFiness="990000001" />,
  ]
  for (const page of pages) t.notMatch(render(page), /<script>/)
})

t.test(
  'the CSV opens in Excel in French: BOM, semicolons, decimal commas, its own explanation',
  async (t) => {
    const document = overviewCsv(
      anOverview([[aFigure({ year: 2024, numerator: 300, value: 300 / 2010 }), aFigure({ trend: 'up' })]]),
    )
    const file = csv(document)
    t.ok(file.startsWith('\uFEFFTitre;Indicateurs traceurs\r\n'))
    const [header = [], row = []] = lines(document)
    t.same(header.slice(0, 8), ['Indicateur', 'Classe', 'Année', 'Unité', 'État', 'Valeur', 'n', 'N'])
    t.same(row.slice(2, 10), ['2025', '%', 'valeur', '20,5', '412', '2010', '18,8', '22,3'])
    t.same(row.slice(12, 14), ['en hausse', '5,57'])
    for (const said of [
      'Lieu;région Normandie',
      'Version des définitions;2026-1',
      'Secret statistique;',
      'aucun patient réel',
    ]) {
      t.ok(file.includes(said), said)
    }
  },
)

t.test('a rate per thousand is exported and shown per thousand', async (t) => {
  const stillbirth = known('stillbirth')
  const figure = aFigure({
    indicator: 'stillbirth',
    class: 'all',
    numerator: 16,
    denominator: 2000,
    value: 0.008,
    low: 0.005,
    high: 0.013,
  })
  const view = {
    ...anIndicatorView([figure]),
    classes: [{ code: 'all', label: 'Ensemble', figures: [figure] }],
  }
  t.match(text(<IndicatorPage {...PAGE} indicator={stillbirth} view={view} />), '8,0 pour 1 000')
  t.same(lines(indicatorCsv(stillbirth, view))[1]?.slice(1, 5), ['2025', 'pour 1 000', 'valeur', '8'])
})

function known(code: string): TracerIndicator {
  const indicator = indicatorByCode(code)
  if (!indicator) throw new Error(`no indicator ${code}`)
  return indicator
}

function render(node: VNode): string {
  return renderToString(node)
}

/** What a reader sees: no tags, plain spaces. */
function text(node: VNode): string {
  return render(node)
    .replace(/<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replace(/[\u00a0\u202f]/g, ' ')
}

function csv(document: CsvDocument): string {
  return [...csvDocument(document)].join('')
}

/** The header and the rows, without the preamble, cut at the semicolons. */
function lines(document: CsvDocument): string[][] {
  const [, table = ''] = csv(document).split('\r\n\r\n')
  return table
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(';'))
}
