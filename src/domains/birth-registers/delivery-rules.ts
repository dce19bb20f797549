import { civilDate, formatDate, formatInstant } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { type Finding, question, refusal } from './findings.js'
import { identityLikeness } from './identity-likeness.js'
import { BIRTH_TERMS, termDaysOn, termWords, USUAL_BIRTH_TERMS } from './terms.js'
import { IDENTITY_QUESTION } from './transfer-rules.js'
import type { BirthPlace, ChildOutcome, Intervention, InterventionPlace, Mode, Phase } from './vocabulary.js'

/** Labour, birth and what came after, of the mother. Null is « pas encore renseigné », never no. */
export type Delivered = {
  labourInHouse: boolean | null
  labourAdmittedAt: Date | null
  birthPlace: BirthPlace | null
  bornAt: Date | null
  mode: Mode | null
  bloodLossMl: number | null
  sphincterInjury: boolean | null
  intensiveCare: boolean | null
  died: boolean | null
  leftHouseAt: Date | null
  readmitted: boolean | null
  readmissionCause: string | null
  readmissionPlace: string | null
}

export type DeliveryKnown = {
  now: Date
  timeZone: string
  woman: { dueOn: string; includedOn: string; followUpEndedOn: string | null }
  /** Her transfers that count. */
  transfers: readonly { number: string; phase: Phase; decidedAt: Date }[]
}

const CLOCK_SLACK = 15 * 60_000
const UNLIKELY_LOSS_ML = 3000
const LONG_LABOUR = 3 * 86_400_000

/** What cannot be in a labour and a birth, and what is surprising in them. */
export function judgeDelivery(delivered: Delivered, known: DeliveryKnown): Finding[] {
  return [
    ...judgeOrder(delivered, known),
    ...judgePlace(delivered, known),
    ...judgeBirthTerm(delivered, known),
    ...judgeMother(delivered),
    ...judgeReadmission(delivered),
  ]
}

function judgeOrder(delivered: Delivered, { now, timeZone, woman }: DeliveryKnown): Finding[] {
  const { labourAdmittedAt, bornAt, leftHouseAt } = delivered
  const findings: Finding[] = []
  for (const [field, instant] of Object.entries({ labourAdmittedAt, bornAt, leftHouseAt })) {
    if (instant && instant.getTime() > now.getTime() + CLOCK_SLACK) {
      findings.push(refusal(field, `Cette heure est à venir (${formatInstant(instant, timeZone)}).`))
    }
  }
  if (labourAdmittedAt && bornAt && bornAt < labourAdmittedAt) {
    findings.push(
      refusal('bornAt', 'La naissance précède l’accueil en travail. Corrigez l’une des deux heures.'),
    )
  }
  if (labourAdmittedAt && bornAt && bornAt.getTime() - labourAdmittedAt.getTime() > LONG_LABOUR) {
    findings.push(
      question('unlikely-value', 'Plus de trois jours séparent l’accueil en travail de la naissance.'),
    )
  }
  if (leftHouseAt && bornAt && leftHouseAt < bornAt) {
    findings.push(refusal('leftHouseAt', 'La sortie précède la naissance. Corrigez l’une des deux heures.'))
  }
  const first = labourAdmittedAt ?? bornAt
  if (first && civilDate(first, timeZone) < woman.includedOn) {
    const field = labourAdmittedAt ? 'labourAdmittedAt' : 'bornAt'
    findings.push(
      refusal(
        field,
        `Elle n’est inscrite que depuis le ${formatDate(woman.includedOn)}${NO_BREAK_SPACE}: la naissance ne peut pas précéder l’inscription.`,
      ),
    )
  }
  if (bornAt && woman.followUpEndedOn !== null && civilDate(bornAt, timeZone) > woman.followUpEndedOn) {
    findings.push(
      refusal(
        'bornAt',
        `Son suivi a pris fin le ${formatDate(woman.followUpEndedOn)}, avant cette naissance. Rouvrez d’abord le suivi.`,
      ),
    )
  }
  return findings
}

