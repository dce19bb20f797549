import type { ComponentChildren } from 'preact'
import type { Actor } from '../../access/actor.js'
import { type FieldErrors, Form, fieldId, SubmitButton } from '../../web/forms.js'
import { HouseTabs } from '../birth-houses/tabs.js'
import { linesOf, type ReasonsForm } from './reason-schemas.js'
import { PHASES, type Phase } from './vocabulary.js'

type ReasonsPageProps = {
  actor: Actor
  csrfToken: string | null
  typedOf: (phase: Phase) => ReasonsForm
  errorsOf: (phase: Phase) => FieldErrors | undefined
  /** Both versions of a phase, when a colleague wrote meanwhile. */
  aboveOf: (phase: Phase) => ComponentChildren
}

/** The reasons midwives choose among, phase by phase: their words, their order, those no longer proposed. */
export function ReasonsPage({ actor, csrfToken, typedOf, errorsOf, aboveOf }: ReasonsPageProps) {
  const phases = Object.entries(PHASES) as [Phase, string][]
  return (
    <>
      <HouseTabs actor={actor} current="/maisons-de-naissance/motifs" />
      <p class="lead">
        Huit à dix motifs par phase suffisent : à quatre heures du matin on n’en lit pas davantage. Un motif
        retiré n’est plus proposé, et reste le nom des transferts qui le portent.
      </p>
      <p>« Autre motif » clôt chaque liste et ne se retire pas.</p>
      {phases.map(([phase, label]) => (
        <section key={phase} aria-labelledby={`motifs-${phase}`}>
          <h2 id={`motifs-${phase}`}>{label}</h2>
          {aboveOf(phase)}
          <PhaseForm phase={phase} csrfToken={csrfToken} typed={typedOf(phase)} errors={errorsOf(phase)} />
        </section>
      ))}
    </>
  )
}

type PhaseFormProps = {
  phase: Phase
  csrfToken: string | null
  typed: ReasonsForm
  errors: FieldErrors | undefined
}

function PhaseForm({ phase, csrfToken, typed, errors }: PhaseFormProps) {
  const slots = Array.from({ length: linesOf(typed) }, (_, slot) => slot)
  return (
    <Form action={`/maisons-de-naissance/motifs/${phase}`} csrfToken={csrfToken} errors={errors}>
      {typed.seen && <input type="hidden" name="seen" value={typed.seen} />}
      <ol class="reason-lines">
        {slots.map((slot) => (
          <ReasonLine key={slot} phase={phase} slot={slot} typed={typed} />
        ))}
      </ol>
      <SubmitButton>Enregistrer les motifs de cette phase</SubmitButton>
    </Form>
  )
}

function ReasonLine({ phase, slot, typed }: { phase: Phase; slot: number; typed: ReasonsForm }) {
  const id = (name: string) => fieldId(`${phase}-${name}-${slot}`)
  const isNew = !typed[`code${slot}`]
  return (
    <li class="reason-line">
      {!isNew && <input type="hidden" name={`code${slot}`} value={typed[`code${slot}`]} />}
      <label for={id('label')}>{isNew ? 'Nouveau motif' : 'Motif'}</label>
      <input id={id('label')} name={`label${slot}`} value={typed[`label${slot}`] ?? ''} maxLength={100} />
      <label for={id('position')}>Rang</label>
      <input
        id={id('position')}
        name={`position${slot}`}
        inputMode="numeric"
        value={typed[`position${slot}`] ?? String(slot + 1)}
        size={3}
      />
      {!isNew && (
        <span class="reason-retired">
          <input
            type="checkbox"
            id={id('retired')}
            name={`retired${slot}`}
            value="oui"
            checked={typed[`retired${slot}`] === 'oui'}
          />
          <label for={id('retired')}>Retiré</label>
        </span>
      )}
    </li>
  )
}
