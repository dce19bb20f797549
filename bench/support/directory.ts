import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { cardRowsOf } from '../../src/domains/directory/card-writing.js'
import type { DirectoryCard, Sight } from '../../src/domains/directory/cards.js'
import { gazetteer } from '../../src/domains/directory/communes/gazetteer.js'
import { regionOfDepartment } from '../../src/domains/directory/communes/regions.js'
import { storedCard } from '../../src/domains/directory/stored-card.js'
import { type InventedPerson, inventedPerson } from '../../src/domains/directory/synthesis/invented-people.js'
import type { Place } from '../../src/domains/directory/synthesis/places.js'
import { asOwner, type BenchDatabase } from './database.js'

const SEED = 2015
const REGION = '84'
/** One person in so many consented to be public. */
const PUBLIC_ONE_IN = 4
const OFFERS = [
  'screening-ultrasound',
  'breastfeeding',
  'prenatal-follow-up',
  'birth-preparation',
  'pelvic-floor',
]
const LANGUAGES = ['en', 'es', 'ar', 'tr', 'pt', 'fsl']
const ACCESS = ['motor', 'hearing', 'visual', 'cognitive']

/** The columns of `directory_cards` a bench writes, in the order of its lines. */
export const CARD_COLUMNS = [
  'network_id',
  'subject_kind',
  'subject_id',
  'variant',
  'for_public',
  'for_members',
  'for_emergency',
  'for_team',
  'card',
  'sort_name',
  'terms',
  'facets',
  'latitudes',
  'longitudes',
  'spot_access',
] as const

/** Lines of COPY for the cards of `people` invented persons of a region, for every audience. */
export function* cardLines(networkId: string, people: number): Generator<string> {
  for (let rank = 0; rank < people; rank += 1) {
    const person = inventedPerson(SEED, rank, PLACES)
    const cardFor = (isSeen: Sight) =>
      isSeen(rank % PUBLIC_ONE_IN === 0 ? 'public' : 'members') ? cardOf(person, rank, isSeen) : null
    for (const row of cardRowsOf(networkId, cardFor)) {
      const stored = { ...row, card: storedCard(row.card) }
      const values = CARD_COLUMNS.map((column) => stored[camel(column) as keyof typeof stored])
      yield values.map(copied).join('\t')
    }
  }
}

/** As many times each as its inhabitants, roughly, so that towns are full and villages are not. */
function communesOfRegion(): Place[] {
  const communes = [...gazetteer().byCode.values()].filter(
    ({ departmentCode, precision }) =>
      regionOfDepartment(departmentCode) === REGION && precision !== 'present-commune',
  )
  return communes.flatMap((commune) => {
    const place: Place = {
      departmentCode: commune.departmentCode,
      departmentName: '',
      finessDepartment: commune.departmentCode,
      postcode: commune.postcodes[0] ?? '',
      communeCode: commune.code,
      communeName: commune.name,
      latitude: commune.latitude,
      longitude: commune.longitude,
    }
    return Array.from({ length: Math.ceil(commune.population / 2000) }, () => place)
  })
}

function cardOf(person: InventedPerson, rank: number, isSeen: Sight): DirectoryCard {
  const isMember = isSeen('members')
  const phone = isMember ? (person.situations[0]?.phone ?? null) : null
  const hasOffer = rank % 5 === 0
  return {
    kind: 'person',
    id: idOf('person', rank),
    name: `${person.lastName} ${person.firstName}`,
    title: person.isWoman ? 'Mme' : 'M.',
    lastName: person.lastName,
    firstName: person.firstName,
    rppsNumber: person.rppsNumber,
    finessNumber: null,
    professionCode: person.professionCode,
    professionWords: null,
    skillCodes: person.skillCode === null ? [] : [person.skillCode],
    category: 'professionals',
    categoryCode: null,
    legalStatus: null,
    phone,
    phone2: null,
    mobile: null,
    emergencyPhone: null,
    fax: null,
    email: null,
    website: null,
    hours: null,
    languages: rank % 7 === 0 ? ['fr', LANGUAGES[rank % LANGUAGES.length] ?? 'en'] : [],
    accessibility: rank % 3 === 0 ? [ACCESS[rank % ACCESS.length] ?? 'motor'] : [],
    accessibilityNote: null,
    address: null,
    places: person.situations.map((situation, index) => ({
      situationId: idOf(`situation ${index}`, rank),
      structureId: idOf(situation.structureName, 0),
      structureName: situation.structureName,
      territoryId: null,
      categoryCode: null,
      legalStatus: null,
      functionWords: null,
      modeCode: situation.modeCode,
      sectorCode: null,
      phone: isMember ? situation.phone : null,
      email: null,
      accessibility: [],
      address: {
        street: `${situation.streetNumber} RUE ${situation.streetName}`,
        more: null,
        postcode: situation.place.postcode,
        communeCode: situation.place.communeCode,
        commune: situation.place.communeName,
        latitude: situation.place.latitude + (rank % 100) / 5000,
        longitude: situation.place.longitude + (rank % 73) / 5000,
      },
    })),
    offers: hasOffer
      ? [
          {
            id: idOf('offer', rank),
            kind: OFFERS[rank % OFFERS.length] ?? 'breastfeeding',
            structureId: null,
            place: null,
            audienceWords: null,
            methods: [],
            latestTermWeeks: null,
            languages: [],
            accessibility: [],
            fees: null,
            delayDays: null,
            hours: null,
            phone: null,
            email: null,
            link: null,
            message: null,
            note: null,
          },
        ]
      : [],
    maternity: null,
    membership: isMember && rank % 10 === 0 ? { state: 'active', college: null } : null,
    territoryIds: [idOf('territory', rank % 4)],
    verifiedOn: rank % 2 === 0 ? '2026-10-01' : null,
    updatedOn: '2026-10-01',
    sources: [{ source: 'rpps', on: '2026-10-01' }],
  }
}

/** Always the same identifier for the same thing. */
export function idOf(what: string, rank: number): string {
  const hex = createHash('sha256').update(`${what} ${rank}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

function camel(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** A value in COPY's text format. */
function copied(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (Array.isArray(value)) return copied(`{${value.map((one) => `"${one}"`).join(',')}}`)
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r')
}

/** Writes the cards of a directory of `people` and tells the planner what it holds. */
export function fillCards({ url, networkId }: BenchDatabase, people: number): Promise<void> {
  return asOwner(url, async (owner) => {
    const copy = copyFrom(`copy directory_cards (${CARD_COLUMNS.join(', ')}) from stdin`)
    await pipeline(blocksOf(cardLines(networkId, people)), owner.query(copy))
    await owner.query('vacuum analyze directory_cards')
  })
}

/** The name a person of this rank is found by. */
export function nameOf(rank: number): string {
  const { lastName, firstName } = inventedPerson(SEED, rank, PLACES)
  return `${lastName} ${firstName}`
}

const BLOCK_LINES = 200
export const PLACES = communesOfRegion()

function* blocksOf(lines: Iterable<string>): Generator<string> {
  let block: string[] = []
  for (const line of lines) {
    if (block.push(line) < BLOCK_LINES) continue
    yield `${block.join('\n')}\n`
    block = []
  }
  if (block.length > 0) yield `${block.join('\n')}\n`
}
