import type { z } from 'zod'
import { AppError } from '../errors/app-error.js'

/**
 * What a form says, in the words of the API: a form sends texts, its page turns them into what the schema takes. The
 * page keeps the texts, so that nothing typed is lost. Throws `request.invalid` with the fields to correct.
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const fields: Record<string, string> = {}
  for (const { path, message } of read.error.issues) fields[path.join('.') || 'body'] ??= message
  throw new AppError('request.invalid', {}, { fields })
}

/** The text of a field, trimmed; null when it is left blank. */
export function typedText(given: string | undefined): string | null {
  const text = given?.trim() ?? ''
  return text === '' ? null : text
}

/** The number of a field, null when it is left blank; what is no number is handed on for the schema to refuse. */
export function typedNumber(given: string | undefined): number | string | null {
  const text = typedText(given)?.replace(',', '.') ?? null
  if (text === null) return null
  return Number.isFinite(Number(text)) ? Number(text) : text
}

/** The answer of a « oui / non / pas encore renseigné »: blank is not « non ». */
export function typedAnswer(given: string | undefined): boolean | string | null {
  const text = typedText(given)
  if (text === 'oui') return true
  return text === 'non' ? false : text
}

/** Whether a box is ticked. */
export function isTicked(given: string | undefined): boolean {
  return typedText(given) !== null
}
