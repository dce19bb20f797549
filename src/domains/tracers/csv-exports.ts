import type { CsvDocument } from '../../web/csv.js'
import { cellText } from '../../web/states.js'
import type { TracerIndicator } from './engine/indicator.js'
import {
  cellState,
  computedText,
  coverageText,
  figureAt,
  gapWithPublished,
  inUnit,
  isHidden,
  isShown,
  labelOf,
  placeName,
  publishedValue,
  SECRECY_NOTE,
  sourceText,
  trendOf,
  type Unit,
} from './figure-words.js'
import { byName, positionText } from './funnel-position.js'
import type { Comparison, Figure, FigureFrame, IndicatorView, Overview } from './schemas.js'

type Cell = string | number

const FIGURE_COLUMNS = [
  'Année',
  'Unité',
  'État',
  'Valeur',
  'n',
  'N',
  'IC 95 % bas',
  'IC 95 % haut',
  'Exclus',
  'Manquants',
]
const HISTORY_COLUMNS = ['Tendance', 'Écart avec l’année précédente']
const PUBLISHED_COLUMNS = ['Chiffre de l’ATIH', 'Écart avec l’ATIH', 'Publié dans']

/** The table of the thirteen indicators, for the place and the year of the page. */
export function overviewCsv({ frame, indicators }: Overview): CsvDocument {
  return {
    preamble: preambleOf('Indicateurs traceurs', frame, [['Année', String(frame.year ?? 'sans objet')]]),
    columns: ['Indicateur', 'Classe', ...FIGURE_COLUMNS, ...HISTORY_COLUMNS, ...PUBLISHED_COLUMNS],
    rows: indicators.flatMap(({ title, unit, classes }) =>
      classes.map(({ label, figures }) => [
        title,
        label,
        ...figureCells(figureAt(figures, frame.year), frame.year, unit),
        ...historyCells(figures, frame.year, unit),
        ...publishedCells(figureAt(figures, frame.year), unit),
      ]),
    ),
  }
}

/** Every class of an indicator, every year up to the one of the page. */
export function indicatorCsv(indicator: TracerIndicator, { frame, classes }: IndicatorView): CsvDocument {
  const { unit } = indicator
  return {
    preamble: preambleOf(indicator.title, frame, [['Années', `jusqu’à ${frame.year ?? 'sans objet'}`]]),
    columns: ['Classe', ...FIGURE_COLUMNS, ...HISTORY_COLUMNS, ...PUBLISHED_COLUMNS],
    rows: classes.flatMap(({ label, figures }) =>
      figures.map((figure) => [
        label,
        ...figureCells(figure, figure.year, unit),
        ...historyCells(figures, figure.year, unit),
        ...publishedCells(figure, unit),
      ]),
    ),
  }
}

/** The maternities of a funnel, by name, and the region last. */
export function comparisonCsv(indicator: TracerIndicator, comparison: Comparison): CsvDocument {
  const { frame, region } = comparison
  const { unit } = indicator
  const filters: [string, string][] = [
    ['Classe', labelOf(indicator, comparison.class)],
    ['Année', String(frame.year ?? 'sans objet')],
  ]
  return {
    preamble: preambleOf(`${indicator.title}, comparaison des maternités`, frame, filters),
    columns: ['Maternité', 'FINESS géographique', 'Type', ...FIGURE_COLUMNS, 'Position'],
    rows: [
      ...byName(comparison.establishments).map(({ name, type, figure }) => [
        name,
        figure.establishment ?? 'sans objet',
        type ?? 'non renseigné',
        ...figureCells(figure, frame.year, unit),
        positionText(figure, region) ?? 'non représentée',
      ]),
      [
        placeName(frame),
        'sans objet',
        'sans objet',
        ...figureCells(region, frame.year, unit),
        'taux régional',
      ],
    ],
  }
}

function preambleOf(title: string, frame: FigureFrame, filters: [string, string][]): [string, string][] {
  return [
    ['Titre', title],
    ['Réseau', frame.network],
    ['Lieu', placeName(frame)],
    ...filters,
    ['Couverture', coverageText(frame)],
    ['Maternités sans transmission', frame.coverage.missing.join(', ') || 'aucune'],
    ['Source', sourceText(frame)],
    ['Calcul du', computedText(frame)],
    ['Version des définitions', frame.definitions ?? 'sans objet'],
    ['Secret statistique', SECRECY_NOTE],
    ...(frame.synthetic
      ? [['Avertissement', 'Données synthétiques : aucun patient réel'] as [string, string]]
      : []),
  ]
}

/** A figure over `FIGURE_COLUMNS`: numbers when it may be shown, otherwise the word of its state. */
function figureCells(figure: Figure | null, year: number | null, unit: Unit): Cell[] {
  const head = [year ?? 'sans objet', unit === '%' ? '%' : 'pour 1 000', stateWord(figure, unit)]
  if (!isShown(figure)) {
    const word = cellText(cellState(figure, unit))
    const rest = isHidden(figure) ? 'masqué' : word
    return [...head, word, word, rest, rest, rest, rest, rest]
  }
  const { value, numerator, denominator, low, high, excluded, missing } = figure
  return [
    ...head,
    rounded(inUnit(value, unit)),
    numerator,
    denominator,
    low === null ? 'non calculable' : rounded(inUnit(low, unit)),
    high === null ? 'non calculable' : rounded(inUnit(high, unit)),
    excluded ?? 'masqué',
    missing ?? 'masqué',
  ]
}

function stateWord(figure: Figure | null, unit: Unit): string {
  return figure?.state === 'value' ? 'valeur' : cellText(cellState(figure, unit))
}

const TRENDS = { up: 'en hausse', down: 'en baisse', flat: 'stable' } as const

function historyCells(figures: Figure[], year: number | null, unit: Unit): Cell[] {
  const trend = trendOf(figures, year, unit)
  if (trend === null || trend.difference === null) return ['sans objet', 'sans objet']
  return [TRENDS[trend.isSignificant ? trend.direction : 'flat'], rounded(trend.difference)]
}

function publishedCells(figure: Figure | null, unit: Unit): Cell[] {
  const value = publishedValue(figure, unit)
  const gap = gapWithPublished(figure, unit)
  const source = figure?.published?.source ?? 'non saisi'
  const absent = figure?.published ? 'masqué' : 'non saisi'
  return [value === null ? absent : rounded(value), gap === null ? 'sans objet' : rounded(gap), source]
}

/** Two decimals are more than the interval deserves, and enough to check a sum. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

/** « indicateurs-2025.csv », with the place when it is a maternity. */
export function csvName(name: string, { year, establishment }: FigureFrame): string {
  return [name, establishment?.finessGeo, year]
    .filter((part) => part !== null && part !== undefined)
    .join('-')
    .concat('.csv')
}
