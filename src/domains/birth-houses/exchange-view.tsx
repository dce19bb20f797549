import { RadioGroup } from '../../web/choices.js'
import { formatDate, formatInstant } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import type { Exchange, ExchangeForm as Typed } from './exchange-schemas.js'

type ThreadProps = {
  /** Of the agency and of a house, about something the house sent. */
  messages: readonly Exchange[]
  timeZone: string
  /** How a question of the agency is called here, and what is said when nobody has written. */
  words: { question: string; nothing: string }
}

/** Each message, oldest first. */
export function ExchangeThread({ messages, timeZone, words }: ThreadProps) {
  if (messages.length === 0) return <p>{words.nothing}</p>
  const who: Record<string, string> = { ...WHO, question: words.question }
  return (
    <ul class="timeline">
      {messages.map(({ id, kind, body, writtenAt, writtenBy, answerBy }) => (
        <li key={id}>
          <p>
            <strong>{who[kind] ?? kind}</strong>, {writtenBy}, {formatInstant(new Date(writtenAt), timeZone)}
            {answerBy && `, réponse attendue le ${formatDate(answerBy)}`}
          </p>
          <p class="several-lines">{body}</p>
        </li>
      ))}
    </ul>
  )
}

const WHO = {
  observation: 'Observation de l’agence',
  answer: 'Réponse de la maison',
  internal: 'Note interne de l’agence',
}

type ExchangeFormProps = {
  action: string
  csrfToken: string | null
  isAgency: boolean
  typed: Typed
  errors?: FieldErrors | undefined
  words: { answerBy?: string; body: string; send: string }
}

/** A message to add: the agency says of which kind, the house answers. */
export function ExchangeForm({ action, csrfToken, isAgency, typed, errors, words }: ExchangeFormProps) {
  return (
    <Form action={action} csrfToken={csrfToken} errors={errors}>
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
            help={words.answerBy}
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
        help={words.body}
        value={typed.body}
        rows={4}
        errors={errors}
        required
      />
      <SubmitButton>{isAgency ? words.send : 'Répondre à l’agence'}</SubmitButton>
    </Form>
  )
}
