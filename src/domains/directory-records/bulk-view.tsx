import { ActButton } from '../../web/act-button.js'
import { CheckboxGroup } from '../../web/choices.js'
import { formatInstant } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { MEMBERSHIP_STATES } from '../directory/vocabulary.js'
import type { BulkActRow, NamedRecord } from './bulk-reading.js'
import { BULK_WORDS, type BulkAct } from './bulk-rules.js'
import { boxOf } from './bulk-schemas.js'
import type { Choice } from './choices.js'
import { ChoiceRow, type FormState, TextRow } from './form-fields.js'
import { MembershipDates } from './membership-form.js'
import { BULK, RECORDS, recordPath } from './paths.js'

export type NewBulkPageProps = {
  act: BulkAct
  /** Those that may be changed; the ones ticked are in the form. */
  records: readonly NamedRecord[]
  /** Chosen, but out of reach or no longer in the directory. */
  leftOut: number
  territories: readonly Choice[]
  colleges: readonly string[]
  csrfToken: string | null
  form: FormState
}

/** Before an act on many records: which ones, and what is done to each. */
export function NewBulkPage({ act, records, leftOut, csrfToken, form, ...choices }: NewBulkPageProps) {
  if (records.length === 0) return <NobodyChosen leftOut={leftOut} />
  return (
    <>
      <p>{EFFECTS[act]} L’acte pourra être annulé d’un geste, sur la page qui suit.</p>
      {leftOut > 0 && <p>{leftOutWords(leftOut)}</p>}
      <Form action={`${BULK}/${BULK_WORDS[act]}`} csrfToken={csrfToken} errors={form.errors}>
        <ActFields act={act} form={form} {...choices} />
        <CheckboxGroup
          name="fiche"
          label={formatCount(records.length, 'fiche', 'fiches')}
          help="Décochez celles que l’acte ne concerne pas."
          errors={form.errors}
          options={records.map((record) => ({ value: boxOf(record), label: record.name }))}
          values={[form.values.fiche ?? []].flat()}
        />
        <SubmitButton kind={act === 'archive' ? 'engage' : 'main'}>{BUTTONS[act]}</SubmitButton>
      </Form>
    </>
  )
}

const EFFECTS: Record<BulkAct, string> = {
  territory: 'Chaque fiche cochée sera dans le territoire choisi, à la place du sien.',
  membership:
    'L’adhésion de chaque fiche cochée prendra cet état. Une date ou un collège laissés vides restent ce qu’ils sont.',
  archive:
    'Personne ne trouvera plus les fiches cochées, ni dans l’annuaire, ni dans les exports. Elles restent citées par ce qui les nomme déjà.',
}

const BUTTONS: Record<BulkAct, string> = {
  territory: 'Mettre les fiches cochées dans ce territoire',
  membership: 'Enregistrer pour les fiches cochées',
  archive: 'Retirer les fiches cochées de l’annuaire',
}

function NobodyChosen({ leftOut }: { leftOut: number }) {
  return (
    <>
      <p>
        {leftOut > 0 ? leftOutWords(leftOut) : 'Aucune fiche n’est cochée.'} Cochez dans la liste celles que
        l’acte concerne, puis choisissez quoi faire sous la liste.
      </p>
      <p>
        <a class="button" href={RECORDS}>
          Revenir aux fiches
        </a>
      </p>
    </>
  )
}

function leftOutWords(count: number): string {
  return count === 1
    ? 'Une fiche cochée n’est pas proposée : elle est d’un autre territoire que le vôtre, ou n’est plus dans l’annuaire.'
    : `${count} fiches cochées ne sont pas proposées : elles sont d’un autre territoire que le vôtre, ou ne sont plus dans l’annuaire.`
}

type ActFieldsProps = Pick<NewBulkPageProps, 'act' | 'territories' | 'colleges' | 'form'>

function ActFields({ act, territories, colleges, form }: ActFieldsProps) {
  if (act === 'archive')
    return <TextRow form={form} name="reason" label="Pourquoi" help="Par exemple : centre fermé." required />
  if (act === 'territory')
    return (
      <ChoiceRow
        form={form}
        name="territoryId"
        options={[
          ...territories.map(({ id, name }) => ({ value: id, label: name })),
          { value: 'aucun', label: 'Sans territoire' },
        ]}
        placeholder="Choisir"
        required
      />
    )
  return (
    <>
      <ChoiceRow
        form={form}
        name="state"
        options={Object.entries(MEMBERSHIP_STATES).map(([value, label]) => ({ value, label }))}
        placeholder="Choisir"
        required
      />
      <MembershipDates form={form} />
      <ChoiceRow
        form={form}
        name="college"
        options={colleges.map((one) => ({ value: one, label: one }))}
        placeholder="Ne pas changer"
      />
    </>
  )
}

type BulkActPageProps = {
  act: BulkActRow & { changed: NamedRecord[] }
  timeZone: string
  csrfToken: string | null
}

/** What an act changed, and its undoing. */
export function BulkActPage({ act, timeZone, csrfToken }: BulkActPageProps) {
  if (act.records === 0) {
    return <p>Aucune des fiches cochées n’avait à changer{NO_BREAK_SPACE}: tout était déjà ainsi.</p>
  }
  return (
    <>
      <p>
        {DONE_WORDS[act.act](act.records)}, le {formatInstant(act.at, timeZone)}, par {act.by}.
      </p>
      {act.undoneAt ? (
        <p>
          <StateTag tone="neutral" word="Annulé" detail={`le ${formatInstant(act.undoneAt, timeZone)}`} /> par{' '}
          {act.undoneBy}.
        </p>
      ) : (
        <ActButton action={`${BULK}/${act.id}/annulation`} label="Annuler cet acte" csrfToken={csrfToken} />
      )}
      <h2>Les fiches</h2>
      <ul>
        {act.changed.map(({ kind, id, name }) => (
          <li key={id}>
            <a href={recordPath(kind, id)}>{name}</a>
          </li>
        ))}
      </ul>
    </>
  )
}

const DONE_WORDS: Record<BulkAct, (records: number) => string> = {
  territory: (records) =>
    formatCount(records, 'fiche mise dans un territoire', 'fiches mises dans un territoire'),
  membership: (records) => formatCount(records, 'adhésion notée', 'adhésions notées'),
  archive: (records) => formatCount(records, 'fiche retirée de l’annuaire', 'fiches retirées de l’annuaire'),
}

/** What was done to many records at once, the last first. */
export function BulkActsPage({ acts, timeZone }: { acts: readonly BulkActRow[]; timeZone: string }) {
  return (
    <DataTable
      caption="Actes sur plusieurs fiches"
      hideCaption
      rows={acts}
      rowKey={({ id }) => id}
      onPhone="cards"
      columns={[
        {
          key: 'act',
          label: 'Acte',
          rowHeader: true,
          cell: ({ id, act, records }) => <a href={`${BULK}/${id}`}>{DONE_WORDS[act](records)}</a>,
        },
        { key: 'at', label: 'Le', cell: ({ at }) => formatInstant(at, timeZone) },
        { key: 'by', label: 'Par', cell: ({ by }) => by },
        {
          key: 'state',
          label: 'État',
          cell: ({ undoneAt }) =>
            undoneAt ? <StateTag tone="neutral" word="Annulé" /> : <StateTag tone="done" word="En vigueur" />,
        },
      ]}
      empty={{
        sentence:
          'Ici viendront les actes faits sur plusieurs fiches à la fois. Cochez des fiches dans la liste, puis choisissez quoi faire.',
        action: { href: RECORDS, label: 'Ouvrir les fiches' },
      }}
    />
  )
}
