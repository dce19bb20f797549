import { type Commune, gazetteer, USUAL_ERROR_KM } from '../communes/gazetteer.js'
import { shown } from '../national/plain-text.js'
import { readPosition } from '../national/position.js'
import { departmentOfPostcode } from '../national/postcode.js'
import { read, refuse, type Verdict } from '../national/verdict.js'
import { kilometresBetween, type Point } from '../search/cells.js'

type TypedPoint = { latitude: number | null; longitude: number | null; postcode: string | null }

/** Degrees with a comma or a point, within these bounds: a value in metres, or whose comma was lost, is refused. */
export function readDegrees(text: string, most: 90 | 180): Verdict<number> {
  const plain = text.trim().replace(/°$/, '').trimEnd().replace(',', '.')
  const degrees = /^[+-]?\d{1,12}(?:\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
  if (Number.isNaN(degrees))
    return refuse(
      `${shown(text)} n’est pas une coordonnée : écrivez des degrés avec une virgule (46,205167).`,
    )
  if (Math.abs(degrees) > most)
    return refuse(
      `${shown(text)} n’est pas en degrés, ou sa virgule s’est perdue : écrivez par exemple ${most === 90 ? 'une latitude de 46,205167' : 'une longitude de 5,225501'}.`,
    )
  return read(degrees)
}

/**
 * The point of a line: both degrees or none, and where its postcode is when it has one. A postcode of no commune (a
 * « CEDEX ») only says the territory.
 */
export function readPoint({ latitude, longitude, postcode }: TypedPoint): Verdict<Partial<TypedPoint>> {
  if (latitude === null || longitude === null) {
    if (latitude === longitude) return read({})
    return refuse('Une position a une latitude et une longitude : donnez les deux, ou aucune.')
  }
  const department = postcode === null ? null : departmentOfPostcode(postcode)
  if (postcode === null || department === null) return read({})
  const raw = { latitude: String(latitude), longitude: String(longitude), x: null, y: null, epsg: null }
  const verdict = readPosition(raw, department)
  const where = `Le point (${french(latitude)} ; ${french(longitude)})`
  if ('refusal' in verdict)
    return refuse(`${where} n’est pas dans le département ${department} : ${WHAT_TO_DO}`)
  const far = farFrom(verdict.value, postcode)
  if (far === null) return verdict
  return refuse(`${where} est à ${far.kilometres} km de ${far.commune.name} (${postcode}) : ${WHAT_TO_DO}`)
}

const WHAT_TO_DO = 'corrigez les deux coordonnées, ou laissez les deux cases vides.'

/** Arles, the widest commune but for those of Guyane, ends forty kilometres from its town. */
const FARTHEST_KM = 50
const GUYANE = '973'

/** How far a point is from the nearest commune of a postcode, when that is too far to be in it. */
function farFrom(point: Point, postcode: string): { commune: Commune; kilometres: number } | null {
  const communes = (gazetteer().byPostcode.get(postcode) ?? []).map((commune) => ({
    commune,
    kilometres: Math.round(kilometresBetween(commune, point)),
  }))
  const [nearest] = communes.sort((one, other) => one.kilometres - other.kilometres)
  if (!nearest || nearest.commune.departmentCode === GUYANE) return null
  const doubt = USUAL_ERROR_KM[nearest.commune.precision] ?? 0
  return nearest.kilometres > FARTHEST_KM + doubt ? nearest : null
}

function french(value: number): string {
  return String(value).replace('.', ',')
}
