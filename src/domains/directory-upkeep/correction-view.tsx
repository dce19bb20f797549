import { CheckboxGroup, SelectField } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { languageLabel, offerWords } from '../directory/card-labels.js'
import { displayPhone } from '../directory/national/phone.js'
import type { OfferRow, PersonRecord, StructureRecord } from '../directory/records.js'
import { AUDIENCE_LABELS, AUDIENCES, PERSON_FIELDS } from '../directory/visibility.js'
import { ACCESSIBILITY_KINDS } from '../directory/vocabulary.js'
import { MOST_PARTS, seenField } from './correction-schemas.js'
import { languagesOf } from './corrections.js'
import { LINK_PATHS } from './link-paths.js'
import type { LinkedRecord } from './linked-record.js'
import { audiencesOf, choosableFields } from './own-visibility.js'

type CorrectionPageProps = {
  record: LinkedRecord
  token: string
  csrfToken: string | null
  errors?: FieldErrors | undefined
  /** What was typed, when the form comes back. */
  typed?: Readonly<Record<string, unknown>> | undefined
}

/** Her own record in a form: what changes at once comes first, what a person of the network reads before comes last. */
export function CorrectionPage({ record, token, csrfToken, errors, typed }: CorrectionPageProps) {
  const form = { errors, typed }
  return (
    <Form action={LINK_PATHS.correction} csrfToken={csrfToken} errors={errors}>
      <input type="hidden" name="token" value={token} />
      <p class="lead">Changez ce qui n’est plus vrai, laissez le reste.</p>
      {record.kind === 'person' ? (
        <PersonFields file={record.file} form={form} />
      ) : (
        <StructureFields file={record.file} form={form} />
      )}
      <TextArea
        name="message"
        label="Autre chose à corriger ?"
        help="Un lieu où vous n’exercez plus, une nouvelle adresse, une offre à ajouter : l’équipe du réseau s’en charge. N’écrivez rien sur une patiente."
        value={shownValue(form, 'message', null)}
        errors={errors}
        maxLength={1000}
      />
      <SubmitButton>Enregistrer mes corrections</SubmitButton>
      <p>
        <a href={withQuery(LINK_PATHS.page, { jeton: token })}>Revenir à la fiche sans rien changer</a>
      </p>
    </Form>
  )
}

type FormState = Pick<CorrectionPageProps, 'errors' | 'typed'>

function PersonFields({ file, form }: { file: PersonRecord; form: FormState }) {
  const { person, situations, offers } = file
  return (
    <>
      <h2>Vous joindre</h2>
      <Phone form={form} name="phone" label="Téléphone professionnel" value={person.phone} />
      <Phone form={form} name="mobile" label="Téléphone portable" value={person.mobile} />
      <Email form={form} name="email" label="Adresse électronique" value={person.email} />
      <Languages form={form} value={person.languages} />
      {situations.slice(0, MOST_PARTS).map(({ situation, place }, index) => (
        <section key={situation.id} aria-labelledby={`lieu-${index}`}>
          <h2 id={`lieu-${index}`}>{place.structure.name}</h2>
          <input type="hidden" name={`place${index}Id`} value={situation.id} />
          <Phone
            form={form}
            name={`place${index}Phone`}
            label="Téléphone dans ce lieu"
            value={situation.phone}
          />
          <Email
            form={form}
            name={`place${index}Email`}
            label="Adresse électronique dans ce lieu"
            value={situation.email}
          />
        </section>
      ))}
      <Offers offers={offers} form={form} />
      <Choices file={file} form={form} />
      <h2>Ce que l’équipe du réseau relira avant de le changer</h2>
      <Line form={form} name="lastName" label="Nom" value={person.lastName} required />
      <Line form={form} name="firstName" label="Prénom" value={person.firstName} />
      <Line form={form} name="website" label="Site internet" value={person.website} />
    </>
  )
}

function StructureFields({ file: { structure, offers }, form }: { file: StructureRecord; form: FormState }) {
  return (
    <>
      <h2>Vous joindre</h2>
      <Phone form={form} name="phone" label="Téléphone" value={structure.phone} />
      <Phone form={form} name="phone2" label="Autre téléphone" value={structure.phone2} />
      <Email form={form} name="email" label="Adresse électronique" value={structure.email} />
      <Line form={form} name="hours" label="Horaires" value={structure.hours} />
      <Languages form={form} value={structure.languages} />
      <Kinds form={form} name="accessibility" value={structure.accessibility} />
      <Line
        form={form}
        name="accessibilityNote"
        label="Précision sur l’accessibilité"
        value={structure.accessibilityNote}
      />
      <Offers offers={offers} form={form} />
      <h2>Ce que l’équipe du réseau relira avant de le changer</h2>
      <Line form={form} name="name" label="Nom de la structure" value={structure.name} required />
      <Line form={form} name="street" label="Adresse" value={structure.street} />
      <Line form={form} name="postcode" label="Code postal" value={structure.postcode} />
      <Line form={form} name="communeName" label="Commune" value={structure.communeName} />
      <Line form={form} name="website" label="Site internet" value={structure.website} />
    </>
  )
}

