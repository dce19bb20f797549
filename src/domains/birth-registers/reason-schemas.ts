import { z } from 'zod'
import { isTicked, typedNumber, typedText } from '../../web/read-form.js'
import type { Reason } from './reasons.js'
import { OTHER_REASON, PHASE_CODES, type Phase } from './vocabulary.js'

/** Reasons of one phase a form may show, those to add included. */
export const REASON_SLOTS = 30
const TO_ADD = 3

export const ReasonParams = z.strictObject({ phase: z.enum(PHASE_CODES) })

/** The reasons of a phase as the network wants them; a new one has no code yet. */
export const ReasonList = z.strictObject({
  reasons: z
    .array(
      z.strictObject({
        code: z.string().max(40).nullable(),
        label: z
          .string()
          .trim()
          .min(2, 'Un motif compte au moins deux lettres.')
          .max(100, 'Au plus 100 caractères.'),
        position: z.int('Un rang est un nombre entier.').min(1).max(999),
        isRetired: z.boolean(),
      }),
    )
    .min(1)
    .max(REASON_SLOTS),
})
export type ReasonList = z.infer<typeof ReasonList>

export const ReasonView = z.strictObject({
  phase: z.enum(PHASE_CODES),
  code: z.string(),
  label: z.string(),
  position: z.int(),
  isRetired: z.boolean(),
})

const slots = Array.from({ length: REASON_SLOTS }, (_, index) => index)
const text = z.string().max(200).optional()

export const ReasonsForm = z.strictObject(
  Object.fromEntries(
    slots.flatMap((slot) =>
      ['code', 'label', 'position', 'retired'].map((name) => [`${name}${slot}`, text] as const),
    ),
  ),
)
export type ReasonsForm = Record<string, string | undefined>

/** What the form says: a line left blank is no reason; a reason whose words are erased keeps its place to be corrected. */
export function reasonsOf(typed: ReasonsForm) {
  return {
    reasons: slots
      .map((slot) => ({
        code: typedText(typed[`code${slot}`]),
        label: typedText(typed[`label${slot}`]) ?? '',
        position: typedNumber(typed[`position${slot}`]) ?? slot + 1,
        isRetired: isTicked(typed[`retired${slot}`]),
      }))
      .filter(({ code, label }) => code !== null || label !== ''),
  }
}

/** The reasons of a phase as their form shows them, with a few lines to add some. */
export function typedReasons(reasons: readonly Reason[], phase: Phase): ReasonsForm {
  const own = reasons.filter((one) => one.phase === phase && one.code !== OTHER_REASON)
  const lines = own.map(({ code, label, isRetired }, slot) => [
    [`code${slot}`, code],
    [`label${slot}`, label],
    [`position${slot}`, String(slot + 1)],
    [`retired${slot}`, isRetired ? 'oui' : ''],
  ])
  return Object.fromEntries(lines.flat())
}

/** How many lines a form shows. */
export function linesOf(typed: ReasonsForm): number {
  const used = slots.filter((slot) => typed[`code${slot}`] || typed[`label${slot}`]).length
  return Math.min(REASON_SLOTS, used + TO_ADD)
}
