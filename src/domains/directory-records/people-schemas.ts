import { z } from 'zod'
import type { Patch } from '../directory/changes.js'
import { readEmail } from '../directory/national/email.js'
import { readPhone } from '../directory/national/phone.js'
import { PROFESSIONS, SKILLS } from '../directory/national/professions.js'
import { readRppsNumber } from '../directory/national/rpps-number.js'
import { readWebsite } from '../directory/national/website.js'
import { readLanguages } from '../directory/spreadsheet/typed-lists.js'
import { LANGUAGE_LABELS } from '../directory/vocabulary.js'
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

export const PROFESSION_CODES = [...PROFESSIONS.codes.keys()]
export const SKILL_CODES = [...SKILLS.codes.keys()]
export const LANGUAGE_CODES = Object.keys(LANGUAGE_LABELS)

export const phone = () => readBy(readPhone, { max: 60, example: '01 99 00 12 34' })
export const email = () => readBy(readEmail, { max: 300, example: 'contact@exemple.test' })
export const website = () => readBy(readWebsite, { max: 300, example: 'https://exemple.test/' })

/** Who answers for keeping a record fresh: an address, the name of an account, or any other name. */
export const owner = () =>
  line(200).meta({
    description:
      'An e-mail address, or the name of an account of the network, is asked whether the record is right; any other name is shown in the list of what is due.',
  })

/** How a person is reached: what she keeps herself. */
const contact = {
  title: line(20),
  lastName: neededLine(100, 'Indiquez le nom.'),
  firstName: line(100),
  phone: phone(),
  mobile: phone(),
  email: email(),
  website: website(),
}

/** Who a person is: for the team. */
const identity = (face: Face) => ({
  rppsNumber: readBy(readRppsNumber, { max: 60, example: '99700000005' }),
  formerIdentifier: line(20),
  professionCode: choice(PROFESSION_CODES, 'Choisissez la profession dans la liste.'),
  professionWords: line(100),
  skillCodes: face.codes(SKILL_CODES),
  territoryId: pointer('Choisissez le territoire dans la liste.'),
  owner: owner(),
  notes: lines(5000),
})

/** Languages of a program: codes, or what has no code as it is written. */
export const languages = () =>
  z
    .array(neededLine(60, 'Indiquez la langue, ou n’en mettez pas.'))
    .max(30)
    .transform((given) => [...new Set(given)])

/** Languages of a form: boxes ticked, and the others in a line. */
export const languageFields = () => ({
  languages: FROM_FORM.codes(LANGUAGE_CODES),
  otherLanguages: readBy(readLanguages, { max: 300, example: 'roumain, turc' }),
})

/** The languages a form says, each once. */
export function languagesOf({
  languages,
  otherLanguages,
}: {
  languages: string[]
  otherLanguages: string[] | null
}): string[] {
  return [...new Set([...languages, ...(otherLanguages ?? [])])]
}

const fromProgram = { ...contact, ...identity(FROM_PROGRAM), languages: languages() }
const fromForm = { ...contact, ...identity(FROM_FORM), ...languageFields() }

/** What the team writes of a person. */
export type PersonPatch = Patch<z.output<z.ZodObject<typeof fromProgram>>>

export const NewPerson = z.strictObject(fromProgram).partial().required({ lastName: true }).extend({
  /** Said by who knows that nobody of that name is the same person. */
  isAnother: z.boolean().optional(),
})
export type NewPerson = z.output<typeof NewPerson>

/** What a program changes of a person; a field left out stays as it is. */
export const PersonChange = z.strictObject(fromProgram).partial().extend({ revision: revisionOf.program })

export const NewPersonForm = z.strictObject({
  ...fromForm,
  isAnother: z.literal('oui').optional(),
  /** The request this record answers. */
  demande: z.uuid().optional(),
})
export const PersonForm = z.strictObject({ ...fromForm, revision: revisionOf.form })

/** What a person changes in her own record. */
export const OwnForm = z.strictObject({ ...contact, ...languageFields(), revision: revisionOf.form })
