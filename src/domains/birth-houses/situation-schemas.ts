import { z } from 'zod'
import { typedNumber, typedText } from '../../web/read-form.js'

/** What the coordination decides of a house: its name, its partner maternity, the day it closes. */
export const Situation = z.strictObject({
  name: z.string().trim().min(1, 'Indiquez le nom de la maison.').max(200, 'Au plus 200 caractères.'),
  partnerEstablishmentId: z.uuid('Choisissez la maternité partenaire dans la liste.').nullable(),
  closedOn: z.iso.date('Indiquez une date, par exemple 31/12/2026.').nullable(),
  revision: z.int().min(1),
})
export type Situation = z.infer<typeof Situation>

/** The same with who wrote last in the file of the house. */
export const SavedSituation = z.strictObject({
  ...Situation.shape,
  partnerName: z.string().nullable(),
  openedOn: z.iso.date().nullable(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
})
export type SavedSituation = z.infer<typeof SavedSituation>

const text = (max: number) => z.string().max(max).optional()

/** The same, as the form sends it. */
export const SituationForm = z.strictObject({
  name: text(400),
  partnerEstablishmentId: text(36),
  closedOn: text(20),
  revision: text(10),
})
export type SituationForm = z.infer<typeof SituationForm>

export function situationOf(typed: SituationForm) {
  return {
    name: typed.name ?? '',
    partnerEstablishmentId: typedText(typed.partnerEstablishmentId),
    closedOn: typedText(typed.closedOn),
    revision: typedNumber(typed.revision) ?? 0,
  }
}

export function typedSituation(saved: Situation): SituationForm {
  return {
    name: saved.name,
    partnerEstablishmentId: saved.partnerEstablishmentId ?? '',
    closedOn: saved.closedOn ?? '',
    revision: String(saved.revision),
  }
}
