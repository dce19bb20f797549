import { NO_BREAK_SPACE } from '../../web/typography.js'
import { termWords } from '../directory/card-labels.js'
import type { CardDay } from '../directory/cards.js'
import type { OfferRow } from '../directory/records.js'
import { type Names, valueWords } from './words.js'

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
