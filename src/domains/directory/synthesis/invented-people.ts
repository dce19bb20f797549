import { chance, integer, pick, type Random, randomStream, weighted } from '../../pmsi/synthesis/random.js'
import { withLuhnKey } from '../national/luhn.js'
import { PROFESSIONS, SKILLS } from '../national/professions.js'
import { PLACES, type Place } from './places.js'

/** A professional who does not exist: numbers outside of the ranges given out, telephones kept for films. */
export type InventedPerson = {
  rppsNumber: string
  lastName: string
  firstName: string
  isWoman: boolean
  professionCode: string
  professionLabel: string
  skillCode: string | null
  skillLabel: string | null
  /** One to three places of work. */
  situations: readonly InventedSituation[]
}

export type InventedSituation = {
  place: Place
  modeCode: 'L' | 'S'
  structureName: string
  /** Rank of an invented structure when it is an establishment. */
  finessNumber: string | null
  phone: string
  email: string
  streetNumber: number
  streetName: string
}

const SYLLABLES = 'va len tra mor qui bel zan dru pio cel fau ner ghi lor sym tau ost rem bau dix'.split(' ')
const FIRST_NAMES =
  'Albane Zélie Noélie Éloïse Maïwenn Adèle Léopold Anaël Côme Théodule Aubin Cyprien'.split(' ')
const STREETS = ['DE L EXEMPLE', 'DES FICTIONS', 'DU MODELE', 'DE LA MAQUETTE', 'DES ESSAIS', 'DU GABARIT']

const drawProfession = weighted<string>([
  ['60', 36],
  ['10', 27],
  ['70', 8],
  ['93', 7],
  ['21', 6],
  ['40', 4],
  ['91', 3],
  ['80', 2],
  ['50', 2],
  ['96', 1],
  ['95', 1],
  ['94', 1],
  ['98', 2],
])
const PHYSICIAN_SKILLS = ['SM54', 'SM54', 'SM54', 'SM20', 'SM40', 'SM02', 'SM74', 'SM19', 'SM87', 'SM42']

/** The person of a rank: always the same for the same seed, whoever comes before. */
export function inventedPerson(
  seed: number,
  rank: number,
  places: readonly Place[] = PLACES,
): InventedPerson {
  const random = randomStream(seed, rank)
  const professionCode = drawProfession(random)
  const skillCode = professionCode === '10' ? pick(random, PHYSICIAN_SKILLS) : null
  const isWoman = chance(random, professionCode === '50' ? 0.97 : 0.65)
  const lastName = inventedName(random)
  return {
    rppsNumber: inventedRpps(rank),
    lastName,
    firstName: pick(random, FIRST_NAMES),
    isWoman,
    professionCode,
    professionLabel: labelOf(PROFESSIONS, professionCode),
    skillCode,
    skillLabel: skillCode === null ? null : labelOf(SKILLS, skillCode),
    situations: Array.from({ length: chance(random, 0.2) ? 2 : 1 }, () =>
      inventedSituation(random, lastName, places),
    ),
  }
}

/** Eleven digits beginning with 99, which no true number does, with a right key. */
export function inventedRpps(rank: number): string {
  return withLuhnKey(`99${String(rank).padStart(8, '0')}`)
}

/** Nine digits beginning with 99, with a right key. */
export function inventedFiness(rank: number): string {
  return withLuhnKey(`99${String(rank).padStart(6, '0')}`)
}

/** 01 99 00, 04 65 71, 06 39 98…: numbers kept for works of fiction by the regulator (Arcep). */
export function inventedPhone(random: Random): string {
  const start = pick(random, ['019900', '026191', '035301', '046571', '053649', '063998'])
  return start + String(integer(random, 0, 9999)).padStart(4, '0')
}

/** A name of syllables that is nobody’s. */
export function inventedName(random: Random): string {
  const name = Array.from({ length: integer(random, 3, 4) }, () => pick(random, SYLLABLES)).join('')
  return name.toUpperCase()
}

function inventedSituation(random: Random, lastName: string, places: readonly Place[]): InventedSituation {
  const isSalaried = chance(random, 0.45)
  const place = pick(random, places)
  return {
    place,
    modeCode: isSalaried ? 'S' : 'L',
    structureName: isSalaried
      ? `CENTRE HOSPITALIER FICTIF DE ${place.communeName.toUpperCase()}`
      : `CABINET ${lastName}`,
    finessNumber: isSalaried ? inventedFiness(integer(random, 1, 5000)) : null,
    phone: inventedPhone(random),
    email: chance(random, 0.3) ? `contact.${lastName.toLowerCase()}@exemple.invalid` : '',
    streetNumber: integer(random, 1, 180),
    streetName: pick(random, STREETS),
  }
}

function labelOf(nomenclature: typeof PROFESSIONS, code: string): string {
  return nomenclature.codes.get(code)?.labels[0]?.label ?? code
}
