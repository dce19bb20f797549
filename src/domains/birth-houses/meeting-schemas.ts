import { z } from 'zod'

/** With whom: the report counts them apart. */
export const MEETING_KINDS = {
  partner: 'Avec la maternité partenaire',
  network: 'Avec le réseau',
  professionals: 'Avec d’autres professionnels',
  staff: 'Staff de la maison',
} as const
export type MeetingKind = keyof typeof MEETING_KINDS
const MEETING_KIND_CODES = Object.keys(MEETING_KINDS) as [MeetingKind, ...MeetingKind[]]

/** A meeting once it was held: what was planned counts for nothing. */
export const NewMeeting = z.strictObject({
  kind: z.enum(MEETING_KIND_CODES, 'Choisissez avec qui la réunion s’est tenue.'),
  heldOn: z.iso.date('Indiquez une date, par exemple 31/12/2026.'),
  subject: z.string().trim().min(3, 'Dites son objet en quelques mots.').max(300, 'Au plus 300 caractères.'),
})
export type NewMeeting = z.infer<typeof NewMeeting>

export const Meeting = z.strictObject({
  id: z.uuid(),
  kind: z.enum(MEETING_KIND_CODES),
  heldOn: z.iso.date(),
  subject: z.string(),
})
export type Meeting = z.infer<typeof Meeting>

/** The meetings of a year, the latest first, and the years that have some. */
export const Meetings = z.strictObject({
  year: z.int(),
  years: z.array(z.int()),
  meetings: z.array(Meeting),
})
export type Meetings = z.infer<typeof Meetings>

const text = (max: number) => z.string().max(max).optional()

/** The same, as the form sends it. */
export const MeetingForm = z.strictObject({ kind: text(20), heldOn: text(20), subject: text(600) })
export type MeetingForm = z.infer<typeof MeetingForm>
