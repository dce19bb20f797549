import { shown } from '../national/plain-text.js'
import { readPosition } from '../national/position.js'
import { departmentOfPostcode } from '../national/postcode.js'
import { read, refuse, type Verdict } from '../national/verdict.js'

type TypedPoint = { latitude: number | null; longitude: number | null; postcode: string | null }

/** Degrees with a comma or a point, within these bounds: a value in metres, or whose comma was lost, is refused. */
export function readDegrees(text: string, most: 90 | 180): Verdict<number> {
  const plain = text.trim().replace(/\s*°$/, '').replace(',', '.')
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

/** The point of a line: both degrees or none, and in the department of its postcode when it has one. */
export function readPoint({ latitude, longitude, postcode }: TypedPoint): Verdict<Partial<TypedPoint>> {
  if (latitude === null || longitude === null) {
    if (latitude === longitude) return read({})
    return refuse('Une position a une latitude et une longitude : donnez les deux, ou aucune.')
  }
  const department = postcode === null ? null : departmentOfPostcode(postcode)
  if (department === null) return read({})
  const raw = { latitude: String(latitude), longitude: String(longitude), x: null, y: null, epsg: null }
  const verdict = readPosition(raw, department)
  if (!('refusal' in verdict)) return verdict
  return refuse(
    `Le point (${french(latitude)} ; ${french(longitude)}) n’est pas dans le département ${department} : ` +
      'corrigez les deux coordonnées, ou laissez les deux cases vides.',
  )
}

function french(value: number): string {
  return String(value).replace('.', ',')
}
