import { z } from 'zod'
import { secrecyOf } from '../directory/cards.js'
import { structureFieldAudience } from '../directory/visibility.js'
import { Membership, membershipAnswer, Offer, offerAnswer } from './part-answers.js'
import type { StructureFile } from './reading.js'
import { around, audience, day, picked, standing, standingAnswer, text, texts } from './record-answers.js'
import { STRUCTURE_PARTS } from './visibility-schemas.js'

const structure = {
  name: z.string(),
  longName: text,
  category: z.string(),
  categoryCode: text,
  /** `public`, `private`, `espic`, `non-profit`, `for-profit`. */
  legalStatus: text,
  finessNumber: text,
  legalFinessNumber: text,
  siret: text,
  establishmentId: z.uuid().nullable(),
  street: text,
  addressMore: text,
  postcode: text,
  communeCode: text,
  communeName: text,
  departmentCode: text,
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  /** Where its point on the map comes from. */
  positionSource: text,
  isPrivateAddress: z.boolean(),
  phone: text,
  phone2: text,
  emergencyPhone: text,
  fax: text,
  email: text,
  website: text,
  hours: text,
  languages: texts,
  accessibility: texts,
  accessibilityNote: text,
  openedOn: day,
  closedOn: day,
  owner: text,
  /** For the team. */
  notes: text,
}

const activity = {
  regime: z.string(),
  activityCode: z.string(),
  modalityCode: text,
  formCode: text,
  startsOn: day,
  endsOn: day,
  isActive: z.boolean(),
  /** Day of the file that says so. */
  readOn: z.iso.date(),
}

export const StructureAnswer = z.strictObject({
  ...standing,
  ...structure,
  /** Who sees each part in the end: what was chosen, and the street of no home nor of a practice with an IVG. */
  seenBy: z.record(z.enum(STRUCTURE_PARTS), audience),
  offers: z.array(Offer),
  /** As FINESS says them. */
  activities: z.array(z.strictObject(activity)),
  /** For the team. */
  membership: Membership.nullable(),
  /** A few of those who work there; for the team. */
  team: around.duplicates,
  /** The caller may change how it is presented: what whoever answers for it may. */
  mayWrite: z.boolean(),
  ...around,
})

/** The whole record of a structure as a program reads it. */
export function structureAnswer(file: StructureFile): z.infer<typeof StructureAnswer> {
  return {
    ...standingAnswer(file.structure),
    ...picked(structure, file.structure),
    seenBy: seenBy(file),
    offers: file.offers.map(offerAnswer),
    activities: file.activities.map((one) => picked(activity, one)),
    membership: membershipAnswer(file.membership),
    team: file.team,
    mayWrite: file.mayWrite,
    ...picked(around, file),
  }
}

function seenBy(file: StructureFile): z.infer<typeof StructureAnswer>['seenBy'] {
  const secrecy = secrecyOf(file)
  const audienceOf = (part: (typeof STRUCTURE_PARTS)[number]) => structureFieldAudience(part, secrecy)
  return {
    listing: audienceOf('listing'),
    address: audienceOf('address'),
    phone: audienceOf('phone'),
    emergencyPhone: audienceOf('emergencyPhone'),
    fax: audienceOf('fax'),
    email: audienceOf('email'),
    website: audienceOf('website'),
    hours: audienceOf('hours'),
    accessibility: audienceOf('accessibility'),
  }
}
