import { Checkbox, CheckboxGroup, type Option } from '../../web/choices.js'
import { Field, type FieldErrors, FieldNotes, Form, fieldId, SubmitButton } from '../../web/forms.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { DEPARTMENTS } from '../directory/national/departments.js'
import { PROFESSIONS } from '../directory/national/professions.js'
import { FINESS_CATEGORIES } from '../directory/national/structure-categories.js'
import { FIELD_LABELS } from '../directory/spreadsheet/entry-fields.js'
import type { Prefill } from './choices.js'
import type { ComparisonForm, ImportDetail, ImportProposal, ProposedColumn } from './schemas.js'

type ChoiceFormProps = {
  detail: ImportDetail
  proposal: ImportProposal
  prefill: Prefill
  typed: ComparisonForm | null
  errors: FieldErrors | undefined
  csrfToken: string | null
}

/** What to read of a file, filled in advance: nothing is compared before somebody has looked at it. */
export function ChoiceForm(props: ChoiceFormProps) {
  const { detail, proposal, errors, csrfToken } = props
  return (
    <section aria-labelledby="choisir">
      <h2 id="choisir">{TITLES[proposal.shape]}</h2>
      <Form action={`/annuaire/imports/${detail.id}/comparaison`} csrfToken={csrfToken} errors={errors}>
        {proposal.shape === 'sheet' && <Columns {...props} />}
        {proposal.shape === 'rpps-activities' && <PeopleFilter {...props} />}
        {proposal.shape === 'rpps-skills' && (
          <p>Les compétences des personnes déjà présentes dans l’annuaire seront complétées.</p>
        )}
        {(proposal.shape === 'finess-etalab' || proposal.shape === 'finess-plus') && (
          <PlaceFilter {...props} />
        )}
        {detail.kind !== 'finess' && <FileDate {...props} />}
        <SubmitButton>Comparer avec l’annuaire</SubmitButton>
      </Form>
    </section>
  )
}

const TITLES: Record<ImportProposal['shape'], string> = {
  sheet: 'Ce que contient chaque colonne',
  'rpps-activities': 'Qui garder de ce fichier',
  'rpps-skills': 'Savoir-faire du RPPS',
  'finess-etalab': 'Quels établissements garder de ce fichier',
  'finess-plus': 'Quels établissements garder de ce fichier',
}

function FileDate({ detail, typed, errors }: ChoiceFormProps) {
  return (
    <Field
      name="date"
      type="date"
      label="Date du fichier"
      help="Elle est gardée avec chaque valeur, pour savoir de quand elle est."
      value={typed?.date ?? detail.fileDate ?? ''}
      errors={errors}
    />
  )
}

function PeopleFilter(props: ChoiceFormProps) {
  const { typed, prefill, errors } = props
  return (
    <>
      <Departments {...props} />
      <CheckboxGroup
        name="professions"
        label="Professions"
        required
        options={PROFESSION_OPTIONS}
        values={typed?.professions ?? prefill.professions}
        errors={errors}
      />
      <Checkbox
        name="perinatalite"
        label="Médecins et infirmiers : seulement ceux de la périnatalité"
        help="Gynécologie-obstétrique, pédiatrie, anesthésie, psychiatrie, radiologie, génétique, médecine générale, puériculture. Sans cette case, toutes les spécialités entrent dans l’annuaire."
        checked={typed === null || typed.perinatalite === 'oui'}
        errors={errors}
      />
    </>
  )
}

const PROFESSION_OPTIONS: Option[] = [...PROFESSIONS.codes.values()]
  .filter(({ withdrawnOn }) => withdrawnOn === null)
  .map(({ code, labels }) => ({ value: code, label: labels[0]?.label ?? code }))

function PlaceFilter(props: ChoiceFormProps) {
  const { typed, prefill, errors } = props
  return (
    <>
      <Departments {...props} />
      <CheckboxGroup
        name="categories"
        label="Catégories d’établissement"
        required
        help="Les établissements déjà présents dans l’annuaire sont toujours lus."
        options={CATEGORY_OPTIONS}
        values={typed?.categories ?? prefill.categories}
        errors={errors}
      />
    </>
  )
}

