import { z } from 'zod'
import { readRppsNumber } from '../directory/national/rpps-number.js'
import { choice, line, lines, neededLine, readBy } from './fields.js'
import { PROFESSION_CODES } from './people-schemas.js'

/** What somebody says of herself to ask for her record. */
export const RecordRequest = z.strictObject({
  lastName: neededLine(100, 'Indiquez votre nom d’exercice.'),
  firstName: line(100),
  professionCode: choice(PROFESSION_CODES, 'Choisissez votre profession dans la liste.'),
  rppsNumber: readBy(readRppsNumber, { max: 60, example: '99700000005' }),
  message: lines(500),
})
export type RecordRequest = z.output<typeof RecordRequest>

/** Which record of the directory is hers. */
export const RecordChoice = z.strictObject({ personId: z.uuid('Choisissez une fiche dans la liste.') })

export const RequestRefusal = z.strictObject({
  reason: neededLine(300, 'Dites pourquoi, en quelques mots : la personne le lira.'),
})