function judgePlace(delivered: Delivered, { transfers }: DeliveryKnown): Finding[] {
  const { birthPlace, bornAt, mode, labourInHouse } = delivered
  const findings: Finding[] = []
  if (birthPlace === 'house' && mode !== null && mode !== 'spontaneous') {
    findings.push(
      refusal(
        'mode',
        'Dans une maison de naissance on n’accouche que par voie basse non instrumentale. Corrigez le lieu ou le mode.',
      ),
    )
  }
  if (birthPlace === 'house' && labourInHouse === false) {
    findings.push(
      refusal(
        'labourInHouse',
        'Née dans la maison, elle y a été prise en charge pendant le travail. Corrigez l’un des deux.',
      ),
    )
  }
  if (mode === 'caesarean' && birthPlace === 'outside') {
    findings.push(
      refusal('mode', 'Une césarienne n’a pas lieu hors d’un établissement. Corrigez le lieu ou le mode.'),
    )
  }
  if (bornAt !== null && birthPlace === null)
    findings.push(refusal('birthPlace', 'Dites où la naissance a eu lieu.'))
  if (birthPlace !== null && bornAt === null)
    findings.push(refusal('bornAt', 'Indiquez le jour et l’heure de la naissance, même approchée.'))
  const inLabour = transfers.find(({ phase }) => phase === 'per-partum')
  if (birthPlace === 'house' && inLabour) {
    findings.push(
      question(
        'unlike-transfers',
        `Un transfert pendant le travail est déclaré (${inLabour.number}), et la naissance est notée dans la maison.`,
      ),
    )
  }
  const leftBefore = transfers.some(({ phase }) => phase === 'per-partum' || phase === 'pre-partum')
  if ((birthPlace === 'partner' || birthPlace === 'other') && labourInHouse === true && !leftBefore) {
    findings.push(
      question(
        'unlike-transfers',
        'Elle était en travail dans la maison et a accouché en maternité, mais aucun transfert n’est déclaré. Déclarez-le ensuite.',
      ),
    )
  }
  return findings
}

function judgeBirthTerm({ bornAt }: Delivered, { timeZone, woman }: DeliveryKnown): Finding[] {
  if (bornAt === null) return []
  const days = termDaysOn(woman.dueOn, civilDate(bornAt, timeZone))
  if (days < BIRTH_TERMS.from || days > BIRTH_TERMS.to) {
    return [
      refusal(
        'bornAt',
        `À cette date le terme serait de ${termWords(days)}. Vérifiez la date de la naissance, ou celle du terme.`,
      ),
    ]
  }
  if (days < USUAL_BIRTH_TERMS.from || days > USUAL_BIRTH_TERMS.to) {
    return [question('unlikely-term', `La naissance est notée à ${termWords(days)}.`)]
  }
  return []
}

function judgeMother(delivered: Delivered): Finding[] {
  const { bornAt, mode, bloodLossMl, sphincterInjury, died } = delivered
  const findings: Finding[] = []
  if (bornAt === null) {
    for (const [field, value] of Object.entries({ mode, bloodLossMl, sphincterInjury })) {
      if (value !== null && value !== false) {
        findings.push(
          refusal(field, 'Cette réponse demande une naissance. Indiquez d’abord son jour et son heure.'),
        )
      }
    }
  }
  if (bloodLossMl !== null && bloodLossMl > UNLIKELY_LOSS_ML) {
    findings.push(question('unlikely-value', `Les pertes sont notées à ${bloodLossMl} mL.`))
  }
  if (sphincterInjury === true && mode === 'caesarean') {
    findings.push(question('unlikely-value', 'Une lésion du sphincter est notée avec une césarienne.'))
  }
  if (died === true) {
    findings.push(
      question(
        'unlikely-value',
        bornAt === null ? 'Le décès de la mère est noté, sans naissance.' : 'Le décès de la mère est noté.',
      ),
    )
  }
  return findings
}

