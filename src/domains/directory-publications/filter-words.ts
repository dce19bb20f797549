import { NO_BREAK_SPACE } from '../../web/typography.js'
import { categoryLabel, professionLabel } from '../directory/card-labels.js'
import type { CardFilter } from './schemas.js'
import type { TerritoryName } from './territories.js'

/** What was chosen, in words: « Territoire : Bresse ; profession : Sage-femme »; null for the whole directory. */
export function filterWords(
  { q, territoire, type, categorie, profession }: CardFilter,
  { territories, day }: { territories: readonly TerritoryName[]; day: string },
): string | null {
  const territory = territories.find(({ id }) => id === territoire)?.name
  const parts = [
    territoire && said('territoire', territory ?? 'inconnu'),
    type && said('fiches', type === 'personne' ? 'personnes' : 'structures'),
    categorie && said('catégorie', categoryLabel(categorie)),
    profession && said('profession', professionLabel(profession, day)),
    q && said('recherche', `«${NO_BREAK_SPACE}${q}${NO_BREAK_SPACE}»`),
  ].filter(Boolean)
  if (parts.length === 0) return null
  const words = parts.join(`${NO_BREAK_SPACE}; `)
  return words.slice(0, 1).toLocaleUpperCase('fr') + words.slice(1)
}

function said(name: string, value: string): string {
  return `${name}${NO_BREAK_SPACE}: ${value}`
}
