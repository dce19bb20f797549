import { z } from 'zod'
import { typedText } from '../../web/read-form.js'

const KINDS = ['question', 'observation', 'answer', 'internal'] as const
const kind = z.enum(KINDS, 'Choisissez la nature du message.')

/** A message of the agency or of a house, about a request or a report. */
export const NewExchange = z
  .strictObject({
    kind,
    body: z.string().trim().min(1, 'Écrivez votre message.').max(3000, 'Au plus 3 000 caractères.'),
    answerBy: z.iso.date('Indiquez une date, par exemple 31/12/2026.').nullable().default(null),
  })
  .refine(({ kind, answerBy }) => answerBy === null || kind === 'question', {
    path: ['answerBy'],
    error: 'Seule une demande de complément attend une réponse.',
  })
export type NewExchange = z.infer<typeof NewExchange>

export const Exchange = z.strictObject({
  id: z.uuid(),
  kind,
  body: z.string(),
  answerBy: z.iso.date().nullable(),
  writtenAt: z.iso.datetime(),
  writtenBy: z.string(),
})
export type Exchange = z.infer<typeof Exchange>

const text = (max: number) => z.string().max(max).optional()

/** The same, as the form sends it. */
export const ExchangeForm = z.strictObject({ kind: text(20), body: text(5000), answerBy: text(20) })
export type ExchangeForm = z.infer<typeof ExchangeForm>

export function exchangeOf({ kind, body, answerBy }: ExchangeForm) {
  return { kind, body: body ?? '', answerBy: typedText(answerBy) }
}
