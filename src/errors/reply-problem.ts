import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toProblem } from './problem.js'

/** Gives the JSON face its errors: application/problem+json, RFC 9457. */
export function replyProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { code: _, expected, ...problem } = toProblem(error)
    if (!expected) request.log.error({ err: error }, 'unexpected error')
    if (problem.status === 503) reply.header('retry-after', '30')
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .send({ ...problem, instance: request.id })
  })
}

/** Answers an address that cannot be read (« /%ff »): no route, no hook and no face will see it. */
export function replyUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { code: _, expected: __, ...problem } = toProblem(error)
  reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, instance: request.id }))
}
