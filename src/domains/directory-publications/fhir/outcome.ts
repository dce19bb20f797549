import type { FastifyInstance } from 'fastify'
import { toProblem } from '../../../errors/problem.js'
import type { OperationOutcome, OutcomeCode } from './resources.js'

export const FHIR_JSON = 'application/fhir+json; charset=utf-8'

/** Refusals as FHIR clients read them: the words of the catalogue, in an OperationOutcome. */
export function replyOutcomes(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { code, status, title, detail, errors, expected } = toProblem(error)
    if (!expected) request.log.error({ err: error }, 'unexpected error')
    if (status === 503) reply.header('retry-after', '30')
    const details = { coding: [{ system: 'urn:trame:problem', code }], text: `${title} ${detail}` }
    const issue = { severity: 'error', code: OUTCOMES[status] ?? 'exception', details } as const
    const outcome: OperationOutcome = {
      resourceType: 'OperationOutcome',
      issue:
        errors.length === 0
          ? [{ ...issue, diagnostics: request.id }]
          : errors.map(({ pointer, detail }) => ({
              ...issue,
              diagnostics: `Paramètre «\u00a0${pointer.slice(2)}\u00a0»\u00a0: ${detail}`,
            })),
    }
    return reply.code(status).type(FHIR_JSON).send(outcome)
  })
}

/** What a search went without, said beside its results. */
export function warningOf(ignored: readonly string[]): OperationOutcome {
  const text = 'Ce serveur ne connaît pas ce paramètre, ou cette valeur : la recherche est faite sans lui.'
  return {
    resourceType: 'OperationOutcome',
    issue: ignored.slice(0, MOST_WARNINGS).map((name) => ({
      severity: 'warning',
      code: 'not-supported',
      details: { text },
      diagnostics: name.slice(0, LONGEST_NAME),
    })),
  }
}

const MOST_WARNINGS = 20
const LONGEST_NAME = 60

const OUTCOMES: Record<number, OutcomeCode> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  429: 'throttled',
  503: 'transient',
}
