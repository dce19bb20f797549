import { safeHref } from '../../web/links.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { type Commune, communeByCode } from './communes/gazetteer.js'
import { FACETS } from './search/lexemes.js'

/** A commune with how many results it has, and the address that shows them. */
export type MapPoint = { commune: Commune; count: number; href: string }

const WIDTH = 720
const HEIGHT = 520
const MARGIN = 36
/** More names than this cover each other. */
const MOST_NAMES = 14
const SMALLEST_SPAN_DEGREES = 0.12

/** The communes among counts of values, the fullest first. */
export function mapPoints(
  counts: ReadonlyMap<string, number>,
  hrefOf: (commune: Commune) => string,
): MapPoint[] {
  const prefix = `${FACETS.commune}:`
  return [...counts]
    .flatMap(([lexeme, count]) => {
      const commune = lexeme.startsWith(prefix) ? communeByCode(lexeme.slice(prefix.length)) : null
      return commune === null ? [] : [{ commune, count, href: hrefOf(commune) }]
    })
    .sort((one, other) => other.count - one.count || one.commune.name.localeCompare(other.commune.name, 'fr'))
}

/** Where the results are: a drawing for the eye, and the same in a table for everybody. */
export function ResultsMap({ points }: { points: readonly MapPoint[] }) {
  if (points.length === 0) return null
  return (
    <section id="carte" aria-labelledby="carte-titre">
      <h2 id="carte-titre">Où sont ces résultats</h2>
      <Drawing points={points} />
      <details>
        <summary>{`La même carte en tableau (${formatCount(points.length, 'commune', 'communes')})`}</summary>
        <DataTable
          caption="Résultats par commune"
          hideCaption
          rows={points}
          rowKey={({ commune }) => commune.code}
          columns={[
            {
              key: 'commune',
              label: 'Commune',
              rowHeader: true,
              cell: ({ commune, href }) => <a href={safeHref(href)}>{commune.name}</a>,
            },
            { key: 'department', label: 'Département', cell: ({ commune }) => commune.departmentCode },
            { key: 'count', label: 'Fiches', numeric: true, cell: ({ count }) => formatNumber(count) },
          ]}
          empty={{ sentence: 'Aucune commune.' }}
        />
      </details>
      <p class="table-note">
        Chaque point est une commune, pas une adresse. Positions{'\u00a0'}: GeoNames (CC BY 4.0)
        {points.some(({ commune }) => commune.precision !== 'exact') &&
          ', ou moyenne des communes voisines quand elle n’y est pas'}
        .
      </p>
    </section>
  )
}

type Placed = MapPoint & { x: number; y: number; radius: number }

/** For the eye and the mouse alone: the table says the same to everybody else. */
function Drawing({ points }: { points: readonly MapPoint[] }) {
  const placed = placePoints(points)
  const named = new Set(roomForNames(placed))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone this box scrolls, so it must be reachable by keyboard.
    <section class="chart-box" aria-label="Carte des résultats" tabIndex={0}>
      <svg class="results-map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
        <rect class="results-map-frame" x={0.5} y={0.5} width={WIDTH - 1} height={HEIGHT - 1} />
        {placed.map((point) => (
          <a key={point.commune.code} href={safeHref(point.href)} tabIndex={-1}>
            <title>{`${point.commune.name} : ${formatCount(point.count, 'fiche', 'fiches')}`}</title>
            <circle cx={point.x} cy={point.y} r={point.radius} />
            {named.has(point) && (
              <text
                x={point.x > WIDTH * 0.75 ? point.x - point.radius - 4 : point.x + point.radius + 4}
                y={point.y + 4}
                text-anchor={point.x > WIDTH * 0.75 ? 'end' : 'start'}
              >
                {`${point.commune.name} ${formatNumber(point.count)}`}
              </text>
            )}
          </a>
        ))}
      </svg>
    </section>
  )
}

/** A flat projection about the middle of the points: right enough for a region, and needing no library. */
function placePoints(points: readonly MapPoint[]): Placed[] {
  const latitudes = points.map(({ commune }) => commune.latitude)
  const longitudes = points.map(({ commune }) => commune.longitude)
  const middle = { latitude: midpoint(latitudes), longitude: midpoint(longitudes) }
  const narrowing = Math.cos((middle.latitude * Math.PI) / 180)
  const span = Math.max(
    extent(longitudes) * narrowing * ((HEIGHT - 2 * MARGIN) / (WIDTH - 2 * MARGIN)),
    extent(latitudes),
    SMALLEST_SPAN_DEGREES,
  )
  const scale = (HEIGHT - 2 * MARGIN) / span
  const most = Math.max(...points.map(({ count }) => count))
  return points.map((point) => ({
    ...point,
    x: round(WIDTH / 2 + (point.commune.longitude - middle.longitude) * narrowing * scale),
    y: round(HEIGHT / 2 - (point.commune.latitude - middle.latitude) * scale),
    radius: round(4 + 12 * Math.sqrt(point.count / most)),
  }))
}

/** The fullest points whose name covers no other name. */
function roomForNames(placed: readonly Placed[]): Placed[] {
  const named: Placed[] = []
  for (const point of placed) {
    if (named.length === MOST_NAMES) break
    const isFree = named.every(
      (other) => Math.abs(other.y - point.y) > 18 || Math.abs(other.x - point.x) > 170,
    )
    if (isFree) named.push(point)
  }
  return named
}

const midpoint = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2
const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values)
const round = (value: number) => Math.round(value * 10) / 10
