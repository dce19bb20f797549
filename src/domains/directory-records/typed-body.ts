import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a form sent, before its schema read it: what comes back in the form when it is refused. */
    typed: unknown
  }
}

/** Keeps what was typed: once read, « 01 99 00 12 34 » is « +33199001234 », and a date is turned round. */
export function keepTyped(app: FastifyInstance): void {
  app.decorateRequest('typed', null)
  app.addHook('preValidation', async (request) => {
    request.typed = request.body
  })
}
