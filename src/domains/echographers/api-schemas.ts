import { z } from 'zod'
import { line } from '../directory-records/fields.js'
import type { IdentifierList, ListedIdentifier } from './exports.js'
import type { Echographer, EchographerList, getIdentifier, HistoryEvent } from './listing.js'
import { plannedEnd } from './rules.js'
import { Attribution, LIST_STATES, Mask, Renewal } from './schemas.js'

export const IdentifiersQuery = z.strictObject({
  search: z.string().max(100).optional(),
  state: z.enum(LIST_STATES).optional(),
  page: z.coerce.number().int().min(1).max(1000).default(1),
})

export const CandidatesQuery = z.strictObject({ search: z.string().trim().min(1).max(100) })

const day = z.iso.date().nullable()

export const NewIdentifier = Attribution.extend({ validUntil: day })
export const RenewalRequest = Renewal.extend({ validUntil: day })

/** How the network numbers its echographers. */
export const IdentifierRules = z.strictObject({
  pattern: Mask.nullable(),
  patternWords: line(200),
  renewalMonths: z.int().min(1).max(120).nullable(),
  reminderDays: z.int().min(1).max(365),
  source: line(300),
})

/** The same, as it is kept. */
export const KeptRules = z.strictObject({
  pattern: z.string().nullable(),
  patternWords: z.string().nullable(),
  renewalMonths: z.int().nullable(),
  reminderDays: z.int(),
  source: z.string().nullable(),
})

const STATES = z.enum(['planned', 'active', 'suspended', 'expired', 'ceased'])

const Identifier = z.strictObject({
  id: z.uuid(),
  identifier: z.string(),
  personId: z.uuid(),
  name: z.string(),
  rppsNumber: z.string().nullable(),
  state: STATES,
  /** It ends within the days of the reminder. */
  isEnding: z.boolean(),
  attributedOn: z.iso.date(),
  validUntil: day,
  /** It may be to come: `state` says what holds today. */
  suspendedOn: day,
  ceasedOn: day,
  /** She has asked for a renewal that nobody has answered yet. */
  renewalAskedOn: day,
  evidence: z.string(),
})

export const Identifiers = z.strictObject({
  identifiers: z.array(Identifier),
  counts: z.strictObject({
    'in-use': z.int(),
    asked: z.int(),
    ending: z.int(),
    planned: z.int(),
    suspended: z.int(),
    expired: z.int(),
    ceased: z.int(),
  }),
  total: z.int(),
  page: z.int(),
  pageCount: z.int(),
})

const Event = z.strictObject({
  kind: z.string(),
  on: z.iso.date(),
  validUntil: day,
  note: z.string().nullable(),
  at: z.iso.datetime(),
  by: z.string(),
})

export const IdentifierDetail = Identifier.extend({
  places: z.array(z.string()),
  /** The last first. */
  events: z.array(Event),
  /** Other identifiers of the same person. */
  others: z.array(Identifier),
})

export const Candidates = z.strictObject({
  candidates: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      rppsNumber: z.string().nullable(),
      professionCode: z.string().nullable(),
      /** She has an identifier that goes on: no other is given to her. */
      hasOne: z.boolean(),
    }),
  ),
})

const list = { network: z.string(), region: z.string(), on: z.iso.date() }

const InUse = z.strictObject({
  identifier: z.string(),
  lastName: z.string(),
  firstName: z.string().nullable(),
  rppsNumber: z.string().nullable(),
  places: z.array(z.string()),
  validUntil: day,
  /** An end or a suspension already decided: it is in use until that day, and no longer on it. */
  plannedEnd: day,
})

const InUseOrPast = InUse.extend({
  state: STATES,
  attributedOn: z.iso.date(),
  suspendedOn: day,
  ceasedOn: day,
})

export const LaboratoryList = z.strictObject({ ...list, identifiers: z.array(InUse) })
export const FederationList = z.strictObject({ ...list, identifiers: z.array(InUseOrPast) })

/** The list for laboratories as a program reads it. */
export function laboratoryAnswer(list: IdentifierList): z.infer<typeof LaboratoryList> {
  return { ...headOf(list), identifiers: list.identifiers.map(inUseAnswer) }
}

/** The list for the federation as a program reads it. */
export function federationAnswer(list: IdentifierList): z.infer<typeof FederationList> {
  const identifiers = list.identifiers.map((one) => {
    const { state, attributedOn, suspendedOn, ceasedOn } = one
    return { ...inUseAnswer(one), state, attributedOn, suspendedOn, ceasedOn }
  })
  return { ...headOf(list), identifiers }
}

function headOf({ networkName, regionName, on }: IdentifierList) {
  return { network: networkName, region: regionName, on }
}

function inUseAnswer(one: ListedIdentifier): z.infer<typeof InUse> {
  const { identifier, lastName, firstName, rppsNumber, places, validUntil } = one
  return { identifier, lastName, firstName, rppsNumber, places, validUntil, plannedEnd: plannedEnd(one) }
}

/** The identifiers as a program reads them. */
export function identifiersAnswer({ echographers, ...list }: EchographerList): z.infer<typeof Identifiers> {
  return { ...list, identifiers: echographers.map(identifierAnswer) }
}

type Found = Awaited<ReturnType<typeof getIdentifier>>

/** One identifier, with its history, as a program reads it. */
export function detailAnswer({
  echographer,
  events,
  places,
  others,
}: Found): z.infer<typeof IdentifierDetail> {
  return {
    ...identifierAnswer(echographer),
    places,
    events: events.map(eventAnswer),
    others: others.map(identifierAnswer),
  }
}

function identifierAnswer(one: Echographer): z.infer<typeof Identifier> {
  return {
    id: one.id,
    identifier: one.identifier,
    personId: one.personId,
    name: one.name,
    rppsNumber: one.rppsNumber,
    state: one.state,
    isEnding: one.isEnding,
    attributedOn: one.attributedOn,
    validUntil: one.validUntil,
    suspendedOn: one.suspendedOn,
    ceasedOn: one.ceasedOn,
    renewalAskedOn: one.renewalAskedOn,
    evidence: one.evidence,
  }
}

function eventAnswer({ kind, on, validUntil, note, at, by }: HistoryEvent): z.infer<typeof Event> {
  return { kind, on, validUntil, note, at: at.toISOString(), by }
}
