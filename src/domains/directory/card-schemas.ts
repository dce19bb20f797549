import { z } from 'zod'
import type { DirectoryCard } from './cards.js'
import { OFFER_SAID } from './offer-said.js'
import { SOURCE_LABELS, type Source } from './provenance.js'

const SOURCES = Object.keys(SOURCE_LABELS) as [Source, ...Source[]]
const text = z.string().nullable()
const texts = z.array(z.string())

const CardAddress = z.strictObject({
  street: text,
  more: text,
  postcode: text,
  communeCode: text,
  commune: text,
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
})

const CardPlace = z.strictObject({
  situationId: z.uuid(),
  structureId: z.uuid(),
  structureName: z.string(),
  territoryId: z.uuid().nullable(),
  categoryCode: text,
  legalStatus: text,
  functionWords: text,
  modeCode: text,
  sectorCode: text,
  phone: text,
  email: text,
  accessibility: texts,
  address: CardAddress,
})

const CardOfferPlace = z.strictObject({
  situationId: z.uuid(),
  structureId: z.uuid(),
  structureName: z.string(),
  commune: text,
})

const CardOffer = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  structureId: z.uuid().nullable(),
  place: CardOfferPlace.nullable(),
  ...OFFER_SAID,
})

/** What one audience may know of one record, as the API gives it. */
export const Card = z.strictObject({
  kind: z.enum(['person', 'structure']),
  id: z.uuid(),
  name: z.string(),
  title: text,
  lastName: text,
  firstName: text,
  rppsNumber: text,
  finessNumber: text,
  professionCode: text,
  professionWords: text,
  skillCodes: texts,
  category: z.string(),
  categoryCode: text,
  legalStatus: text,
  phone: text,
  phone2: text,
  mobile: text,
  emergencyPhone: text,
  fax: text,
  email: text,
  website: text,
  hours: text,
  languages: texts,
  accessibility: texts,
  accessibilityNote: text,
  address: CardAddress.nullable(),
  places: z.array(CardPlace),
  offers: z.array(CardOffer),
  maternity: z.strictObject({ type: text, sentence: z.string() }).nullable(),
  membership: z.strictObject({ state: z.string(), college: text }).nullable(),
  territoryIds: z.array(z.uuid()),
  verifiedOn: z.iso.date().nullable(),
  updatedOn: z.iso.date(),
  sources: z.array(z.strictObject({ source: z.enum(SOURCES), on: z.iso.date() })),
}) satisfies z.ZodType<DirectoryCard>

/** One page of a search. `isMore`: more match than `total`, which were not counted. */
export const FoundCards = z.strictObject({
  total: z.int(),
  isMore: z.boolean(),
  /** Nothing has exactly what was asked: these are a letter apart. */
  isNear: z.boolean(),
  page: z.int(),
  pageCount: z.int(),
  cards: z.array(z.strictObject({ card: Card, kilometres: z.number().nullable() })),
})
