import { z } from 'zod'
import { instantOfLocal, localDateTime } from '../../web/dates.js'
import { typedAnswer, typedNumber, typedText } from '../../web/read-form.js'
import { QUESTION_CODES, type QuestionCode, tickedIn } from './findings.js'
import type { DeliveryView, NewbornView, Woman } from './woman-schemas.js'

/** Criteria a form may ask about at once. */
export const CRITERIA_SLOTS = 20

const text = (max: number) => z.string().max(max).optional()
type OptionalText = ReturnType<typeof text>
const fields = <Name extends string>(names: readonly Name[], max: number) =>
  Object.fromEntries(names.map((name) => [name, text(max)])) as Record<Name, OptionalText>
const questions = fields<QuestionCode>(QUESTION_CODES, 3)
const slots = Array.from({ length: CRITERIA_SLOTS }, (_, index) => index)
const criteria = {
  ...fields(
    slots.map((slot) => `criterion${slot}`),
    200,
  ),
  ...fields(
    slots.map((slot) => `met${slot}`),
    3,
  ),
}

/** An inclusion as its form sends it; each criterion comes with its words, asked as they were. */
export const WomanForm = z.strictObject({
  dueOn: text(20),
  includedOn: text(20),
  firstConsultationOn: text(20),
  referentMidwifeId: text(36),
  note: text(2000),
  revision: text(10),
  ...criteria,
  ...questions,
})
export type WomanForm = z.infer<typeof WomanForm> & Record<string, string | undefined>

export const EndForm = z.strictObject({ endedOn: text(20), reason: text(30), revision: text(10) })
export type EndForm = z.infer<typeof EndForm>

const DELIVERY_FIELDS = [
  'labourInHouse',
  'labourAdmittedAt',
  'birthPlace',
  'bornAt',
  'mode',
  'bloodLossMl',
  'sphincterInjury',
  'intensiveCare',
  'died',
  'leftHouseAt',
  'readmitted',
  'readmissionCause',
  'readmissionPlace',
] as const
export const DeliveryForm = z.strictObject({
  ...fields(DELIVERY_FIELDS, 500),
  revision: text(10),
  ...questions,
})
export type DeliveryForm = z.infer<typeof DeliveryForm>

const NEWBORN_FIELDS = [
  'weightG',
  'apgar5',
  'resuscitation',
  'intervention',
  'interventionCause',
  'interventionPlace',
  'outcome',
  'diedInHouse',
  'readmitted',
  'readmissionCause',
  'readmissionPlace',
  'bloodScreening',
  'hearingScreening',
] as const
export const NewbornForm = z.strictObject({
  ...fields(NEWBORN_FIELDS, 500),
  revision: text(10),
  ...questions,
})
export type NewbornForm = z.infer<typeof NewbornForm>

export const ChildForm = z.strictObject(questions)
export type ChildForm = z.infer<typeof ChildForm>

/** What the form of an inclusion says, as its schema takes it. */
export function womanOf(typed: WomanForm) {
  return {
    dueOn: typedText(typed.dueOn) ?? '',
    includedOn: typedText(typed.includedOn) ?? '',
    firstConsultationOn: typedText(typed.firstConsultationOn),
    eligibility: eligibilityOf(typed),
    referentMidwifeId: typedText(typed.referentMidwifeId),
    note: typedText(typed.note),
    confirmed: tickedIn(typed),
  }
}

export function endOf(typed: EndForm) {
  return {
    revision: typedNumber(typed.revision),
    endedOn: typedText(typed.endedOn),
    reason: typedText(typed.reason),
  }
}

export function deliveryOf(typed: DeliveryForm, timeZone: string) {
  const instant = (given: string | undefined) => {
    const local = typedText(given)
    return local === null ? null : (instantOfLocal(local, timeZone)?.toISOString() ?? local)
  }
  return {
    revision: typedNumber(typed.revision),
    labourInHouse: typedAnswer(typed.labourInHouse),
    labourAdmittedAt: instant(typed.labourAdmittedAt),
    birthPlace: typedText(typed.birthPlace),
    bornAt: instant(typed.bornAt),
    mode: typedText(typed.mode),
    bloodLossMl: typedNumber(typed.bloodLossMl),
    sphincterInjury: typedAnswer(typed.sphincterInjury),
    intensiveCare: typedAnswer(typed.intensiveCare),
    died: typedAnswer(typed.died),
    leftHouseAt: instant(typed.leftHouseAt),
    ...readmissionOf(typed),
    confirmed: tickedIn(typed),
  }
}

