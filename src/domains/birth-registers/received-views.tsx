import { formatInstant } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { AnswerField, ChoiceField } from './answer-field.js'
import { ConfirmBox, sortFaults } from './confirm-box.js'
import { type FieldWords, valueWords } from './correction-trace.js'
import { tickedIn } from './findings.js'
import { OUTCOME_FIELDS, type OutcomeField, unknownOf } from './outcome.js'
import type { Reason } from './reasons.js'
import type { OutcomeForm, Received } from './received-schemas.js'
import { termWords } from './terms.js'
import { reasonWords, whoWords } from './transfer-views.js'
import { CHILD_OUTCOMES, MODES, PHASES, TRANSPORTS } from './vocabulary.js'

/** How each answer of an outcome is named and said. */
export const OUTCOME_WORDS: FieldWords = {
  bornAt: { label: 'naissance', instant: true },
  mode: { label: 'mode d’accouchement', values: MODES },
  bloodLossMl: { label: 'pertes de sang', say: (value) => `${value}${NO_BREAK_SPACE}mL` },
  sphincterInjury: { label: 'lésion du sphincter (LOSA)' },
  intensiveCare: { label: 'réanimation ou soins intensifs de la mère' },
  apgar5: { label: 'Apgar à 5 minutes' },
  childOutcome: { label: 'état de l’enfant', values: CHILD_OUTCOMES },
}

type ReceivedPageProps = { received: Received[]; reasons: Reason[]; timeZone: string }

/** What a maternity received from birth houses: how many wait for their outcome, then each. */
export function ReceivedListPage({ received, reasons, timeZone }: ReceivedPageProps) {
  const waiting = received.filter(isWaiting).length
  return (
    <>
      <p class="lead">
        {waiting === 0
          ? 'Aucune issue n’est à compléter.'
          : formatCount(
              waiting,
              'transfert reçu attend son issue.',
              'transferts reçus attendent leur issue.',
            )}
      </p>
      <p>
        Une maison de naissance déclare ici les transferts qu’elle vous adresse. Ce que vous complétez lui est
        proposé{NO_BREAK_SPACE}: elle l’accepte ou non dans son registre, que vous ne voyez pas.
      </p>
      <DataTable
        caption="Transferts reçus des maisons de naissance"
        hideCaption
        rows={received}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={[
          {
            key: 'number',
            label: 'Numéro',
            rowHeader: true,
            noWrap: true,
            cell: (row) => <a href={`/transferts-recus/${row.id}`}>{row.number}</a>,
          },
          { key: 'house', label: 'Maison', cell: (row) => row.house },
          {
            key: 'decidedAt',
            label: 'Décision',
            noWrap: true,
            cell: (row) => formatInstant(new Date(row.decidedAt), timeZone),
          },
          { key: 'who', label: 'Qui', cell: (row) => whoWords(row) },
          { key: 'reason', label: 'Motif', cell: (row) => reasonWords(row, reasons) },
          { key: 'state', label: 'Issue', cell: (row) => <OutcomeState received={row} /> },
        ]}
        empty={{
          sentence:
            'Aucun transfert n’a été déclaré vers votre maternité. Ils viendront ici dès qu’une maison de naissance en déclarera un.',
        }}
      />
    </>
  )
}

function isWaiting({ cancelled, phase, outcome }: Received): boolean {
  return !cancelled && unknownOf(phase, outcome).length > 0
}

function OutcomeState({ received }: { received: Received }) {
  if (received.cancelled) return <StateTag tone="neutral" word="Annulé par la maison" />
  if (received.outcome === null) return <StateTag tone="waiting" word="À compléter" />
  return isWaiting(received) ? (
    <StateTag tone="waiting" word="Complétée en partie" />
  ) : (
    <StateTag tone="done" word="Complétée" />
  )
}

type ReceivedProps = {
  received: Received
  reasons: Reason[]
  timeZone: string
  csrfToken: string | null
  typed: OutcomeForm
  faults?: FieldErrors | undefined
}

