import { type FunnelZone, funnelLimits, funnelZone } from '../../web/charts/funnel-limits.js'
import { FunnelPlot } from '../../web/charts/funnel-plot.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import type { TracerIndicator } from './engine/indicator.js'
import { FigureCell, FractionCell, IntervalCell } from './figure-cells.js'
import {
  figureText,
  fraction,
  isShown,
  rateUnit,
  type ShownFigure,
  type Unit,
  words,
} from './figure-words.js'
import { apiHref, NothingComputed, SourceNote, SyntheticNotice, YearField } from './frame-view.js'
import { indicatorHref, presentationOf } from './headlines.js'
import type { Comparison, Figure } from './schemas.js'

export type Place = Comparison['establishments'][number]
type ShownPlace = Place & { figure: ShownFigure }

export type ComparisonPageProps = {
  indicator: TracerIndicator
  comparison: Comparison
  canImport: boolean
  /** The reader's own maternity, named on the chart wherever it stands. */
  ownFiness: string | null
}

export function ComparisonPage({ indicator, comparison, canImport, ownFiness }: ComparisonPageProps) {
  const { frame, region } = comparison
  if (frame.computedAt === null || frame.year === null) return <NothingComputed canImport={canImport} />
  const places = byName(comparison.establishments)
  const shown = places.filter(isPlaceShown)
  const href = `${indicatorHref(indicator.code)}/comparaison`
  const label = labelOf(indicator, comparison.class)
  return (
    <>
      <p class="lead">
        {label}, {frame.year}
        {NO_BREAK_SPACE}: {answer(shown, region, indicator.unit)}
      </p>
      <Outside places={shown} region={region} />
      <SyntheticNotice frame={frame} />
      <Tabs
        label="Classe de l’indicateur"
        tabs={indicator.classes.map((klass) => ({
          href: withQuery(href, { annee: frame.year, classe: klass.code }),
          label: words(klass.label),
          current: klass.code === comparison.class,
        }))}
      />
      <search>
        <form class="search" method="get" action={href}>
          <input type="hidden" name="classe" value={comparison.class} />
          <YearField frame={frame} />
          <button type="submit">Afficher</button>
        </form>
      </search>
      {shown.length > 0 ? (
        <FunnelPlot
          id="maternites"
          title={`${label}, les maternités autour du taux régional, ${frame.year}`}
          description={`${formatCount(shown.length, 'maternité', 'maternités')} selon le nombre de leurs ${presentationOf(indicator.code).counted} et leur taux. ${answer(shown, region, indicator.unit)}`}
          points={shown.map(({ name, figure }) => ({
            name,
            numerator: figure.numerator,
            denominator: figure.denominator,
          }))}
          regionalRate={isShown(region) ? region.value : null}
          unit={rateUnit(indicator.unit)}
          population={presentationOf(indicator.code).counted}
          named={shown.filter(({ figure }) => figure.establishment === ownFiness).map(({ name }) => name)}
          data={
            <PlacesTable
              caption={`${label}, maternité par maternité, ${frame.year}`}
              places={places}
              indicator={indicator}
              comparison={comparison}
            />
          }
        />
      ) : (
        <p>Aucune maternité n’a de chiffre qui puisse être montré pour cette classe et cette année.</p>
      )}
      <NotDrawn places={places} />
      <HowToRead />
      <SourceNote
        frame={frame}
        exportHref={withQuery(`${href}.csv`, { annee: frame.year, classe: comparison.class })}
        apiHref={apiHref(`/${indicator.code}/comparison`, { year: frame.year, class: comparison.class })}
      />
    </>
  )
}

export function labelOf(indicator: TracerIndicator, code: string): string {
  return words(indicator.classes.find((klass) => klass.code === code)?.label ?? code)
}

const collator = new Intl.Collator('fr')

/** By name, never by rank: a funnel shows what chance explains, a ranking hides it. */
export function byName(places: Place[]): Place[] {
  return [...places].sort((a, b) => collator.compare(a.name, b.name))
}

