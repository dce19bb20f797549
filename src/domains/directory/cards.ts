import { civilDate } from '../../web/dates.js'
import { typeset } from '../../web/typography.js'
import { isCurrent } from './current.js'
import { deduceMaternityType, isPerinatalActivity } from './national/maternity-type.js'
import { SKILL_GROUPS } from './national/professions.js'
import { personCategory } from './person-category.js'
import type { Provenance, Source } from './provenance.js'
import type {
  ActivityRow,
  OfferRow,
  PersonRecord,
  Place,
  PlaceStructure,
  SituationRow,
  StructureRecord,
} from './records.js'
import {
  type Audience,
  CONTACT_FIELDS,
  isPractice,
  type PersonField,
  personFieldAudience,
  personOfferAudience,
  placeContactAudience,
  reaches,
  type StructureField,
  type StructureSecrecy,
  structureFieldAudience,
  structureOfferAudience,
} from './visibility.js'

/**
 * What one audience may know of one record. Codes, not labels: a label is read on the day it is shown. Cards are made by
 * hundreds of thousands: both kinds write every field out, which costs a fiftieth of overriding those of a blank card.
 */
export type DirectoryCard = {
  kind: 'person' | 'structure'
  id: string
  /** « MARTIN Claire », or the name of the structure. */
  name: string
  title: string | null
  lastName: string | null
  firstName: string | null
  rppsNumber: string | null
  finessNumber: string | null
  professionCode: string | null
  professionWords: string | null
  skillCodes: string[]
  /** Category of the cahier des charges, and that of FINESS. */
  category: string
  categoryCode: string | null
  /** Of a structure, public or private: `LEGAL_STATUSES`. */
  legalStatus: string | null
  phone: string | null
  phone2: string | null
  mobile: string | null
  emergencyPhone: string | null
  fax: string | null
  email: string | null
  website: string | null
  hours: string | null
  languages: string[]
  accessibility: string[]
  accessibilityNote: string | null
  /** Where a structure is. */
  address: CardAddress | null
  /** Where a person works. */
  places: CardPlace[]
  offers: CardOffer[]
  /** Of a structure with authorised activities of perinatal care: the type they make, and in which words. */
  maternity: { type: string | null; sentence: string } | null
  membership: { state: string; college: string | null } | null
  territoryIds: string[]
  verifiedOn: string | null
  updatedOn: string
  /** National files it draws on, which their licence asks to cite with their date. */
  sources: { source: Source; on: string }[]
}

export type CardAddress = {
  street: string | null
  more: string | null
  postcode: string | null
  communeCode: string | null
  commune: string | null
  latitude: number | null
  longitude: number | null
}

export type CardPlace = {
  situationId: string
  structureId: string
  structureName: string
  /** Hers where her place has none; null when neither is known: it may be in any of those of the card. */
  territoryId: string | null
  categoryCode: string | null
  legalStatus: string | null
  functionWords: string | null
  modeCode: string | null
  sectorCode: string | null
  phone: string | null
  email: string | null
  accessibility: string[]
  address: CardAddress
}

export type CardOffer = {
  id: string
  kind: string
  /** The structure that offers it; null for what a person offers. */
  structureId: string | null
  /** Where a person offers it; null when it is wherever she works. */
  place: CardOfferPlace | null
  audienceWords: string | null
  methods: string[]
  latestTermWeeks: number | null
  languages: string[]
  accessibility: string[]
  fees: string | null
  delayDays: number | null
  hours: string | null
  phone: string | null
  email: string | null
  link: string | null
  message: string | null
  note: string | null
}

/** One of the places of her card, in the words of it. */
export type CardOfferPlace = {
  situationId: string
  structureId: string
  structureName: string
  commune: string | null
}

/** When a card is made: the day, and the zone its instants are read in. */
export type CardDay = { today: string; timeZone: string }

