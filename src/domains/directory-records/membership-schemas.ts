import { z } from 'zod'
import { readCivilDate } from '../directory/national/civil-date.js'
import { MEMBERSHIP_STATES, type MembershipState } from '../directory/vocabulary.js'
import { line, readBy } from './fields.js'
import { date } from './structure-schemas.js'

export const MEMBERSHIP_CODES = Object.keys(MEMBERSHIP_STATES) as [MembershipState, ...MembershipState[]]

const membership = {
  state: z.enum(MEMBERSHIP_CODES, 'Choisissez l’état de l’adhésion.'),
  stateSince: readBy(readCivilDate, { max: 40, example: '01/03/2026' }).pipe(
    z.string('Indiquez depuis quand, par exemple 31/12/2026.'),
  ),
  appliedOn: date(),
  charterSignedOn: date(),
  college: line(100),
  note: line(500),
}

export const Membership = z.strictObject(membership)
export type MembershipInput = z.output<typeof Membership>

/** When the membership a program read had last changed; null when there was none. */
export const MembershipChange = z.strictObject({
  ...membership,
  since: z.iso
    .datetime()
    .nullable()
    .transform((text) => (text === null ? null : new Date(text))),
})

/** When the membership a form was made with had last changed; blank when there was none. */
export const MembershipForm = z.strictObject({
  ...membership,
  since: z
    .union([z.iso.datetime(), z.literal('')])
    .transform((text) => (text === '' ? null : new Date(text))),
})
