import { NO_BREAK_SPACE } from '../../web/typography.js'
import { USUAL_KM } from '../directory/search-schemas.js'
import { activeFilters, type FilterField } from '../directory/search-words.js'
import { type Around, placeMeant } from '../directory/wanted.js'
import type { CardFilter } from './schemas.js'
import type { TerritoryName } from './territories.js'

type Where = { territories: readonly TerritoryName[]; day: string; regionCode: string }

/** What was chosen, in words: « Territoire : Bresse ; profession : Sage-femme »; null for the whole directory. */
export function filterWords(filter: CardFilter, { territories, day, regionCode }: Where): string | null {
  const active = activeFilters(filter, { day, territories, around: aroundOf(filter, regionCode) })
  if (active.length === 0) return null
  const words = active
    .map(({ field, words }) => (NAMES[field] ? `${NAMES[field]}${NO_BREAK_SPACE}: ${words}` : words))
    .join(`${NO_BREAK_SPACE}; `)
  return words.slice(0, 1).toLocaleUpperCase('fr') + words.slice(1)
}

/** Filters whose value does not say what it is of. */
const NAMES: Partial<Record<FilterField, string>> = {
  search: 'recherche',
  territory: 'territoire',
  kind: 'fiches',
  category: 'catégorie',
  status: 'statut',
  profession: 'profession',
  skill: 'spécialité',
  offer: 'offre',
  language: 'langue',
}

function aroundOf(filter: CardFilter, regionCode: string): Around | null {
  const meant = placeMeant(filter, regionCode)
  return meant?.kind === 'one' ? { commune: meant.commune, kilometres: filter.within ?? USUAL_KM } : null
}
