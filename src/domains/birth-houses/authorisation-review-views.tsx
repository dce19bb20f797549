import { RadioGroup } from '../../web/choices.js'
import { formatDate, formatInstant } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import type { FileDecision, FileExchange } from './authorisation-schemas.js'

type SectionProps = {
  houseId: string
  timeZone: string
  role: 'house' | 'agency' | 'follower'
  csrfToken: string | null
  typed: Record<string, string | undefined>
  errors?: FieldErrors | undefined
}

/** Of several forms on one page, each shows what is wrong in its own fields. */
export function errorsOf(
  errors: FieldErrors | undefined,
  fields: readonly string[],
): FieldErrors | undefined {
  const own = Object.entries(errors ?? {}).filter(([name]) => fields.includes(name))
  return own.length > 0 ? Object.fromEntries(own) : undefined
}

const WHO = {
  question: 'Demande de complément de l’agence',
  observation: 'Observation de l’agence',
  answer: 'Réponse de la maison',
  internal: 'Note interne de l’agence',
} as const

/** What was asked and answered, oldest first, and a message to add. */
export function ExchangesSection(props: SectionProps & { exchanges: FileExchange[] }) {
  const { exchanges, timeZone } = props
  return (
    <section aria-labelledby="echanges">
      <h2 id="echanges">Échanges avec {props.role === 'agency' ? 'la maison' : 'l’agence'}</h2>
      {exchanges.length === 0 ? (
        <p>Aucun échange sur ce dossier.</p>
      ) : (
        <ul class="timeline">
          {exchanges.map(({ id, kind, body, writtenAt, writtenBy, answerBy }) => (
            <li key={id}>
              <p>
                <strong>{WHO[kind]}</strong>, {writtenBy}, {formatInstant(new Date(writtenAt), timeZone)}
                {answerBy && `, réponse attendue le ${formatDate(answerBy)}`}
              </p>
              <p class="several-lines">{body}</p>
            </li>
          ))}
        </ul>
      )}
      <ExchangeForm {...props} />
    </section>
  )
}

function ExchangeForm({ houseId, role, csrfToken, typed, errors: all }: SectionProps) {
  const isAgency = role === 'agency'
  const errors = errorsOf(all, ['kind', 'answerBy', 'body'])
  return (
    <Form
      action={`/maisons-de-naissance/${houseId}/autorisation/echanges`}
      csrfToken={csrfToken}
      errors={errors}
    >
      {isAgency ? (
        <>
          <RadioGroup
            name="kind"
            label="Nature"
            options={[
              { value: 'question', label: 'Demande de complément' },
              { value: 'observation', label: 'Observation' },
              { value: 'internal', label: 'Note interne', help: 'La maison ne la lit pas.' },
            ]}
            value={typed.kind ?? 'question'}
            errors={errors}
            required
          />
          <Field
            name="answerBy"
            label="Réponse attendue le"
            type="date"
            help="Pour une demande de complément."
            value={typed.answerBy}
            errors={errors}
          />
        </>
      ) : (
        <input type="hidden" name="kind" value="answer" />
      )}
      <TextArea
        name="body"
        label={isAgency ? 'Votre message' : 'Votre réponse'}
        help="Ni nom de femme, ni donnée de santé. L’autre partie est prévenue par courriel, sans le texte."
        value={typed.body}
        rows={4}
        errors={errors}
        required
      />
      <SubmitButton>{isAgency ? 'Envoyer' : 'Répondre à l’agence'}</SubmitButton>
    </Form>
  )
}

type DecisionProps = SectionProps & { version: number; decision: FileDecision | null }

/** What the agency decided, to be recorded once taken. */
export function DecisionForm({ houseId, version, decision, csrfToken, typed, errors: all }: DecisionProps) {
  const errors = errorsOf(all, ['decision', 'decidedOn', 'reference', 'validFrom', 'validTo'])
  const value = (name: 'decision' | 'decidedOn' | 'reference' | 'validFrom' | 'validTo') =>
    typed[name] ?? decision?.[name] ?? undefined
  return (
    <section aria-labelledby="decider">
      <h2 id="decider">{decision ? 'Corriger la décision' : 'Enregistrer la décision'}</h2>
      <p>
        Elle porte sur la version {version}. La maison en est prévenue par courriel, et le dossier est clos.
      </p>
      <Form
        action={`/maisons-de-naissance/${houseId}/autorisation/decision`}
        csrfToken={csrfToken}
        errors={errors}
      >
        <input type="hidden" name="version" value={version} />
        <RadioGroup
          name="decision"
          label="Décision"
          options={[
            { value: 'granted', label: 'Autorisation accordée' },
            { value: 'refused', label: 'Autorisation refusée' },
          ]}
          value={value('decision')}
          errors={errors}
          required
        />
        <Field
          name="decidedOn"
          label="Date de la décision"
          type="date"
          value={value('decidedOn')}
          errors={errors}
          required
        />
        <Field name="reference" label="Référence" value={value('reference')} errors={errors} required />
        <Field
          name="validFrom"
          label="Valable à partir du"
          type="date"
          help="Si l’autorisation est accordée."
          value={value('validFrom')}
          errors={errors}
        />
        <Field
          name="validTo"
          label="Jusqu’au"
          type="date"
          help="Laissez vide si elle n’a pas de terme."
          value={value('validTo')}
          errors={errors}
        />
        <SubmitButton kind="engage">Enregistrer la décision</SubmitButton>
      </Form>
    </section>
  )
}
