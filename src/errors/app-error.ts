import type { ErrorCode } from './catalogue.js'

/**
 * An expected refusal. The code is stable and public; its status and French words are in the catalogue.
 * `fields` says which field of a form is concerned and why. Anything else thrown is a bug.
 */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly values: Record<string, string | number> = {},
    options: { cause?: unknown; fields?: Record<string, string> } = {},
  ) {
    super(code, { cause: options.cause })
    this.name = 'AppError'
    this.fields = options.fields ?? {}
  }

  readonly fields: Record<string, string>
}
