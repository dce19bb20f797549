import { z } from 'zod'
import { AUDIENCES } from '../directory/visibility.js'
import { IVG_METHODS, type IvgMethod, OFFER_KINDS, type OfferKind } from '../directory/vocabulary.js'
import { type Face, FROM_FORM, FROM_PROGRAM, line, pointer } from './fields.js'
import { email, languageFields, languages, phone, website } from './people-schemas.js'
import { since } from './situation-schemas.js'
import { ACCESSIBILITY_CODES, date } from './structure-schemas.js'

export const OFFER_CODES = Object.keys(OFFER_KINDS) as [OfferKind, ...OfferKind[]]
const METHODS = Object.keys(IVG_METHODS) as IvgMethod[]

/** Latest term of an IVG that is not a medical one, in weeks of amenorrhoea: 14 weeks of pregnancy (law of 2 March 2022). */
export const IVG_LIMIT_WEEKS = 16
const EARLIEST_TERM_WEEKS = 4

/** What is offered, to whom and how. */
const offer = (face: Face) => ({
  audienceWords: line(300),
  methods: face.codes(METHODS),
  latestTermWeeks: face.whole(EARLIEST_TERM_WEEKS, IVG_LIMIT_WEEKS),
  accessibility: face.codes(ACCESSIBILITY_CODES),
  fees: line(500),
  delayDays: face.whole(0, 365),
  hours: line(500),
  phone: phone(),
  email: email(),
  link: website(),
  message: email(),
  note: line(500),
  startsOn: date(),
  endsOn: date(),
  situationId: pointer('Choisissez le lieu dans la liste.'),
  visibleTo: z.enum(AUDIENCES, 'Choisissez qui voit cette offre.'),
})

const ofProgram = { ...offer(FROM_PROGRAM), languages: languages() }
const ofForm = { ...offer(FROM_FORM), ...languageFields() }
const kind = z.enum(OFFER_CODES, 'Choisissez l’offre dans la liste.')

export type OfferInput = z.output<z.ZodObject<typeof ofProgram>>

/** What a program says of an offer; a field left out stays as it is. */
export const NewOffer = z.strictObject(ofProgram).partial().extend({ kind })
export const OfferChange = z.strictObject(ofProgram).partial().extend({ since })

/** A form asks about methods and terms for an IVG only, and about places only for a person. */
const asked = { methods: true, latestTermWeeks: true, situationId: true } as const
export const NewOfferForm = z.strictObject({ ...ofForm, kind }).partial(asked)
export const OfferForm = z.strictObject({ ...ofForm, since }).partial(asked)
