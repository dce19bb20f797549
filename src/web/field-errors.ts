import type { FastifyRequest } from 'fastify'
import { toProblem } from '../errors/problem.js'
import type { FieldErrors } from './forms.js'

/**
 * The errors of a form whose route attaches its validation, by field name, or null when all is well. The
 * handler then shows the form again with what was typed.
 */
export function fieldErrors(request: FastifyRequest): FieldErrors | null {
  if (!request.validationError) return null
  const { errors } = toProblem(request.validationError)
  return Object.fromEntries(errors.map(({ pointer, detail }) => [pointer.slice(2), detail]))
}
