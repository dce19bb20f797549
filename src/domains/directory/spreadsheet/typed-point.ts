import { readPointAt } from '../communes/point-of-address.js'
import { shown } from '../national/plain-text.js'
import { read, refuse, type Verdict } from '../national/verdict.js'

type TypedPoint = {
  latitude: number | null
  longitude: number | null
  postcode: string | null
  commune: string | null
}

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

/** The point of a line: both degrees or none, and where its address is, else in the region of the network. */
export function readPoint(
  { latitude, longitude, postcode, commune }: TypedPoint,
  regionCode: string,
): Verdict<Partial<TypedPoint>> {
  if (latitude !== null && longitude !== null)
    return readPointAt({ latitude, longitude }, { postcode, communeName: commune, regionCode })
  if (latitude === longitude) return read({})
  return refuse('Une position a une latitude et une longitude : donnez les deux, ou aucune.')
}
