import type { ChildOutcome, Mode, Phase } from './vocabulary.js'

/** What the maternity that received a transfer knows of what came after. Null is « pas encore renseigné ». */
export type Outcome = {
  /** ISO instant. */
  bornAt: string | null
  mode: Mode | null
  bloodLossMl: number | null
  sphincterInjury: boolean | null
  intensiveCare: boolean | null
  apgar5: number | null
  childOutcome: ChildOutcome | null
}
export type OutcomeField = keyof Outcome

export const NO_OUTCOME: Outcome = {
  bornAt: null,
  mode: null,
  bloodLossMl: null,
  sphincterInjury: null,
  intensiveCare: null,
  apgar5: null,
  childOutcome: null,
}

/** What is asked of a phase: the house knows the rest. */
export const OUTCOME_FIELDS: Record<Phase, readonly OutcomeField[]> = {
  'pre-partum': [
    'bornAt',
    'mode',
    'bloodLossMl',
    'sphincterInjury',
    'intensiveCare',
    'apgar5',
    'childOutcome',
  ],
  'per-partum': [
    'bornAt',
    'mode',
    'bloodLossMl',
    'sphincterInjury',
    'intensiveCare',
    'apgar5',
    'childOutcome',
  ],
  'post-partum': ['bloodLossMl', 'sphincterInjury', 'intensiveCare'],
  newborn: ['apgar5', 'childOutcome'],
}

/** What is still blank of what its phase asks. */
export function unknownOf(phase: Phase, outcome: Outcome | null): OutcomeField[] {
  return OUTCOME_FIELDS[phase].filter((field) => (outcome?.[field] ?? null) === null)
}

/** One answer of the maternity beside what the register says. */
export type Proposed = {
  field: OutcomeField
  proposed: Outcome[OutcomeField]
  written: Outcome[OutcomeField]
}

/** What an outcome would bring to a register, and what it contradicts: `written` is what the house has written, or null. */
export function proposalOf(phase: Phase, outcome: Outcome | null, written: Outcome): Proposed[] {
  if (outcome === null) return []
  return OUTCOME_FIELDS[phase]
    .filter((field) => outcome[field] !== null && outcome[field] !== written[field])
    .map((field) => ({ field, proposed: outcome[field], written: written[field] }))
}
