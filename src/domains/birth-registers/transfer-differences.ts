import type { Difference } from '../../web/both-versions.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Reason } from './reasons.js'
import type { TransferForm } from './transfer-typed.js'
import { PHASES, type Phase, TRANSPORTS } from './vocabulary.js'

type Choices = { reasons: Reason[]; maternities: { id: string; name: string }[] }
type Say = (value: string, choices: Choices) => string

/** What differs between a declaration as it is saved and as somebody has just typed it, answer by answer. */
export function transferDifferences(
  saved: TransferForm,
  typed: TransferForm,
  choices: Choices,
): Difference[] {
  return ANSWERS.filter(([field]) => (saved[field] ?? '') !== (typed[field] ?? '')).map(
    ([field, label, say]) => ({
      label,
      saved: words(saved[field], say, choices),
      typed: words(typed[field], say, choices),
    }),
  )
}

function words(value: string | undefined, say: Say | undefined, choices: Choices): string {
  if (value === undefined || value === '') return 'rien'
  return say ? say(value, choices) : value
}

const reasonWords: Say = (value, { reasons }) => {
  const [phase, code] = value.split(':')
  const label = reasons.find((one) => one.phase === phase && one.code === code)?.label ?? code
  return `${PHASES[phase as Phase] ?? phase}${NO_BREAK_SPACE}: ${label}`
}

const momentWords: Say = (value) => value.replace('T', ' à ')

const ANSWERS: [keyof TransferForm, string, Say?][] = [
  ['womanId', 'Femme', (value) => (value === 'unlisted' ? 'non listée' : 'une femme du registre')],
  ['who', 'Qui est transféré', (value) => (value === 'mother' ? 'la mère' : 'le nouveau-né')],
  ['accompanied', 'Accompagnement'],
  ['reason', 'Phase et motif', reasonWords],
  ['reasonWords', 'Précision du motif'],
  ['urgent', 'Urgence'],
  ['transport', 'Transport', (value) => TRANSPORTS[value as keyof typeof TRANSPORTS] ?? value],
  [
    'destination',
    'Établissement',
    (value, { maternities }) => maternities.find(({ id }) => id === value)?.name ?? 'un autre établissement',
  ],
  ['destinationWords', 'Nom de l’autre établissement'],
  ['decidedAt', 'Décision', momentWords],
  ['departedAt', 'Départ', momentWords],
  ['arrivedAt', 'Arrivée', momentWords],
  ['difficulty', 'Difficulté'],
]
