import { RadioGroup } from '../../web/choices.js'
import { addDays, formatDate } from '../../web/dates.js'
import { controlProps, Field, type FieldErrors, FieldNotes, fieldId } from '../../web/forms.js'
import { type Column, DataTable } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { type FormValues, textIn } from '../directory-records/form-values.js'
import type { ProposedChange } from './accepting.js'
import type { Ending } from './ending.js'
import { shownValue, type ValueType } from './proposals.js'

/** What came back with a refusal. */
type FormState = { errors: FieldErrors | undefined; typed: FormValues | undefined }

type Cell = Column<ProposedChange>['cell']
type ChangesProps = { changes: readonly ProposedChange[]; then: Cell; tick?: Cell }

/** What the record says today, beside what is proposed. */
export function Changes({ changes, then, tick }: ChangesProps) {
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

/** A value as it is read. */
export function Value({ type, value }: { type: ValueType; value: string | null }) {
  return value === null || value === '' ? (
    <span class="cell-absent">rien</span>
  ) : (
    <span class={type === 'tel' ? 'no-wrap' : 'break-anywhere'}>{shownValue(type, value)}</span>
  )
}

/** A value proposed, to be corrected. */
export function Proposed({ change: { field, proposed }, form }: { change: ProposedChange; form: FormState }) {
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
export function Tick({ change, typed }: { change: ProposedChange; typed: FormValues | undefined }) {
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
export function EndingFields({ ending, today, form }: { ending: Ending; today: string; form: FormState }) {
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
