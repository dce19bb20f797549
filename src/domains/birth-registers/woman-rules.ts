import { daysBetween, formatDate } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { type Finding, question, refusal } from './findings.js'
import { identityLikeness } from './identity-likeness.js'
import { INCLUSION_TERMS, termDaysOn, termWords } from './terms.js'
import { IDENTITY_QUESTION } from './transfer-rules.js'
import type { EndReason } from './vocabulary.js'

/** What is said of a woman when she is taken in, or corrected later. */
export type Included = {
  dueOn: string
  includedOn: string
  firstConsultationOn: string | null
  eligibility: Record<string, boolean>
  note: string | null
}

const LONG_AGO_DAYS = 365

/** What cannot be in an inclusion, and what is surprising in it. */
export function judgeInclusion(included: Included, today: string): Finding[] {
  const { dueOn, includedOn, firstConsultationOn, eligibility, note } = included
  const findings: Finding[] = []
  const term = termDaysOn(dueOn, includedOn)
  if (includedOn > today) {
    findings.push(refusal('includedOn', `Cette date est à venir (${formatDate(includedOn)}).`))
  } else if (daysBetween(includedOn, today) > LONG_AGO_DAYS) {
    findings.push(
      question('long-ago', `L’inscription est notée le ${formatDate(includedOn)}, il y a plus d’un an.`),
    )
  }
  if (term > INCLUSION_TERMS.to) {
    findings.push(
      refusal(
        'dueOn',
        `À son inscription elle serait à ${termWords(term)}. Vérifiez la date du terme et celle de l’inscription.`,
      ),
    )
  } else if (term < INCLUSION_TERMS.from) {
    findings.push(
      refusal(
        'dueOn',
        `Ce terme est trop loin de l’inscription${NO_BREAK_SPACE}: la grossesse n’aurait pas commencé. Vérifiez l’année.`,
      ),
    )
  }
  if (firstConsultationOn !== null && firstConsultationOn > today) {
    findings.push(
      refusal(
        'firstConsultationOn',
        'Cette date est à venir. Laissez-la vide tant que la consultation n’a pas eu lieu.',
      ),
    )
  }
  if (firstConsultationOn !== null && daysBetween(firstConsultationOn, includedOn) > LONG_AGO_DAYS) {
    findings.push(
      refusal(
        'firstConsultationOn',
        'Cette consultation précède l’inscription de plus d’un an. Vérifiez l’année.',
      ),
    )
  }
  const unmet = Object.keys(eligibility).filter((label) => eligibility[label] === false)
  if (unmet.length > 0) {
    findings.push(
      question(
        'criteria',
        `Critère non rempli${NO_BREAK_SPACE}: ${unmet.join(' ; ')}. Une maison de naissance ne suit que des grossesses qui remplissent ses critères.`,
      ),
    )
  }
  if (identityLikeness(note) !== null) findings.push(question('identity', IDENTITY_QUESTION))
  return findings
}

/** What the end of a follow-up is judged by. */
export type EndKnown = {
  includedOn: string
  bornOn: string | null
  /** Day of the latest transfer that counts. */
  lastTransferOn: string | null
  today: string
}

/** What cannot be in the end of a follow-up. Both null opens it again. */
export function judgeEnd(
  end: { endedOn: string | null; reason: EndReason | null },
  known: EndKnown,
): Finding[] {
  const { endedOn, reason } = end
  if (endedOn === null && reason === null) return []
  if (endedOn === null) return [refusal('endedOn', 'Indiquez la date de fin du suivi.')]
  if (reason === null) return [refusal('reason', 'Choisissez la raison de la fin du suivi.')]
  const findings: Finding[] = []
  if (endedOn < known.includedOn) {
    findings.push(refusal('endedOn', `Elle n’est inscrite que depuis le ${formatDate(known.includedOn)}.`))
  }
  if (endedOn > known.today) findings.push(refusal('endedOn', 'Cette date est à venir.'))
  if (known.bornOn !== null && endedOn < known.bornOn) {
    findings.push(
      refusal('endedOn', `La naissance est enregistrée le ${formatDate(known.bornOn)}, après cette date.`),
    )
  }
  if (known.lastTransferOn !== null && endedOn < known.lastTransferOn) {
    findings.push(
      refusal(
        'endedOn',
        `Un transfert est déclaré le ${formatDate(known.lastTransferOn)}, après cette date.`,
      ),
    )
  }
  if (reason === 'completed' && known.bornOn === null) {
    findings.push(
      refusal(
        'reason',
        'Le suivi mené à son terme demande une naissance. Enregistrez-la d’abord, ou choisissez une autre raison.',
      ),
    )
  }
  return findings
}
