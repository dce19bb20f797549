import { z } from 'zod'
import { QUESTION_CODES } from './findings.js'
import { TRANSFER_TERMS } from './terms.js'
import { PHASE_CODES, TRANSPORT_CODES } from './vocabulary.js'

const CHOOSE = 'Choisissez une réponse.'
const WHEN = 'Indiquez une date et une heure.'
const TERM = 'Un terme va de 22 SA à 43 SA + 6 j.'
const words = (max: number) =>
  z.string().trim().max(max, `Au plus ${max} caractères.`).nullable().default(null)
const instant = z.iso.datetime({ offset: true, error: WHEN })

export const Confirmed = z.array(z.enum(QUESTION_CODES)).max(QUESTION_CODES.length).default([])

const declaration = {
  /** Null for a woman who is not in the register. */
  womanId: z.uuid('Choisissez une femme du registre, ou « femme non listée ».').nullable(),
  phase: z.enum(PHASE_CODES, CHOOSE),
  reasonCode: z.string(CHOOSE).min(1, CHOOSE).max(40),
  reasonWords: words(200),
  /** The mother with her child, or the child with its mother: one transfer. */
  accompanied: z.boolean().default(false),
  /** Days of amenorrhoea, for a woman who is not in the register; of the others it is computed. */
  termDays: z.int(TERM).min(TRANSFER_TERMS.from, TERM).max(TRANSFER_TERMS.to, TERM).nullable().default(null),
  urgent: z.boolean('Dites si c’est urgent.'),
  transport: z.enum(TRANSPORT_CODES, CHOOSE),
  /** Neither: the partner maternity. */
  destinationEstablishmentId: z.uuid(CHOOSE).nullable().default(null),
  destinationWords: words(200),
  decidedAt: instant,
  departedAt: instant.nullable().default(null),
  arrivedAt: instant.nullable().default(null),
  difficulty: words(300),
  confirmed: Confirmed,
}

/** A declaration, under a key made with its form: the same key sent again makes nothing more. */
export const NewTransfer = z.strictObject({ formKey: z.uuid(), ...declaration })
export type NewTransfer = z.infer<typeof NewTransfer>

/** A declaration corrected: from which revision, and why once the free time has passed. */
export const TransferCorrection = z.strictObject({
  revision: z.int().min(1),
  reason: words(300),
  ...declaration,
})
export type TransferCorrection = z.infer<typeof TransferCorrection>

export const TransferCancellation = z.strictObject({
  reason: z.string().trim().min(3, 'Dites en quelques mots pourquoi.').max(200, 'Au plus 200 caractères.'),
  confirmed: Confirmed,
})
export type TransferCancellation = z.infer<typeof TransferCancellation>

export const TransferParams = z.strictObject({ id: z.uuid() })

/** What a sending is answered: the number, and whether it had been declared before. */
export const Declared = z.strictObject({ id: z.uuid(), number: z.string(), again: z.boolean() })
export type Declared = z.infer<typeof Declared>

export const Transfer = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  /** The key it was declared under. */
  formKey: z.uuid(),
  woman: z.strictObject({ id: z.uuid(), number: z.string() }).nullable(),
  who: z.enum(['mother', 'newborn']),
  accompanied: z.boolean(),
  phase: z.enum(PHASE_CODES),
  termDays: z.int().nullable(),
  reasonCode: z.string(),
  reasonWords: z.string().nullable(),
  urgent: z.boolean(),
  transport: z.enum(TRANSPORT_CODES),
  destination: z.strictObject({ id: z.uuid().nullable(), name: z.string() }),
  decidedAt: z.iso.datetime(),
  departedAt: z.iso.datetime().nullable(),
  arrivedAt: z.iso.datetime().nullable(),
  receivedAt: z.iso.datetime(),
  declaredBy: z.string(),
  difficulty: z.string().nullable(),
  cancelledAt: z.iso.datetime().nullable(),
  cancelledReason: z.string().nullable(),
  revision: z.int(),
})
export type Transfer = z.infer<typeof Transfer>
