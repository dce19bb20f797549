import { Checkbox, type Option } from '../../web/choices.js'
import { formatInstant } from '../../web/dates.js'
import { Field, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { type Column, DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import { PROFESSIONS, SKILLS } from '../directory/national/professions.js'
import { LANGUAGE_LABELS } from '../directory/vocabulary.js'
import type { Choice } from './choices.js'
import { ChoiceRow, ChoicesRow, type FormState, LinesRow, Questions, TextRow } from './form-fields.js'
import type { LookAlike } from './look-alikes.js'
import { recordPath } from './paths.js'

export type PersonFormProps = {
  action: string
  csrfToken: string | null
  form: FormState
  territories: Choice[]
  /** The version being changed; null for a new record. */
  revision: number | null
  lookAlikes?: readonly LookAlike[]
}

/** Everything the team writes of a person. */
export function PersonForm(props: PersonFormProps) {
  const { action, csrfToken, form, territories, revision, lookAlikes = [] } = props
  // Who asked for the record that is being made.
  const request = form.values.demande
  return (
    <>
      {lookAlikes.length > 0 && <LookAlikes kind="person" lookAlikes={lookAlikes} />}
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        {revision !== null && <input type="hidden" name="revision" value={revision} />}
        {typeof request === 'string' && <input type="hidden" name="demande" value={request} />}
        {lookAlikes.length > 0 && (
          <Checkbox
            name="isAnother"
            label="Ce n’est aucune de ces personnes : créer une nouvelle fiche"
            errors={form.errors}
          />
        )}
        <Questions title="Qui est-ce ?">
          <TextRow form={form} name="title" size="short" help="Dr, Pr, Mme, M. Facultatif." />
          <TextRow form={form} name="lastName" label="Nom d’exercice" required />
          <TextRow form={form} name="firstName" label="Prénom d’exercice" />
          <TextRow
            form={form}
            name="rppsNumber"
            help="11 chiffres. Une clé qui ne tombe pas juste sera signalée, pas refusée."
            size="medium"
            inputMode="numeric"
          />
          <ChoiceRow
            form={form}
            name="professionCode"
            options={professionOptions(form)}
            placeholder="Aucune de cette liste"
          />
          <TextRow
            form={form}
            name="professionWords"
            help="Si aucune profession de la liste ne convient : secrétaire, représentant d’usagers…"
          />
          <ChoicesRow
            form={form}
            name="skillCodes"
            options={SKILL_OPTIONS}
            folded="Savoir-faire et spécialités"
          />
          <ChoiceRow
            form={form}
            name="territoryId"
            options={territories.map(({ id, name }) => ({ value: id, label: name }))}
            placeholder="Sans territoire"
          />
        </Questions>
        <ContactQuestions form={form} />
        <Questions title="Pour l’équipe">
          <TextRow form={form} name="formerIdentifier" size="medium" />
          <OwnerRow form={form} otherwise="à elle-même" />
          <LinesRow form={form} name="notes" help="Lues par l’équipe du réseau seule." />
        </Questions>
        <SubmitButton>{revision === null ? 'Créer la fiche' : 'Enregistrer'}</SubmitButton>
      </Form>
    </>
  )
}

/** Who answers for keeping the record fresh; what becomes of each kind of answer is said beside it. */
export function OwnerRow({ form, otherwise }: { form: FormState; otherwise: string }) {
  return (
    <TextRow
      form={form}
      name="owner"
      help={`Une adresse électronique, ou le nom d’un compte du réseau tel qu’il est écrit dans « Comptes et droits » : les courriels « Toujours exact ? » vont à cette adresse, dont le lien montre toute la fiche. Un autre nom : il est écrit dans la liste « À vérifier », et les courriels vont ${otherwise}. Vide : la coordination.`}
    />
  )
}

/** How a person is reached. */
export function ContactQuestions({
  form,
  title = 'Comment la joindre ?',
}: {
  form: FormState
  title?: string
}) {
  return (
    <Questions title={title}>
      <TextRow
        form={form}
        name="phone"
        label="Téléphone professionnel"
        help="De métropole ou d’outre-mer, avec ou sans +33, ou un numéro court."
        type="tel"
      />
      <TextRow form={form} name="mobile" type="tel" help="L’équipe seule le voit, sauf choix contraire." />
      <TextRow form={form} name="email" type="email" />
      <TextRow form={form} name="website" help="Par exemple www.exemple.fr." />
      <LanguageQuestions form={form} />
    </Questions>
  )
}

/** Languages spoken: boxes for the known ones, a line for the others. */
export function LanguageQuestions({ form }: { form: FormState }) {
  return (
    <>
      <ChoicesRow
        form={form}
        name="languages"
        options={LANGUAGE_OPTIONS}
        folded="Langues parlées, dont la langue des signes"
      />
      <TextRow
        form={form}
        name="otherLanguages"
        label="Autres langues"
        help="Séparées par des virgules."
        size="medium"
      />
    </>
  )
}

/** Records that may be the one somebody is about to make. */
export function LookAlikes({
  kind,
  lookAlikes,
}: {
  kind: 'person' | 'structure'
  lookAlikes: readonly LookAlike[]
}) {
  const carries = lookAlikes.some(({ hasNumber }) => hasNumber)
  return (
    <>
      <NoticeBox
        kind="attention"
        title={carries ? 'Ce numéro a déjà une fiche.' : 'Ces fiches lui ressemblent.'}
        text="Si c’est l’une d’elles, ouvrez-la et complétez-la plutôt que d’en créer une seconde."
      />
      <DataTable
        caption="Fiches qui lui ressemblent"
        rows={lookAlikes}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={lookAlikeColumns(kind)}
        empty={{ sentence: '' }}
      />
    </>
  )
}

/** What is shown of a record that may be the one. */
export function lookAlikeColumns(kind: 'person' | 'structure'): Column<LookAlike>[] {
  const profession: Column<LookAlike> = {
    key: 'profession',
    label: 'Profession',
    cell: ({ professionCode }) =>
      (professionCode && PROFESSIONS.codes.get(professionCode)?.labels[0]?.label) || '–',
  }
  return [
    {
      key: 'name',
      label: 'Fiche',
      rowHeader: true,
      cell: (row) => <a href={recordPath(kind, row.id)}>{row.name}</a>,
    },
    ...(kind === 'person' ? [profession] : []),
    { key: 'commune', label: 'Commune', cell: (row) => row.commune ?? '–' },
    {
      key: 'why',
      label: 'Pourquoi',
      cell: (row) => (
        <>
          {row.hasNumber ? 'même numéro' : 'nom proche'}
          {row.archivedAt && <StateTag tone="neutral" word="Retirée" />}
        </>
      ),
    },
  ]
}

type Lookup = { nom?: string | undefined; prenom?: string | undefined; rpps?: string | undefined }

/** First question of a new record: is it there already? */
export function PersonLookup({ values }: { values: Lookup }) {
  return (
    <>
      <p class="lead">Cherchons d’abord si cette personne est déjà dans l’annuaire.</p>
      <form class="form" method="get" action="/annuaire/fiches/personnes/nouvelle">
        <Field name="nom" label="Nom d’exercice" value={values.nom} />
        <Field name="prenom" label="Prénom d’exercice" value={values.prenom} />
        <Field
          name="rpps"
          label="N° RPPS"
          help="S’il est connu : 11 chiffres."
          value={values.rpps}
          inputMode="numeric"
          size="medium"
        />
        <SubmitButton>Continuer</SubmitButton>
      </form>
    </>
  )
}

/** Who changed the record in the meantime, above a form whose fields show both versions. */
export function MeanwhileNotice(props: { updatedBy: string; updatedAt: Date; timeZone: string }) {
  return (
    <NoticeBox
      kind="attention"
      title={`${props.updatedBy} a modifié cette fiche le ${formatInstant(props.updatedAt, props.timeZone)}.`}
      text={
        <>
          Votre saisie est gardée ci-dessous. Là où elle diffère, ce qui est enregistré est écrit sous le
          champ
          {NO_BREAK_SPACE}: reprenez ce qui manque, puis enregistrez de nouveau{NARROW_SPACE}; c’est votre
          version qui restera.
        </>
      }
    />
  )
}

const PROFESSION_OPTIONS = optionsOf(PROFESSIONS.codes)

/** One that is out of use is there for whoever has it, and for nobody else. */
export function professionOptions({ values }: FormState): Option[] {
  return PROFESSION_OPTIONS.filter(
    ({ value }) => PROFESSIONS.codes.get(value)?.withdrawnOn === null || value === values.professionCode,
  )
}

const SKILL_OPTIONS = optionsOf(SKILLS.codes)
export const LANGUAGE_OPTIONS = Object.entries(LANGUAGE_LABELS).map(([value, label]) => ({ value, label }))

function optionsOf(
  codes: ReadonlyMap<string, { code: string; labels: readonly { label: string }[] }>,
): Option[] {
  return [...codes.values()].map(({ code, labels }) => ({ value: code, label: labels[0]?.label ?? code }))
}
