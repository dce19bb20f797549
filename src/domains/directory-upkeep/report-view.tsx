import { RadioGroup } from '../../web/choices.js'
import { addDays, formatDate, formatInstant } from '../../web/dates.js'
import {
  controlProps,
  Field,
  type FieldErrors,
  FieldNotes,
  Form,
  fieldId,
  SubmitButton,
  TextArea,
} from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { type Column, DataTable } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { Facts } from '../directory/card-views.js'
import type { FormValues } from '../directory-records/form-values.js'
import type { ProposedChange, ReportFile } from './accepting.js'
import type { Ending } from './ending.js'
import { PartIds } from './part-ids.js'
import { shownValue, type ValueType } from './proposals.js'
import { byWords, Decision, PATH } from './report-list-view.js'
import { motiveWords } from './report-rules.js'
import { editPath, recordPath } from './subject-paths.js'

type ReportPageProps = {
  file: ReportFile
  timeZone: string
  csrfToken: string | null
  /** What was refused of one of the two answers. */
  errors?: FieldErrors | undefined
  typed?: FormValues | undefined
}

/** One report: what is said, then two answers. */
export function ReportPage(props: ReportPageProps) {
  const { report, lost } = props.file
  return (
    <>
      <p class="lead">{motiveWords(report.motive)}.</p>
      <Facts
        lines={[
          ['Fiche', <a href={recordPath(report.subject)}>{report.name}</a>],
          ['Signalé par', byWords(report)],
          ['Reçu le', formatInstant(report.receivedAt, props.timeZone)],
          ['Message', report.message],
          [
            'Adresse pour répondre',
            report.reporterEmail === null ? (
              'aucune'
            ) : (
              <span class="break-anywhere">{report.reporterEmail}</span>
            ),
          ],
        ]}
      />
      {lost > 0 && (
        <p>
          {lost === 1 ? 'Une valeur est proposée' : `${formatCount(lost, '', 'valeurs')} sont proposées`} pour
          un lieu, une offre ou une fiche qui n’est plus dans l’annuaire.
        </p>
      )}
      {report.decidedAt === null ? <Answers {...props} /> : <Answered {...props} />}
    </>
  )
}

function Answered({ file: { report, changes }, timeZone }: ReportPageProps) {
  return (
    <>
      {changes.length > 0 && (
        <Changes
          changes={changes}
          then={({ field: { type }, proposed }) => <Value type={type} value={proposed} />}
        />
      )}
      <p>
        <Decision report={report} timeZone={timeZone} />
      </p>
      {report.decisionNote && (
        <p>
          Réponse{NO_BREAK_SPACE}: {report.decisionNote}
        </p>
      )}
      <p>
        <a href={editPath(report.subject)}>Ouvrir la fiche</a>
      </p>
    </>
  )
}

function Answers(props: ReportPageProps) {
  const { report } = props.file
  const willRead = report.reporterEmail === null ? '' : ' La personne qui a signalé le recevra par courriel.'
  const { csrfToken, errors, typed } = props
  return (
    <>
      <section aria-labelledby="accepter">
        <h2 id="accepter">C’est vrai</h2>
        <AcceptForm {...props} />
      </section>
      <section aria-labelledby="refuser">
        <h2 id="refuser">La fiche est juste</h2>
        <Form
          action={`${PATH}/${report.id}/refus`}
          csrfToken={csrfToken}
          errors={errors?.note === undefined ? undefined : errors}
        >
          <TextArea
            name="note"
            label="Pourquoi"
            help={`En une phrase.${willRead}`}
            value={textIn(typed, 'note')}
            errors={errors}
            rows={3}
            maxLength={500}
            required
          />
          <SubmitButton kind="secondary">Refuser le signalement</SubmitButton>
        </Form>
      </section>
    </>
  )
}

function AcceptForm({ file: { report, changes, ending, today }, csrfToken, errors, typed }: ReportPageProps) {
  const action = `${PATH}/${report.id}/acceptation`
  const form = { errors: errors?.note === undefined ? errors : undefined, typed }
  if (changes.length === 0 && ending === null) {
    return (
      <>
        <p>{typeset('Le signalement est classé, puis la fiche s’ouvre : corrigez-la.')}</p>
        <Form action={action} csrfToken={csrfToken}>
          <SubmitButton>Accepter et ouvrir la fiche</SubmitButton>
        </Form>
      </>
    )
  }
  return (
    <Form action={action} csrfToken={csrfToken} errors={form.errors}>
      {changes.length > 0 && (
        <>
          <p>Ce qui est coché est écrit dans la fiche, tel que vous le laissez ici. Puis la fiche s’ouvre.</p>
          <PartIds fields={changes.map(({ field }) => field)} />
          <Changes
            changes={changes}
            then={(change) => <Proposed change={change} form={form} />}
            tick={(change) => <Tick change={change} typed={typed} />}
          />
        </>
      )}
      {ending !== null && <EndingFields ending={ending} today={today} form={form} />}
      <SubmitButton>
        {ending === null ? 'Accepter et écrire ce qui est coché' : 'Accepter et écrire dans la fiche'}
      </SubmitButton>
    </Form>
  )
}

