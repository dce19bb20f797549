import { RadioGroup } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import type { FileDecision } from './authorisation-schemas.js'
import type { Exchange } from './exchange-schemas.js'
import { ExchangeForm, ExchangeThread } from './exchange-view.js'

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

/** What was asked and answered, oldest first, and a message to add. */
export function ExchangesSection(props: SectionProps & { exchanges: Exchange[] }) {
  const { houseId, exchanges, timeZone, role, csrfToken, typed, errors } = props
  return (
    <section aria-labelledby="echanges">
      <h2 id="echanges">Échanges avec {role === 'agency' ? 'la maison' : 'l’agence'}</h2>
      <ExchangeThread
        messages={exchanges}
        timeZone={timeZone}
        words={{
          question: 'Demande de complément de l’agence',
          nothing: 'Aucun échange sur ce dossier.',
        }}
      />
      <ExchangeForm
        action={`/maisons-de-naissance/${houseId}/autorisation/echanges`}
        csrfToken={csrfToken}
        isAgency={role === 'agency'}
        typed={typed}
        errors={errorsOf(errors, ['kind', 'answerBy', 'body'])}
        words={{
          answerBy: 'Pour une demande de complément.',
          body: 'Ni nom de femme, ni donnée de santé. L’autre partie est prévenue par courriel, sans le texte.',
          send: 'Envoyer',
        }}
      />
    </section>
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
