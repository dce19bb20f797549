import {
  accessibilityLabel,
  languageLabel,
  legalStatusLabel,
  methodLabel,
  modeLabel,
  occupationOf,
  offerLabel,
  professionLabel,
  termWords,
} from '../../directory/card-labels.js'
import type { CardAddress, CardOffer, CardPlace, DirectoryCard } from '../../directory/cards.js'
import { labelOn } from '../../directory/national/nomenclature.js'
import { SKILLS } from '../../directory/national/professions.js'
import { addressWords } from '../booklet-entries.js'
import type {
  CodeableConcept,
  ContactPoint,
  HealthcareService,
  Identifier,
  Organization,
  Practitioner,
  PractitionerRole,
} from './resources.js'
import { CODES, IDENTIFIER_TYPES, IDENTIFIERS } from './systems.js'

/*
 * Cards as FHIR R4 resources. A card is already what its audience may know: nothing is hidden nor shown here, and what
 * is not known is not written, since FHIR has no null.
 */

export function practitionerOf(card: DirectoryCard, day: string): Practitioner {
  return {
    resourceType: 'Practitioner',
    ...frame(card.id, card.updatedOn),
    ...(card.rppsNumber && { identifier: rppsIdentifiers(card.rppsNumber) }),
    active: true,
    name: [
      {
        use: 'usual',
        text: [card.title, card.firstName, card.lastName ?? card.name].filter(Boolean).join(' '),
        ...(card.lastName && { family: card.lastName }),
        ...(card.firstName && { given: [card.firstName] }),
        ...(card.title && { prefix: [card.title] }),
      },
    ],
    ...filled(contactPoints(card), (telecom) => ({ telecom })),
    ...filled(qualifications(card, day), (qualification) => ({ qualification })),
    ...filled(card.languages.map(language), (communication) => ({ communication })),
  }
}

/** A person at one of her places. The structure is a reference only when this reader may open it. */
export function roleOf(
  card: DirectoryCard,
  place: CardPlace,
  { day, isReadable }: { day: string; isReadable: boolean },
): PractitionerRole {
  const where = addressWords(place.address)
  const offers = card.offers.filter(
    (offer) => offer.place === null || offer.place.situationId === place.situationId,
  )
  return {
    resourceType: 'PractitionerRole',
    ...frame(place.situationId, card.updatedOn),
    active: true,
    practitioner: { reference: `Practitioner/${card.id}`, display: card.name },
    organization: {
      ...(isReadable && { reference: `Organization/${place.structureId}` }),
      display: place.structureName,
    },
    ...filled(roleCodes(card, place, day), (code) => ({ code })),
    ...filled(skills(card, day), (specialty) => ({ specialty })),
    ...(where !== null && { location: [{ display: where }] }),
    ...filled(
      offers.map(({ id, kind }) => ({ reference: `HealthcareService/${id}`, display: offerLabel(kind) })),
      (healthcareService) => ({ healthcareService }),
    ),
    ...filled([...phone(place.phone, 'work'), ...email(place.email)], (telecom) => ({ telecom })),
  }
}

export function organizationOf(card: DirectoryCard, day: string): Organization {
  return {
    resourceType: 'Organization',
    ...frame(card.id, card.updatedOn),
    ...(card.finessNumber && { identifier: finessIdentifiers(card.finessNumber) }),
    active: true,
    type: [
      card.categoryCode === null
        ? { text: occupationOf(card, day) }
        : concept(CODES.structureCategory, card.categoryCode, occupationOf(card, day)),
      ...(card.legalStatus === null
        ? []
        : [concept(CODES.legalStatus, card.legalStatus, legalStatusLabel(card.legalStatus))]),
    ],
    name: card.name,
    ...filled(contactPoints(card), (telecom) => ({ telecom })),
    ...filled(card.address === null ? [] : [addressOf(card.address)], (address) => ({ address })),
  }
}

/** What a structure, or a person, offers. */
export function serviceOf(card: DirectoryCard, offer: CardOffer): HealthcareService {
  const where = whereOffered(card, offer)
  return {
    resourceType: 'HealthcareService',
    ...frame(offer.id, card.updatedOn),
    active: true,
    ...(card.kind === 'structure' && {
      providedBy: { reference: `Organization/${card.id}`, display: card.name },
    }),
    type: [concept(CODES.offer, offer.kind, offerLabel(offer.kind))],
    ...(where !== null && { location: [{ display: where }] }),
    name: `${offerLabel(offer.kind)} – ${card.name}`,
    ...(offer.note && { comment: offer.note }),
    ...filled(offerContacts(offer), (telecom) => ({ telecom })),
    ...(offer.audienceWords && { eligibility: [{ code: { text: offer.audienceWords } }] }),
    ...filled(characteristics(offer), (characteristic) => ({ characteristic })),
    ...filled(offer.languages.map(language), (communication) => ({ communication })),
    ...(details(offer) !== '' && { extraDetails: details(offer) }),
  }
}

