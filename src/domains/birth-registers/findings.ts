import { AppError } from '../../errors/app-error.js'

/**
 * What a rule says of an answer: a refusal says what cannot be, at the field to correct; a question asks whether what is
 * surprising is right, and is answered by saying so.
 */
export type Finding =
  | { kind: 'refusal'; field: string; words: string }
  | { kind: 'question'; code: QuestionCode; words: string }

export const QUESTION_CODES = [
  'identity',
  'long-ago',
  'to-come',
  'declared-already',
  'after-birth',
  'late-after-birth',
  'unlikely-term',
  'criteria',
  'unlikely-value',
  'unlike-transfers',
  'several-children',
] as const
export type QuestionCode = (typeof QUESTION_CODES)[number]

/** Stops at what cannot be, then at what has not been confirmed yet. Throws `register.impossible`, `register.to-confirm`. */
export function settle(findings: readonly Finding[], confirmed: readonly QuestionCode[]): void {
  const refusals: Record<string, string> = {}
  for (const one of findings) if (one.kind === 'refusal') refusals[one.field] ??= one.words
  if (Object.keys(refusals).length > 0) throw new AppError('register.impossible', {}, { fields: refusals })
  const questions: Record<string, string> = {}
  for (const one of findings) {
    if (one.kind !== 'question' || confirmed.includes(one.code)) continue
    questions[one.code] = [questions[one.code], one.words].filter(Boolean).join(' ')
  }
  if (Object.keys(questions).length > 0) {
    throw new AppError('register.to-confirm', {}, { fields: questions })
  }
}

export function refusal(field: string, words: string): Finding {
  return { kind: 'refusal', field, words }
}

export function question(code: QuestionCode, words: string): Finding {
  return { kind: 'question', code, words }
}

/** The question codes ticked in what a form sent. */
export function tickedIn(typed: Record<string, unknown>): QuestionCode[] {
  return QUESTION_CODES.filter((code) => typed[code] !== undefined && typed[code] !== '')
}
