import { z } from 'zod'
import { Confirmed } from './transfer-schemas.js'
import { CHILD_OUTCOME_CODES, MODE_CODES, PHASE_CODES, TRANSPORT_CODES } from './vocabulary.js'

const CHOOSE = 'Choisissez une réponse.'
const YES_NO = 'Répondez par oui, par non, ou laissez « pas encore renseigné ».'
const whole = (min: number, max: number, unit: string) => {
  const says = `Un nombre entier de ${min} à ${max}${unit}.`
  return z.int(says).min(min, says).max(max, says).nullable().default(null)
}
const answer = z.boolean(YES_NO).nullable().default(null)

const outcome = {
  bornAt: z.iso.datetime({ offset: true, error: 'Indiquez une date et une heure.' }).nullable().default(null),
  mode: z.enum(MODE_CODES, CHOOSE).nullable().default(null),
  bloodLossMl: whole(0, 20_000, ' mL'),
  sphincterInjury: answer,
  intensiveCare: answer,
  apgar5: whole(0, 10, ''),
  childOutcome: z.enum(CHILD_OUTCOME_CODES, CHOOSE).nullable().default(null),
}

/** What a maternity says of a transfer it received; `seen` is when the outcome it was shown had been written. */
export const OutcomeChange = z.strictObject({
  seen: z.iso.datetime().nullable(),
  ...outcome,
  confirmed: Confirmed,
})
export type OutcomeChange = z.infer<typeof OutcomeChange>

/** A transfer as the maternity that receives it sees it: nothing of the register. */
export const Received = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  house: z.string(),
  who: z.enum(['mother', 'newborn']),
  accompanied: z.boolean(),
  phase: z.enum(PHASE_CODES),
  termDays: z.int().nullable(),
  reasonCode: z.string(),
  reasonWords: z.string().nullable(),
  urgent: z.boolean(),
  transport: z.enum(TRANSPORT_CODES),
  decidedAt: z.iso.datetime(),
  departedAt: z.iso.datetime().nullable(),
  arrivedAt: z.iso.datetime().nullable(),
  cancelled: z.boolean(),
  outcome: z.strictObject(outcome).nullable(),
  outcomeAt: z.iso.datetime().nullable(),
  outcomeBy: z.string().nullable(),
})
export type Received = z.infer<typeof Received>

const text = (max: number) => z.string().max(max).optional()

export const OutcomeForm = z.strictObject({
  seen: text(30),
  bornAt: text(30),
  mode: text(20),
  bloodLossMl: text(10),
  sphincterInjury: text(3),
  intensiveCare: text(3),
  apgar5: text(5),
  childOutcome: text(20),
  'unlikely-value': text(3),
})
export type OutcomeForm = z.infer<typeof OutcomeForm>
