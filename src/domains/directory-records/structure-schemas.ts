import { z } from 'zod'
import type { Patch } from '../directory/changes.js'
import { readCivilDate } from '../directory/national/civil-date.js'
import { readFinessNumber } from '../directory/national/finess-number.js'
import { LEGAL_STATUSES, type LegalStatus } from '../directory/national/legal-status.js'
import { readPostcode } from '../directory/national/postcode.js'
import { readSiret } from '../directory/national/siret.js'
import {
  CAHIER_CATEGORIES,
  type CahierCategory,
  FINESS_CATEGORIES,
} from '../directory/national/structure-categories.js'
import { ACCESSIBILITY_KINDS, type AccessibilityKind } from '../directory/vocabulary.js'
import {
  choice,
  type Face,
  FROM_FORM,
  FROM_PROGRAM,
  line,
  lines,
  neededLine,
  pointer,
  readBy,
  revisionOf,
} from './fields.js'
import { email, languageFields, languages, owner, phone, website } from './people-schemas.js'

export const CATEGORIES = Object.keys(CAHIER_CATEGORIES) as [CahierCategory, ...CahierCategory[]]
export const STATUSES = Object.keys(LEGAL_STATUSES) as LegalStatus[]
export const FINESS_CODES = [...FINESS_CATEGORIES.codes.keys()]
export const ACCESSIBILITY_CODES = Object.keys(ACCESSIBILITY_KINDS) as AccessibilityKind[]

export const date = () => readBy(readCivilDate, { max: 40, example: '31/12/2026' })
const finess = () => readBy(readFinessNumber, { max: 40, example: '990000018' })

/** How a structure is reached and who it can receive: what its referent keeps. */
const presentation = (face: Face) => ({
  phone: phone(),
  phone2: phone(),
  emergencyPhone: phone(),
  fax: phone(),
  email: email(),
  website: website(),
  hours: line(500),
  accessibility: face.codes(ACCESSIBILITY_CODES),
  accessibilityNote: line(500),
})

/** What a structure is and where: for the team. */
const identity = (face: Face) => ({
  name: neededLine(200, 'Indiquez le nom de la structure.'),
  longName: line(300),
  category: z.enum(CATEGORIES, 'Choisissez la catégorie dans la liste.'),
  categoryCode: choice(FINESS_CODES, 'Choisissez la catégorie FINESS dans la liste.'),
  legalStatus: choice(STATUSES, 'Choisissez le statut dans la liste.'),
  finessNumber: finess(),
  legalFinessNumber: finess(),
  siret: readBy(readSiret, { max: 40, example: '99000001800019' }),
  establishmentId: pointer('Choisissez la maternité dans la liste.'),
  territoryId: pointer('Choisissez le territoire dans la liste.'),
  street: line(300),
  addressMore: line(300),
  postcode: readBy(readPostcode, { max: 20, example: '01000' }),
  communeName: line(100),
  latitude: face.decimal(-90, 90),
  longitude: face.decimal(-180, 180),
  isPrivateAddress: face.flag(),
  openedOn: date(),
  closedOn: date(),
  owner: owner(),
  notes: lines(5000),
})

const ofProgram = presentation(FROM_PROGRAM)
const ofForm = presentation(FROM_FORM)
const fromProgram = { ...identity(FROM_PROGRAM), ...ofProgram, languages: languages() }
const fromForm = { ...identity(FROM_FORM), ...ofForm, ...languageFields() }

/** What the team writes of a structure. */
export type StructurePatch = Patch<z.output<z.ZodObject<typeof fromProgram>>>
/** What its referent writes. */
export type PresentationPatch = Patch<z.output<z.ZodObject<typeof ofProgram>> & { languages: string[] }>

export const NewStructure = z
  .strictObject(fromProgram)
  .partial()
  .required({ name: true, category: true })
  .extend({ isAnother: z.boolean().optional() })
export type NewStructure = z.output<typeof NewStructure>

/** What a program changes of a structure; a field left out stays as it is, but a point is changed whole. */
export const StructureChange = z
  .strictObject(fromProgram)
  .partial()
  .extend({ revision: revisionOf.program })
  .refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), {
    path: ['longitude'],
    message: 'Une position a une latitude et une longitude : donnez les deux, ou aucune.',
  })
/** The same for whoever answers for it. */
export const PresentationChange = z
  .strictObject({ ...ofProgram, languages: languages() })
  .partial()
  .extend({ revision: revisionOf.program })

export const NewStructureForm = z.strictObject({ ...fromForm, isAnother: z.literal('oui').optional() })
export const StructureForm = z.strictObject({ ...fromForm, revision: revisionOf.form })

export const PresentationForm = z.strictObject({ ...ofForm, ...languageFields(), revision: revisionOf.form })
