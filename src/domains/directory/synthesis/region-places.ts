import { chance, integer, pick, type Random } from '../../pmsi/synthesis/random.js'
import type { Commune } from '../communes/gazetteer.js'
import type { LegalStatus } from '../national/legal-status.js'
import type { CahierCategory } from '../national/structure-categories.js'
import type { OfferKind } from '../vocabulary.js'
import { inventedFiness, inventedName, inventedPhone } from './invented-people.js'

/** A place of an invented region. */
export type InventedStructure = {
  name: string
  category: CahierCategory
  categoryCode: string | null
  legalStatus: LegalStatus | null
  finessNumber: string | null
  territory: string
  commune: Commune
  street: string
  phone: string
  emergencyPhone: string | null
  hours: string | null
  accessibility: string[]
  accessibilityNote: string | null
  offers: OfferKind[]
  /** A practice whose people agreed that it be shown to everybody. */
  isOpen: boolean
}

/** Categories of places where people are employed beside hospitals. */
export const CHILD_SERVICES: readonly CahierCategory[] = ['pmi', 'medico-social', 'sexual-health-centres']

type InventedSite = {
  finessGeo: string
  name: string
  territory: string | null
  /** `CPP`: no birth there, nor emergency. */
  type: string | null
}

/** The maternity of the network, at its own FINESS number. */
export function maternityPlace(
  random: Random,
  { finessGeo, name, territory, type }: InventedSite,
  commune: Commune,
): InventedStructure {
  return {
    ...placeAt(random, commune, territory ?? ''),
    name,
    category: 'health-establishments',
    ...(/^(?:poly)?clinique/i.test(name)
      ? { categoryCode: '365', legalStatus: 'for-profit' as const }
      : { categoryCode: '355', legalStatus: 'public' as const }),
    finessNumber: finessGeo,
    emergencyPhone: international(inventedPhone(random)),
    hours:
      type === 'CPP'
        ? 'Consultations du lundi au vendredi, de 9 h à 17 h'
        : 'Urgences gynécologiques et obstétricales jour et nuit',
    accessibility: ['motor', ...(chance(random, 0.5) ? ['hearing'] : [])],
    offers: ['prenatal-follow-up', 'birth-preparation', ...(chance(random, 0.7) ? (['ivg'] as const) : [])],
  }
}

type Service = Pick<InventedStructure, 'name' | 'category' | 'categoryCode' | 'legalStatus' | 'offers'>

/** The services of a territory: PMI, centres, associations. */
export function services(
  random: Random,
  territory: string,
  communes: readonly Commune[],
): InventedStructure[] {
  return SERVICES.map((service, rank) => {
    const commune = communes[rank % communes.length]
    if (!commune) throw new Error('a territory has a commune')
    return {
      ...placeAt(random, commune, territory),
      ...service,
      name: `${service.name} de ${commune.name}`,
      finessNumber: service.categoryCode === null ? null : inventedFiness(5000 + integer(random, 0, 400_000)),
      accessibility: chance(random, 0.7) ? ['motor'] : [],
    }
  })
}

const PMI = { name: 'PMI', category: 'pmi', categoryCode: '223', legalStatus: 'public' } as const

const SERVICES: readonly Service[] = [
  { ...PMI, offers: ['prenatal-follow-up', 'contraception'] },
  { ...PMI, offers: ['home-visits'] },
  {
    name: 'Centre de santé sexuelle',
    category: 'sexual-health-centres',
    categoryCode: '228',
    legalStatus: 'public',
    offers: ['contraception', 'ivg'],
  },
  {
    name: 'CAMSP',
    category: 'medico-social',
    categoryCode: '190',
    legalStatus: 'non-profit',
    offers: ['vulnerable-children'],
  },
  {
    name: 'Association Naître ici',
    category: 'associations',
    categoryCode: null,
    legalStatus: 'non-profit',
    offers: ['breastfeeding'],
  },
]

/** The practice of one or several people. */
export function practice(random: Random, territory: string, commune: Commune): InventedStructure {
  const kind = pick(random, ['Cabinet', 'Cabinet', 'Maison de santé'])
  const isAccessible = chance(random, 0.6)
  return {
    ...placeAt(random, commune, territory),
    name: `${kind} ${capitalised(inventedName(random))}`,
    category: 'professionals',
    categoryCode: null,
    legalStatus: null,
    finessNumber: null,
    hours: chance(random, 0.5) ? 'Sur rendez-vous, du lundi au vendredi' : null,
    accessibility: isAccessible ? ['motor', ...(chance(random, 0.3) ? ['hearing'] : [])] : [],
    accessibilityNote: isAccessible ? 'Plain-pied, table d’examen à hauteur variable' : null,
    offers: [],
    isOpen: true,
  }
}

function placeAt(random: Random, commune: Commune, territory: string) {
  return {
    territory,
    commune,
    street: `${integer(random, 1, 90)} ${pick(random, STREETS)}`,
    phone: international(inventedPhone(random)),
    emergencyPhone: null,
    hours: null,
    accessibilityNote: null,
    isOpen: false,
  }
}

const STREETS = ['rue de l’Exemple', 'avenue des Fictions', 'place du Modèle', 'rue de la Maquette']

function capitalised(name: string): string {
  return name.slice(0, 1) + name.slice(1).toLowerCase()
}

/** « 01 99 00 12 34 » as numbers are kept. */
export function international(national: string): string {
  return `+33${national.slice(1)}`
}
