import { FunnelPlot } from '../../web/charts/funnel-plot.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { Tabs } from '../../web/tabs.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import { NotDrawn, PlacesTable } from './comparison-tables.js'
import type { TracerIndicator } from './engine/indicator.js'
import {
  capital,
  figureText,
  inSentence,
  isShown,
  labelOf,
  rateUnit,
  type Unit,
  words,
} from './figure-words.js'
import { apiHref, NothingComputed, SourceNote, SyntheticNotice, YearField } from './frame-view.js'
import { byName, collator, isPlaceShown, positionText, type ShownPlace, zoneOf } from './funnel-position.js'
import { indicatorHref, presentationOf } from './headlines.js'
import type { Comparison, Figure } from './schemas.js'

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
  const shown = byName(comparison.establishments).filter(isPlaceShown)
  const href = `${indicatorHref(indicator.code)}/comparaison`
  const label = words(labelOf(indicator, comparison.class))
  const name = `${words(indicator.title)}, ${inSentence(label)}`
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
      <Drawing name={name} indicator={indicator} comparison={comparison} ownFiness={ownFiness} />
      <SourceNote
        frame={frame}
        exportHref={withQuery(`${href}.csv`, { annee: frame.year, classe: comparison.class })}
        apiHref={apiHref(`/${indicator.code}/comparison`, { year: frame.year, class: comparison.class })}
      />
    </>
  )
}

type DrawingProps = Pick<ComparisonPageProps, 'indicator' | 'comparison' | 'ownFiness'> & { name: string }

/** The funnel with its twin; the table alone when there is no regional rate to draw a funnel around. */
function Drawing({ name, indicator, comparison, ownFiness }: DrawingProps) {
  const { frame, region } = comparison
  const places = byName(comparison.establishments)
  const shown = places.filter(isPlaceShown)
  const table = (
    <PlacesTable
      caption={`${name}, maternité par maternité, ${frame.year}`}
      places={places}
      indicator={indicator}
      comparison={comparison}
    />
  )
  if (!isShown(region) || shown.length === 0) return table
  const { counted } = presentationOf(indicator.code)
  return (
    <>
      <FunnelPlot
        id="maternites"
        title={`${name}, les maternités autour du taux régional, ${frame.year}`}
        description={`${formatCount(shown.length, 'maternité', 'maternités')}, selon les ${counted} et le taux de chacune${NO_BREAK_SPACE}: ${answer(shown, region, indicator.unit)}`}
        points={shown.map(({ name, figure }) => ({
          name,
          numerator: figure.numerator,
          denominator: figure.denominator,
        }))}
        regionalRate={region.value}
        unit={rateUnit(indicator.unit)}
        population={counted}
        named={shown.filter(({ figure }) => figure.establishment === ownFiness).map(({ name }) => name)}
        data={table}
      />
      <NotDrawn places={places} />
      <HowToRead />
    </>
  )
}

function answer(shown: ShownPlace[], region: Figure | null, unit: Unit): string {
  if (!isShown(region)) {
    return 'le taux de la région ne peut pas être montré, donc pas de limites auxquelles comparer les maternités.'
  }
  const rate = `région ${figureText(region, unit)}`
  if (shown.length === 0) return `${rate}${NARROW_SPACE}; aucune maternité ne peut être représentée.`
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
          {capital(position)}
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
