import type { FieldWords } from './correction-trace.js'
import {
  BIRTH_PLACES,
  CHILD_OUTCOMES,
  END_REASONS,
  INTERVENTION_PLACES,
  INTERVENTIONS,
  MODES,
} from './vocabulary.js'

const READMISSION: FieldWords = {
  readmitted: { label: 'hospitalisation dans les 30 jours' },
  readmissionCause: { label: 'cause de l’hospitalisation' },
  readmissionPlace: { label: 'lieu de l’hospitalisation' },
}

/** How the answers about a woman are named and said, in a trace and beside another version. */
export const WOMAN_WORDS: FieldWords = {
  dueOn: { label: 'terme' },
  includedOn: { label: 'inscription' },
  firstConsultationOn: { label: 'première consultation' },
  eligibility: { label: 'critères', say: eligibilityWords },
  referentMidwifeId: { label: 'sage-femme référente', hidden: true },
  note: { label: 'note' },
  followUpEndedOn: { label: 'fin du suivi' },
  endReason: { label: 'raison de la fin', values: END_REASONS },
}

export const DELIVERY_WORDS: FieldWords = {
  labourInHouse: { label: 'travail dans la maison' },
  labourAdmittedAt: { label: 'accueil en travail', instant: true },
  birthPlace: { label: 'lieu de la naissance', values: BIRTH_PLACES },
  bornAt: { label: 'naissance', instant: true },
  mode: { label: 'mode', values: MODES },
  bloodLossMl: { label: 'pertes de sang', say: (value) => `${value} mL` },
  sphincterInjury: { label: 'lésion du sphincter' },
  intensiveCare: { label: 'réanimation ou soins intensifs' },
  died: { label: 'décès de la mère' },
  leftHouseAt: { label: 'sortie de la maison', instant: true },
  ...READMISSION,
}

export const NEWBORN_WORDS: FieldWords = {
  weightG: { label: 'poids', say: (value) => `${value} g` },
  apgar5: { label: 'Apgar à 5 minutes' },
  resuscitation: { label: 'réanimation à la naissance' },
  intervention: { label: 'intervention', values: INTERVENTIONS },
  interventionCause: { label: 'cause de l’intervention' },
  interventionPlace: { label: 'lieu de l’intervention', values: INTERVENTION_PLACES },
  outcome: { label: 'état', values: CHILD_OUTCOMES },
  diedInHouse: { label: 'décès dans la maison' },
  bornInHouse: { label: 'né dans la maison' },
  ...READMISSION,
  bloodScreening: { label: 'dépistage sanguin' },
  hearingScreening: { label: 'dépistage de la surdité' },
}

export const REGISTER_WORDS: FieldWords = { ...WOMAN_WORDS, ...DELIVERY_WORDS, ...NEWBORN_WORDS }

function eligibilityWords(value: unknown): string {
  const answers = Object.entries(Object(value) as Record<string, unknown>)
  if (answers.length === 0) return 'aucune réponse'
  return answers.map(([label, met]) => `${label} (${met === true ? 'oui' : 'non'})`).join(', ')
}
