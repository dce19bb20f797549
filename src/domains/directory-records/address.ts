import { AppError } from '../../errors/app-error.js'
import { communeOfAddress } from '../directory/communes/gazetteer.js'
import { readPointAt, type Whereabouts } from '../directory/communes/point-of-address.js'
import { departmentOfPostcode } from '../directory/national/postcode.js'
import type { StructureRow } from '../directory/records.js'
import type { StructurePatch } from './structure-schemas.js'

type Address = Pick<
  StructureRow,
  | 'street'
  | 'postcode'
  | 'communeName'
  | 'communeCode'
  | 'departmentCode'
  | 'latitude'
  | 'longitude'
  | 'positionSource'
>

const NOWHERE: Address = {
  street: null,
  postcode: null,
  communeName: null,
  communeCode: null,
  departmentCode: null,
  latitude: null,
  longitude: null,
  positionSource: null,
}

/**
 * What follows from an address that changes: the Insee code of its commune, its department, and a point. A point that
 * was typed is where the address is, or in the region of the network; without one, a moved address stands at its commune,
 * because the point of the former address would send people there. Throws `request.invalid`.
 */
export function addressAfter(
  row: Address | null,
  patch: StructurePatch,
  regionCode: string,
): Partial<Address> {
  const before = row ?? NOWHERE
  const after = {
    street: patch.street === undefined ? before.street : patch.street,
    postcode: patch.postcode === undefined ? before.postcode : patch.postcode,
    communeName: patch.communeName === undefined ? before.communeName : patch.communeName,
    latitude: patch.latitude === undefined ? before.latitude : patch.latitude,
    longitude: patch.longitude === undefined ? before.longitude : patch.longitude,
  }
  const hasMoved =
    after.street !== before.street ||
    after.postcode !== before.postcode ||
    after.communeName !== before.communeName
  const isPlaced = after.latitude !== before.latitude || after.longitude !== before.longitude
  if (!hasMoved && !isPlaced) return {}
  const commune = communeOfAddress(after.postcode, after.communeName)
  const departmentCode =
    commune?.departmentCode ?? (after.postcode === null ? null : departmentOfPostcode(after.postcode))
  const place = { communeCode: commune?.code ?? null, departmentCode }
  if (isPlaced && (after.latitude !== null || after.longitude !== null)) {
    return { ...place, ...checkedPoint(after.latitude, after.longitude, { ...after, regionCode }) }
  }
  if (commune === null) return { ...place, latitude: null, longitude: null, positionSource: null }
  const { latitude, longitude } = commune
  return { ...place, latitude, longitude, positionSource: 'la commune' }
}

function checkedPoint(latitude: number | null, longitude: number | null, where: Whereabouts) {
  if (latitude === null || longitude === null) {
    const missing = latitude === null ? 'latitude' : 'longitude'
    throw refused(missing, 'Une position a une latitude et une longitude : donnez les deux, ou aucune.')
  }
  const verdict = readPointAt({ latitude, longitude }, where)
  if ('refusal' in verdict) throw refused('latitude', verdict.refusal)
  const point = verdict.value
  if (verdict.warning !== null)
    throw refused(
      'latitude',
      `La latitude et la longitude sont inversées : écrivez ${french(point.latitude)} en latitude et ${french(point.longitude)} en longitude.`,
    )
  return { ...point, positionSource: 'saisie' }
}

function french(value: number): string {
  return String(value).replace('.', ',')
}

function refused(field: string, words: string): AppError {
  return new AppError('request.invalid', {}, { fields: { [field]: words } })
}
