import { withQuery } from '../../web/links.js'
import type { CardSearch, CardsPageQuery, Sort } from './search-schemas.js'

/** The network a reader without an account named in the address: every link goes on naming it. */
export type Place = { reseau?: string | undefined }

const SORT_WORDS = { relevance: 'pertinence', name: 'nom', distance: 'distance' } as const satisfies Record<
  Sort,
  string
>
const SORTS_OF_WORDS = { pertinence: 'relevance', nom: 'name', distance: 'distance' } as const
const KIND_WORDS = { person: 'personne', structure: 'structure' } as const
const KINDS_OF_WORDS = { personne: 'person', structure: 'structure' } as const

/** What the address of a page asks for. */
export function searchOf(query: CardsPageQuery): CardSearch {
  return {
    search: query.q,
    territory: query.territoire,
    kind: query.type && KINDS_OF_WORDS[query.type],
    category: query.categorie,
    status: query.statut,
    profession: query.profession,
    skill: query.competence,
    offer: query.offre,
    method: query.methode,
    weeks: query.terme,
    accessibility: query.acces,
    language: query.langue,
    member: query.adherent && 'yes',
    near: query.commune,
    within: query.km,
    sort: query.tri && SORTS_OF_WORDS[query.tri],
    page: query.page,
  }
}

/** The address of a search: it can be sent to a colleague. */
export function addressOf(search: CardSearch, { reseau }: Place): string {
  return withQuery('/annuaire', {
    ...filterFields(search),
    tri: search.sort && SORT_WORDS[search.sort],
    page: search.page === 1 ? undefined : search.page,
    reseau,
  })
}

/** What narrows a search, as an address or a form of the pages names it. */
export function filterFields(search: CardSearch): Record<string, string | number | undefined> {
  return {
    q: search.search,
    territoire: search.territory,
    type: search.kind && KIND_WORDS[search.kind],
    categorie: search.category,
    statut: search.status,
    profession: search.profession,
    competence: search.skill,
    offre: search.offer,
    methode: search.method,
    terme: search.weeks,
    acces: search.accessibility,
    langue: search.language,
    adherent: search.member && 'oui',
    commune: search.near,
    km: search.near === undefined ? undefined : search.within,
  }
}

/** The address of a record, for reading. */
export function recordAddress(kind: 'person' | 'structure', id: string, place: Place): string {
  return withQuery(`/annuaire/${KIND_FOLDERS[kind]}/${id}`, place)
}

export const KIND_FOLDERS = { person: 'personnes', structure: 'structures' } as const
