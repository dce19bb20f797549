import { z } from 'zod'
import type { OwnRequest } from './record-requests.js'
import type { WaitingList } from './request-answers.js'

/** What somebody says of herself; null where she says nothing. */
const asked = {
  lastName: z.string(),
  firstName: z.string().nullable(),
  professionCode: z.string().nullable(),
  rppsNumber: z.string().nullable(),
  message: z.string().nullable(),
  askedAt: z.iso.datetime(),
}

export const OwnRequestAnswer = z.strictObject({
  /** Null when she never asked. */
  request: z
    .strictObject({
      ...asked,
      state: z.enum(['waiting', 'linked', 'refused']),
      answeredAt: z.iso.datetime().nullable(),
      refusal: z.string().nullable(),
    })
    .nullable(),
})
type OwnRequestAnswer = z.infer<typeof OwnRequestAnswer>

/** A record that may be hers. */
const LookAlike = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  professionCode: z.string().nullable(),
  commune: z.string().nullable(),
  /** It carries the very number she gave. */
  hasNumber: z.boolean(),
  /** An account keeps it: it is given to nobody else. */
  isKept: z.boolean(),
  archivedAt: z.iso.datetime().nullable(),
})

export const WaitingRequests = z.strictObject({
  /** All of them; the oldest are listed. */
  count: z.int(),
  requests: z.array(
    z.strictObject({
      id: z.uuid(),
      ...asked,
      accountName: z.string(),
      accountEmail: z.string(),
      lookAlikes: z.array(LookAlike),
    }),
  ),
})
type WaitingRequests = z.infer<typeof WaitingRequests>

/** One’s own request as a program reads it. */
export function ownRequestAnswer(request: OwnRequest | null): OwnRequestAnswer {
  if (request === null) return { request: null }
  const { askedAt, answeredAt, ...said } = request
  return {
    request: {
      ...said,
      state: stateOf(request),
      askedAt: askedAt.toISOString(),
      answeredAt: answeredAt?.toISOString() ?? null,
    },
  }
}

function stateOf({ answeredAt, refusal }: OwnRequest): 'waiting' | 'linked' | 'refused' {
  if (answeredAt === null) return 'waiting'
  return refusal === null ? 'linked' : 'refused'
}

/** The requests that wait as a program reads them. */
export function waitingAnswer({ count, requests }: WaitingList): WaitingRequests {
  return {
    count,
    requests: requests.map(({ userId, askedAt, lookAlikes, ...request }) => ({
      ...request,
      askedAt: askedAt.toISOString(),
      lookAlikes: lookAlikes.map((record) => ({
        ...record,
        archivedAt: record.archivedAt?.toISOString() ?? null,
      })),
    })),
  }
}
