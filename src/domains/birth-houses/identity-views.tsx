import type { ComponentChildren } from 'preact'
import { formatDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import {
  IDENTITY_FIELDS,
  IDENTITY_LABELS,
  type Identity,
  type IdentityField,
  type IdentityForm,
} from './identity-schemas.js'

const DAYS: readonly IdentityField[] = ['statutesOn', 'openedOn']
const NOT_SAID = 'non renseigné'

/** What a house says of itself, then what it has not said yet. */
export function IdentityFacts({ identity }: { identity: Identity }) {
  const said = IDENTITY_FIELDS.filter((field) => identity[field] !== null)
  const unsaid = IDENTITY_FIELDS.filter((field) => identity[field] === null)
  return (
    <>
      <dl class="facts">
        {said.map((field) => (
          <div key={field}>
            <dt>{IDENTITY_LABELS[field]}</dt>
            <dd class="several-lines">{identityWords(field, identity[field])}</dd>
          </div>
        ))}
      </dl>
      {unsaid.length > 0 && (
        <p>
          Non renseigné{NO_BREAK_SPACE}: {unsaid.map((field) => lowered(IDENTITY_LABELS[field])).join(', ')}.
        </p>
      )}
    </>
  )
}

/** Inside a sentence; an acronym keeps its capitals. */
function lowered(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1)
}

/** An answer in words. */
export function identityWords(field: IdentityField, value: unknown): string {
  if (value === null || value === undefined || value === '') return NOT_SAID
  return DAYS.includes(field) ? formatDate(String(value)) : String(value)
}

type IdentityPageProps = {
  action: string
  csrfToken: string | null
  typed: IdentityForm
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** The same, to be written: nothing is compulsory, what is blank stays « non renseigné ». */
export function IdentityPage({ action, csrfToken, typed, errors, above }: IdentityPageProps) {
  const field = (name: IdentityField) => ({
    name,
    label: IDENTITY_LABELS[name],
    value: typed[name],
    errors,
  })
  return (
    <>
      {above}
      <p class="lead">Rien n’est obligatoire : ce qui reste vide est dit « non renseigné ».</p>
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="revision" value={typed.revision} />
        <Field {...field('legalName')} help="Qui gère la maison, par exemple le nom de l’association." />
        <Field {...field('legalForm')} help="Association loi 1901, SCIC, société civile…" size="medium" />
        <Field {...field('legalFinessNumber')} size="medium" inputMode="numeric" />
        <Field {...field('legalAddress')} />
        <Field {...field('statutesOn')} type="date" />
        <Field {...field('openedOn')} type="date" />
        <Field {...field('rooms')} inputMode="numeric" size="short" />
        <Field
          {...field('capacity')}
          help="Combien de naissances la maison peut accueillir en un an."
          inputMode="numeric"
          size="short"
        />
        <TextArea {...field('premises')} help="Surfaces, étage, chambres, salle de consultation…" />
        <TextArea
          {...field('partnerAccess')}
          help="Par où l’on passe, de jour comme de nuit, à pied ou sur un brancard."
        />
        <Field {...field('partnerAccessMinutes')} inputMode="numeric" size="short" unit="min" />
        <Field {...field('onCallPhone')} type="tel" />
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}
