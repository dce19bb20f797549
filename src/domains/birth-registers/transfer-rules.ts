import { civilDate, formatDate, formatInstant } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { type Finding, question, refusal } from './findings.js'
import { identityLikeness } from './identity-likeness.js'
import { TRANSFER_TERMS, termDaysOn, termWords } from './terms.js'
import type { Phase } from './vocabulary.js'

/** What a declaration says of when and why. */
export type Declared = {
  phase: Phase
  decidedAt: Date
  departedAt: Date | null
  arrivedAt: Date | null
  reasonWords: string | null
  difficulty: string | null
  destinationWords: string | null
}

/** What is known when it is judged. */
export type Known = {
  now: Date
  timeZone: string
  woman: { dueOn: string; includedOn: string; followUpEndedOn: string | null } | null
  bornAt: Date | null
  /** The other declarations about her, or about an unlisted woman of the same hours. */
  others: readonly { number: string; phase: Phase; decidedAt: Date }[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A telephone’s clock may be ahead by so much. */
const CLOCK_SLACK = 15 * MINUTE
/** Beyond, it is said in what was typed that it was long ago. */
const USUAL_DELAY = 2 * DAY
const LONGEST_DELAY = 730 * DAY
/** Two declarations of one phase so close to each other are one transfer told twice, unless said otherwise. */
const SAME_TRANSFER = 3 * HOUR
/** The phases after the birth: the arrêté says « immédiat » of the mother, « première semaine » of the child. */
const POST_PARTUM = DAY
const FIRST_WEEK = 7 * DAY

/** What cannot be in a declaration, and what is surprising in it. Pure: everything it judges is in its arguments. */
export function judgeTransfer(declared: Declared, known: Known): Finding[] {
  return [
    ...judgeTimes(declared, known),
    ...judgeAgainstFollowUp(declared, known),
    ...judgeAgainstBirth(declared, known),
    ...judgeTerm(declared, known),
    ...judgeRepetition(declared, known),
    ...judgeWords(declared),
  ]
}

/** The term a declaration keeps: before the birth only, from the expected day; null when the dates make none possible. */
export function termAtDecision(declared: Pick<Declared, 'phase' | 'decidedAt'>, known: Known): number | null {
  if (known.woman === null || !isBeforeBirth(declared.phase)) return null
  const days = termDaysOn(known.woman.dueOn, civilDate(declared.decidedAt, known.timeZone))
  return days >= TRANSFER_TERMS.from && days <= TRANSFER_TERMS.to ? days : null
}

/** Whether a term says something of this phase. */
export function isBeforeBirth(phase: Phase): boolean {
  return phase === 'pre-partum' || phase === 'per-partum'
}

/** Until when a declaration is corrected without saying why. */
export function freeCorrectionUntil(receivedAt: Date): Date {
  return new Date(receivedAt.getTime() + 2 * DAY)
}

function judgeTimes({ decidedAt, departedAt, arrivedAt }: Declared, { now, timeZone }: Known): Finding[] {
  const findings: Finding[] = []
  const ahead = decidedAt.getTime() - now.getTime()
  const said = formatInstant(decidedAt, timeZone)
  if (ahead > DAY) {
    findings.push(
      refusal('decidedAt', `Cette heure est à venir (${said}). Un transfert se déclare une fois décidé.`),
    )
  } else if (ahead > CLOCK_SLACK) {
    findings.push(question('to-come', `La décision est notée le ${said}, qui n’est pas encore passé.`))
  } else if (-ahead > LONGEST_DELAY) {
    findings.push(refusal('decidedAt', `Cette date est trop ancienne (${said}). Vérifiez l’année.`))
  } else if (-ahead > USUAL_DELAY) {
    findings.push(question('long-ago', `La décision est notée le ${said}, il y a plus de deux jours.`))
  }
  if (departedAt && departedAt < decidedAt) {
    findings.push(refusal('departedAt', 'Le départ précède la décision. Corrigez l’une des deux heures.'))
  }
  const before = departedAt ?? decidedAt
  if (arrivedAt && arrivedAt < before) {
    const what = departedAt ? 'le départ' : 'la décision'
    findings.push(refusal('arrivedAt', `L’arrivée précède ${what}. Corrigez l’une des deux heures.`))
  }
  const latest = arrivedAt ?? departedAt
  if (latest && latest.getTime() - now.getTime() > CLOCK_SLACK && ahead <= CLOCK_SLACK) {
    findings.push(
      question(
        'to-come',
        `Une heure est notée le ${formatInstant(latest, timeZone)}, qui n’est pas encore passé.`,
      ),
    )
  }
  return findings
}

function judgeAgainstFollowUp({ decidedAt }: Declared, { woman, timeZone }: Known): Finding[] {
  if (woman === null) return []
  const on = civilDate(decidedAt, timeZone)
  if (on < woman.includedOn) {
    return [
      refusal(
        'decidedAt',
        `Elle n’est inscrite que depuis le ${formatDate(woman.includedOn)}. Vérifiez le numéro choisi, ou la date.`,
      ),
    ]
  }
  if (woman.followUpEndedOn !== null && on > woman.followUpEndedOn) {
    return [
      refusal(
        'womanId',
        `Son suivi a pris fin le ${formatDate(woman.followUpEndedOn)}. Vérifiez le numéro choisi, ou rouvrez le suivi dans le registre.`,
      ),
    ]
  }
  return []
}

function judgeAgainstBirth({ phase, decidedAt }: Declared, { bornAt, timeZone }: Known): Finding[] {
  if (bornAt === null) return []
  const since = decidedAt.getTime() - bornAt.getTime()
  const born = formatInstant(bornAt, timeZone)
  if (isBeforeBirth(phase)) {
    if (since <= 0) return []
    return [question('after-birth', `La naissance est enregistrée le ${born}, avant cette décision.`)]
  }
  if (since < 0) {
    return [
      refusal(
        'decidedAt',
        `La naissance est enregistrée le ${born}, après cette heure. Corrigez l’une des deux.`,
      ),
    ]
  }
  const longest = phase === 'newborn' ? FIRST_WEEK : POST_PARTUM
  if (since <= longest) return []
  const words = phase === 'newborn' ? 'plus d’une semaine' : 'plus d’un jour'
  return [
    question('late-after-birth', `La naissance est enregistrée le ${born}, ${words} avant cette décision.`),
  ]
}

function judgeTerm(declared: Declared, known: Known): Finding[] {
  if (known.woman === null || !isBeforeBirth(declared.phase)) return []
  const days = termDaysOn(known.woman.dueOn, civilDate(declared.decidedAt, known.timeZone))
  if (days >= TRANSFER_TERMS.from && days <= TRANSFER_TERMS.to) return []
  return [
    question(
      'unlikely-term',
      `D’après le registre, elle serait à ${termWords(days)}${NO_BREAK_SPACE}: le terme ne sera pas noté. Vérifiez la date du terme dans le registre, ou l’heure.`,
    ),
  ]
}

function judgeRepetition({ phase, decidedAt }: Declared, { others, timeZone }: Known): Finding[] {
  const same = others.find(
    (one) => one.phase === phase && Math.abs(one.decidedAt.getTime() - decidedAt.getTime()) < SAME_TRANSFER,
  )
  if (!same) return []
  return [
    question(
      'declared-already',
      `La déclaration ${same.number}, décidée le ${formatInstant(same.decidedAt, timeZone)}, semble être la même. Est-ce bien un autre transfert${NO_BREAK_SPACE}?`,
    ),
  ]
}

function judgeWords({ reasonWords, difficulty, destinationWords }: Declared): Finding[] {
  const isLike = [reasonWords, difficulty].some((text) => identityLikeness(text) !== null)
  // An establishment has a name: only what no establishment has is asked about.
  const isPerson = ['phone', 'nir', 'email', 'date'].includes(identityLikeness(destinationWords) ?? '')
  if (!isLike && !isPerson) return []
  return [question('identity', IDENTITY_QUESTION)]
}

export const IDENTITY_QUESTION =
  'Le texte libre ressemble à une identité (nom, date de naissance, téléphone, n° de sécurité sociale). Le registre n’en garde aucune.'
