import { NO_BREAK_SPACE } from '../../web/typography.js'
import { termWords } from '../directory/card-labels.js'
import type { CardDay } from '../directory/cards.js'
import type { OfferRow } from '../directory/records.js'
import { FIELD_LABELS, type Names, provenanceWords, valueWords } from './words.js'

/** What an offer says besides its kind: where, how, for how much, when, in which languages, how it is reached. */
export function offerDetails(offer: OfferRow, names: Names, day: CardDay): string[] {
  const context = { ...day, names }
  const said = (field: keyof OfferRow, label: string) => {
    const value = offer[field]
    const isEmpty = value === null || (Array.isArray(value) && value.length === 0)
    return isEmpty ? null : `${label}${NO_BREAK_SPACE}: ${valueWords(field, value, context)}`
  }
  return [
    said('situationId', 'à'),
    said('methods', 'méthodes'),
    offer.latestTermWeeks === null ? null : `jusqu’à ${termWords(offer.latestTermWeeks)}`,
    said('delayDays', 'délai'),
    said('fees', 'tarifs'),
    said('hours', 'horaires'),
    said('languages', 'langues'),
    said('accessibility', 'accessible'),
    offer.phone && valueWords('phone', offer.phone, context),
    offer.email,
    offer.link,
    said('message', 'messagerie sécurisée'),
    offer.note,
  ].filter((one) => one !== null)
}

/** Who says that it is offered, and since which day; then what was said of it otherwise, the oldest first. */
export function offerSources({ provenance }: OfferRow): string[] {
  const first = provenanceWords(provenance, 'kind') ?? 'inconnue'
  const dayOf = (field: string) => provenance[field]?.on ?? ''
  const fields = Object.keys(FIELD_LABELS)
    .filter((field) => field in provenance && !WHOSE.has(field))
    .sort((one, other) => dayOf(one).localeCompare(dayOf(other)))
  const otherwise = new Map<string, string[]>()
  for (const field of fields) {
    const words = provenanceWords(provenance, field) ?? first
    if (words !== first) otherwise.set(words, [...(otherwise.get(words) ?? []), FIELD_LABELS[field] ?? field])
  }
  const all = [...otherwise].map(([words, labels]) => `${labels.join(', ')}${NO_BREAK_SPACE}: ${words}`)
  return [first, ...all]
}

/** Whose the offer is, which its record says. */
const WHOSE = new Set(['personId', 'structureId'])
