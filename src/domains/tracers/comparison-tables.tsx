import { withQuery } from '../../web/links.js'
import { DataTable } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import type { TracerIndicator } from './engine/indicator.js'
import { Dash, FigureCell, FractionCell, IntervalCell } from './figure-cells.js'
import { figureText, fraction, isShown } from './figure-words.js'
import { type Place, positionText } from './funnel-position.js'
import { indicatorHref } from './headlines.js'
import type { Comparison, Figure } from './schemas.js'

type PlacesTableProps = {
  caption: string
  places: Place[]
  indicator: TracerIndicator
  comparison: Comparison
}

/** The twin of the funnel: every maternity, drawn or not. */
export function PlacesTable({ caption, places, indicator, comparison }: PlacesTableProps) {
  const { frame, region } = comparison
  const of = ({ figure }: Place) => ({ figure, unit: indicator.unit })
  return (
    <DataTable
      caption={caption}
      rows={places}
      rowKey={({ name, figure }) => figure.establishment ?? name}
      columns={[
        {
          key: 'name',
          label: 'Maternité',
          rowHeader: true,
          cell: ({ name, figure }) => (
            <a
              href={withQuery(indicatorHref(indicator.code), {
                annee: frame.year,
                etablissement: figure.establishment,
              })}
            >
              {name}
            </a>
          ),
        },
        { key: 'type', label: 'Type', cell: ({ type }) => type ?? 'non renseigné' },
        { key: 'value', label: 'Valeur', numeric: true, cell: (place) => <FigureCell {...of(place)} /> },
        { key: 'fraction', label: 'n / N', numeric: true, cell: (place) => <FractionCell {...of(place)} /> },
        {
          key: 'interval',
          label: `Intervalle à${NO_BREAK_SPACE}95${NARROW_SPACE}%`,
          numeric: true,
          cell: (place) => <IntervalCell {...of(place)} />,
        },
        {
          key: 'position',
          label: 'Position',
          cell: ({ figure }) => positionText(figure, region) ?? <Dash says="non représentée" />,
        },
      ]}
      note={
        isShown(region) && (
          <>
            Région{NO_BREAK_SPACE}: {figureText(region, indicator.unit)}, {fraction(region)}. Par ordre
            alphabétique.
          </>
        )
      }
      empty={{ sentence: 'Aucune maternité n’est enregistrée dans ce réseau.' }}
    />
  )
}

const REASONS: { state: Figure['state']; words: string }[] = [
  { state: 'suppressed', words: 'Moins de 11 cas (secret statistique)' },
  { state: 'masked', words: 'Masquées pour en protéger d’autres' },
  { state: 'not-reported', words: 'Non transmis' },
  { state: 'not-applicable', words: 'Sans objet' },
  { state: 'not-computable', words: 'Non calculable' },
]

/** Who is not on the chart, by name and reason. */
export function NotDrawn({ places }: { places: Place[] }) {
  const groups = REASONS.map((reason) => ({
    ...reason,
    names: places.filter(({ figure }) => figure.state === reason.state).map(({ name }) => name),
  })).filter(({ names }) => names.length > 0)
  if (groups.length === 0) return null
  return (
    <section aria-labelledby="absentes">
      <h2 id="absentes">Maternités non représentées</h2>
      <ul>
        {groups.map(({ state, words, names }) => (
          <li key={state}>
            {words}
            {NO_BREAK_SPACE}: {names.join(', ')}.
          </li>
        ))}
      </ul>
    </section>
  )
}
