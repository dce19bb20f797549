import { AppError } from '../../errors/app-error.js'
import { describeError, type ErrorCode } from '../../errors/catalogue.js'
import type { FieldErrors } from '../../web/forms.js'

/** What a form says when it comes back: above it, and under the fields concerned. */
export type Refusal = { code: ErrorCode; status: number; title: string; advice: string; fields: FieldErrors }

/** The refusal a form is shown again with. What was not expected goes on to the error page. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof AppError)) throw error
  return { code: error.code, ...describeError(error.code, error.values), fields: error.fields }
}
