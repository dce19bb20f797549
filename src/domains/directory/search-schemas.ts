import { z } from 'zod'
import { NetworkName } from '../networks/public-networks.js'
import { LEGAL_STATUSES } from './national/legal-status.js'
import { PROFESSIONS, SKILL_GROUPS } from './national/professions.js'
import { CAHIER_CATEGORIES } from './national/structure-categories.js'
import { ACCESSIBILITY_KINDS, IVG_METHODS, OFFER_KINDS } from './vocabulary.js'

/** A choice left open in a form arrives as an empty text. */
const open = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional()).optional()

const keysOf = <Key extends string>(list: Record<Key, unknown>) => Object.keys(list) as [Key, ...Key[]]

export const SORTS = ['relevance', 'name', 'distance'] as const
export type Sort = (typeof SORTS)[number]

export const CARDS_PER_PAGE = 25
/** Nobody reads further: a search is made narrower instead. */
const LAST_PAGE = 400
export const LONGEST_SEARCH = 200
/** Kilometres around a commune. */
export const USUAL_KM = 15
export const FARTHEST_KM = 100

const shape = {
  search: z.string().max(LONGEST_SEARCH, `La recherche compte au plus ${LONGEST_SEARCH} caractères.`),
  territory: z.uuid(),
  kind: z.enum(['person', 'structure']),
  category: z.enum(keysOf(CAHIER_CATEGORIES)),
  status: z.enum(keysOf(LEGAL_STATUSES)),
  profession: z.enum([...PROFESSIONS.codes.keys()] as [string, ...string[]]),
  skill: z.enum(SKILL_GROUPS.map(({ name }) => name) as [string, ...string[]]),
  offer: z.enum(keysOf(OFFER_KINDS)),
  method: z.enum(keysOf(IVG_METHODS)),
  weeks: z.coerce
    .number('Indiquez le terme en semaines d’aménorrhée (SA), entre 4 et 42.')
    .int('Indiquez des semaines entières.')
    .min(4, 'Indiquez le terme en semaines d’aménorrhée (SA), entre 4 et 42.')
    .max(42, 'Indiquez le terme en semaines d’aménorrhée (SA), entre 4 et 42.'),
  accessibility: z.enum(keysOf(ACCESSIBILITY_KINDS)),
  language: z.string().max(60),
  near: z.string().max(100),
  within: z.coerce
    .number('Indiquez une distance en kilomètres.')
    .min(1, 'Indiquez une distance entre 1 et 100 km.')
    .max(FARTHEST_KM, 'Indiquez une distance entre 1 et 100 km.'),
  sort: z.enum(SORTS),
  page: z.coerce.number().int().min(1).max(LAST_PAGE),
}

/** What is looked for. `near` names a commune: its name, its postcode, its Insee code, or « Viriat (01451) ». */
export const CardSearch = z.strictObject({
  search: open(shape.search),
  territory: open(shape.territory),
  kind: open(shape.kind),
  category: open(shape.category),
  status: open(shape.status),
  profession: open(shape.profession),
  skill: open(shape.skill),
  offer: open(shape.offer),
  method: open(shape.method),
  weeks: open(shape.weeks),
  accessibility: open(shape.accessibility),
  language: open(shape.language),
  member: open(z.enum(['yes'])),
  near: open(shape.near),
  within: open(shape.within),
  sort: open(shape.sort),
  page: open(shape.page),
})
export type CardSearch = z.infer<typeof CardSearch>

/** The same in the address of the API, with the network a reader without an account looks at. */
export const CardsQuery = CardSearch.extend({ network: open(NetworkName) })

/** The same in the address of a page, in French. */
export const CardsPageQuery = z.strictObject({
  q: open(shape.search),
  territoire: open(shape.territory),
  type: open(z.enum(['personne', 'structure'])),
  categorie: open(shape.category),
  statut: open(shape.status),
  profession: open(shape.profession),
  competence: open(shape.skill),
  offre: open(shape.offer),
  methode: open(shape.method),
  terme: open(shape.weeks),
  acces: open(shape.accessibility),
  langue: open(shape.language),
  adherent: open(z.enum(['oui'])),
  commune: open(shape.near),
  km: open(shape.within),
  tri: open(z.enum(['pertinence', 'nom', 'distance'])),
  page: open(shape.page),
  reseau: open(NetworkName),
})
export type CardsPageQuery = z.infer<typeof CardsPageQuery>
