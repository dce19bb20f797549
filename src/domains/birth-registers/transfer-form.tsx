import type { ComponentChildren } from 'preact'
import { type Option, RadioGroup, SelectField } from '../../web/choices.js'
import { formatDate } from '../../web/dates.js'
import {
  describedBy,
  Field,
  type FieldErrors,
  FieldNotes,
  Form,
  fieldId,
  SubmitButton,
  TextArea,
} from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { ConfirmBox, sortFaults } from './confirm-box.js'
import { tickedIn } from './findings.js'
import type { Pickable } from './picking.js'
import type { Reason } from './reasons.js'
import { termWords } from './terms.js'
import { ELSEWHERE, type TransferForm, UNLISTED } from './transfer-typed.js'
import { PHASES, type Phase, TRANSPORTS, whoOf } from './vocabulary.js'

/** Among what a declaration is made. */
export type TransferChoices = {
  women: Pickable[]
  reasons: Reason[]
  /** The maternities of the network, the partner first. */
  maternities: { id: string; name: string; isPartner: boolean }[]
}

export type TransferFormProps = {
  action: string
  csrfToken: string | null
  choices: TransferChoices
  typed: TransferForm
  faults?: FieldErrors | undefined
  /** Above the button: what a correction needs besides. */
  children?: ComponentChildren
  /** Above the form: what somebody else has saved meanwhile. */
  above?: ComponentChildren
  submit: string
}

/** How many women are in sight before « Voir les autres ». */
const IN_SIGHT = 5

/** The one page of a declaration, in the order one thinks at night: who, when and why, how, where. */
export function TransferFields(props: TransferFormProps) {
  const { action, csrfToken, choices, typed, faults, children, above, submit } = props
  const { questions, errors } = sortFaults(faults)
  return (
    <div class="transfer-form">
      {above}
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        {typed.formKey && <input type="hidden" name="formKey" value={typed.formKey} />}
        {typed.revision && <input type="hidden" name="revision" value={typed.revision} />}
        <ConfirmBox questions={questions} ticked={tickedIn(typed)} />
        <WomanChoice women={choices.women} typed={typed} errors={errors} />
        <RadioGroup
          name="who"
          label={`Qui est transféré${NO_BREAK_SPACE}?`}
          options={[
            { value: 'mother', label: 'La mère' },
            { value: 'newborn', label: 'Le nouveau-né' },
          ]}
          value={typed.who ?? 'mother'}
          errors={errors}
          isLarge
        />
        <Accompanied typed={typed} />
        <ReasonChoice reasons={choices.reasons} typed={typed} errors={errors} />
        <UnlistedTerm typed={typed} errors={errors} />
        <RadioGroup
          name="urgent"
          label={`Est-ce urgent${NO_BREAK_SPACE}?`}
          options={[
            { value: 'oui', label: 'Urgent' },
            { value: 'non', label: 'Pas urgent' },
          ]}
          value={typed.urgent}
          errors={errors}
          isLarge
        />
        <RadioGroup
          name="transport"
          label={`Comment${NO_BREAK_SPACE}?`}
          options={Object.entries(TRANSPORTS).map(([value, label]) => ({ value, label }))}
          value={typed.transport}
          errors={errors}
          isLarge
        />
        <Destination maternities={choices.maternities} typed={typed} errors={errors} />
        <Times typed={typed} errors={errors} />
        <Words typed={typed} errors={errors} />
        {children}
        <SubmitButton kind="engage">{submit}</SubmitButton>
      </Form>
    </div>
  )
}

type PartProps = { typed: TransferForm; errors: FieldErrors | undefined }

function WomanChoice({ women, typed, errors }: PartProps & { women: Pickable[] }) {
  const options = women.map((one) => ({ value: one.id, label: womanLabel(one) }))
  const chosen = options.findIndex(({ value }) => value === typed.womanId)
  const inSight = Math.max(IN_SIGHT, chosen + 1)
  const hidden = options.slice(inSight)
  return (
    <fieldset
      class={errors?.womanId ? 'field field-wrong field-large' : 'field field-large'}
      aria-describedby={describedBy({ name: 'womanId', errors })}
    >
      <legend>Qui{NO_BREAK_SPACE}?</legend>
      <FieldNotes name="womanId" errors={errors} />
      <Radios name="womanId" options={options.slice(0, inSight)} value={typed.womanId} first />
      {hidden.length > 0 && (
        <details>
          <summary>
            {hidden.length > 1
              ? `Voir les ${formatCount(hidden.length, 'autre', 'autres')}`
              : `Voir une autre`}
          </summary>
          <Radios name="womanId" options={hidden} value={typed.womanId} from={inSight} />
        </details>
      )}
      <Radios
        name="womanId"
        options={[{ value: UNLISTED, label: 'Femme non listée' }]}
        value={typed.womanId}
        first={options.length === 0}
        from={options.length}
      />
    </fieldset>
  )
}

function womanLabel({ number, termDays, bornOn, isInLabour }: Pickable): string {
  const name = `n°${NO_BREAK_SPACE}${number}`
  if (bornOn !== null) return `${name}, enfant né le ${formatDate(bornOn)}`
  return `${name}, ${termWords(termDays)}${isInLabour ? ', en travail' : ''}`
}

function Accompanied({ typed }: { typed: TransferForm }) {
  return (
    <div class="field field-large">
      <div class="choices">
        <div class="choice">
          <input
            type="checkbox"
            id={fieldId('accompanied')}
            name="accompanied"
            value="oui"
            checked={Boolean(typed.accompanied)}
          />
          <label for={fieldId('accompanied')}>L’autre des deux l’accompagne (un seul transfert)</label>
        </div>
      </div>
    </div>
  )
}