export function newbornOf(typed: NewbornForm) {
  return {
    revision: typedNumber(typed.revision),
    weightG: typedNumber(typed.weightG),
    apgar5: typedNumber(typed.apgar5),
    resuscitation: typedAnswer(typed.resuscitation),
    intervention: typedText(typed.intervention),
    interventionCause: typedText(typed.interventionCause),
    interventionPlace: typedText(typed.interventionPlace),
    outcome: typedText(typed.outcome),
    diedInHouse: typedAnswer(typed.diedInHouse),
    ...readmissionOf(typed),
    bloodScreening: typedAnswer(typed.bloodScreening),
    hearingScreening: typedAnswer(typed.hearingScreening),
    confirmed: tickedIn(typed),
  }
}

/** A woman as the form of her inclusion shows her again. */
export function typedWoman(woman: Woman): WomanForm {
  return {
    dueOn: woman.dueOn,
    includedOn: woman.includedOn,
    firstConsultationOn: woman.firstConsultationOn ?? '',
    referentMidwifeId: woman.referent?.id ?? '',
    note: woman.note ?? '',
    revision: String(woman.revision),
    ...Object.fromEntries(
      Object.entries(woman.eligibility).flatMap(([label, met], slot) => [
        [`criterion${slot}`, label],
        [`met${slot}`, met ? 'oui' : 'non'],
      ]),
    ),
  }
}

export function typedDelivery(delivery: DeliveryView | null, timeZone: string): DeliveryForm {
  if (delivery === null) return { revision: '0' }
  const local = (iso: string | null) => localDateTime(iso === null ? null : new Date(iso), timeZone)
  return {
    revision: String(delivery.revision),
    labourInHouse: typedYes(delivery.labourInHouse),
    labourAdmittedAt: local(delivery.labourAdmittedAt),
    birthPlace: delivery.birthPlace ?? '',
    bornAt: local(delivery.bornAt),
    mode: delivery.mode ?? '',
    bloodLossMl: String(delivery.bloodLossMl ?? ''),
    sphincterInjury: typedYes(delivery.sphincterInjury),
    intensiveCare: typedYes(delivery.intensiveCare),
    died: typedYes(delivery.died),
    leftHouseAt: local(delivery.leftHouseAt),
    ...typedReadmission(delivery),
  }
}

export function typedNewborn(child: NewbornView): NewbornForm {
  return {
    revision: String(child.revision),
    weightG: String(child.weightG ?? ''),
    apgar5: String(child.apgar5 ?? ''),
    resuscitation: typedYes(child.resuscitation),
    intervention: child.intervention ?? '',
    interventionCause: child.interventionCause ?? '',
    interventionPlace: child.interventionPlace ?? '',
    outcome: child.outcome ?? '',
    diedInHouse: typedYes(child.diedInHouse),
    ...typedReadmission(child),
    bloodScreening: typedYes(child.bloodScreening),
    hearingScreening: typedYes(child.hearingScreening),
  }
}

function eligibilityOf(typed: WomanForm): Record<string, boolean | string> {
  return Object.fromEntries(
    slots.flatMap((slot) => {
      const [label, met] = [typedText(typed[`criterion${slot}`]), typedAnswer(typed[`met${slot}`])]
      return label === null || met === null ? [] : [[label, met]]
    }),
  )
}

type TypedReadmission = {
  readmitted?: string | undefined
  readmissionCause?: string | undefined
  readmissionPlace?: string | undefined
}

function readmissionOf(typed: TypedReadmission) {
  return {
    readmitted: typedAnswer(typed.readmitted),
    readmissionCause: typedText(typed.readmissionCause),
    readmissionPlace: typedText(typed.readmissionPlace),
  }
}

function typedReadmission(of: {
  readmitted: boolean | null
  readmissionCause: string | null
  readmissionPlace: string | null
}) {
  return {
    readmitted: typedYes(of.readmitted),
    readmissionCause: of.readmissionCause ?? '',
    readmissionPlace: of.readmissionPlace ?? '',
  }
}

function typedYes(answer: boolean | null): string {
  if (answer === null) return ''
  return answer ? 'oui' : 'non'
}
