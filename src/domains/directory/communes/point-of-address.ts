import { readPosition } from '../national/position.js'
import { departmentOfPostcode } from '../national/postcode.js'
import { refuse, type Verdict } from '../national/verdict.js'
import { kilometresBetween, type Point } from '../search/cells.js'
import { communeMeant } from './commune-meant.js'
import { type Commune, communeOfAddress, gazetteer, USUAL_ERROR_KM } from './gazetteer.js'
import { regionOfDepartment } from './regions.js'

/** What is known of where a point should be: its address, or the region of the network that says nothing of it. */
export type Whereabouts = { postcode: string | null; communeName: string | null; regionCode: string }

/** Communes that an address may mean, and how a reader knows them. */
type Expected = { communes: readonly Commune[]; department: string | null; isRegion: boolean }

/**
 * A point in degrees, where its address is: swapped ones are put right with a warning, one elsewhere is refused with what
 * to do. Without an address it is to be in the region of the network.
 */
export function readPointAt(point: Point, where: Whereabouts): Verdict<Point> {
  const expected = expectedAt(where)
  const verdict = inTerritory(point, expected)
  const words = `Le point (${french(point.latitude)} ; ${french(point.longitude)})`
  if ('refusal' in verdict) return refuse(`${words} n’est pas dans ${placeWords(expected)} : ${WHAT_TO_DO}`)
  const far = farFrom(verdict.value, expected.communes)
  if (far === null) return verdict
  const from = expected.isRegion
    ? `de la région du réseau : ajoutez le code postal ou la commune, ${WHAT_TO_DO}`
    : `de ${far.commune.name} (${where.postcode ?? far.commune.postcodes[0] ?? far.commune.code}) : ${WHAT_TO_DO}`
  return refuse(`${words} est à ${far.kilometres} km ${from}`)
}

const WHAT_TO_DO = 'corrigez les deux coordonnées, ou laissez les deux cases vides.'

/** Those of the postcode, else those of the name, else those of the department, else those of the region. */
function expectedAt({ postcode, communeName, regionCode }: Whereabouts): Expected {
  const { byPostcode, byCode } = gazetteer()
  const own = communeOfAddress(postcode, communeName)
  if (own !== null) return { communes: [own], department: own.departmentCode, isRegion: false }
  const inPostcode = (postcode !== null && byPostcode.get(postcode)) || []
  const department = postcode === null ? null : departmentOfPostcode(postcode)
  if (inPostcode.length > 0 && department !== null)
    return { communes: inPostcode, department, isRegion: false }
  const named = department === null && communeName !== null ? communesNamed(communeName, regionCode) : []
  if (named.length > 0) return { communes: named, department: null, isRegion: false }
  const all = [...byCode.values()]
  if (department !== null)
    return {
      communes: all.filter(({ departmentCode }) => departmentCode === department),
      department,
      isRegion: false,
    }
  const ofRegion = all.filter(({ departmentCode }) => regionOfDepartment(departmentCode) === regionCode)
  return { communes: ofRegion, department: null, isRegion: true }
}

function communesNamed(name: string, regionCode: string): readonly Commune[] {
  const meant = communeMeant(name, regionCode)
  if (meant.kind === 'one') return [meant.commune]
  return meant.kind === 'several' ? meant.communes : []
}

/** Communes of one name may be in several territories: the first that has the point. */
function inTerritory({ latitude, longitude }: Point, { communes, department }: Expected): Verdict<Point> {
  const raw = { latitude: String(latitude), longitude: String(longitude), x: null, y: null, epsg: null }
  const departments =
    department === null ? [...new Set(communes.map(({ departmentCode }) => departmentCode))] : [department]
  const verdicts = (departments.length > 0 ? departments : ['']).map((one) => readPosition(raw, one))
  return verdicts.find((verdict) => !('refusal' in verdict)) ?? verdicts[0] ?? refuse('')
}

function placeWords({ communes: [commune], department, isRegion }: Expected): string {
  const code = department ?? commune?.departmentCode
  return isRegion || code === undefined ? 'la région du réseau' : `le département ${code}`
}

/** Arles, the widest commune but for those of Guyane, ends forty kilometres from its town. */
const FARTHEST_KM = 50
const GUYANE = '973'

/** How far a point is from the nearest of some communes, when that is too far to be in it. */
function farFrom(
  point: Point,
  communes: readonly Commune[],
): { commune: Commune; kilometres: number } | null {
  let nearest: { commune: Commune; kilometres: number } | null = null
  for (const commune of communes) {
    const kilometres = Math.round(kilometresBetween(commune, point))
    if (nearest === null || kilometres < nearest.kilometres) nearest = { commune, kilometres }
  }
  if (nearest === null || nearest.commune.departmentCode === GUYANE) return null
  const doubt = USUAL_ERROR_KM[nearest.commune.precision] ?? 0
  return nearest.kilometres > FARTHEST_KM + doubt ? nearest : null
}

function french(value: number): string {
  return String(value).replace('.', ',')
}
