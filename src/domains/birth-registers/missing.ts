import { daysBetween, formatDate } from '../../web/dates.js'
import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Born, Delivered } from './delivery-rules.js'

/** What is known of a follow-up, its instants as civil dates where the house is. */
export type FollowUp = {
  dueOn: string
  includedOn: string
  firstConsultationOn: string | null
  followUpEndedOn: string | null
  bornOn: string | null
  leftHouseOn: string | null
  delivery: Delivered | null
  children: readonly Born[]
}

/** Where one completes it. */
export type MissingPlace = 'woman' | 'delivery' | 'children' | 'end'
export type Missing = { words: string; place: MissingPlace }

const FIRST_CONSULTATION_DAYS = 30
/** A birth is expected by now: two weeks after the term every pregnancy has ended. */
const AFTER_TERM_DAYS = 7
const WEEK = 7
/** Readmissions are counted for thirty days after leaving. */
const READMISSION_DAYS = 30

/** What the annual report will ask and the register does not say yet, the most pressing first. Blank is not no. */
export function missingOf(followUp: FollowUp, today: string): Missing[] {
  if (followUp.bornOn === null) return missingBefore(followUp, today)
  const left = followUp.leftHouseOn ?? followUp.bornOn
  const readmissionsOver = daysBetween(left, today) > READMISSION_DAYS
  return [
    ...missingOfMother(followUp, readmissionsOver),
    ...missingOfChildren(followUp, today, readmissionsOver),
    ...missingOfEnd(followUp, today, readmissionsOver),
  ]
}

function missingBefore(followUp: FollowUp, today: string): Missing[] {
  const { dueOn, includedOn, firstConsultationOn, followUpEndedOn, delivery } = followUp
  if (followUpEndedOn !== null) return []
  const late = daysBetween(dueOn, today)
  if (late > AFTER_TERM_DAYS) {
    return [
      {
        words: `terme du ${formatDate(dueOn)} dépassé de ${formatCount(late, 'jour', 'jours')}, sans naissance ni fin de suivi`,
        place: 'delivery',
      },
    ]
  }
  if (delivery?.labourAdmittedAt)
    return [{ words: 'accueillie en travail, sans naissance', place: 'delivery' }]
  if (firstConsultationOn === null && daysBetween(includedOn, today) > FIRST_CONSULTATION_DAYS) {
    return [{ words: 'date de la première consultation', place: 'woman' }]
  }
  return []
}

function missingOfMother({ delivery, firstConsultationOn }: FollowUp, readmissionsOver: boolean): Missing[] {
  if (delivery === null) return []
  const unknown = [
    delivery.mode === null ? 'mode d’accouchement' : '',
    delivery.labourInHouse === null ? 'travail dans la maison ou non' : '',
    delivery.bloodLossMl === null ? 'pertes de sang' : '',
    delivery.sphincterInjury === null ? 'lésion du sphincter' : '',
    delivery.intensiveCare === null ? 'réanimation ou soins intensifs' : '',
    readmissionsOver && delivery.readmitted === null ? 'hospitalisation de la mère dans les 30 jours' : '',
  ].filter(Boolean)
  return [
    ...unknown.map((words) => ({ words, place: 'delivery' as const })),
    ...(firstConsultationOn === null
      ? [{ words: 'date de la première consultation', place: 'woman' as const }]
      : []),
  ]
}

function missingOfChildren(
  { children, bornOn }: FollowUp,
  today: string,
  readmissionsOver: boolean,
): Missing[] {
  if (children.length === 0) return [{ words: 'enfant', place: 'children' }]
  const weekOver = bornOn !== null && daysBetween(bornOn, today) > WEEK
  return children.flatMap((child, index) => {
    const whose = children.length > 1 ? ` (enfant n°${NO_BREAK_SPACE}${index + 1})` : ''
    const stillborn = child.outcome === 'labour' || child.outcome === 'birth'
    return [
      child.apgar5 === null && child.outcome !== 'labour' ? 'Apgar à 5 minutes' : '',
      child.resuscitation === null ? 'réanimation à la naissance' : '',
      child.intervention === null ? 'intervention du SAMU ou du pédiatre' : '',
      child.outcome === null && weekOver ? 'état à la fin de la première semaine' : '',
      child.readmitted === null && readmissionsOver && !stillborn
        ? 'hospitalisation de l’enfant dans les 30 jours'
        : '',
    ]
      .filter(Boolean)
      .map((words) => ({ words: `${words}${whose}`, place: 'children' as const }))
  })
}

function missingOfEnd(
  { followUpEndedOn, bornOn }: FollowUp,
  today: string,
  readmissionsOver: boolean,
): Missing[] {
  const isOver = bornOn !== null && daysBetween(bornOn, today) > 2 * READMISSION_DAYS && readmissionsOver
  return followUpEndedOn === null && isOver ? [{ words: 'fin du suivi', place: 'end' }] : []
}
