import { z } from 'zod'

const civilDate = z.iso.date('Indiquez une date, par exemple 31/12/2026.')
const words = (max: number) => z.string().trim().min(1, 'Remplissez ce champ.').max(max)

export const NewAuthorisation = z
  .strictObject({
    reference: words(200),
    legalBasis: words(2000),
    dataProtectionOfficer: words(200),
    healthDataHost: words(200),
    validFrom: civilDate,
    validTo: civilDate,
  })
  .refine((value) => value.validFrom <= value.validTo, {
    path: ['validTo'],
    error: 'La date de fin précède la date de début. Corrigez l’une des deux.',
  })
export type NewAuthorisation = z.infer<typeof NewAuthorisation>

export const Establishment = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  finessGeo: z.string(),
  finessPmsi: z.string(),
  territory: z.string().nullable(),
  type: z.enum(['I', 'IIA', 'IIB', 'III', 'CPP']).nullable(),
})
export type Establishment = z.infer<typeof Establishment>

export const Authorisation = z.strictObject({
  id: z.uuid(),
  reference: z.string(),
  legalBasis: z.string(),
  dataProtectionOfficer: z.string(),
  healthDataHost: z.string(),
  validFrom: z.iso.date(),
  validTo: z.iso.date(),
  synthetic: z.boolean(),
})
export type Authorisation = z.infer<typeof Authorisation>