/** The address of the structure; for what a person offers at one of her places, that place alone. */
function whereOffered(card: DirectoryCard, { place }: CardOffer): string | null {
  if (place === null) return addressWords(card.address)
  const at = card.places.find(({ situationId }) => situationId === place.situationId)
  return [place.structureName, at ? addressWords(at.address) : place.commune].filter(Boolean).join(', ')
}

/** Days are all a card knows: an instant is the midnight that begins one. */
function frame(id: string, updatedOn: string) {
  return { id, meta: { lastUpdated: `${updatedOn}T00:00:00Z` }, language: 'fr' as const }
}

/** FHIR has no empty lists: one that is empty is not written. */
function filled<Item, Part extends object>(
  items: Item[],
  partOf: (items: Item[]) => Part,
): Part | Record<string, never> {
  return items.length === 0 ? {} : partOf(items)
}

function concept(system: string, code: string, display: string): CodeableConcept {
  return { coding: [{ system, code, display }], text: display }
}

function identifier(type: string, system: string, value: string): Identifier {
  return { use: 'official', type: { coding: [{ system: IDENTIFIER_TYPES, code: type }] }, system, value }
}

function rppsIdentifiers(number: string): Identifier[] {
  return [
    identifier('RPPS', IDENTIFIERS.rpps, number),
    identifier('IDNPS', IDENTIFIERS.idNatPs, `8${number}`),
  ]
}

function finessIdentifiers(number: string): Identifier[] {
  return [
    identifier('FINEG', IDENTIFIERS.finess, number),
    identifier('IDNST', IDENTIFIERS.idNatStructure, `1${number}`),
  ]
}

function contactPoints(card: DirectoryCard): ContactPoint[] {
  return [
    ...phone(card.phone, 'work'),
    ...phone(card.phone2, 'work'),
    ...phone(card.emergencyPhone, 'work'),
    ...phone(card.mobile, 'mobile'),
    ...(card.fax === null ? [] : [{ system: 'fax' as const, value: card.fax, use: 'work' as const }]),
    ...email(card.email),
    ...url(card.website),
  ]
}

function phone(number: string | null, use: 'work' | 'mobile'): ContactPoint[] {
  return number === null ? [] : [{ system: 'phone', value: number, use }]
}

function email(address: string | null): ContactPoint[] {
  return address === null ? [] : [{ system: 'email', value: address, use: 'work' }]
}

function url(address: string | null): ContactPoint[] {
  return address === null ? [] : [{ system: 'url', value: address, use: 'work' }]
}

function qualifications(card: DirectoryCard, day: string): Practitioner['qualification'] & object {
  const profession = card.professionCode
    ? [concept(CODES.profession, card.professionCode, professionLabel(card.professionCode, day))]
    : []
  const words = card.professionWords ? [{ text: card.professionWords }] : []
  return [...profession, ...words, ...skills(card, day)].map((code) => ({ code }))
}

/** Codes that begin with « SM » are those of TRE_R38; the others come from several lists, so their words stand alone. */
function skills({ skillCodes }: DirectoryCard, day: string): CodeableConcept[] {
  return skillCodes.map((code) => {
    const label = labelOn(SKILLS, code, day)
    return code.startsWith('SM') ? concept(CODES.skill, code, label) : { text: label }
  })
}

function roleCodes({ professionCode }: DirectoryCard, place: CardPlace, day: string): CodeableConcept[] {
  return [
    ...(professionCode
      ? [concept(CODES.profession, professionCode, professionLabel(professionCode, day))]
      : []),
    ...(place.modeCode ? [concept(CODES.mode, place.modeCode, modeLabel(place.modeCode, day))] : []),
    ...(place.functionWords ? [{ text: place.functionWords }] : []),
  ]
}

/** A code of two or three letters is a language of BCP 47; anything else was typed, and stays a text. */
function language(code: string): CodeableConcept {
  return /^[a-z]{2,3}$/.test(code) ? concept(CODES.language, code, languageLabel(code)) : { text: code }
}

function addressOf({
  street,
  more,
  postcode,
  commune,
}: CardAddress): NonNullable<Organization['address']>[number] {
  return {
    ...filled(
      [street, more].flatMap((line) => line || []),
      (line) => ({ line }),
    ),
    ...(commune && { city: commune }),
    ...(postcode && { postalCode: postcode }),
    country: 'FR',
  }
}

function offerContacts(offer: CardOffer): ContactPoint[] {
  return [...phone(offer.phone, 'work'), ...email(offer.email), ...url(offer.link), ...email(offer.message)]
}

function characteristics({ methods, accessibility }: CardOffer): CodeableConcept[] {
  return [
    ...methods.map((method) => concept(CODES.ivgMethod, method, methodLabel(method))),
    ...accessibility.map((kind) => ({ text: accessibilityLabel(kind) })),
  ]
}

function details({ latestTermWeeks, fees, delayDays, hours }: CardOffer): string {
  return [
    hours === null ? '' : `Horaires : ${hours}`,
    latestTermWeeks === null ? '' : `Jusqu’à ${termWords(latestTermWeeks)}`,
    delayDays === null ? '' : `Délai habituel : ${delayDays} jours`,
    fees ?? '',
  ]
    .filter((part) => part !== '')
    .join('. ')
}
