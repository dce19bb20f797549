import { z } from 'zod'
import { RIGHTS } from '../../audit/sentences.js'

export type Right = keyof typeof RIGHTS
const RIGHT_NAMES = Object.keys(RIGHTS) as [Right, ...Right[]]

/** What a person may correct by herself: her name. Her address is what proves who she is, so it is asked for. */
export const Correction = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'Indiquez votre prénom et votre nom.')
    .max(200, 'Le nom compte au plus 200 caractères.')
    .regex(
      /^[\p{L}\p{M}\s'’.()-]+$/u,
      'Le nom ne contient que des lettres, des espaces, des traits d’union et des apostrophes.',
    ),
})

export const RightRequest = z.strictObject({
  right: z.enum(RIGHT_NAMES, 'Choisissez le droit que vous voulez faire valoir.'),
})

const Value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
])

export const OwnData = z.strictObject({
  exportedAt: z.iso.datetime(),
  tables: z.array(
    z.strictObject({
      table: z.string(),
      holds: z.string(),
      class: z.enum(['P1', 'P2', 'P3', 'P4']),
      purpose: z.string(),
      basis: z.string(),
      recipients: z.string(),
      retention: z.string(),
      rows: z.array(z.record(z.string(), Value)),
    }),
  ),
})
export type OwnData = z.infer<typeof OwnData>

export const Register = z.strictObject({
  network: z.string(),
  dataProtectionOfficer: z.string().nullable(),
  healthDataHost: z.string().nullable(),
  processings: z.array(
    z.strictObject({
      title: z.string(),
      purpose: z.string(),
      basis: z.string(),
      recipients: z.string(),
      people: z.array(z.string()),
      tables: z.array(
        z.strictObject({
          table: z.string(),
          holds: z.string(),
          class: z.enum(['P1', 'P2', 'P3', 'P4']),
          people: z.array(z.string()),
          retention: z.string(),
        }),
      ),
    }),
  ),
})
export type Register = z.infer<typeof Register>
export type RegisterProcessing = Register['processings'][number]
