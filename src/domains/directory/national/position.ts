import { type GeographicPoint, unproject } from './projections.js'
import { type Territory, territoryOf } from './territories.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

/** Coordinates as a file gives them; any of them may be blank, swapped, or in another system than it says. */
export type RawPosition = {
  latitude: string | null
  longitude: string | null
  x: string | null
  y: string | null
  /** EPSG code the file states for x and y. */
  epsg: number | null
}

const TO_CHECK = 'Position à vérifier'

/**
 * A position in degrees inside the territory of a department. Degrees are preferred to metres; swapped values are put
 * right, with a warning; a position elsewhere than in the territory is refused, so that nobody is sent there.
 */
export function readPosition(raw: RawPosition, department: string): Verdict<GeographicPoint> {
  const territory = territoryOf(department)
  const pairs: [string | null, string | null][] = [
    [raw.latitude, raw.longitude],
    [raw.x, raw.y],
  ]
  let reason = `${TO_CHECK} : aucune coordonnée lisible.`
  for (const [first, second] of pairs) {
    const [a, b] = [decimal(first), decimal(second)]
    if (a === null || b === null) continue
    const found = isDegrees(a, b) ? inDegrees(a, b, territory) : inMetres(a, b, raw.epsg, territory)
    if (!('refusal' in found)) return found
    reason = found.refusal
  }
  return refuse(reason)
}

function isDegrees(a: number, b: number): boolean {
  return Math.abs(a) <= 180 && Math.abs(b) <= 180
}

function inDegrees(latitude: number, longitude: number, territory: Territory): Verdict<GeographicPoint> {
  if (isInside({ latitude, longitude }, territory)) return read(rounded({ latitude, longitude }))
  const swapped = { latitude: longitude, longitude: latitude }
  if (isInside(swapped, territory))
    return readWithDoubt(rounded(swapped), `${TO_CHECK} : latitude et longitude étaient inversées.`)
  return refuse(
    `${TO_CHECK} : le point (${french(latitude)} ; ${french(longitude)}) n’est pas dans ce département.`,
  )
}

function inMetres(
  a: number,
  b: number,
  stated: number | null,
  territory: Territory,
): Verdict<GeographicPoint> {
  const own = territory.epsg
  const systems = [...new Set([stated, own])].filter((epsg) => epsg !== null)
  for (const epsg of systems) {
    for (const [x, y, swapped] of [
      [a, b, false],
      [b, a, true],
    ] as const) {
      const point = unproject(epsg, x, y)
      if (point === null || !isInside(point, territory)) continue
      if (stated !== null && epsg !== stated)
        return readWithDoubt(rounded(point), `${TO_CHECK} : la projection annoncée n’est pas la bonne.`)
      return swapped
        ? readWithDoubt(rounded(point), `${TO_CHECK} : X et Y étaient inversés.`)
        : read(rounded(point))
    }
  }
  return refuse(`${TO_CHECK} : le point X ${french(a)}, Y ${french(b)} n’est pas dans ce département.`)
}

function isInside(
  { latitude, longitude }: GeographicPoint,
  { south, north, west, east }: Territory,
): boolean {
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east
}

/** Six decimals are ten centimetres. */
function rounded({ latitude, longitude }: GeographicPoint): GeographicPoint {
  const sixth = (value: number) => Math.round(value * 1e6) / 1e6
  return { latitude: sixth(latitude), longitude: sixth(longitude) }
}

function french(value: number): string {
  return String(value).replace('.', ',')
}

function decimal(text: string | null): number | null {
  const plain = (text ?? '').trim().replace(',', '.')
  return /^[+-]?\d{1,12}(?:\.\d+)?$/.test(plain) && Number(plain) !== 0 ? Number(plain) : null
}