/**
 * True when what is for an audience may be read: all that a card knows of its reader. It is asked only of what there is to
 * see, so that readers who are answered alike are shown the same card.
 */
export type Sight = (needed: Audience) => boolean

/** The sight of an audience: what is for it, and for those wider than it. */
export function sightOf(audience: Audience): Sight {
  return (needed) => reaches(audience, needed)
}

/** The card of a person for a reader, or null when she may not know of her. */
export function cardOfPerson(
  { person, situations, offers, consents, membership }: PersonRecord,
  isSeen: Sight,
  day: CardDay,
): DirectoryCard | null {
  if (person.archivedAt !== null) return null
  const holds = { visibility: person.visibility, objectedAt: person.objectedAt, consents }
  const sees = (field: PersonField) => isSeen(personFieldAudience(field, holds))
  if (!sees('listing')) return null
  const current = situations.filter(
    ({ situation, place }) => isCurrent(situation, day.today) && isOpen(place.structure, day.today),
  )
  const places = current.map(({ situation, place }) =>
    placeOf(situation, place, { isSeen, consents, person }),
  )
  return {
    kind: 'person',
    id: person.id,
    name: personName(person),
    title: person.title,
    lastName: person.lastName,
    firstName: person.firstName,
    rppsNumber: person.rppsNumber,
    finessNumber: null,
    professionCode: person.professionCode,
    professionWords: person.professionWords,
    skillCodes: person.skillCodes,
    category: personCategory({
      ...person,
      college: membership?.state === 'active' && isSeen('members') ? membership.college : null,
      places: current.map(({ situation, place }) => ({ ...situation, category: categoryOf(place, isSeen) })),
    }),
    categoryCode: null,
    legalStatus: null,
    phone: shown(person.phone, () => sees('phone')),
    phone2: null,
    mobile: shown(person.mobile, () => sees('mobile')),
    emergencyPhone: null,
    fax: null,
    email: shown(person.email, () => sees('email')),
    website: shown(person.website, () => sees('website')),
    hours: null,
    languages: shownAll(person.languages, () => sees('languages')),
    accessibility: unique(places.flatMap(({ accessibility }) => accessibility)),
    accessibilityNote: null,
    address: null,
    places,
    offers: offers
      .filter((offer) => isCurrent(offer, day.today) && isSeen(personOfferAudience(offer, holds)))
      .flatMap((offer) => offerAt(offer, places) ?? [])
      .map((offer) => reachedAs(offer, sees)),
    maternity: null,
    membership: shown(membership && { state: membership.state, college: membership.college }, () =>
      isSeen('members'),
    ),
    territoryIds: unique([
      ...(person.territoryId ? [person.territoryId] : []),
      ...current.flatMap(({ place }) => place.structure.territoryId ?? []),
    ]),
    ...freshness(person, day),
  }
}

/** The card of a structure for a reader, or null when she may not know of it. */
export function cardOfStructure(record: StructureRecord, isSeen: Sight, day: CardDay): DirectoryCard | null {
  const { structure, offers, activities, membership } = record
  if (!isOpen(structure, day.today)) return null
  const secrecy = secrecyOf(record)
  const sees = (field: StructureField) => isSeen(structureFieldAudience(field, secrecy))
  if (!sees('listing')) return null
  return {
    kind: 'structure',
    id: structure.id,
    name: structure.name,
    title: null,
    lastName: null,
    firstName: null,
    rppsNumber: null,
    finessNumber: structure.finessNumber,
    professionCode: null,
    professionWords: null,
    skillCodes: [],
    category: structure.category,
    categoryCode: structure.categoryCode,
    legalStatus: structure.legalStatus,
    phone: shown(structure.phone, () => sees('phone')),
    phone2: shown(structure.phone2, () => sees('phone')),
    mobile: null,
    emergencyPhone: shown(structure.emergencyPhone, () => sees('emergencyPhone')),
    fax: shown(structure.fax, () => sees('fax')),
    email: shown(structure.email, () => sees('email')),
    website: shown(structure.website, () => sees('website')),
    hours: shown(structure.hours, () => sees('hours')),
    languages: structure.languages,
    accessibility: shownAll(structure.accessibility, () => sees('accessibility')),
    accessibilityNote: shown(structure.accessibilityNote, () => sees('accessibility')),
    address: addressOf(structure, () => sees('address')),
    places: [],
    offers: offers
      .filter((offer) => isCurrent(offer, day.today) && isSeen(structureOfferAudience(offer, secrecy)))
      .map((offer) => reachedAs(offerOf(offer, null), sees)),
    maternity: maternityOf(activities, day.today),
    membership: shown(membership && { state: membership.state, college: membership.college }, () =>
      isSeen('members'),
    ),
    territoryIds: structure.territoryId ? [structure.territoryId] : [],
    ...freshness(structure, day),
  }
}

