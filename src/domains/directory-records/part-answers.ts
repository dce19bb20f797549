import { z } from 'zod'
import { OFFER_SAID } from '../directory/offer-said.js'
import type { MembershipRow, OfferRow, PersonRecord } from '../directory/records.js'
import type { ConsentRow } from './reading.js'
import { audience, day, instant, Provenance, picked, SaidElsewhere, text } from './record-answers.js'
import { withAudiences } from './situation-audiences.js'

const situation = {
  id: z.uuid(),
  structureId: z.uuid(),
  functionWords: text,
  modeCode: text,
  sectorCode: text,
  phone: text,
  phoneVisibleTo: audience,
  email: text,
  emailVisibleTo: audience,
  startsOn: day,
  endsOn: day,
  goneSince: day,
  provenance: Provenance,
  saidElsewhere: SaidElsewhere,
}

/** A person at a place. */
export const Situation = z.strictObject({
  ...situation,
  structureName: z.string(),
  /** To be said back as `since` with a change. */
  updatedAt: instant,
})

const offer = {
  id: z.uuid(),
  kind: z.string(),
  /** For an offer of a person: at which of her places. */
  situationId: z.uuid().nullable(),
  ...OFFER_SAID,
  startsOn: day,
  endsOn: day,
  visibleTo: audience,
  provenance: Provenance,
}

/** An offer of care. */
export const Offer = z.strictObject({
  ...offer,
  /** To be said back as `since` with a change. */
  updatedAt: instant,
})

const consent = {
  scope: z.string(),
  givenOn: z.iso.date(),
  source: z.string(),
  recordedBy: z.string(),
  withdrawnSource: text,
}

/** What a person agreed to, for one part of her record. */
export const Consent = z.strictObject({
  ...consent,
  recordedAt: instant,
  /** Null while it is in force. */
  withdrawnAt: instant.nullable(),
})

const membership = {
  state: z.string(),
  stateSince: z.iso.date(),
  appliedOn: day,
  charterSignedOn: day,
  college: text,
  note: text,
  updatedBy: z.string(),
}

/** Belonging to the network. */
export const Membership = z.strictObject({
  ...membership,
  /** To be said back as `since` with a change. */
  updatedAt: instant,
})

/** A situation as a program reads it. */
export function situationAnswer(of: PersonRecord['situations'][number]): z.infer<typeof Situation> {
  return {
    ...picked(situation, withAudiences(of.situation)),
    structureName: of.place.structure.name,
    updatedAt: of.situation.updatedAt.toISOString(),
  }
}

/** An offer as a program reads it. */
export function offerAnswer(row: OfferRow): z.infer<typeof Offer> {
  return { ...picked(offer, row), updatedAt: row.updatedAt.toISOString() }
}

/** A consent as a program reads it. */
export function consentAnswer(row: ConsentRow): z.infer<typeof Consent> {
  return {
    ...picked(consent, row),
    recordedAt: row.recordedAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  }
}

/** A membership as a program reads it; null for who has none. */
export function membershipAnswer(row: MembershipRow | null): z.infer<typeof Membership> | null {
  return row && { ...picked(membership, row), updatedAt: row.updatedAt.toISOString() }
}
