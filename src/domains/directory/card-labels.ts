import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { CardOffer, DirectoryCard } from './cards.js'
import { LEGAL_STATUSES } from './national/legal-status.js'
import { labelOn } from './national/nomenclature.js'
import { MODES, PROFESSIONS, SKILLS } from './national/professions.js'
import { CAHIER_CATEGORIES, FINESS_CATEGORIES } from './national/structure-categories.js'
import { placeAccesses } from './place-accesses.js'
import type { Source } from './provenance.js'
import {
  ACCESSIBILITY_KINDS,
  IVG_METHODS,
  LANGUAGE_LABELS,
  OFFER_KINDS,
  WEEKS_BEFORE_CONCEPTION,
} from './vocabulary.js'

/*
 * French words of the codes of a card. A card keeps codes: their label is that of the day it is read, and a code nobody
 * knows is shown as it is.
 */

/** What a person or a structure is: « Sage-femme », « Médecin, pédiatrie », « Centre de santé sexuelle ». */
export function occupationOf(card: DirectoryCard, day: string): string {
  if (card.kind === 'structure') {
    return card.categoryCode !== null && FINESS_CATEGORIES.codes.has(card.categoryCode)
      ? labelOn(FINESS_CATEGORIES, card.categoryCode, day)
      : label(CAHIER_CATEGORIES, card.category)
  }
  const profession = card.professionCode === null ? null : labelOn(PROFESSIONS, card.professionCode, day)
  const skills = skillLabels(card, day).map((skill) => skill.toLocaleLowerCase('fr'))
  return [profession, card.professionWords, ...skills].filter((part) => part !== null).join(', ')
}

/** Labels of the skills of a person, each once. */
export function skillLabels({ skillCodes }: Pick<DirectoryCard, 'skillCodes'>, day: string): string[] {
  return [...new Set(skillCodes.map((code) => labelOn(SKILLS, code, day)))]
}

/** Where to go: « Viriat », « Bourg-en-Bresse et Viriat »; null when no commune is known. */
export function communesOf(card: DirectoryCard): string | null {
  const names = [card.address, ...card.places.map(({ address }) => address)].flatMap(
    (address) => address?.commune ?? [],
  )
  const each = [...new Set(names)]
  if (each.length <= 2) return each.length === 0 ? null : each.join(' et ')
  return `${each.slice(0, -1).join(', ')} et ${each.at(-1)}`
}

/** The number to dial first: her own, else that of a place or of an offer. */
export function firstPhone(card: DirectoryCard): string | null {
  const ofPlaces = card.places.find(({ phone }) => phone !== null)?.phone
  const ofOffers = card.offers.find(({ phone }) => phone !== null)?.phone
  return card.phone ?? ofPlaces ?? card.mobile ?? ofOffers ?? null
}

/** « 14 SA, soit 12 semaines de grossesse »: both ways of counting, always named. */
export function termWords(weeks: number): string {
  const pregnancy = weeks - WEEKS_BEFORE_CONCEPTION
  return `${weeks}${NO_BREAK_SPACE}SA, soit ${pregnancy}${NO_BREAK_SPACE}semaine${pregnancy < 2 ? '' : 's'} de grossesse`
}

/** What is offered: « Interruption volontaire de grossesse (IVG), médicamenteuse ». */
export function offerWords({ kind, methods }: Pick<CardOffer, 'kind' | 'methods'>): string {
  const how = methods.map((method) => label(IVG_METHODS, method))
  return [label(OFFER_KINDS, kind), ...how].join(', ')
}

/** Where it is offered: « Cabinet du Lavoir, Viriat »; null for what is offered wherever she works. */
export function offerPlaceWords({ place }: Pick<CardOffer, 'place'>): string | null {
  return place && [place.structureName, place.commune].filter(Boolean).join(', ')
}

export function offerLabel(kind: string): string {
  return label(OFFER_KINDS, kind)
}

export function methodLabel(method: string): string {
  return label(IVG_METHODS, method)
}

export function languageLabel(code: string): string {
  return label(LANGUAGE_LABELS, code)
}

/** Kinds of disability one may come with, in words; `where` when it is not to all the places of the card. */
export type Access = { where: string | null; kinds: string[] }

/** What is accessible, once for what is alike everywhere, else place by place. */
export function accessesOf(card: DirectoryCard): Access[] {
  const all = placeAccesses(card).map(({ name, address, kinds }) => ({
    where: [name, address?.commune].filter(Boolean).join(', '),
    kinds: kinds.map(accessibilityLabel).sort(),
  }))
  const some = all.filter(({ kinds }) => kinds.length > 0)
  const isEverywhere = new Set(all.map(({ kinds }) => kinds.join())).size === 1
  if (isEverywhere) return some.slice(0, 1).map(({ kinds }) => ({ where: null, kinds }))
  return [...new Map(some.map((one) => [`${one.where} ${one.kinds}`, one])).values()]
}

export function accessibilityLabel(kind: string): string {
  return label(ACCESSIBILITY_KINDS, kind)
}

export function categoryLabel(category: string): string {
  return label(CAHIER_CATEGORIES, category)
}

export function legalStatusLabel(status: string): string {
  return label(LEGAL_STATUSES, status)
}

export function professionLabel(code: string, day: string): string {
  return labelOn(PROFESSIONS, code, day)
}

export function modeLabel(code: string, day: string): string {
  return labelOn(MODES, code, day)
}

/** How the licence of a national file asks it to be cited. */
export const SOURCE_CITATIONS: Partial<Record<Source, string>> = {
  rpps: 'RPPS / Annuaire Santé, Agence du numérique en santé (Licence Ouverte 2.0)',
  finess: 'FINESS, Agence du numérique en santé (Licence Ouverte 2.0)',
}

function label(list: Readonly<Record<string, string>>, code: string): string {
  return list[code] ?? code
}
