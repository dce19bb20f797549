import { z } from 'zod'
import { readRppsNumber } from '../directory/national/rpps-number.js'
import { choice, line, neededLine, readBy } from './fields.js'
import { PROFESSION_CODES } from './people-schemas.js'

/** What somebody says of herself to ask for her record. */
export const RecordRequest = z.strictObject({
  lastName: neededLine(100, 'Indiquez votre nom d’exercice.'),
  firstName: line(100),
  professionCode: choice(PROFESSION_CODES, 'Choisissez votre profession dans la liste.'),
  rppsNumber: readBy(readRppsNumber, { max: 60, example: '99700000005' }),
  message: line(500),
})
export type RecordRequest = z.output<typeof RecordRequest>

export const Refusal = z.strictObject({ reason: neededLine(300, 'Dites pourquoi, en quelques mots.') })
export const AccountChoice = z.strictObject({ userId: z.uuid('Choisissez un compte dans la liste.') })
