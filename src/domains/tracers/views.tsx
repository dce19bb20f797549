import { Sparkline } from '../../web/charts/sparkline.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import { Dash, FigureCell, FractionCell, IntervalCell, PublishedCell, TrendCell } from './figure-cells.js'
import {
  coverageText,
  drawnValue,
  figureAt,
  figureText,
  inSentence,
  placeName,
  publishedValue,
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
import { indicatorHref } from './headlines.js'
import type { Figure, FigureFrame, Overview } from './schemas.js'

type Row = { indicator: string; title: string; label: string | null; unit: Unit; figures: Figure[] }

type OverviewPageProps = { overview: Overview; canImport: boolean }

export function OverviewPage({ overview, canImport }: OverviewPageProps) {
  const { frame } = overview
  if (frame.computedAt === null || frame.year === null) return <NothingComputed canImport={canImport} />
  const rows = rowsOf(overview)
  const query = choiceQuery(frame)
  return (
    <>
      <Answer frame={frame} rows={rows} />
      <SyntheticNotice frame={frame} />
      <PlaceForm action="/indicateurs" frame={frame} />
      <OverviewTable frame={frame} rows={rows} />
      <SourceNote
        frame={frame}
        exportHref={withQuery('/indicateurs.csv', query)}
        apiHref={apiHref('', { year: frame.year, establishment: frame.establishment?.finessGeo })}
      />
    </>
  )
}

function rowsOf({ indicators }: Overview): Row[] {
  return indicators.flatMap(({ code, title, unit, classes }) =>
    classes.map((klass) => ({
      indicator: code,
      title: words(title),
      // « Ensemble » alone says nothing that the title does not.
      label: classes.length === 1 && klass.label === 'Ensemble' ? null : words(klass.label),
      unit,
      figures: klass.figures,
    })),
  )
}

/** The sentence on top: who reported, what changed. */
function Answer({ frame, rows }: { frame: FigureFrame; rows: Row[] }) {
  const { coverage, establishment, year } = frame
  const changed = rows.filter((row) => trendOf(row.figures, year, row.unit)?.isSignificant)
  const isMissing = establishment !== null && coverage.missing.includes(establishment.name)
  const who = establishment
    ? `${establishment.name} ${isMissing ? 'n’a pas transmis' : 'a transmis'}`
    : coverageText(frame)
  return (
    <>
      <p class="lead">
        {year}
        {NO_BREAK_SPACE}: {who}
        {!isMissing && `${NARROW_SPACE}; ${changeText(frame, rows, changed)}`}.
      </p>
      {!establishment && coverage.missing.length > 0 && (
        <p>
          {coverage.missing.length === 1 ? 'N’a pas transmis' : 'N’ont pas transmis'}
          {NO_BREAK_SPACE}: {coverage.missing.join(', ')}.
        </p>
      )}
      {changed.length > 0 && <Changed frame={frame} rows={changed} />}
    </>
  )
}

function changeText({ year, years }: FigureFrame, rows: Row[], changed: Row[]): string {
  const before = (year ?? 0) - 1
  if (!years.includes(before)) return `pas d’année ${before} à laquelle comparer`
  if (!rows.some((row) => trendOf(row.figures, year, row.unit))) {
    return `aucun chiffre ne peut être comparé à ${before}`
  }
  const count = new Set(changed.map((row) => row.indicator)).size
  if (count === 0) return `aucun indicateur n’a changé nettement depuis ${before}`
  return `${formatCount(count, 'indicateur a changé', 'indicateurs ont changé')} nettement depuis ${before}`
}

function Changed({ frame, rows }: { frame: FigureFrame; rows: Row[] }) {
  return (
    <ul>
      {rows.map((row) => (
        <li key={rowKey(row)}>
          <a href={withQuery(indicatorHref(row.indicator), choiceQuery(frame))}>{nameOf(row)}</a>
          {NO_BREAK_SPACE}: {figureText(figureAt(row.figures, frame.year), row.unit)},{' '}
          <TrendCell figures={row.figures} year={frame.year} unit={row.unit} />
        </li>
      ))}
    </ul>
  )
}

function OverviewTable({ frame, rows }: { frame: FigureFrame; rows: Row[] }) {
  const { year, years } = frame
  const at = (row: Row) => ({ figure: figureAt(row.figures, year), unit: row.unit })
  const hasPublished = rows.some((row) => publishedValue(at(row).figure, row.unit) !== null)
  const first = years[0]
  return (
    <DataTable
      caption={`Les treize indicateurs traceurs, ${placeName(frame)}, ${year}`}
      rows={rows}
      rowKey={rowKey}
      onPhone="cards"
      columns={[
        {
          key: 'indicator',
          label: 'Indicateur',
          rowHeader: true,
          cell: (row) => (
            <>
              <a href={withQuery(indicatorHref(row.indicator), choiceQuery(frame))}>{row.title}</a>
              {row.label !== null && (
                <>
                  <br />
                  {row.label}
                </>
              )}
            </>
          ),
        },
        { key: 'value', label: 'Valeur', numeric: true, cell: (row) => <FigureCell {...at(row)} /> },
        { key: 'fraction', label: 'n / N', numeric: true, cell: (row) => <FractionCell {...at(row)} /> },
        {
          key: 'interval',
          label: `Intervalle à${NO_BREAK_SPACE}95${NARROW_SPACE}%`,
          numeric: true,
          cell: (row) => <IntervalCell {...at(row)} />,
        },
        {
          key: 'trend',
          label: `Depuis ${(year ?? 0) - 1}`,
          cell: (row) => <TrendCell figures={row.figures} year={year} unit={row.unit} />,
        },
        {
          key: 'years',
          label: first === undefined ? 'Évolution' : `${first} à ${year}`,
          cell: (row) => <Years row={row} />,
        },
        ...(hasPublished
          ? [
              {
                key: 'published',
                label: 'Chiffre de l’ATIH',
                numeric: true,
                cell: (row: Row) => <PublishedCell {...at(row)} />,
              },
            ]
          : []),
      ]}
      empty={{ sentence: 'Aucun indicateur n’est défini.' }}
    />
  )
}

function Years({ row }: { row: Row }) {
  const values = row.figures.map((figure) => drawnValue(figure, row.unit))
  const hasLine = values.some((value, index) => index > 0 && value !== null && values[index - 1] !== null)
  if (!hasLine) return <Dash says="sans objet" />
  const ends = [row.figures[0], row.figures.at(-1)].flatMap((figure) =>
    figure ? [`${figureText(figure, row.unit)} en ${figure.year}`] : [],
  )
  return <Sparkline values={values} label={`${nameOf(row)}${NO_BREAK_SPACE}: ${ends.join(', ')}`} />
}

function nameOf({ title, label }: Row): string {
  return label === null ? title : `${title}, ${inSentence(label)}`
}

function rowKey({ title, label }: Row): string {
  return `${title} ${label ?? ''}`
}
