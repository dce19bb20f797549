import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { CardAddress, CardOffer, CardPlace, DirectoryCard } from '../directory/cards.js'
import { labelOn } from '../directory/national/nomenclature.js'
import { displayPhone } from '../directory/national/phone.js'
import { MODES, PROFESSIONS, SKILLS } from '../directory/national/professions.js'
import { CAHIER_CATEGORIES, FINESS_CATEGORIES } from '../directory/national/structure-categories.js'
import {
  ACCESSIBILITY_KINDS,
  CONTACT_CHANNELS,
  IVG_METHODS,
  LANGUAGE_LABELS,
  OFFER_KINDS,
} from '../directory/vocabulary.js'

/** One thing a card says, in words: « Téléphone », « 01 99 00 12 34 ». */
export type CardFact = { name: string; label: string; words: string[] }

/** What a card says, in the order one reads it; what it does not say is left out. */
export function factsOfCard(card: DirectoryCard, today: string): CardFact[] {
  const facts: CardFact[] = [
    fact('profession', 'Profession', professionOf(card, today)),
    fact(
      'skills',
      'Compétences',
      card.skillCodes.map((code) => labelOn(SKILLS, code, today)),
    ),
    fact('category', 'Catégorie', categoryOf(card, today)),
    fact('rpps', 'N° RPPS', card.rppsNumber),
    fact('finess', 'N° FINESS', card.finessNumber),
    fact('phone', 'Téléphone', [card.phone, card.phone2].map(phoneWords)),
    fact('mobile', 'Téléphone portable', phoneWords(card.mobile)),
    fact('emergencyPhone', 'Ligne directe pour les urgences', phoneWords(card.emergencyPhone)),
    fact('fax', 'Télécopie', phoneWords(card.fax)),
    fact('email', 'Adresse électronique', card.email),
    fact('website', 'Site internet', card.website),
    fact('address', 'Adresse', card.address && addressWords(card.address)),
    fact('hours', 'Horaires', card.hours),
    fact('languages', 'Langues', languageWords(card.languages).join(', ') || null),
    fact('accessibility', 'Accessibilité', [
      ...accessibilityWords(card.accessibility),
      card.accessibilityNote,
    ]),
    fact(
      'places',
      card.places.length > 1 ? 'Lieux d’exercice' : 'Lieu d’exercice',
      card.places.map((place) => placeWords(place, today)),
    ),
    fact(
      'offers',
      card.offers.length > 1 ? 'Offres de soins' : 'Offre de soins',
      card.offers.map(offerWords),
    ),
  ]
  return facts.filter(({ words }) => words.length > 0)
}

/** « Sage-femme », « Centre hospitalier (CH) »: what a record is, in a few words. */
export function kindOfCard(card: DirectoryCard, today: string): string | null {
  return professionOf(card, today) ?? categoryOf(card, today)
}

/** A profession by its code; null for none. */
export function professionWords(code: string | null, today: string): string | null {
  return code === null ? null : labelOn(PROFESSIONS, code, today)
}

export function categoryWords(category: string): string {
  return known(CAHIER_CATEGORIES, category) ?? category
}

export function languageWords(codes: readonly string[]): string[] {
  return codes.map((code) => LANGUAGE_LABELS[code] ?? code)
}

export function accessibilityWords(kinds: readonly string[]): string[] {
  return kinds.map((kind) => known(ACCESSIBILITY_KINDS, kind) ?? kind)
}

export function phoneWords(number: string | null): string | null {
  return number === null ? null : displayPhone(number).replaceAll(' ', NO_BREAK_SPACE)
}

export function addressWords({ street, more, postcode, commune }: CardAddress): string | null {
  const town = [postcode, commune].filter(isSaid).join(' ')
  return [street, more, town].filter(isSaid).join(', ') || null
}

function fact(name: string, label: string, words: string | null | readonly (string | null)[]): CardFact {
  return { name, label, words: [words].flat().filter(isSaid) }
}

function isSaid(words: string | null | undefined): words is string {
  return words !== null && words !== undefined && words !== ''
}

function professionOf(card: DirectoryCard, today: string): string | null {
  return professionWords(card.professionCode, today) ?? card.professionWords
}

function categoryOf(card: DirectoryCard, today: string): string | null {
  if (card.kind === 'person') return null
  return card.categoryCode === null
    ? categoryWords(card.category)
    : labelOn(FINESS_CATEGORIES, card.categoryCode, today)
}

function placeWords(place: CardPlace, today: string): string {
  const mode = place.modeCode === null ? null : labelOn(MODES, place.modeCode, today).toLowerCase()
  return [
    place.structureName,
    place.functionWords,
    mode,
    addressWords(place.address),
    phoneWords(place.phone),
    place.email,
  ]
    .filter(isSaid)
    .join(', ')
}

export function offerWords(offer: CardOffer): string {
  const methods = offer.methods.map((method) => known(IVG_METHODS, method) ?? method).join(', ')
  return [
    known(OFFER_KINDS, offer.kind) ?? offer.kind,
    methods === '' ? null : `méthode ${methods}`,
    offer.latestTermWeeks === null ? null : `jusqu’à ${offer.latestTermWeeks}${NO_BREAK_SPACE}SA`,
    offer.audienceWords,
    offer.hours,
    offer.fees,
    offer.delayDays === null ? null : `délai habituel${NO_BREAK_SPACE}: ${offer.delayDays}${NO_BREAK_SPACE}j`,
    contactWords(offer),
    offer.note,
  ]
    .filter(isSaid)
    .join(', ')
}

function contactWords({ contactChannel, contactValue }: CardOffer): string | null {
  if (contactValue === null) return null
  if (contactChannel === 'phone') return phoneWords(contactValue)
  const channel = contactChannel === null ? null : known(CONTACT_CHANNELS, contactChannel)
  return channel === null ? contactValue : `${channel}${NO_BREAK_SPACE}: ${contactValue}`
}

/** The words of a code in a closed list, or null for a code nobody knows. */
function known(list: Readonly<Record<string, string>>, code: string): string | null {
  return list[code] ?? null
}