/** What decides who sees a structure. Somebody’s place is that of somebody shown: not everybody there has objected. */
export function secrecyOf({
  structure,
  hostsIvgPractitioner,
  isObjectedTo = false,
}: Place & { isObjectedTo?: boolean }): StructureSecrecy {
  return {
    visibility: structure.visibility,
    isPrivateAddress: structure.isPrivateAddress,
    isPractice: isPractice(structure),
    hostsIvgPractitioner,
    isObjectedTo,
  }
}

/** « MARTIN Claire »: the family name first, as directories are read. */
export function personName({ lastName, firstName }: { lastName: string; firstName: string | null }): string {
  return firstName === null
    ? lastName.toLocaleUpperCase('fr')
    : `${lastName.toLocaleUpperCase('fr')} ${firstName}`
}

/** Names of the specialities a set of skill codes belongs to: what a filter proposes. */
export function skillGroupsOf(codes: readonly string[]): string[] {
  return SKILL_GROUPS.filter((group) => group.codes.some((code) => codes.includes(code))).map(
    ({ name }) => name,
  )
}

/** Still a place to be shown: neither closed nor taken out of the directory. */
function isOpen({ closedOn, archivedAt }: PlaceStructure, today: string): boolean {
  return archivedAt === null && (closedOn === null || closedOn >= today)
}

/** A value the reader may see, or null. */
function shown<Value>(value: Value | null, isSeen: () => boolean): Value | null {
  return value !== null && isSeen() ? value : null
}

function shownAll(values: string[], isSeen: () => boolean): string[] {
  return values.length > 0 && isSeen() ? values : []
}

/** The category of a place that its reader may know of. */
function categoryOf(place: Place, isSeen: Sight): string | null {
  return isSeen(structureFieldAudience('listing', secrecyOf(place))) ? place.structure.category : null
}

type Reader = { isSeen: Sight; consents: readonly string[]; person: PersonRecord['person'] }

function placeOf(situation: SituationRow, place: Place, { isSeen, consents, person }: Reader): CardPlace {
  const { structure } = place
  const secrecy = secrecyOf(place)
  const sees = (field: StructureField) => isSeen(structureFieldAudience(field, secrecy))
  const seesContact = (field: 'phone' | 'email') => isSeen(placeContactAudience(field, situation, consents))
  return {
    situationId: situation.id,
    structureId: structure.id,
    structureName: sees('listing') ? structure.name : 'Cabinet',
    territoryId: structure.territoryId ?? person.territoryId,
    categoryCode: structure.categoryCode,
    legalStatus: structure.legalStatus,
    functionWords: situation.functionWords,
    modeCode: situation.modeCode,
    sectorCode: situation.sectorCode,
    phone: shown(situation.phone, () => seesContact('phone')),
    email: shown(situation.email, () => seesContact('email')),
    accessibility: shownAll(structure.accessibility, () => sees('accessibility')),
    address: addressOf(structure, () => sees('address')),
  }
}

