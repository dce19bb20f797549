import { createHmac } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors/app-error.js'
import { personOf } from './actor.js'
import { type Secrets, storageKeys } from './token-keys.js'

/**
 * What tells one sending from another: the key made with the form, or by the program, and signatures of all that was
 * sent, the one to keep first; the others are those of a secret since replaced.
 */
export type Sending = { key: string; signatures: readonly string[] }

declare module 'fastify' {
  interface FastifyRequest {
    /** The key of repetition that came with the request, if any. */
    sendingKey: string | null
    /** Says what was sent under the key, once it is read: `once` then does it once. */
    isSending: (content: unknown) => void
  }
}

/** The field of a form that carries its key. */
export const KEY_FIELD = '_key'
/** The header of a program (IETF draft « The Idempotency-Key HTTP Header Field »). */
export const KEY_HEADER = 'idempotency-key'

/** Reads the key of repetition of every request of a face that changes something: of a form, or of a program. */
export function readSendingKeys(
  app: FastifyInstance,
  { from, secrets }: { from: 'field' | 'header'; secrets: Secrets },
): void {
  // A datum stored for a day outlives a change of secret.
  const keys = storageKeys(secrets, 'sendings')
  app.decorateRequest('sendingKey', null)
  app.decorateRequest('isSending', function (this: FastifyRequest, content: unknown) {
    if (this.sendingKey === null) return
    // Without a key, a signature would let a reader of the table try passwords.
    const signatures = keys.map((key) =>
      createHmac('sha256', key).update(describeSending(this, content)).digest('base64url'),
    )
    this.ctx = { ...this.ctx, sending: { key: this.sendingKey, signatures } }
  })
  app.addHook('preValidation', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return
    request.sendingKey = from === 'header' ? keyOfHeader(request) : takeKeyOfForm(request)
  })
  // After validation: two bodies that mean the same are then written the same.
  app.addHook('preHandler', async (request) => {
    if (!request.isMultipart()) request.isSending(request.body ?? null)
  })
}

/** The key a field gives, or null when it gives none. Throws `request.invalid`. */
export function sendingKeyOf(given: unknown, place: string): string | null {
  if (given === undefined) return null
  if (typeof given === 'string' && /^[\w-]{8,64}$/.test(given)) return given
  throw new AppError('request.invalid', {}, { fields: { [place]: 'Cette clé de répétition est illisible.' } })
}

/** The draft writes the key between quotes; many programs do not. */
function keyOfHeader({ headers }: FastifyRequest): string | null {
  const given = headers[KEY_HEADER]
  return sendingKeyOf(typeof given === 'string' ? given.replace(/^"(.*)"$/, '$1') : given, 'Idempotency-Key')
}

/** Takes the key out of a form, whose schema does not know it. A multipart body is read later, by its handler. */
function takeKeyOfForm(request: FastifyRequest): string | null {
  const { body } = request
  if (request.isMultipart() || typeof body !== 'object' || body === null || !(KEY_FIELD in body)) return null
  const { [KEY_FIELD]: given, ...rest } = body
  request.body = rest
  return sendingKeyOf(given, KEY_FIELD)
}

/** The same words from the same person under another right are another sending. */
function describeSending({ ctx, method, url }: FastifyRequest, content: unknown): string {
  return JSON.stringify([personOf(ctx.actor)?.grantId ?? null, method, url, content])
}
