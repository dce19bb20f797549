import { z } from 'zod'
import { readCivilDate } from '../directory/national/civil-date.js'
import {
  AUDIENCES,
  PERSON_FIELDS,
  type PersonField,
  STRUCTURE_FIELDS,
  type StructureField,
} from '../directory/visibility.js'
import { neededLine, readBy, revisionOf } from './fields.js'

export const PERSON_PARTS = Object.keys(PERSON_FIELDS) as [PersonField, ...PersonField[]]
export const STRUCTURE_PARTS = Object.keys(STRUCTURE_FIELDS) as [StructureField, ...StructureField[]]

const audience = z.enum(AUDIENCES, 'Choisissez qui voit cette partie de la fiche.')

const ofPerson = z.strictObject({
  listing: audience,
  phone: audience,
  mobile: audience,
  email: audience,
  website: audience,
  languages: audience,
  ivg: audience,
} satisfies Record<PersonField, unknown>)

const ofStructure = z.strictObject({
  listing: audience,
  address: audience,
  phone: audience,
  emergencyPhone: audience,
  fax: audience,
  email: audience,
  website: audience,
  hours: audience,
  accessibility: audience,
} satisfies Record<StructureField, unknown>)

export const PersonVisibilityForm = ofPerson.extend({ revision: revisionOf.form })
export const StructureVisibilityForm = ofStructure.extend({ revision: revisionOf.form })

/** What a program chooses; a part left out stays as it is. */
export const PersonVisibility = ofPerson.partial().extend({ revision: revisionOf.program })
export const StructureVisibility = ofStructure.partial().extend({ revision: revisionOf.program })

const SOURCE = 'Dites comment la personne l’a fait savoir : courrier, courriel, appel…'
const neededDate = readBy(readCivilDate, { max: 40, example: '01/03/2026' }).pipe(
  z.string('Indiquez la date, par exemple 31/12/2026.'),
)
const scope = z.enum(PERSON_PARTS, 'Choisissez sur quoi porte l’accord.')

export const Consent = z.strictObject({ scope, givenOn: neededDate, source: neededLine(200, SOURCE) })
export const Withdrawal = z.strictObject({ scope, withdrawnOn: neededDate, source: neededLine(200, SOURCE) })
export const Objection = z.strictObject({ source: neededLine(200, SOURCE) })
