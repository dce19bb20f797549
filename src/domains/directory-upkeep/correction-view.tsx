import { type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { languageLabel, offerWords } from '../directory/card-labels.js'
import type { OfferRow, PersonRecord, StructureRecord } from '../directory/records.js'
import { AUDIENCE_LABELS, AUDIENCES, PERSON_FIELDS } from '../directory/visibility.js'
import { ACCESSIBILITY_KINDS } from '../directory/vocabulary.js'
import { ChoiceRow, ChoicesRow, type FormState, TextRow } from '../directory-records/form-fields.js'
import { textIn } from '../directory-records/form-values.js'
import { ownChanges, storedValues, writeShown } from './correction-form.js'
import { MOST_PARTS, seenField } from './correction-schemas.js'
import { languagesOf } from './corrections.js'
import { LINK_PATHS } from './link-paths.js'
import type { LinkedRecord } from './linked-record.js'
import { choosableFields } from './own-visibility.js'

type CorrectionPageProps = {
  record: LinkedRecord
  token: string
  csrfToken: string | null
  errors?: FieldErrors | undefined
  /** What was typed, when the form comes back. */
  typed?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Her own record in a form: what changes at once comes first, what a person of the network reads before comes last. When it
 * comes back, what she changed is as she typed it, the rest as it is stored by now.
 */
export function CorrectionPage({ record, token, csrfToken, errors, typed }: CorrectionPageProps) {
  const stored = storedValues(record)
  const { changed, meanwhile, lost } = ownChanges(typed ?? {}, record)
  const form: FormState = { values: { ...stored, ...changed }, errors, meanwhile }
  return (
    <Form action={LINK_PATHS.correction} csrfToken={csrfToken} errors={errors}>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="shown" value={writeShown(stored)} />
      {lost.length > 0 && <LostAnswers lost={lost} />}
      <p class="lead">Changez ce qui n’est plus vrai, laissez le reste.</p>
      {record.kind === 'person' ? (
        <PersonFields record={record} form={form} />
      ) : (
        <StructureFields file={record.file} form={form} />
      )}
      <TextArea
        name="message"
        label="Autre chose à corriger ?"
        help="Un lieu où vous n’exercez plus, une nouvelle adresse, une offre à ajouter : l’équipe du réseau s’en charge. N’écrivez rien sur une patiente."
        value={textIn(form.values, 'message')}
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

/** A place or an offer was taken off the record while she was writing about it. */
function LostAnswers({ lost }: { lost: readonly string[] }) {
  return (
    <NoticeBox
      kind="attention"
      title="Un lieu ou une offre n’est plus sur votre fiche."
      text={typeset(
        `Vous y aviez écrit : ${lost.map((words) => `« ${words} »`).join(', ')}. S’il le faut, dites-le en bas, à « Autre chose à corriger ? ».`,
      )}
    />
  )
}

type PersonFieldsProps = { record: Extract<LinkedRecord, { kind: 'person' }>; form: FormState }

function PersonFields({ record: { file, isOwn }, form }: PersonFieldsProps) {
  const { person, situations, offers } = file
  return (
    <>
      <h2>Vous joindre</h2>
      <TextRow form={form} name="phone" label="Téléphone professionnel" type="tel" />
      <TextRow form={form} name="mobile" label="Téléphone portable" type="tel" />
      <TextRow form={form} name="email" label="Adresse électronique" type="email" />
      <Languages form={form} record={person} />
      {situations.slice(0, MOST_PARTS).map(({ situation, place }, index) => (
        <section key={situation.id} aria-labelledby={`lieu-${index}`}>
          <h2 id={`lieu-${index}`}>{place.structure.name}</h2>
          <input type="hidden" name={`place${index}Id`} value={situation.id} />
          <TextRow form={form} name={`place${index}Phone`} label="Téléphone dans ce lieu" type="tel" />
          <TextRow
            form={form}
            name={`place${index}Email`}
            label="Adresse électronique dans ce lieu"
            type="email"
          />
        </section>
      ))}
      <Offers offers={offers} form={form} />
      {isOwn && <Choices file={file} form={form} />}
      <h2>Ce que l’équipe du réseau relira avant de le changer</h2>
      <TextRow form={form} name="lastName" label="Nom" required />
      <TextRow form={form} name="firstName" label="Prénom" />
      <TextRow form={form} name="website" label="Site internet" />
      <Links offers={offers} form={form} />
    </>
  )
}

function StructureFields({ file: { structure, offers }, form }: { file: StructureRecord; form: FormState }) {
  return (
    <>
      <h2>Vous joindre</h2>
      <TextRow form={form} name="phone" label="Téléphone" type="tel" />
      <TextRow form={form} name="phone2" label="Autre téléphone" type="tel" />
      <TextRow form={form} name="email" label="Adresse électronique" type="email" />
      <TextRow form={form} name="hours" label="Horaires" />
      <Languages form={form} record={structure} />
      <Kinds form={form} name="accessibility" />
      <TextRow form={form} name="accessibilityNote" label="Précision sur l’accessibilité" />
      <Offers offers={offers} form={form} />
      <h2>Ce que l’équipe du réseau relira avant de le changer</h2>
      <TextRow form={form} name="name" label="Nom de la structure" required />
      <TextRow form={form} name="street" label="Adresse" />
      <TextRow form={form} name="postcode" label="Code postal" />
      <TextRow form={form} name="communeName" label="Commune" />
      <TextRow form={form} name="website" label="Site internet" />
      <Links offers={offers} form={form} />
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
          <TextRow form={form} name={`offer${index}Phone`} label="Téléphone pour la demander" type="tel" />
          <TextRow
            form={form}
            name={`offer${index}Email`}
            label="Adresse électronique pour la demander"
            type="email"
          />
          <TextRow
            form={form}
            name={`offer${index}Message`}
            label="Messagerie sécurisée (MSSanté) pour la demander"
            type="email"
          />
          <TextRow form={form} name={`offer${index}Hours`} label="Horaires" />
          <TextRow form={form} name={`offer${index}Fees`} label="Tarifs" />
          <TextRow
            form={form}
            name={`offer${index}Delay`}
            label="Délai habituel pour un rendez-vous"
            inputMode="numeric"
            size="short"
            unit="jours"
          />
          <Kinds form={form} name={`offer${index}Accessibility`} />
        </section>
      ))}
    </>
  )
}

/** Where one is sent to make an appointment. */
function Links({ offers, form }: { offers: readonly OfferRow[]; form: FormState }) {
  return (
    <>
      {offers.slice(0, MOST_PARTS).map((offer, index) => (
        <TextRow
          key={offer.id}
          form={form}
          name={`offer${index}Link`}
          label={`Prise de rendez-vous en ligne (${offerWords(offer)})`}
        />
      ))}
    </>
  )
}

/** Field by field, who may see it; opening one to everybody is her accord. */
function Choices({ file, form }: { file: PersonRecord; form: FormState }) {
  const options = AUDIENCES.map((audience) => ({ value: audience, label: AUDIENCE_LABELS[audience] }))
  return (
    <section aria-labelledby="qui">
      <h2 id="qui">Qui voit quoi</h2>
      <p>
        {typeset(
          'Choisir « tout le monde », c’est donner votre accord pour que cette information soit publiée, et republiée en données ouvertes sous Licence Ouverte : d’autres peuvent la reprendre. Vous pouvez le retirer ici à tout moment ; ce qui a été repris avant reste à qui l’a repris.',
        )}
      </p>
      {choosableFields(file).map((field) => (
        <ChoiceRow
          key={field}
          form={form}
          name={seenField(field)}
          label={`Qui voit${NO_BREAK_SPACE}: ${PERSON_FIELDS[field].label}`}
          options={options}
        />
      ))}
    </section>
  )
}

function Languages({ form, record }: { form: FormState; record: { languages: readonly string[] } }) {
  return (
    <ChoicesRow
      form={form}
      name="languages"
      label="Langues parlées"
      folded="Langues parlées"
      options={languagesOf(record).map((code) => ({ value: code, label: languageLabel(code) }))}
    />
  )
}

function Kinds({ form, name }: { form: FormState; name: string }) {
  return (
    <ChoicesRow
      form={form}
      name={name}
      label="Accessible aux personnes en situation de"
      options={Object.entries(ACCESSIBILITY_KINDS).map(([kind, label]) => ({ value: kind, label }))}
    />
  )
}