type Readmission = {
  readmitted: boolean | null
  readmissionCause: string | null
  readmissionPlace: string | null
}

/** A cause or a place without a readmission says that something was mistyped. */
function judgeReadmission(given: Readmission): Finding[] {
  const { readmitted, readmissionCause, readmissionPlace } = given
  const findings: Finding[] = []
  const told = readmissionCause !== null || readmissionPlace !== null
  if (told && readmitted !== true) {
    findings.push(
      refusal(
        'readmitted',
        'Une cause ou un lieu d’hospitalisation est indiqué : répondez « Oui », ou effacez-les.',
      ),
    )
  }
  if (identityLikeness(readmissionCause) !== null) findings.push(question('identity', IDENTITY_QUESTION))
  return findings
}

/** A child, at birth and after. */
export type Born = {
  weightG: number | null
  apgar5: number | null
  resuscitation: boolean | null
  intervention: Intervention | null
  interventionCause: string | null
  interventionPlace: InterventionPlace | null
  outcome: ChildOutcome | null
  diedInHouse: boolean | null
  readmitted: boolean | null
  readmissionCause: string | null
  readmissionPlace: string | null
}

export type BirthKnown = { bornAt: Date | null; now: Date }

const USUAL_WEIGHTS_G = { from: 2000, to: 5200 }
const FIRST_WEEK = 7 * 86_400_000

/** What cannot be said of a child, and what is surprising. */
export function judgeNewborn(born: Born, { bornAt, now }: BirthKnown): Finding[] {
  const {
    weightG,
    apgar5,
    intervention,
    interventionCause,
    interventionPlace,
    outcome,
    diedInHouse,
    readmitted,
  } = born
  const findings: Finding[] = []
  if (bornAt === null) {
    findings.push(
      refusal(
        'outcome',
        'La naissance n’est pas encore enregistrée. Indiquez d’abord son jour et son heure.',
      ),
    )
    return findings
  }
  const hasDied = outcome !== null && outcome !== 'alive'
  if (outcome === 'alive' && now.getTime() - bornAt.getTime() < FIRST_WEEK) {
    findings.push(
      question(
        'unlikely-value',
        'La première semaine n’est pas encore passée : « vivant à la fin de la première semaine » se dira plus tard.',
      ),
    )
  }
  if (hasDied) findings.push(question('unlikely-value', 'Le décès de l’enfant est noté.'))
  if (diedInHouse === true && !hasDied) {
    findings.push(
      refusal('diedInHouse', 'Un décès dans la maison est noté, sans décès. Corrigez l’un des deux.'),
    )
  }
  if (outcome === 'labour' && apgar5 !== null && apgar5 > 0) {
    findings.push(
      refusal(
        'apgar5',
        'Un enfant décédé pendant le travail n’a pas de score d’Apgar. Corrigez l’un des deux.',
      ),
    )
  }
  if ((outcome === 'labour' || outcome === 'birth') && readmitted === true) {
    findings.push(
      refusal(
        'readmitted',
        'Un enfant décédé à la naissance n’a pas été hospitalisé ensuite. Corrigez l’un des deux.',
      ),
    )
  }
  const told = interventionCause !== null || interventionPlace !== null
  if (told && (intervention === null || intervention === 'none') && born.resuscitation !== true) {
    findings.push(
      refusal(
        'intervention',
        'Une cause ou un lieu est indiqué : dites qui est intervenu, ou s’il y a eu réanimation.',
      ),
    )
  }
  if (weightG !== null && (weightG < USUAL_WEIGHTS_G.from || weightG > USUAL_WEIGHTS_G.to)) {
    findings.push(question('unlikely-value', `Le poids est noté à ${weightG} g.`))
  }
  if (identityLikeness(interventionCause) !== null) findings.push(question('identity', IDENTITY_QUESTION))
  return [...findings, ...judgeReadmission(born)]
}
