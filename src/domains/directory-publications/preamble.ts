import type { CsvDocument } from '../../web/csv.js'
import { formatDate } from '../../web/dates.js'
import type { DirectoryCard } from '../directory/cards.js'
import { type BookletOptions, sourcesWords } from './booklet.js'
import { AUDIENCE_EDITIONS } from './words.js'

/** What a table says above itself: title, choice, public, date, sources. */
export function preambleOf(
  cards: readonly DirectoryCard[],
  {
    title,
    networkName,
    audience,
    filters,
    today,
  }: Pick<BookletOptions, 'title' | 'networkName' | 'audience' | 'filters' | 'today'>,
): CsvDocument['preamble'] {
  return [
    ['Titre', title],
    ['Réseau', networkName],
    ['Choix', filters ?? 'tout l’annuaire'],
    ['Public', AUDIENCE_EDITIONS[audience]],
    ['Date', formatDate(today)],
    ['Fiches', String(cards.length)],
    ['Sources', sourcesWords(cards)],
  ]
}
