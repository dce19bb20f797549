import type { FastifyRequest } from 'fastify'
import { AppError } from '../errors/app-error.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { toProblem } from '../errors/problem.js'
import { fieldErrors } from './field-errors.js'
import type { FieldErrors } from './forms.js'
import type { Notice } from './notice.js'

/** What comes back with a form that was not accepted. */
export type FormReply = { status: number; code: ErrorCode; notice: Notice; errors?: FieldErrors }

/** Does what a form asks, or says what to show above and in the form so that nothing typed is lost. */
export async function formFaults(
  request: FastifyRequest,
  act: () => Promise<void>,
): Promise<FormReply | null> {
  const errors = fieldErrors(request)
  if (errors) {
    const title = 'Rien n’est enregistré : certaines réponses sont à corriger.'
    return { status: 400, code: 'request.invalid', notice: { kind: 'error', title }, errors }
  }
  try {
    await act()
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { status, code, title, detail } = toProblem(error)
    return { status, code, notice: { kind: 'error', title, text: detail }, errors: error.fields }
  }
}
