import { chance, integer, pick, type Random, randomStream } from '../../pmsi/synthesis/random.js'
import { type Commune, communeByCode } from '../communes/gazetteer.js'
import type { IvgMethod, OfferKind } from '../vocabulary.js'
import { inventedPerson } from './invented-people.js'
import {
  CHILD_SERVICES,
  type InventedStructure,
  international,
  maternityPlace,
  practice,
  services,
} from './region-places.js'

/**
 * A region that does not exist, as its network would know it after some years: people, places, what they offer, who
 * agreed to be shown. Names and numbers are nobody’s; the communes are real, so that maps and distances make sense.
 */
export type InventedRegion = {
  structures: InventedStructure[]
  people: InventedMember[]
}

/** A maternity of the network, which has its own place in the directory. */
export type InventedMaternity = {
  finessGeo: string
  name: string
  territory: string | null
  type: string | null
}

export type InventedMember = {
  lastName: string
  firstName: string
  title: string
  rppsNumber: string
  professionCode: string
  skillCodes: string[]
  phone: string
  mobile: string | null
  email: string
  languages: string[]
  territory: string
  /** Ranks of structures where she works, with how. */
  places: { structure: number; modeCode: 'L' | 'S'; sectorCode: string }[]
  offers: InventedOffer[]
  /** What she agreed to show to everybody, by field. */
  consents: string[]
  membership: { state: 'active' | 'applied' | 'ended'; college: string } | null
  /** Months since she last confirmed her record; null when she never did. */
  verifiedMonthsAgo: number | null
}

export type InventedOffer = {
  kind: OfferKind
  methods: IvgMethod[]
  latestTermWeeks: number | null
  delayDays: number | null
  forTeam: boolean
}

/** Communes of each territory of the demonstration, in the order of its territories. */
const COMMUNES = [
  ['01053', '01451', '01289', '01344', '01072', '01093'],
  ['01004', '01034', '01202', '01244', '01443'],
  ['01427', '01249', '01262', '01283', '01269', '01173'],
]

/** Professions of the people, with how many of each: a perinatal network is mostly midwives. */
const PEOPLE: { professionCode: string; skillCodes: string[]; count: number }[] = [
  { professionCode: '50', skillCodes: [], count: 72 },
  { professionCode: '10', skillCodes: ['SM20'], count: 16 },
  { professionCode: '10', skillCodes: ['SM40'], count: 12 },
  { professionCode: '10', skillCodes: ['SM54'], count: 14 },
  { professionCode: '10', skillCodes: ['SM43'], count: 3 },
  { professionCode: '93', skillCodes: [], count: 12 },
  { professionCode: '60', skillCodes: [], count: 9 },
  { professionCode: '70', skillCodes: [], count: 8 },
  { professionCode: '96', skillCodes: [], count: 4 },
]
const PRACTICES_A_TERRITORY = 6

/** The region of a seed, always the same. `territories` are its names, in order. Pure. */
export function inventedRegion(
  seed: number,
  territories: readonly string[],
  maternities: readonly InventedMaternity[],
): InventedRegion {
  const random = randomStream(seed, 0)
  const homes = territories.map((name, index) => ({ name, communes: communesOf(index) }))
  const structures = [
    ...maternities.map((one, index) => maternityPlace(random, one, communeFor(homes, one.territory, index))),
    ...homes.flatMap(({ name, communes }) => services(random, name, communes)),
    ...homes.flatMap(({ name, communes }) =>
      Array.from({ length: PRACTICES_A_TERRITORY }, (_, rank) =>
        practice(random, name, communes[rank % communes.length] ?? communes[0]),
      ),
    ),
  ]
  const roles = PEOPLE.flatMap(({ count, ...role }) => Array.from({ length: count }, () => role))
  return { structures, people: roles.map((role, rank) => member(seed, rank + 1, role, structures)) }
}

type Home = { name: string; communes: readonly [Commune, ...Commune[]] }

function communesOf(territory: number): Home['communes'] {
  const [first, ...others] = (COMMUNES[territory % COMMUNES.length] ?? []).flatMap(
    (code) => communeByCode(code) ?? [],
  )
  if (!first) throw new Error('the gazetteer has lost the communes of the demonstration')
  return [first, ...others]
}

function communeFor(homes: readonly Home[], territory: string | null, index: number): Commune {
  const home = homes.find(({ name }) => name === territory) ?? homes[0]
  if (!home) throw new Error('a region has a territory')
  return home.communes[index % home.communes.length] ?? home.communes[0]
}

