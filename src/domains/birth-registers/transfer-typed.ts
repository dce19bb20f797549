import { z } from 'zod'
import { instantOfLocal, localDateTime } from '../../web/dates.js'
import { isTicked, typedAnswer, typedNumber, typedText } from '../../web/read-form.js'
import { QUESTION_CODES, type QuestionCode, tickedIn } from './findings.js'
import { termOf } from './terms.js'
import type { Transfer } from './transfer-schemas.js'
import { PHASE_CODES, whoOf } from './vocabulary.js'

const text = (max: number) => z.string().max(max).optional()
const questionFields = Object.fromEntries(QUESTION_CODES.map((code) => [code, text(3)])) as Record<
  QuestionCode,
  ReturnType<typeof text>
>

/** A declaration as its form sends it: texts, and nothing that could stop a form from coming back. */
export const TransferForm = z.strictObject({
  formKey: text(36),
  womanId: text(36),
  who: text(10),
  accompanied: text(3),
  /** « per-partum:stagnation »: the phase is a part of the choice. */
  reason: text(60),
  reasonWords: text(500),
  termWeeks: text(5),
  termDays: text(5),
  urgent: text(3),
  transport: text(20),
  destination: text(36),
  destinationWords: text(500),
  decidedAt: text(30),
  departedAt: text(30),
  arrivedAt: text(30),
  difficulty: text(1000),
  revision: text(10),
  correctionReason: text(500),
  ...questionFields,
})
export type TransferForm = z.infer<typeof TransferForm>

/** The choice that says she is not in the register. */
export const UNLISTED = 'unlisted'
/** The choice that says it goes to no maternity of the list. */
export const ELSEWHERE = 'other'

/** What a form says, as the schema of a declaration takes it. */
export function declarationOf(typed: TransferForm, timeZone: string) {
  const [phase, reasonCode] = (typed.reason ?? '').split(':')
  const decidedAt = instantOf(typed.decidedAt, timeZone)
  const departedAt = instantOf(typed.departedAt, timeZone, decidedAt)
  const destination = typedText(typed.destination)
  const goesElsewhere = destination === ELSEWHERE
  return {
    womanId: typed.womanId === UNLISTED ? null : (typedText(typed.womanId) ?? ''),
    phase,
    reasonCode: reasonCode ?? '',
    reasonWords: typedText(typed.reasonWords),
    accompanied: isTicked(typed.accompanied),
    termDays: termTyped(typed),
    urgent: typedAnswer(typed.urgent),
    transport: typedText(typed.transport),
    destinationEstablishmentId: goesElsewhere ? null : destination,
    destinationWords: goesElsewhere ? (typedText(typed.destinationWords) ?? '') : null,
    decidedAt,
    departedAt,
    arrivedAt: instantOf(typed.arrivedAt, timeZone, departedAt ?? decidedAt),
    difficulty: typedText(typed.difficulty),
    confirmed: tickedIn(typed),
  }
}

/** Whether the reason chosen is one of the person chosen: the form has both. */
export function isOfSomebodyElse({ who, reason }: TransferForm): boolean {
  const phase = PHASE_CODES.find((code) => code === reason?.split(':')[0])
  return phase !== undefined && who !== undefined && who !== whoOf(phase)
}

/** A declaration as its form shows it again, to be corrected. */
export function typedTransfer(transfer: Transfer, timeZone: string): TransferForm {
  const local = (iso: string | null) => localDateTime(iso === null ? null : new Date(iso), timeZone)
  return {
    womanId: transfer.woman?.id ?? UNLISTED,
    who: transfer.who,
    ...(transfer.accompanied && { accompanied: 'oui' }),
    reason: `${transfer.phase}:${transfer.reasonCode}`,
    reasonWords: transfer.reasonWords ?? '',
    termWeeks: transfer.termDays === null ? '' : String(Math.floor(transfer.termDays / 7)),
    termDays: transfer.termDays === null ? '' : String(transfer.termDays % 7),
    urgent: transfer.urgent ? 'oui' : 'non',
    transport: transfer.transport,
    destination: transfer.destination.id ?? ELSEWHERE,
    destinationWords: transfer.destination.id === null ? transfer.destination.name : '',
    decidedAt: local(transfer.decidedAt),
    departedAt: local(transfer.departedAt),
    arrivedAt: local(transfer.arrivedAt),
    difficulty: transfer.difficulty ?? '',
    revision: String(transfer.revision),
  }
}

/** What is no date and time is handed on for the schema to refuse, at its field. */
function instantOf(typed: string | undefined, timeZone: string, notBefore?: string | null): string | null {
  const local = typedText(typed)
  if (local === null) return null
  const earliest = notBefore ? new Date(notBefore) : null
  const before = earliest && !Number.isNaN(earliest.getTime()) ? earliest : null
  return instantOfLocal(local, timeZone, before)?.toISOString() ?? local
}

function termTyped({ termWeeks, termDays }: TransferForm): number | string | null {
  const [weeks, days] = [typedNumber(termWeeks), typedNumber(termDays)]
  if (weeks === null && days === null) return null
  const isTerm =
    typeof weeks === 'number' && (days === null || (typeof days === 'number' && days >= 0 && days < 7))
  return isTerm ? termOf(weeks, Number(days ?? 0)) : 'illisible'
}
