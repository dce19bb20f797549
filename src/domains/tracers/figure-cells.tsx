import { TrendWord } from '../../web/figure-card.js'
import { formatNumber } from '../../web/numbers.js'
import { CellValue, cellText } from '../../web/states.js'
import {
  bounds,
  cellState,
  differenceText,
  figureAt,
  fraction,
  gapWithPublished,
  isShown,
  publishedValue,
  rateUnit,
  trendOf,
  type Unit,
} from './figure-words.js'
import type { Figure } from './schemas.js'

type CellProps = { figure: Figure | null; unit: Unit }

/** The value of a figure, or the word of its state. */
export function FigureCell({ figure, unit }: CellProps) {
  return <CellValue state={cellState(figure, unit)} />
}

export function FractionCell({ figure, unit }: CellProps) {
  return isShown(figure) ? fraction(figure) : <Absent figure={figure} unit={unit} />
}

export function IntervalCell({ figure, unit }: CellProps) {
  const text = bounds(figure, unit)
  return text === null ? <Absent figure={figure} unit={unit} /> : text
}

/** A count beside the figure: left out by the definition, or missing from the file. */
export function CountCell({ figure, unit, count }: CellProps & { count: 'excluded' | 'missing' }) {
  const value = isShown(figure) ? figure[count] : null
  if (value !== null) return <>{formatNumber(value)}</>
  return isShown(figure) ? <Dash says="masqué" /> : <Absent figure={figure} unit={unit} />
}

export function TrendCell({ figures, year, unit }: { figures: Figure[]; year: number | null; unit: Unit }) {
  const trend = trendOf(figures, year, unit)
  if (trend) return <TrendWord trend={trend} unit={rateUnit(unit)} />
  const figure = figureAt(figures, year)
  return isShown(figure) ? <Dash says="pas de comparaison" /> : <Absent figure={figure} unit={unit} />
}

export function PublishedCell({ figure, unit }: CellProps) {
  const value = publishedValue(figure, unit)
  if (value === null) return <Dash says={figure?.published ? 'masqué' : 'non saisi'} />
  return cellText({ kind: 'value', value, unit: rateUnit(unit) })
}

export function PublishedGapCell({ figure, unit }: CellProps) {
  const gap = gapWithPublished(figure, unit)
  return gap === null ? <Dash says="sans objet" /> : differenceText(gap, unit)
}

/** The value cell of the row already says why there is nothing. */
function Absent({ figure, unit }: CellProps) {
  return <Dash says={cellText(cellState(figure, unit))} />
}

/** A dash to the eye, the word to the ear. */
export function Dash({ says }: { says: string }) {
  return (
    <span class="cell-absent">
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{says}</span>
    </span>
  )
}