/** One transfer as its destination sees it, and the form of its outcome. */
export function ReceivedPage(props: ReceivedProps) {
  const { received, reasons, timeZone } = props
  const at = (iso: string | null) => (iso === null ? 'non renseigné' : formatInstant(new Date(iso), timeZone))
  return (
    <>
      <p class="lead">
        {whoWords(received)}, de {received.house}
        {NO_BREAK_SPACE}: {reasonWords(received, reasons)}.
      </p>
      <dl class="facts">
        <dt>Phase</dt>
        <dd>{PHASES[received.phase]}</dd>
        {received.termDays !== null && (
          <>
            <dt>Terme à la décision</dt>
            <dd>{termWords(received.termDays)}</dd>
          </>
        )}
        <dt>Urgence</dt>
        <dd>{received.urgent ? 'urgent' : 'pas urgent'}</dd>
        <dt>Transport</dt>
        <dd>{TRANSPORTS[received.transport]}</dd>
        <dt>Décision</dt>
        <dd>{at(received.decidedAt)}</dd>
        <dt>Départ</dt>
        <dd>{at(received.departedAt)}</dd>
        <dt>Arrivée</dt>
        <dd>{at(received.arrivedAt)}</dd>
      </dl>
      {received.cancelled ? (
        <p>La maison de naissance a annulé cette déclaration{NO_BREAK_SPACE}: il n’y a rien à compléter.</p>
      ) : (
        <OutcomeFields {...props} />
      )}
    </>
  )
}

function OutcomeFields({ received, csrfToken, typed, faults, timeZone }: ReceivedProps) {
  const { questions, errors } = sortFaults(faults)
  const asks = (field: OutcomeField) => OUTCOME_FIELDS[received.phase].includes(field)
  return (
    <section aria-labelledby="issue">
      <h2 id="issue">Compléter l’issue</h2>
      {received.outcomeAt !== null && (
        <p>
          Complétée le {formatInstant(new Date(received.outcomeAt), timeZone)} par {received.outcomeBy}.
        </p>
      )}
      <Form action={`/transferts-recus/${received.id}`} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="seen" value={typed.seen ?? ''} />
        <ConfirmBox questions={questions} ticked={tickedIn(typed)} />
        {asks('bornAt') && (
          <Field name="bornAt" label="Naissance" type="datetime-local" value={typed.bornAt} errors={errors} />
        )}
        {asks('mode') && (
          <ChoiceField
            name="mode"
            label="Mode d’accouchement"
            choices={MODES}
            value={typed.mode}
            errors={errors}
          />
        )}
        {asks('bloodLossMl') && (
          <Field
            name="bloodLossMl"
            label="Pertes de sang"
            unit="mL"
            inputMode="numeric"
            size="short"
            value={typed.bloodLossMl}
            errors={errors}
          />
        )}
        {asks('sphincterInjury') && (
          <AnswerField
            name="sphincterInjury"
            label={`Lésion obstétricale du sphincter anal (LOSA)${NO_BREAK_SPACE}?`}
            value={typed.sphincterInjury}
            errors={errors}
          />
        )}
        {asks('intensiveCare') && (
          <AnswerField
            name="intensiveCare"
            label={`Mère admise en réanimation ou soins intensifs${NO_BREAK_SPACE}?`}
            value={typed.intensiveCare}
            errors={errors}
          />
        )}
        {asks('apgar5') && (
          <Field
            name="apgar5"
            label="Apgar à 5 minutes"
            inputMode="numeric"
            size="short"
            value={typed.apgar5}
            errors={errors}
          />
        )}
        {asks('childOutcome') && (
          <ChoiceField
            name="childOutcome"
            label="État de l’enfant"
            choices={CHILD_OUTCOMES}
            value={typed.childOutcome}
            errors={errors}
          />
        )}
        <SubmitButton kind="engage">Enregistrer l’issue</SubmitButton>
      </Form>
    </section>
  )
}

/** An outcome in words, for who reads it beside another. */
export function outcomeValue(field: OutcomeField, value: unknown, timeZone: string): string {
  const said = OUTCOME_WORDS[field]
  return said ? valueWords(value, said, timeZone) : String(value)
}
