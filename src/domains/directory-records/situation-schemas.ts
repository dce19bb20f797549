import { z } from 'zod'
import { MODES } from '../directory/national/professions.js'
import { SECTORS } from '../directory/national/sectors.js'
import { AUDIENCES } from '../directory/visibility.js'
import { choice, line } from './fields.js'
import { email, phone } from './people-schemas.js'
import { date } from './structure-schemas.js'

const audience = z.enum(AUDIENCES, 'Choisissez qui le voit.')

/** What is said of a person at a place. */
const situation = {
  functionWords: line(200),
  modeCode: choice([...MODES.codes.keys()], 'Choisissez le mode d’exercice dans la liste.'),
  sectorCode: choice([...SECTORS.codes.keys()], 'Choisissez le secteur dans la liste.'),
  phone: phone(),
  email: email(),
  startsOn: date(),
  endsOn: date(),
  phoneVisibleTo: audience,
  emailVisibleTo: audience,
}

export type SituationInput = z.output<z.ZodObject<typeof situation>>

const place = z.uuid('Choisissez le lieu dans la liste.')
/** When the row a form or a program read had last changed. */
export const since = z.iso.datetime().transform((text) => new Date(text))

/** What a program says of a person at a place; a field left out stays as it is. */
export const NewSituation = z.strictObject(situation).partial().extend({ structureId: place })
export const SituationChange = z
  .strictObject(situation)
  .partial()
  .extend({
    since,
    /** She still works there, whatever the national file no longer says. */
    isStillThere: z.literal(true).optional(),
  })

export const NewSituationForm = z.strictObject({ structureId: place, ...situation })
export const SituationForm = z.strictObject({
  ...situation,
  since,
  isStillThere: z
    .literal('oui')
    .transform(() => true as const)
    .optional(),
})
