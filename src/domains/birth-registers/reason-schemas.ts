import { z } from 'zod'
import { isTicked, typedNumber, typedText } from '../../web/read-form.js'
import { Seen, seenOf } from '../../web/seen.js'
import type { Reason } from './reasons.js'
import { OTHER_REASON, PHASE_CODES, type Phase } from './vocabulary.js'

/** Reasons of one phase a form may show, those to add included. */
export const REASON_SLOTS = 30
const TO_ADD = 3
const LAST_RANK = 999

export const ReasonParams = z.strictObject({ phase: z.enum(PHASE_CODES) })

/** The reasons of a phase as the network wants them, from what was read of them; a new one has no code yet. */
export const ReasonList = z.strictObject({
  seen: Seen,
  reasons: z
    .array(
      z.strictObject({
        code: z.string().max(40).nullable(),
        label: z
          .string()
          .trim()
          .min(2, 'Un motif compte au moins deux lettres.')
          .max(100, 'Au plus 100 caractères.'),
        position: z.int('Un rang est un nombre entier.').min(1).max(LAST_RANK),
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
  /** The same for all the reasons of a phase: they are written together. */
  seen: Seen,
})

/** What the form of a phase edits, as it is saved. */
export function seenReasons(reasons: readonly Reason[], phase: Phase): string {
  return seenOf(editedOf(reasons, phase).map(({ code, label, isRetired }) => ({ code, label, isRetired })))
}

/** The reasons of a phase in their order, but the one that nobody edits. */
export function editedOf(reasons: readonly Reason[], phase: Phase): Reason[] {
  return reasons.filter((one) => one.phase === phase && one.code !== OTHER_REASON)
}

const slots = Array.from({ length: REASON_SLOTS }, (_, index) => index)
const text = z.string().max(200).optional()

export const ReasonsForm = z.strictObject({
  seen: Seen.optional(),
  ...Object.fromEntries(
    slots.flatMap((slot) =>
      ['code', 'label', 'position', 'retired'].map((name) => [`${name}${slot}`, text] as const),
    ),
  ),
})
export type ReasonsForm = Record<string, string | undefined>

/** What the form says: a line left blank is no reason; a reason whose words are erased keeps its place to be corrected. */
export function reasonsOf(typed: ReasonsForm) {
  return {
    seen: typed.seen ?? '',
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
  const lines = editedOf(reasons, phase).map((reason, slot) => lineOf(reason, slot, slot + 1))
  return { ...Object.fromEntries(lines.flat()), seen: seenReasons(reasons, phase) }
}

/**
 * What was typed, from what is saved now: the reasons a colleague added meanwhile come last, under their own code, for
 * one that is not in the list is retired.
 */
export function typedAfter(typed: ReasonsForm, reasons: readonly Reason[], phase: Phase): ReasonsForm {
  const known = new Set(slots.map((slot) => typed[`code${slot}`]))
  const free = slots.filter((slot) => !typed[`code${slot}`] && !typed[`label${slot}`])
  const last = Math.max(...reasonsOf(typed).reasons.map(({ position }) => Number(position)))
  const lines = editedOf(reasons, phase)
    .filter(({ code }) => !known.has(code))
    .flatMap((reason, index) => {
      const slot = free[index]
      return slot === undefined ? [] : [lineOf(reason, slot, Math.min(LAST_RANK, last + index + 1))]
    })
  return { ...typed, ...Object.fromEntries(lines.flat()), seen: seenReasons(reasons, phase) }
}

function lineOf({ code, label, isRetired }: Reason, slot: number, rank: number): [string, string][] {
  return [
    [`code${slot}`, code],
    [`label${slot}`, label],
    [`position${slot}`, String(rank)],
    [`retired${slot}`, isRetired ? 'oui' : ''],
  ]
}

/** How many lines a form shows. */
export function linesOf(typed: ReasonsForm): number {
  const used = slots.filter((slot) => typed[`code${slot}`] || typed[`label${slot}`]).length
  return Math.min(REASON_SLOTS, used + TO_ADD)
}
