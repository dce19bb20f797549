import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { AppError } from './app-error.js'
import { describeError, type ErrorCode } from './catalogue.js'

/** RFC 9457 problem details: the same facts for the JSON face and for the page. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  /** Where each error is in what was sent, for the API; pages read the field name. */
  errors: { pointer: string; detail: string }[]
}

/** Translates anything thrown. What is not an expected refusal is a bug: its own words never leave the server. */
export function toProblem(error: unknown): Problem & { code: ErrorCode; expected: boolean } {
  if (error instanceof AppError) return problemOf(error.code, error.values, error.fields)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields: Record<string, string> = {}
    for (const issue of error.validation) {
      const name = issue.instancePath.split('/').filter(Boolean).join('.') || unknownField(issue.params)
      fields[name] ??= issue.message ?? ''
    }
    return problemOf('request.invalid', {}, fields)
  }
  const known = fastifyRefusal(error)
  if (known) return problemOf(known)
  return databaseIsAway(error)
    ? problemOf('server.unavailable')
    : { ...problemOf('server.bug'), expected: false }
}

function problemOf(
  code: ErrorCode,
  values: Record<string, string | number> = {},
  fields: Record<string, string> = {},
): Problem & { code: ErrorCode; expected: boolean } {
  const { status, title, advice } = describeError(code, values)
  const errors = Object.entries(fields).map(([name, detail]) => ({
    pointer: `#/${name.replaceAll('.', '/')}`,
    detail,
  }))
  return { code, expected: true, type: `urn:problem:${code}`, title, status, detail: advice, errors }
}

function unknownField(params: unknown): string {
  const issue = (params as { issue?: { keys?: string[] } } | undefined)?.issue
  return issue?.keys?.[0] ?? 'body'
}

function fastifyRefusal(error: unknown): ErrorCode | null {
  const { code, statusCode } = error as Partial<FastifyError>
  if (statusCode === 429) return 'request.too-many'
  if (code === 'FST_FILES_LIMIT') return 'import.too-many-files'
  if (statusCode === 413) return 'request.too-large'
  if (statusCode === 415 || code === 'FST_INVALID_MULTIPART_CONTENT_TYPE') return 'request.unsupported-type'
  if (statusCode === 404) return 'request.not-found'
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return 'request.invalid'
  return null
}

/** Codes of PostgreSQL and of the socket that mean "not now", as opposed to a mistake of ours. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND', // a container that restarts has no name for a moment
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '57014', // statement_timeout
  '55P03', // lock_timeout
  '25P03', // idle_in_transaction_session_timeout
  '40P01', // deadlock
  '08006',
  '08001',
  '08003',
  '53300',
  '53100', // disk full
  '53200',
])
const LOST_CONNECTION =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|is not queryable/

function databaseIsAway(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && AWAY.has(cause.code)) return true
    if (LOST_CONNECTION.test(cause.message)) return true
  }
  return false
}