function Offers({ offers, form }: { offers: readonly OfferRow[]; form: FormState }) {
  return (
    <>
      {offers.slice(0, MOST_PARTS).map((offer, index) => (
        <section key={offer.id} aria-labelledby={`offre-${index}`}>
          <h2 id={`offre-${index}`}>{offerWords(offer)}</h2>
          <input type="hidden" name={`offer${index}Id`} value={offer.id} />
          <Line form={form} name={`offer${index}Hours`} label="Horaires" value={offer.hours} />
          <Line form={form} name={`offer${index}Fees`} label="Tarifs" value={offer.fees} />
          <Field
            name={`offer${index}Delay`}
            label="Délai habituel pour un rendez-vous"
            inputMode="numeric"
            size="short"
            unit="jours"
            value={shownValue(
              form,
              `offer${index}Delay`,
              offer.delayDays === null ? null : String(offer.delayDays),
            )}
            errors={form.errors}
          />
          <Kinds form={form} name={`offer${index}Accessibility`} value={offer.accessibility} />
        </section>
      ))}
    </>
  )
}

/** Field by field, who may see it; opening one to everybody is her accord. */
function Choices({ file, form }: { file: PersonRecord; form: FormState }) {
  const audiences = audiencesOf(file)
  const options = AUDIENCES.map((audience) => ({ value: audience, label: AUDIENCE_LABELS[audience] }))
  return (
    <section aria-labelledby="qui">
      <h2 id="qui">Qui voit quoi</h2>
      <p>
        {typeset(
          'Choisir « tout le monde », c’est donner votre accord pour que cette information soit publiée. Vous pouvez le retirer ici à tout moment.',
        )}
      </p>
      {choosableFields(file).map((field) => (
        <SelectField
          key={field}
          name={seenField(field)}
          label={`Qui voit${NO_BREAK_SPACE}: ${PERSON_FIELDS[field].label}`}
          options={options}
          value={shownValue(form, seenField(field), audiences[field])}
          errors={form.errors}
        />
      ))}
    </section>
  )
}

type Part<Value> = { form: FormState; name: string; label: string; value: Value }

function Phone({ form, name, label, value }: Part<string | null>) {
  return (
    <Field
      name={name}
      type="tel"
      label={label}
      value={shownValue(form, name, value === null ? null : displayPhone(value))}
      errors={form.errors}
    />
  )
}

function Email({ form, name, label, value }: Part<string | null>) {
  return (
    <Field
      name={name}
      type="email"
      label={label}
      value={shownValue(form, name, value)}
      errors={form.errors}
    />
  )
}

function Line({ form, name, label, value, required }: Part<string | null> & { required?: boolean }) {
  return (
    <Field
      name={name}
      label={label}
      value={shownValue(form, name, value)}
      errors={form.errors}
      {...(required && { required })}
    />
  )
}

function Languages({ form, value }: { form: FormState; value: readonly string[] }) {
  const chosen = chosenValues(form, 'languages', value)
  return (
    <details>
      <summary>
        Langues parlées{NO_BREAK_SPACE}: {chosen.map(languageLabel).join(', ') || 'aucune n’est indiquée'}
      </summary>
      <input type="hidden" name="languages" value="" />
      <CheckboxGroup
        name="languages"
        label="Langues parlées"
        options={languagesOf({ languages: value }).map((code) => ({
          value: code,
          label: languageLabel(code),
        }))}
        values={chosen}
        errors={form.errors}
      />
    </details>
  )
}

function Kinds({ form, name, value }: Omit<Part<readonly string[]>, 'label'>) {
  return (
    <>
      <input type="hidden" name={name} value="" />
      <CheckboxGroup
        name={name}
        label="Accessible aux personnes en situation de"
        options={Object.entries(ACCESSIBILITY_KINDS).map(([kind, label]) => ({ value: kind, label }))}
        values={chosenValues(form, name, value)}
        errors={form.errors}
      />
    </>
  )
}

/** What was typed, when the form comes back; else what the record says. */
function shownValue({ typed }: FormState, name: string, recorded: string | null): string | null {
  const value = typed?.[name]
  return typeof value === 'string' ? value : recorded
}

function chosenValues({ typed }: FormState, name: string, recorded: readonly string[]): string[] {
  const values = typed?.[name]
  return (Array.isArray(values) ? values.map(String) : [...recorded]).filter((value) => value !== '')
}
