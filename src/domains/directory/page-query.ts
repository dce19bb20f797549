import type { FieldErrors } from '../../web/forms.js'
import type { Typed } from './filters-view.js'
import { CardsPageQuery } from './search-schemas.js'

/** What the address of a page of results asks for. */
export type PageQuery = {
  /** What the form shows. */
  typed: Typed
  /** Null when something typed is to be corrected: `errors` says what. */
  query: CardsPageQuery | null
  errors: FieldErrors | undefined
  /** Choices that are none of theirs: nobody types them, an old or a damaged link holds them. */
  setAside: readonly string[]
}

/** Parameters that are chosen; the others are typed, and said to be wrong. */
const CHOSEN = [
  'territoire',
  'type',
  'categorie',
  'statut',
  'profession',
  'competence',
  'offre',
  'methode',
  'acces',
  'adherent',
  'tri',
  'page',
]

/** Reads the address again without the choices that nobody knows, so that they lose nothing of the rest. */
export function readPageQuery(typed: Typed, errors: FieldErrors): PageQuery {
  const setAside = CHOSEN.filter((name) => errors[name] !== undefined)
  const kept = Object.fromEntries(Object.entries(typed).filter(([name]) => !setAside.includes(name)))
  const read = CardsPageQuery.safeParse(kept)
  if (read.success) return { typed: kept, query: read.data, errors: undefined, setAside }
  const others = Object.entries(errors).filter(([name]) => !setAside.includes(name))
  return { typed: kept, query: null, errors: Object.fromEntries(others), setAside }
}