function member(
  seed: number,
  rank: number,
  { professionCode, skillCodes }: { professionCode: string; skillCodes: string[] },
  structures: readonly InventedStructure[],
): InventedMember {
  const random = randomStream(seed, 1, rank)
  const invented = inventedPerson(seed, rank)
  const isSelfEmployed = chance(random, professionCode === '50' ? 0.65 : 0.5)
  const place = pickPlace(random, structures, isSelfEmployed)
  const isOpen = chance(random, 0.7)
  const offers = isSelfEmployed ? offersOf(random, professionCode, skillCodes) : []
  return {
    lastName: capitalised(invented.lastName),
    firstName: invented.firstName,
    title: professionCode === '10' ? 'Docteur' : invented.isWoman ? 'Madame' : 'Monsieur',
    rppsNumber: invented.rppsNumber,
    professionCode,
    skillCodes,
    phone: international(invented.situations[0]?.phone ?? '0199000000'),
    mobile: chance(random, 0.3) ? `+33639980${String(integer(random, 0, 999)).padStart(3, '0')}` : null,
    email: `${invented.lastName.toLowerCase()}.${rank}@exemple.invalid`,
    languages: chance(random, 0.25) ? ['fr', pick(random, ['en', 'ar', 'es', 'fsl', 'tr'])] : ['fr'],
    territory: structures[place]?.territory ?? '',
    places: [
      {
        structure: place,
        modeCode: isSelfEmployed ? 'L' : 'S',
        sectorCode: isSelfEmployed ? 'SA07' : 'SA01',
      },
    ],
    offers,
    consents: isOpen ? ['listing', 'phone', 'languages', ...(chance(random, 0.4) ? ['email'] : [])] : [],
    membership: chance(random, 0.75) ? membershipOf(random, isSelfEmployed) : null,
    verifiedMonthsAgo: chance(random, 0.8) ? integer(random, 0, 20) : null,
  }
}

/** A practice for the self-employed, a maternity or a service for the others. */
function pickPlace(
  random: Random,
  structures: readonly InventedStructure[],
  isSelfEmployed: boolean,
): number {
  const ranks = structures.flatMap(({ category }, rank) => {
    const isFit = isSelfEmployed
      ? category === 'professionals'
      : category === 'health-establishments' || CHILD_SERVICES.includes(category)
    return isFit ? [rank] : []
  })
  return pick(random, ranks)
}

function offersOf(random: Random, professionCode: string, skillCodes: readonly string[]): InventedOffer[] {
  const offer = (kind: OfferKind, probability = 1): InventedOffer[] =>
    chance(random, probability)
      ? [
          {
            kind,
            methods: kind === 'ivg' ? ['medical'] : [],
            latestTermWeeks: kind === 'ivg' ? 9 : null,
            delayDays: chance(random, 0.5) ? integer(random, 1, 21) : null,
            // Her offer of IVG is the team’s to know until she agrees to more.
            forTeam: kind === 'ivg',
          },
        ]
      : []
  if (professionCode === '50') {
    return [
      ...offer('prenatal-follow-up'),
      ...offer('prenatal-interview', 0.6),
      ...offer('birth-preparation', 0.7),
      ...offer('home-visits', 0.5),
      ...offer('return-home', 0.5),
      ...offer('breastfeeding', 0.4),
      ...offer('pelvic-floor', 0.4),
      ...offer('ivg', 0.15),
    ]
  }
  if (skillCodes.includes('SM20'))
    return [...offer('prenatal-follow-up'), ...offer('screening-ultrasound', 0.6)]
  if (skillCodes.includes('SM40')) return offer('vulnerable-children', 0.7)
  if (professionCode === '93' || skillCodes.includes('SM43')) return offer('perinatal-psychology')
  return professionCode === '70' ? offer('pelvic-floor') : []
}

function membershipOf(random: Random, isSelfEmployed: boolean): InventedMember['membership'] {
  const state = pick(random, [
    'active',
    'active',
    'active',
    'active',
    'active',
    'active',
    'applied',
    'ended',
  ] as const)
  return { state, college: isSelfEmployed ? 'Professionnels libéraux' : 'Établissements et services' }
}

function capitalised(name: string): string {
  return name.slice(0, 1) + name.slice(1).toLowerCase()
}
