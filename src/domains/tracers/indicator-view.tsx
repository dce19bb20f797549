import { LineChart } from '../../web/charts/line-chart.js'
import { FigureCard } from '../../web/figure-card.js'
import type { FieldErrors } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { DataTable } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import type { TracerIndicator } from './engine/indicator.js'
import {
  capital,
  cellState,
  coverageText,
  drawnValue,
  figureAt,
  figureText,
  inSentence,
  inUnit,
  isShown,
  placeName,
  rateUnit,
  trendOf,
  type Unit,
  words,
} from './figure-words.js'
import {
  apiHref,
  choiceQuery,
  NothingComputed,
  PlaceForm,
  SourceNote,
  SyntheticNotice,
} from './frame-view.js'
import { indicatorHref, presentationOf } from './headlines.js'
import { ClassesTable, figureColumns, YearsTable } from './indicator-tables.js'
import { Method } from './method-view.js'
import { PublishedFigureSection, type TypedFigure } from './published-figure-view.js'
import type { Figure, FigureFrame, IndicatorView } from './schemas.js'

type Line = IndicatorView['classes'][number]

export type IndicatorPageProps = {
  indicator: TracerIndicator
  view: IndicatorView
  canImport: boolean
  canEnter: boolean
  csrfToken: string | null
  errors?: FieldErrors
  typed?: TypedFigure
}

export function IndicatorPage(props: IndicatorPageProps) {
  const { indicator, view, canImport, canEnter } = props
  const { frame } = view
  if (frame.computedAt === null || frame.year === null) {
    return (
      <>
        <NothingComputed canImport={canImport} />
        <Method indicator={indicator} />
      </>
    )
  }
  const href = indicatorHref(indicator.code)
  const { headlines } = presentationOf(indicator.code)
  const lines = view.classes.filter((line) => headlines.includes(line.code))
  return (
    <>
      <p class="lead">
        {capital(placeName(frame))}, {frame.year}
        {NO_BREAK_SPACE}: {lines.map((line) => answer(line, frame, indicator.unit)).join(', ')}.
      </p>
      <SyntheticNotice frame={frame} />
      <PlaceForm action={href} frame={frame} />
      <div class="figures">
        {lines.map((line) => (
          <HeadlineCard key={line.code} line={line} frame={frame} indicator={indicator} />
        ))}
      </div>
      <p class="actions">
        <a class="button button-secondary" href={withQuery(`${href}/comparaison`, { annee: frame.year })}>
          Comparer les maternités
        </a>
      </p>
      <section aria-labelledby="annees">
        <h2 id="annees">D’année en année</h2>
        <div class="small-multiples">
          {lines.map((line) => (
            <YearsChart key={line.code} line={line} unit={indicator.unit} />
          ))}
        </div>
      </section>
      <section aria-labelledby="classes">
        <h2 id="classes">Toutes les classes</h2>
        <ClassesTable view={view} unit={indicator.unit} />
        <YearsTable view={view} unit={indicator.unit} />
      </section>
      <Method indicator={indicator} />
      {canEnter && <PublishedFigureSection {...props} />}
      <SourceNote
        frame={frame}
        exportHref={withQuery(`${href}/export.csv`, choiceQuery(frame))}
        apiHref={apiHref(`/${indicator.code}`, {
          year: frame.year,
          establishment: frame.establishment?.finessGeo,
        })}
      />
    </>
  )
}

function answer(line: Line, { year }: FigureFrame, unit: Unit): string {
  const figure = figureAt(line.figures, year)
  const text = figureText(figure, unit)
  return `${inSentence(words(line.label))} ${isShown(figure) ? text : `(${text})`}`
}

type HeadlineCardProps = { line: Line; frame: FigureFrame; indicator: TracerIndicator }

function HeadlineCard({ line, frame, indicator }: HeadlineCardProps) {
  const { unit } = indicator
  const figure = figureAt(line.figures, frame.year)
  const trend = trendOf(line.figures, frame.year, unit)
  const state = cellState(figure, unit)
  return (
    <FigureCard
      level={2}
      title={words(line.label)}
      value={state.kind === 'value' ? state.value : state}
      unit={rateUnit(unit)}
      {...(isShown(figure) && {
        numerator: figure.numerator,
        denominator: figure.denominator,
        population: presentationOf(indicator.code).counted,
        ...(figure.low !== null &&
          figure.high !== null && {
            interval: { low: inUnit(figure.low, unit), high: inUnit(figure.high, unit) },
          }),
      })}
      {...(trend && { trend })}
      {...(!frame.establishment && { coverage: coverageText(frame) })}
      source={words(indicator.source)}
      definition={
        <p>
          {words(indicator.method.definition)} <a href="#methode">La méthode en entier</a>
        </p>
      }
    />
  )
}

function YearsChart({ line, unit }: { line: Line; unit: Unit }) {
  const known = line.figures.filter(isShown)
  const label = words(line.label)
  if (known.length < 2) {
    return (
      <p>
        {label}
        {NO_BREAK_SPACE}: moins de deux années peuvent être montrées, donc pas de courbe.
      </p>
    )
  }
  const bound = (figure: Figure, which: 'low' | 'high') => {
    const value = isShown(figure) ? figure[which] : null
    return value === null ? null : inUnit(value, unit)
  }
  return (
    <LineChart
      id={`annees-${line.code}`}
      title={label}
      description={`${line.figures.map((figure) => `${figure.year}, ${figureText(figure, unit)}`).join(`${NARROW_SPACE}; `)}. La bande est l’intervalle à 95${NARROW_SPACE}%.`}
      unit={rateUnit(unit)}
      series={[
        {
          name: label,
          points: line.figures.map((figure) => ({
            label: String(figure.year),
            value: drawnValue(figure, unit),
            low: bound(figure, 'low'),
            high: bound(figure, 'high'),
          })),
        },
      ]}
      data={
        <DataTable
          caption={`${label}, année par année`}
          rows={line.figures}
          rowKey={(figure) => String(figure.year)}
          columns={[
            { key: 'year', label: 'Année', rowHeader: true, cell: (figure) => String(figure.year) },
            ...figureColumns<Figure>((figure) => ({ figure, unit })),
          ]}
          empty={{ sentence: 'Aucune année calculée.' }}
        />
      }
    />
  )
}
