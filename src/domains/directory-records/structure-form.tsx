import { Checkbox } from '../../web/choices.js'
import { Field, Form, SubmitButton } from '../../web/forms.js'
import { categoryLabel, legalStatusLabel } from '../directory/card-labels.js'
import { FINESS_CATEGORIES } from '../directory/national/structure-categories.js'
import { ACCESSIBILITY_KINDS } from '../directory/vocabulary.js'
import type { Choice } from './choices.js'
import {
  ChoiceRow,
  ChoicesRow,
  DateRow,
  type FormState,
  LinesRow,
  Questions,
  TextRow,
  YesNoRow,
} from './form-fields.js'
import type { LookAlike } from './look-alikes.js'
import { LanguageQuestions, LookAlikes, OwnerRow } from './person-form.js'
import { CATEGORIES, STATUSES } from './structure-schemas.js'

export type StructureFormProps = {
  action: string
  csrfToken: string | null
  form: FormState
  territories: Choice[]
  establishments: Choice[]
  /** The version being changed; null for a new record. */
  revision: number | null
  lookAlikes?: readonly LookAlike[]
}

/** Everything the team writes of a structure. */
export function StructureForm(props: StructureFormProps) {
  const { action, csrfToken, form, revision, lookAlikes = [] } = props
  return (
    <>
      {lookAlikes.length > 0 && <LookAlikes kind="structure" lookAlikes={lookAlikes} />}
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        {revision !== null && <input type="hidden" name="revision" value={revision} />}
        {lookAlikes.length > 0 && (
          <Checkbox
            name="isAnother"
            label="Ce n’est aucune de ces structures : créer une nouvelle fiche"
            errors={form.errors}
          />
        )}
        <IdentityQuestions {...props} />
        <AddressQuestions form={form} />
        <PresentationQuestions form={form} />
        <Questions title="Pour l’équipe">
          <OwnerRow form={form} otherwise="à l’adresse de la structure" />
          <LinesRow form={form} name="notes" help="Lues par l’équipe du réseau seule." />
        </Questions>
        <SubmitButton>{revision === null ? 'Créer la fiche' : 'Enregistrer'}</SubmitButton>
      </Form>
    </>
  )
}

function IdentityQuestions({ form, territories, establishments }: StructureFormProps) {
  const options = (choices: Choice[]) => choices.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Questions title="Quelle structure ?">
      <TextRow form={form} name="name" required />
      <TextRow form={form} name="longName" help="S’il est différent : raison sociale entière." />
      <ChoiceRow
        form={form}
        name="category"
        options={CATEGORY_OPTIONS}
        placeholder="Choisir une catégorie"
        required
      />
      <ChoiceRow
        form={form}
        name="categoryCode"
        options={FINESS_OPTIONS}
        placeholder="Aucune de cette liste"
      />
      <ChoiceRow
        form={form}
        name="legalStatus"
        help="« Privé » seul quand vous ne savez pas lequel. FINESS le dit des établissements qu’il connaît."
        options={STATUS_OPTIONS}
        placeholder="Ne sait pas, ou sans objet"
      />
      <TextRow
        form={form}
        name="finessNumber"
        help="9 caractères. Une clé qui ne tombe pas juste sera signalée, pas refusée."
        size="medium"
      />
      <TextRow form={form} name="legalFinessNumber" size="medium" />
      <TextRow form={form} name="siret" help="14 chiffres." size="medium" inputMode="numeric" />
      <ChoiceRow
        form={form}
        name="establishmentId"
        options={options(establishments)}
        placeholder="Ce n’en est pas une"
      />
      <ChoiceRow
        form={form}
        name="territoryId"
        options={options(territories)}
        placeholder="Sans territoire"
      />
      <DateRow form={form} name="openedOn" />
      <DateRow
        form={form}
        name="closedOn"
        help="Passé ce jour, la structure n’est plus montrée. Par exemple 31/12/2026."
      />
    </Questions>
  )
}

