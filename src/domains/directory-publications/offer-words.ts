import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import {
  accessibilityLabel,
  languageLabel,
  offerPlaceWords,
  offerWords,
  termWords,
} from '../directory/card-labels.js'
import type { CardOffer } from '../directory/cards.js'
import { displayPhone } from '../directory/national/phone.js'

/** Everything of an offer in one line: « IVG, médicamenteuse : jusqu’à 9 SA…, délai : 3 jours, contact : 04 99 00 00 20 ». */
export function offerSentence(offer: CardOffer): string {
  const contacts = contactWords(offer)
  return withDetails(offer, [
    ...offerDetails(offer),
    ...(contacts.length === 0 ? [] : [said('contact', contacts.join(', '))]),
  ])
}

/** The same without its contacts, for where that has a line of its own. */
export function offerLine(offer: CardOffer): string {
  return withDetails(offer, offerDetails(offer))
}

/** Where, until when, for whom and how: each a few words, and nothing of what is not known. */
export function offerDetails(offer: CardOffer): string[] {
  const { latestTermWeeks, audienceWords, delayDays, hours, fees, languages, accessibility, note } = offer
  return [
    latestTermWeeks === null ? null : `jusqu’à ${termWords(latestTermWeeks)}`,
    said('lieu', offerPlaceWords(offer)),
    said('public', audienceWords),
    said('délai', delayDays === null ? null : formatCount(delayDays, 'jour', 'jours')),
    said('horaires', hours),
    said('tarifs', fees),
    said('langues', languages.map(languageLabel).join(', ')),
    said('accessibilité', accessibility.map(accessibilityLabel).join(', ')),
    note,
  ].filter((one) => one !== null)
}

/** How the offer itself is asked for: a number as it is dialled, an address, a link; nothing when as its owner is. */
export function contactWords({ phone, email, link, message }: CardOffer): string[] {
  return [phone && displayPhone(phone), email, link, message && `${message} (messagerie sécurisée)`].filter(
    (one) => one !== null,
  )
}

function withDetails(offer: CardOffer, details: readonly string[]): string {
  return details.length === 0 ? offerWords(offer) : said(offerWords(offer), details.join(', '))
}

function said(label: string, words: string): string
function said(label: string, words: string | null): string | null
function said(label: string, words: string | null): string | null {
  return words ? `${label}${NO_BREAK_SPACE}: ${words}` : null
}
