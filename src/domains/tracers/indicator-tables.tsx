import { type Column, DataTable } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import {
  CountCell,
  FigureCell,
  FractionCell,
  IntervalCell,
  PublishedCell,
  PublishedGapCell,
  TrendCell,
} from './figure-cells.js'
import { figureAt, placeName, type Unit, words } from './figure-words.js'
import type { Figure, IndicatorView } from './schemas.js'

type Line = IndicatorView['classes'][number]

type Shown = { figure: Figure | null; unit: Unit }

/** Value, fraction and interval, whatever a row is. */
export function figureColumns<Row>(of: (row: Row) => Shown): Column<Row>[] {
  return [
    { key: 'value', label: 'Valeur', numeric: true, cell: (row) => <FigureCell {...of(row)} /> },
    { key: 'fraction', label: 'n / N', numeric: true, cell: (row) => <FractionCell {...of(row)} /> },
    {
      key: 'interval',
      label: `Intervalle à${NO_BREAK_SPACE}95${NARROW_SPACE}%`,
      numeric: true,
      cell: (row) => <IntervalCell {...of(row)} />,
    },
  ]
}

/** Every class for the place and year of the page. */
export function ClassesTable({ view, unit }: { view: IndicatorView; unit: Unit }) {
  const { frame, classes } = view
  const of = (line: Line) => ({ figure: figureAt(line.figures, frame.year), unit })
  const hasPublished = classes.some((line) => of(line).figure?.published)
  return (
    <DataTable
      caption={`Classe par classe, ${placeName(frame)}, ${frame.year}`}
      rows={classes}
      rowKey={(line) => line.code}
      onPhone="cards"
      columns={[
        { key: 'class', label: 'Classe', rowHeader: true, cell: (line) => words(line.label) },
        ...figureColumns(of),
        {
          key: 'trend',
          label: `Depuis ${(frame.year ?? 0) - 1}`,
          cell: (line) => <TrendCell figures={line.figures} year={frame.year} unit={unit} />,
        },
        {
          key: 'excluded',
          label: 'Exclus',
          numeric: true,
          cell: (line) => <CountCell {...of(line)} count="excluded" />,
        },
        {
          key: 'missing',
          label: 'Manquants',
          numeric: true,
          cell: (line) => <CountCell {...of(line)} count="missing" />,
        },
        ...(hasPublished ? publishedColumns(of) : []),
      ]}
      note={hasPublished && <Publications lines={classes} year={frame.year} />}
      empty={{ sentence: 'Aucune classe n’est définie.' }}
    />
  )
}

function publishedColumns(of: (line: Line) => Shown): Column<Line>[] {
  return [
    {
      key: 'published',
      label: 'Chiffre de l’ATIH',
      numeric: true,
      cell: (line) => <PublishedCell {...of(line)} />,
    },
    {
      key: 'gap',
      label: 'Écart avec l’ATIH',
      numeric: true,
      cell: (line) => <PublishedGapCell {...of(line)} />,
    },
  ]
}

/** Where each ATIH figure of the table was found. */
function Publications({ lines, year }: { lines: Line[]; year: number | null }) {
  const cited = lines.flatMap((line) => {
    const published = figureAt(line.figures, year)?.published
    return published ? [`${words(line.label)}, ${published.source}`] : []
  })
  return (
    <>
      Chiffres de l’ATIH{NO_BREAK_SPACE}: {cited.join(`${NARROW_SPACE}; `)}.
    </>
  )
}

/** Every class, every year: values only. */
export function YearsTable({ view, unit }: { view: IndicatorView; unit: Unit }) {
  const years = view.classes[0]?.figures.map((figure) => figure.year) ?? []
  return (
    <DataTable
      caption={`Valeurs, classe par classe et année par année, ${placeName(view.frame)}`}
      rows={view.classes}
      rowKey={(line) => line.code}
      columns={[
        { key: 'class', label: 'Classe', rowHeader: true, cell: (line) => words(line.label) },
        ...years.map((year) => ({
          key: String(year),
          label: String(year),
          numeric: true,
          cell: (line: Line) => <FigureCell figure={figureAt(line.figures, year)} unit={unit} />,
        })),
      ]}
      empty={{ sentence: 'Aucune classe n’est définie.' }}
    />
  )
}
