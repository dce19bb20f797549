import { RadioGroup, SelectField } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { NARROW_SPACE, NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { type FormValues, textIn } from '../directory-records/form-values.js'
import { PartIds } from './part-ids.js'
import { type ProposableField, shownValue } from './proposals.js'
import { MOTIVES } from './report-rules.js'
import type { Subject } from './schemas.js'
import { recordPath, reportPath } from './subject-paths.js'

type ReportFormProps = {
  subject: Subject
  name: string
  /** The network in the address, when the reader chose one. */
  network: string | undefined
  /** What she reads there, and may correct. */
  fields: readonly ProposableField[]
  /** Whom she sees at the structure. */
  people: readonly { id: string; name: string }[]
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: FormValues | undefined
}

/** « Signaler une erreur »: what is wrong, in a few choices, by anybody who sees the record. */
export function ReportFormPage(props: ReportFormProps) {
  const { subject, name, network, csrfToken, errors, typed } = props
  return (
    <>
      <p class="lead">
        Qu’est-ce qui est faux dans la fiche de {name}
        {NARROW_SPACE}?
      </p>
      <Form
        action={withQuery(reportPath(subject), { reseau: network })}
        csrfToken={csrfToken}
        errors={errors}
      >
        <RadioGroup
          name="motive"
          label="Ce qui est faux"
          options={Object.entries(MOTIVES).map(([value, label]) => ({ value, label }))}
          value={textIn(typed, 'motive')}
          errors={errors}
          required
        />
        <WhoHasLeft {...props} />
        <Proposals {...props} />
        <TextArea
          name="message"
          label="Ce que vous savez"
          help="Depuis quand, dans quel lieu, comment vous le savez. N’écrivez rien sur une patiente ni sur sa santé."
          value={textIn(typed, 'message')}
          errors={errors}
          rows={4}
          maxLength={1000}
        />
        <Field
          name="email"
          type="email"
          label="Votre adresse électronique"
          help="Facultative : pour vous dire ce qui a été fait. Elle ne sert à rien d’autre et s’efface un an après la réponse."
          autocomplete="email"
          value={textIn(typed, 'email')}
          errors={errors}
        />
        <Trap />
        <SubmitButton>Envoyer le signalement</SubmitButton>
        <p>
          <a href={withQuery(recordPath(subject), { reseau: network })}>Revenir à la fiche</a>
        </p>
      </Form>
    </>
  )
}

/** Of a structure, who works there no more: the moderator then ends the right place. */
function WhoHasLeft({ people, errors, typed }: ReportFormProps) {
  if (people.length === 0) return null
  return (
    <SelectField
      name="person"
      label="Si une personne n’exerce plus ici, laquelle"
      help={typeset('Elle n’est pas dans la liste ? Écrivez son nom plus bas.')}
      placeholder="Personne, ou je ne sais pas"
      options={people.map(({ id, name }) => ({ value: id, label: name }))}
      value={textIn(typed, 'person')}
      errors={errors}
    />
  )
}

/** The right values, when she knows them: folded, since most readers only know what is wrong. */
function Proposals({ fields, errors, typed }: ReportFormProps) {
  const valueIn = (name: string) => textIn(typed, name) ?? ''
  const isOpen = fields.some(({ name }) => valueIn(name) !== '' || errors?.[name] !== undefined)
  return (
    <details open={isOpen}>
      <summary>Vous connaissez le bon numéro, la bonne adresse, le bon nom{NARROW_SPACE}?</summary>
      <p class="help">
        Écrivez seulement ce qui doit changer. L’équipe du réseau le relit avant de l’écrire dans la fiche.
      </p>
      <PartIds fields={fields} />
      {fields.map(({ name, label, type, value }) => (
        <Field
          key={name}
          name={name}
          type={type}
          label={label}
          help={
            <span class="break-anywhere">
              La fiche dit{NO_BREAK_SPACE}: {shownValue(type, value)}
            </span>
          }
          value={valueIn(name)}
          errors={errors}
        />
      ))}
    </details>
  )
}

/** A field nobody sees or reaches: only a program fills it in. */
function Trap() {
  return (
    <div class="visually-hidden" aria-hidden="true">
      <label for="champ-website">Laissez ce champ vide</label>
      <input id="champ-website" name="website" type="text" tabIndex={-1} autocomplete="off" />
    </div>
  )
}

/** After a report: what happens now. */
export function ReportedPage({ subject, network }: { subject: Subject; network: string | undefined }) {
  return (
    <>
      <NoticeBox
        kind="success"
        title="Merci, votre signalement est transmis à l’équipe du réseau."
        text="Elle le relit avant de changer la fiche. Si vous avez laissé votre adresse, vous recevrez sa réponse."
      />
      <p>
        <a class="button" href={withQuery(recordPath(subject), { reseau: network })}>
          Revenir à la fiche
        </a>
      </p>
    </>
  )
}
