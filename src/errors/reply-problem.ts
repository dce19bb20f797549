import type { FastifyInstance } from 'fastify'
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