const CATEGORY_OPTIONS: Option[] = [...FINESS_CATEGORIES.codes.values()].map(({ code, labels }) => ({
  value: code,
  label: labels[0]?.label ?? code,
}))

/** Those of the network first, in sight; the others are folded. */
function Departments({ typed, prefill, errors }: ChoiceFormProps) {
  const chosen = typed?.departements ?? prefill.departments
  const first = new Set([...prefill.departments, ...chosen])
  const all = [...DEPARTMENTS.values()].map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))
  const near = all.filter(({ value }) => first.has(value))
  const far = all.filter(({ value }) => !first.has(value))
  return (
    <>
      {near.length > 0 && (
        <CheckboxGroup
          name="departements"
          label="Départements"
          required
          options={near}
          values={chosen}
          errors={errors}
        />
      )}
      <details open={near.length === 0}>
        <summary>{near.length > 0 ? 'Autres départements' : 'Choisir les départements'}</summary>
        <fieldset class="field">
          <legend>{near.length > 0 ? 'Autres départements' : 'Départements'}</legend>
          {near.length === 0 && <FieldNotes name="departements" errors={errors} />}
          <div class="choices choices-columns">
            {far.map(({ value, label }, index) => (
              <div key={value} class="choice">
                <input
                  type="checkbox"
                  id={index === 0 && near.length === 0 ? fieldId('departements') : `departement-${value}`}
                  name="departements"
                  value={value}
                />
                <label
                  for={index === 0 && near.length === 0 ? fieldId('departements') : `departement-${value}`}
                >
                  {label}
                </label>
              </div>
            ))}
          </div>
        </fieldset>
      </details>
    </>
  )
}

function Columns({ proposal, typed, errors }: ChoiceFormProps) {
  const { columns, headerLine } = proposal
  const unread = columns.filter(({ field }) => field === null).length
  return (
    <>
      <p>
        {headerLine === null
          ? 'Aucun en-tête n’a été trouvé : les colonnes sont reconnues à leurs valeurs.'
          : `L’en-tête est à la ligne ${headerLine}. `}
        {unread > 0
          ? `${unread} colonne${unread > 1 ? 's ne seront pas lues' : ' ne sera pas lue'}, sauf si vous dites ce qu’elle${unread > 1 ? 's contiennent' : ' contient'}.`
          : 'Toutes les colonnes sont reconnues.'}
      </p>
      <FieldNotes name="colonnes" errors={errors} />
      {columns.map((column, index) => (
        <ColumnChoice
          key={column.index}
          column={column}
          isFirst={index === 0}
          chosen={typed?.colonnes[index] ?? column.field ?? ''}
        />
      ))}
    </>
  )
}

const CONFIDENCES = { probable: 'Probable', possible: 'À vérifier' } as const

type ColumnChoiceProps = { column: ProposedColumn; isFirst: boolean; chosen: string }

function ColumnChoice({ column, isFirst, chosen }: ColumnChoiceProps) {
  const { index, header, examples, confidence, reason } = column
  // The first column has the id of the field, which is where the error summary leads.
  const id = isFirst ? fieldId('colonnes') : `${fieldId('colonnes')}-${index + 1}`
  return (
    <div class="field">
      <label for={id}>{header}</label>
      <p class="help" id={`${id}-aide`}>
        {confidence !== 'certain' &&
          `${confidence === null ? 'Non lue' : CONFIDENCES[confidence]}${NO_BREAK_SPACE}: `}
        {reason}
        {examples.length > 0 && ` Exemples${NO_BREAK_SPACE}: ${examples.join(' ; ')}.`}
      </p>
      <select id={id} name="colonnes" aria-describedby={`${id}-aide`}>
        <option value="" selected={chosen === ''}>
          Ne pas lire cette colonne
        </option>
        {Object.entries(FIELD_LABELS).map(([field, label]) => (
          <option key={field} value={field} selected={field === chosen}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}