function isPlaceShown(place: Place): place is ShownPlace {
  return isShown(place.figure) && place.figure.denominator > 0
}

/** Where a maternity stands in the funnel; null when either rate may not be shown. */
export function positionText(figure: Figure, region: Figure | null): string | null {
  const zone = zoneOf(figure, region)
  if (zone === null || !isShown(figure) || !isShown(region)) return null
  if (zone === 'inside') return 'dans les limites'
  const side = figure.value > region.value ? 'au-dessus' : 'en dessous'
  return `${side} des limites à ${zone === 'far' ? '99,8' : '95'}${NARROW_SPACE}%`
}

function zoneOf(figure: Figure, region: Figure | null): FunnelZone | null {
  if (!isShown(figure) || !isShown(region) || figure.denominator === 0) return null
  return funnelZone(figure.value, funnelLimits(region.value, figure.denominator))
}

function answer(shown: ShownPlace[], region: Figure | null, unit: Unit): string {
  const rate = `région ${figureText(region, unit)}`
  if (!isShown(region)) return `${rate}, donc pas de limites auxquelles comparer les maternités.`
  const outside = shown.filter(({ figure }) => zoneOf(figure, region) !== 'inside')
  const among = `sur les ${shown.length} représentées`
  if (outside.length === 0) return `${rate}${NARROW_SPACE}; aucune maternité hors des limites ${among}.`
  const count = formatCount(outside.length, 'maternité hors', 'maternités hors')
  return `${rate}${NARROW_SPACE}; ${count} des limites ${among}.`
}

/** Who stands outside, gathered by position: names in alphabetical order, never by rate. */
function Outside({ places, region }: { places: ShownPlace[]; region: Figure | null }) {
  const outside = places.filter(({ figure }) => (zoneOf(figure, region) ?? 'inside') !== 'inside')
  if (outside.length === 0) return null
  const positions = [...new Set(outside.map(({ figure }) => positionText(figure, region) ?? ''))].sort(
    collator.compare,
  )
  return (
    <ul>
      {positions.map((position) => (
        <li key={position}>
          {position.charAt(0).toUpperCase() + position.slice(1)}
          {NO_BREAK_SPACE}:{' '}
          {outside
            .filter(({ figure }) => positionText(figure, region) === position)
            .map(({ name }) => name)
            .join(', ')}
          .
        </li>
      ))}
    </ul>
  )
}

type PlacesTableProps = {
  caption: string
  places: Place[]
  indicator: TracerIndicator
  comparison: Comparison
}

function PlacesTable({ caption, places, indicator, comparison }: PlacesTableProps) {
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
          cell: ({ figure }) =>
            positionText(figure, region) ?? <span class="cell-absent">non représentée</span>,
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
  { state: 'suppressed', words: 'Masquées par le secret statistique' },
  { state: 'not-reported', words: 'Non transmis' },
  { state: 'not-applicable', words: 'Sans objet' },
  { state: 'not-computable', words: 'Non calculable' },
]

/** Who is not on the chart, by name and reason. */
function NotDrawn({ places }: { places: Place[] }) {
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

function HowToRead() {
  return (
    <section aria-labelledby="lecture">
      <h2 id="lecture">Comment lire ce graphique</h2>
      <p>
        Chaque point est une maternité{NO_BREAK_SPACE}: plus elle est à droite, plus elle est grande. Les
        petites maternités s’écartent davantage du taux régional par le seul hasard, d’où la forme
        d’entonnoir. Entre les tirets, l’écart s’explique par le hasard{NARROW_SPACE}; une maternité sur vingt
        en sort sans autre raison. Hors du trait plein, il faut en chercher une{NO_BREAK_SPACE}: le codage,
        les femmes accueillies, puis les pratiques. Ce n’est pas un classement.
      </p>
    </section>
  )
}
