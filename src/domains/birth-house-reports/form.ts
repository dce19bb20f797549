import { z } from 'zod'
import { NO_ANSWERS, type ReportAnswers } from './answers.js'
import { CHARGES, ECONOMY, FUNCTIONING, ORGANISATION, RECEIPTS } from './questions.js'

/** Fields of the form, flat as a form sends them: `changed:I.a`, `text:I.a`, `number:II.d`, `amount:staff-midwives`, `explain:…`. */
const NAME = /^(?:changed|text|number|amount|explain):[\w.-]{1,60}$/
const MOST_FIELDS = 200
const LONGEST_TEXT = 5000

/** What a form of volet 1 sends. A draft may be blank or wrong anywhere: what is wrong is said beside its field. */
export const ReportForm = z
  .object({
    revision: z.coerce.number<string>().int().min(1),
    /** Which button: save, or save and go to the sending. */
    act: z.enum(['save', 'review']).default('save'),
  })
  .catchall(z.string().max(LONGEST_TEXT))
  .refine((form) => Object.keys(form).length <= MOST_FIELDS, 'Ce formulaire a trop de champs.')
  .refine(
    (form) => Object.keys(form).every((name) => name === 'revision' || name === 'act' || NAME.test(name)),
    'Ce formulaire a un champ inconnu.',
  )
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
