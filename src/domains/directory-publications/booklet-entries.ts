import { formatDate } from '../../web/dates.js'
import type { Entry, Line } from '../../web/pdf/blocks.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import {
  accessesOf,
  languageLabel,
  legalStatusLabel,
  occupationOf,
  offerWords,
} from '../directory/card-labels.js'
import type { CardAddress, CardOffer, CardPlace, DirectoryCard } from '../directory/cards.js'
import { displayPhone } from '../directory/national/phone.js'
import { contactWords, offerDetails, offerLine } from './offer-words.js'

/** A record in the columns of a booklet: who, what, where, how to reach, what is offered, when it was verified. */
export function entryOf(card: DirectoryCard, day: string): Entry {
  const lines: Line[] = [
    { text: card.name, style: 'smallStrong' },
    ...plain([
      [occupationOf(card, day), card.legalStatus && legalStatusLabel(card.legalStatus)]
        .filter(Boolean)
        .join(' · '),
      addressWords(card.address),
    ]),
    ...card.places.flatMap(placeLines),
    ...contactLines(card),
    ...offersLines(card.offers),
    ...plain([
      card.hours,
      labelled('Langues', card.languages.map(languageLabel)),
      ...accessesOf(card).map(({ where, kinds }) =>
        labelled(where === null ? 'Accessibilité' : `Accessibilité (${where})`, kinds),
      ),
      card.accessibilityNote,
      card.verifiedOn && `Vérifié le ${formatDate(card.verifiedOn)}`,
    ]),
  ]
  return { lines, indexedAs: [card.name] }
}

function placeLines({ structureName, functionWords, address, phone, email }: CardPlace): Line[] {
  const where = [structureName, functionWords, addressWords(address)].filter(Boolean).join(', ')
  return [...plain([where]), ...phoneLine('Tél.', phone), ...emailLine(email)]
}

function contactLines(card: DirectoryCard): Line[] {
  return [
    ...phoneLine('Tél.', card.phone),
    ...phoneLine('Tél.', card.phone2),
    ...phoneLine('Portable', card.mobile),
    ...phoneLine('Urgences, ligne directe', card.emergencyPhone),
    ...(card.fax === null ? [] : plain([`Fax ${unbroken(displayPhone(card.fax))}`])),
    ...emailLine(card.email),
    ...websiteLine(card.website),
  ]
}

/** Offers of which nothing more is known share a line; the others have theirs, then how they are asked for. */
function offersLines(offers: readonly CardOffer[]): Line[] {
  const isBare = (offer: CardOffer) => contactWords(offer).length === 0 && offerDetails(offer).length === 0
  const bare = new Set(offers.filter(isBare).map(offerWords))
  return [
    ...plain([[...bare].join(' · ')]),
    ...offers
      .filter((offer) => !isBare(offer))
      .flatMap((offer) => [...plain([offerLine(offer)]), ...offerContactLines(offer)]),
  ]
}

function offerContactLines({ phone, email, link, message }: CardOffer): Line[] {
  return [
    ...phoneLine('Contact', phone),
    ...emailLine(email),
    ...websiteLine(link),
    ...(message === null ? [] : plain([`Messagerie sécurisée${NO_BREAK_SPACE}: ${message}`])),
  ]
}

/** « 3 rue du Lavoir, 01440 Viriat »; null when nothing is known. */
export function addressWords(address: CardAddress | null): string | null {
  if (address === null) return null
  const town = [address.postcode, address.commune].filter(Boolean).join(NO_BREAK_SPACE)
  return [address.street, address.more, town].filter(Boolean).join(', ') || null
}

/** A number on one line: it is never cut. */
export function unbroken(number: string): string {
  return number.replaceAll(' ', NO_BREAK_SPACE)
}

function phoneLine(label: string, number: string | null): Line[] {
  if (number === null) return []
  const text = `${label}${NO_BREAK_SPACE}${unbroken(displayPhone(number))}`
  return [{ text, style: 'small', href: `tel:${number}` }]
}

function emailLine(email: string | null): Line[] {
  return email === null ? [] : [{ text: email, style: 'small', href: `mailto:${email}` }]
}

function websiteLine(website: string | null): Line[] {
  if (website === null) return []
  const href = /^https?:\/\//i.test(website) ? website : `https://${website}`
  return [{ text: website, style: 'small', href }]
}

function labelled(label: string, words: readonly string[]): string | null {
  return words.length === 0 ? null : `${label}${NO_BREAK_SPACE}: ${words.join(', ')}`
}

function plain(texts: readonly (string | null)[]): Line[] {
  return texts.flatMap((text) => (text ? [{ text, style: 'small' as const }] : []))
}