/** The reasons, under the phase they are of: opening a phase is choosing it. */
function ReasonChoice({ reasons, typed, errors }: PartProps & { reasons: Reason[] }) {
  const [chosenPhase, chosenCode] = (typed.reason ?? '').split(':')
  const phases = Object.entries(PHASES) as [Phase, string][]
  let shown = 0
  return (
    <fieldset
      class={errors?.reason ? 'field field-wrong field-large' : 'field field-large'}
      aria-describedby={describedBy({ name: 'reason', errors, help: true })}
    >
      <legend>Quand, et pourquoi{NO_BREAK_SPACE}?</legend>
      <FieldNotes name="reason" errors={errors} help="Ouvrez la phase, puis choisissez le motif." />
      {phases.map(([phase, label]) => {
        const options = reasons
          .filter((one) => one.phase === phase && (!one.isRetired || one.code === chosenCode))
          .map(({ code, label }) => ({ value: `${phase}:${code}`, label }))
        const from = shown
        shown += options.length
        return (
          <details
            key={phase}
            name="phase"
            class={`phase phase-${whoOf(phase)}`}
            open={phase === chosenPhase}
            id={`phase-${phase}`}
          >
            <summary>{label}</summary>
            <Radios name="reason" options={options} value={typed.reason} from={from} first={from === 0} />
          </details>
        )
      })}
      <div class="other-reason">
        <Field
          name="reasonWords"
          label="Préciser le motif (facultatif)"
          help="Sans nom ni date de naissance."
          value={typed.reasonWords}
          errors={errors}
          maxLength={200}
        />
      </div>
    </fieldset>
  )
}

function UnlistedTerm({ typed, errors }: PartProps) {
  return (
    <fieldset class={errors?.termDays ? 'field field-wrong unlisted-only' : 'field unlisted-only'}>
      <legend>Terme (facultatif)</legend>
      <FieldNotes name="termDays" errors={errors} />
      <p class="term-boxes">
        <label for={fieldId('termWeeks')}>Semaines d’aménorrhée (SA)</label>
        <input
          id={fieldId('termWeeks')}
          name="termWeeks"
          inputMode="numeric"
          size={3}
          maxLength={2}
          value={typed.termWeeks ?? ''}
        />
        <label for={fieldId('termDays')}>jours</label>
        <input
          id={fieldId('termDays')}
          name="termDays"
          inputMode="numeric"
          size={2}
          maxLength={1}
          value={typed.termDays ?? ''}
        />
      </p>
    </fieldset>
  )
}

function Destination({
  maternities,
  typed,
  errors,
}: PartProps & { maternities: TransferChoices['maternities'] }) {
  const partner = maternities.find(({ isPartner }) => isPartner)
  return (
    <>
      <SelectField
        name="destination"
        label={`Vers quel établissement${NO_BREAK_SPACE}?`}
        options={[
          ...maternities.map(({ id, name, isPartner }) => ({
            value: id,
            label: isPartner ? `${name} (partenaire)` : name,
          })),
          { value: ELSEWHERE, label: 'Un autre établissement, à préciser' },
        ]}
        value={typed.destination ?? partner?.id}
        errors={errors}
        {...(!partner && { placeholder: 'Choisir un établissement' })}
      />
      <div class="elsewhere-only">
        <Field
          name="destinationWords"
          label="Nom de l’autre établissement"
          value={typed.destinationWords}
          errors={errors}
          maxLength={200}
        />
      </div>
    </>
  )
}

function Times({ typed, errors }: PartProps) {
  const isOpen = Boolean(typed.departedAt || typed.arrivedAt || errors?.departedAt || errors?.arrivedAt)
  return (
    <>
      <Field
        name="decidedAt"
        label="Décision prise à"
        type="datetime-local"
        help="Maintenant, sauf si vous le changez."
        value={typed.decidedAt}
        errors={errors}
      />
      <details open={isOpen}>
        <summary>Départ et arrivée (peuvent être complétés plus tard)</summary>
        <Field
          name="departedAt"
          label="Départ"
          type="datetime-local"
          value={typed.departedAt}
          errors={errors}
        />
        <Field
          name="arrivedAt"
          label="Arrivée"
          type="datetime-local"
          value={typed.arrivedAt}
          errors={errors}
        />
      </details>
    </>
  )
}

function Words({ typed, errors }: PartProps) {
  return (
    <details open={Boolean(typed.difficulty || errors?.difficulty)}>
      <summary>Une difficulté à signaler (facultatif)</summary>
      <TextArea
        name="difficulty"
        label="Ce qui a gêné le transfert"
        help="Lu par la coordination du réseau, sans le reste : ne nommez personne, ne racontez pas le cas."
        value={typed.difficulty}
        errors={errors}
        rows={3}
        maxLength={300}
      />
    </details>
  )
}

type RadiosProps = {
  name: string
  options: Option[]
  value: string | undefined
  /** The first of the group has the id of the field, where a summary of errors leads. */
  first?: boolean
  from?: number
}

function Radios({ name, options, value, first, from = 0 }: RadiosProps) {
  return (
    <div class="choices">
      {options.map((option, index) => {
        const id = first && index === 0 ? fieldId(name) : `${fieldId(name)}-${from + index + 1}`
        return (
          <div key={option.value} class="choice">
            <input type="radio" id={id} name={name} value={option.value} checked={option.value === value} />
            <label for={id}>{option.label}</label>
          </div>
        )
      })}
    </div>
  )
}