function AddressQuestions({ form }: { form: FormState }) {
  return (
    <Questions title="Où ?">
      <TextRow form={form} name="street" label="Numéro et rue" />
      <TextRow form={form} name="addressMore" />
      <TextRow form={form} name="postcode" size="short" inputMode="numeric" />
      <TextRow form={form} name="communeName" size="medium" />
      <YesNoRow
        form={form}
        name="isPrivateAddress"
        label="Quelqu’un habite-t-il à cette adresse ?"
        help="Si oui, la rue n’est montrée qu’à l’équipe du réseau ; la commune reste montrée."
      />
      <TextRow
        form={form}
        name="latitude"
        help="Facultatif : sans position, la structure est placée dans sa commune. Par exemple 46,2512."
        size="short"
      />
      <TextRow form={form} name="longitude" help="Par exemple 5,2103." size="short" />
    </Questions>
  )
}

/** How a structure is reached, when, and whom it can receive: what its referent keeps too. */
export function PresentationQuestions({ form }: { form: FormState }) {
  return (
    <Questions title="Comment la joindre, quand, et pour qui ?">
      <TextRow
        form={form}
        name="phone"
        help="De métropole ou d’outre-mer, avec ou sans +33, ou un numéro court."
        type="tel"
      />
      <TextRow form={form} name="phone2" type="tel" />
      <TextRow
        form={form}
        name="emergencyPhone"
        help="Montrée aux services d’urgence et aux maternités, sauf choix contraire."
        type="tel"
      />
      <TextRow form={form} name="fax" type="tel" />
      <TextRow form={form} name="email" type="email" />
      <TextRow form={form} name="website" help="Par exemple www.exemple.fr." />
      <TextRow form={form} name="hours" help="Par exemple : du lundi au vendredi, de 9 h à 17 h." />
      <LanguageQuestions form={form} />
      <ChoicesRow
        form={form}
        name="accessibility"
        label="Prête à recevoir les personnes en situation de"
        options={ACCESSIBILITY_OPTIONS}
      />
      <TextRow form={form} name="accessibilityNote" help="Par exemple : ascenseur, entrée au n° 4." />
    </Questions>
  )
}

/** The narrower form, for who answers for the structure. */
export function PresentationForm(
  props: Omit<StructureFormProps, 'territories' | 'establishments' | 'lookAlikes'>,
) {
  return (
    <Form action={props.action} csrfToken={props.csrfToken} errors={props.form.errors}>
      <input type="hidden" name="revision" value={props.revision ?? ''} />
      <PresentationQuestions form={props.form} />
      <SubmitButton>Enregistrer</SubmitButton>
    </Form>
  )
}

type Lookup = { nom?: string | undefined; commune?: string | undefined; finess?: string | undefined }

/** First question of a new record: is it there already? */
export function StructureLookup({ values }: { values: Lookup }) {
  return (
    <>
      <p class="lead">Cherchons d’abord si cette structure est déjà dans l’annuaire.</p>
      <form class="form" method="get" action="/annuaire/fiches/structures/nouvelle">
        <Field name="nom" label="Nom" value={values.nom} />
        <Field name="commune" label="Commune" value={values.commune} />
        <Field name="finess" label="N° FINESS" help="S’il est connu." value={values.finess} size="medium" />
        <SubmitButton>Continuer</SubmitButton>
      </form>
    </>
  )
}

const CATEGORY_OPTIONS = CATEGORIES.map((value) => ({ value, label: categoryLabel(value) }))
const STATUS_OPTIONS = STATUSES.map((value) => ({ value, label: legalStatusLabel(value) }))
const FINESS_OPTIONS = [...FINESS_CATEGORIES.codes.values()].map(({ code, labels }) => ({
  value: code,
  label: labels[0]?.label ?? code,
}))
export const ACCESSIBILITY_OPTIONS = Object.entries(ACCESSIBILITY_KINDS).map(([value, label]) => ({
  value,
  label,
}))
