import { z } from 'zod'
import { NO_ANSWERS, type ReportAnswers } from './answers.js'
import { RULES } from './checks.js'
import { CHARGES, ECONOMY, FUNCTIONING, ORGANISATION, type Question, RECEIPTS } from './questions.js'

const LONGEST_TEXT = 5000
const LONGEST_NUMBER = 40

const answer = z.string().max(LONGEST_TEXT).optional()
const amount = z.string().max(LONGEST_NUMBER).optional()

/** Flat names, as a form sends them: `changed:I.a`, `text:I.a`, `number:II.d`, `amount:staff-midwives`, `explain:…`. */
function fieldsOf<Schema extends z.ZodType>(prefix: string, codes: readonly string[], schema: Schema) {
  return Object.fromEntries(codes.map((code) => [`${prefix}:${code}`, schema]))
}

const questions = [...ORGANISATION, ...FUNCTIONING, ...ECONOMY]
const lines = [...CHARGES, ...RECEIPTS].flatMap(({ lines }) => lines)
const codesOf = (...kinds: Question['kind'][]) =>
  questions.filter(({ kind }) => kinds.includes(kind)).map(({ code }) => code)

/** What a form of volet 1 sends. A draft may be blank or wrong anywhere: what is wrong is said beside its field. */
export const ReportForm = z.strictObject({
  revision: z.coerce.number<string>().int().min(1),
  /** Which button: save, or save and go to the sending. */
  act: z.enum(['save', 'review']).default('save'),
  ...fieldsOf('changed', codesOf('once'), z.enum(['oui', 'non']).optional()),
  ...fieldsOf('text', codesOf('once', 'text'), answer),
  ...fieldsOf('number', codesOf('kilometres', 'euros'), amount),
  ...fieldsOf(
    'amount',
    lines.map(({ code }) => code),
    amount,
  ),
  ...fieldsOf('explain', RULES, answer),
})
export type ReportForm = z.infer<typeof ReportForm>

export type ReadForm = {
  answers: ReportAnswers
  explanations: Record<string, string>
  errors: Record<string, string>
}

/** The answers a form holds, and a sentence for each number that cannot be read. A blank number is not zero. */
export function readForm(form: Readonly<Record<string, unknown>>): ReadForm {
  const errors: Record<string, string> = {}
  const text = (name: string) => {
    const value = form[name]
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
  }
  const number = (name: string) => {
    const typed = text(name)
    if (typed === null) return null
    const value = readNumber(typed)
    if (value === null)
      errors[name] = `« ${typed.slice(0, 30)} » n’est pas un montant : écrivez par exemple 12,5.`
    return value
  }
  const answers: ReportAnswers = structuredClone(NO_ANSWERS)
  for (const { code, kind } of [...ORGANISATION, ...FUNCTIONING, ...ECONOMY]) {
    if (kind === 'once')
      answers.once[code] = { changed: yesNo(form[`changed:${code}`]), text: text(`text:${code}`) }
    else if (kind === 'text') answers.texts[code] = text(`text:${code}`)
    else if (kind !== 'computed') answers.numbers[code] = number(`number:${code}`)
  }
  for (const { code } of [...CHARGES, ...RECEIPTS].flatMap(({ lines }) => lines))
    answers.amounts[code] = number(`amount:${code}`)
  const explanations = Object.fromEntries(
    Object.keys(form)
      .filter((name) => name.startsWith('explain:'))
      .map((name) => [name.slice('explain:'.length), text(name) ?? '']),
  )
  return { answers, explanations, errors }
}

function yesNo(value: unknown): boolean | null {
  return value === 'oui' ? true : value === 'non' ? false : null
}

/** « 12 345,6 » as a French reader writes it; null when it is no number from 0 to ten million. */
function readNumber(typed: string): number | null {
  const plain = typed.replace(/[\s\u202f\u00a0]/g, '').replace(',', '.')
  if (!/^\d{1,8}(?:\.\d{1,2})?$/.test(plain)) return null
  const value = Number(plain)
  return value <= 10_000_000 ? value : null
}