/** Without the street, the commune alone: and no point on a map, which would be the street by other means. */
function addressOf(structure: PlaceStructure, isStreetSeen: () => boolean): CardAddress {
  const { street, addressMore, latitude, longitude } = structure
  const hasStreet = [street, addressMore, latitude, longitude].some((one) => one !== null)
  const withStreet = hasStreet && isStreetSeen()
  return {
    street: withStreet ? street : null,
    more: withStreet ? addressMore : null,
    postcode: structure.postcode,
    communeCode: structure.communeCode,
    commune: structure.communeName,
    latitude: withStreet ? latitude : null,
    longitude: withStreet ? longitude : null,
  }
}

/** An offer may be shown more widely than how its owner is reached: each way of asking for it follows its own field. */
function reachedAs(offer: CardOffer, sees: (field: ContactField) => boolean): CardOffer {
  return {
    ...offer,
    phone: shown(offer.phone, () => sees(CONTACT_FIELDS.phone)),
    email: shown(offer.email, () => sees(CONTACT_FIELDS.email)),
    link: shown(offer.link, () => sees(CONTACT_FIELDS.link)),
    message: shown(offer.message, () => sees(CONTACT_FIELDS.message)),
  }
}

type ContactField = (typeof CONTACT_FIELDS)[keyof typeof CONTACT_FIELDS]

/** What she offers, where she does; null once she has left the place where she did. */
function offerAt(offer: OfferRow, places: readonly CardPlace[]): CardOffer | null {
  if (offer.situationId === null) return offerOf(offer, null)
  const place = places.find(({ situationId }) => situationId === offer.situationId)
  if (!place) return null
  const { situationId, structureId, structureName, address } = place
  return offerOf(offer, { situationId, structureId, structureName, commune: address.commune })
}

function offerOf(offer: OfferRow, place: CardOfferPlace | null): CardOffer {
  return {
    id: offer.id,
    kind: offer.kind,
    structureId: offer.structureId,
    place,
    audienceWords: offer.audienceWords,
    methods: offer.methods,
    latestTermWeeks: offer.latestTermWeeks,
    languages: offer.languages,
    accessibility: offer.accessibility,
    fees: offer.fees,
    delayDays: offer.delayDays,
    hours: offer.hours,
    phone: offer.phone,
    email: offer.email,
    link: offer.link,
    message: offer.message,
    note: offer.note,
  }
}

/** The type of maternity of a site is what its authorisations of the day make: a deduction, said as such. */
function maternityOf(activities: readonly ActivityRow[], today: string): DirectoryCard['maternity'] {
  const perinatal = activities
    .map((row) => ({ ...row, finessNumber: null, legalFinessNumber: null, arhgosNumber: null }))
    .filter(isPerinatalActivity)
  const readOn = perinatal
    .map((row) => row.readOn)
    .sort()
    .at(-1)
  if (readOn === undefined) return null
  const { type, sentence } = deduceMaternityType(perinatal, today, readOn)
  return { type, sentence: typeset(sentence) }
}

function freshness(
  row: { verifiedAt: Date | null; updatedAt: Date; provenance: Provenance },
  { timeZone }: CardDay,
): Pick<DirectoryCard, 'verifiedOn' | 'updatedOn' | 'sources'> {
  return {
    verifiedOn: row.verifiedAt === null ? null : civilDate(row.verifiedAt, timeZone),
    updatedOn: civilDate(row.updatedAt, timeZone),
    sources: nationalSources(row.provenance),
  }
}

/** The latest day of each national file some value comes from. */
function nationalSources(provenance: Provenance): { source: Source; on: string }[] {
  const latest = new Map<Source, string>()
  for (const { source, on } of Object.values(provenance)) {
    if (source !== 'rpps' && source !== 'finess') continue
    const known = latest.get(source)
    if (known === undefined || known < on) latest.set(source, on)
  }
  return [...latest].map(([source, on]) => ({ source, on }))
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