const ENDINGS = {
  endsOn: {
    question: `Quel lieu la personne a-t-elle quitté${NARROW_SPACE}?`,
    none: 'Aucun, ou un autre : je corrige dans la fiche',
    date: 'Dernier jour dans ce lieu',
    after: 'passé ce jour, le lieu n’est plus montré.',
  },
  closedOn: {
    question: `La structure a-t-elle fermé${NARROW_SPACE}?`,
    none: 'Non, ou elle a déménagé : je corrige dans la fiche',
    date: 'Dernier jour d’ouverture',
    after: 'passé ce jour, la structure n’est plus montrée.',
  },
} as const satisfies Record<Ending['date'], Record<string, string>>

/** What is over, and since when: yesterday, unless the moderator knows better, so that it is no longer shown at once. */
function EndingFields({ ending, today, form }: { ending: Ending; today: string; form: FormState }) {
  const words = ENDINGS[ending.date]
  const { errors, typed } = form
  return (
    <>
      <RadioGroup
        name="ended"
        label={words.question}
        options={[
          ...ending.choices.map(({ id, label }) => ({ value: id, label })),
          { value: '', label: typeset(words.none) },
        ]}
        value={textIn(typed, 'ended') ?? ending.likely ?? ''}
        errors={errors}
      />
      <Field
        name={ending.date}
        label={words.date}
        help={typeset(`Hier, si vous ne savez pas mieux : ${words.after}`)}
        size="medium"
        inputMode="numeric"
        value={textIn(typed, ending.date) ?? formatDate(addDays(today, -1))}
        errors={errors}
      />
    </>
  )
}

type Cell = Column<ProposedChange>['cell']
type ChangesProps = { changes: readonly ProposedChange[]; then: Cell; tick?: Cell }

/** What the record says today, beside what is proposed. */
function Changes({ changes, then, tick }: ChangesProps) {
  return (
    <DataTable
      caption="Ce qui est proposé"
      rows={changes}
      rowKey={({ field }) => field.key}
      onPhone="cards"
      columns={[
        { key: 'field', label: 'Champ', rowHeader: true, cell: ({ field }) => field.label },
        { key: 'now', label: 'La fiche dit', cell: (change) => <Now change={change} /> },
        { key: 'then', label: 'Proposé', cell: then },
        ...(tick ? [{ key: 'tick', label: 'Suite', cell: tick }] : []),
      ]}
      empty={{ sentence: '' }}
    />
  )
}

function Now({ change }: { change: ProposedChange }) {
  const { type, value } = change.field
  return (
    <>
      <Value type={type} value={value} />
      {hasChangedSince(change) && (
        <p class="help">
          Changé depuis le signalement{NO_BREAK_SPACE}: la fiche disait{' '}
          <Value type={type} value={change.before ?? null} />.
        </p>
      )}
    </>
  )
}

function hasChangedSince({ field, before }: ProposedChange): boolean {
  return before !== undefined && before !== field.value
}

function Value({ type, value }: { type: ValueType; value: string | null }) {
  return value === null || value === '' ? (
    <span class="cell-absent">rien</span>
  ) : (
    <span class={type === 'tel' ? 'no-wrap' : 'break-anywhere'}>{shownValue(type, value)}</span>
  )
}

type FormState = Pick<ReportPageProps, 'errors' | 'typed'>

function Proposed({ change: { field, proposed }, form }: { change: ProposedChange; form: FormState }) {
  const { name, label, type } = field
  const control = { name, errors: form.errors }
  return (
    <>
      <label class="visually-hidden" for={fieldId(name)}>
        Valeur à écrire{NO_BREAK_SPACE}: {label}
      </label>
      <FieldNotes {...control} />
      <input
        {...controlProps(control)}
        type={type as 'text'}
        value={textIn(form.typed, name) ?? shownValue(type, proposed)}
        spellcheck={false}
      />
    </>
  )
}

/** Ticked, unless somebody has changed the record since: she then looks at both before she writes over it. */
function Tick({ change, typed }: { change: ProposedChange; typed: FormValues | undefined }) {
  const { name, label } = change.field
  const id = `ecrire-${name}`
  const isTicked =
    typed === undefined ? !hasChangedSince(change) : [typed.accepted ?? []].flat().includes(name)
  return (
    <span class="choice">
      <input type="checkbox" id={id} name="accepted" value={name} checked={isTicked} />
      <label for={id}>
        Écrire<span class="visually-hidden"> {label}</span>
      </label>
    </span>
  )
}

function textIn(typed: FormValues | undefined, name: string): string | null {
  const value = typed?.[name]
  return typeof value === 'string' ? value : null
}
