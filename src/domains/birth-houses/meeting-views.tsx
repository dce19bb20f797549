import type { Actor } from '../../access/actor.js'
import { can } from '../../access/policy.js'
import { ActButton } from '../../web/act-button.js'
import { RadioGroup } from '../../web/choices.js'
import { formatDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { MEETING_KINDS, type Meeting, type MeetingForm, type Meetings } from './meeting-schemas.js'

type MeetingsPageProps = {
  actor: Actor
  houseId: string
  held: Meetings
  /** The meeting whose removal is to be confirmed. */
  removing?: string | undefined
  csrfToken: string | null
  typed: MeetingForm
  errors?: FieldErrors | undefined
}

/** The meetings of a year: how many of each kind, then each, then how to note one more. */
export function MeetingsPage(props: MeetingsPageProps) {
  const { actor, houseId, held, removing, csrfToken, typed, errors } = props
  const base = `/maisons-de-naissance/${houseId}/reunions`
  const canWrite = can(actor, 'birth-house.write')
  const removed = canWrite ? held.meetings.find(({ id }) => id === removing) : undefined
  return (
    <>
      <p class="lead">
        En {held.year}
        {NO_BREAK_SPACE}: {meetingWords(held.meetings)}
      </p>
      {removed && <Removal base={base} meeting={removed} csrfToken={csrfToken} />}
      {held.years.length > 1 && (
        <Tabs
          label="Années"
          tabs={held.years.map((year) => ({
            href: `${base}?annee=${year}`,
            label: String(year),
            current: year === held.year,
          }))}
        />
      )}
      <DataTable
        caption={`Réunions et staffs de ${held.year}`}
        hideCaption
        rows={held.meetings}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          { key: 'held', label: 'Date', noWrap: true, cell: ({ heldOn }) => formatDate(heldOn) },
          { key: 'subject', label: 'Objet', rowHeader: true, cell: ({ subject }) => subject },
          { key: 'kind', label: 'Avec qui', cell: ({ kind }) => MEETING_KINDS[kind] },
          ...(canWrite
            ? [
                {
                  key: 'act',
                  label: 'Agir',
                  cell: ({ id, subject }: Meeting) => (
                    <a href={`${withQuery(base, { annee: String(held.year), retirer: id })}#retirer`}>
                      Retirer<span class="visually-hidden"> {subject}</span>
                    </a>
                  ),
                },
              ]
            : []),
        ]}
        empty={{
          sentence:
            'Ici viendront les réunions et les staffs de l’année : le rapport annuel en donne le nombre et l’objet.',
        }}
      />
      {canWrite && <MeetingFields action={base} csrfToken={csrfToken} typed={typed} errors={errors} />}
    </>
  )
}

/** Asked again before it is done: what is removed is written nowhere else. */
function Removal({ base, meeting, csrfToken }: { base: string; meeting: Meeting; csrfToken: string | null }) {
  const { id, subject, heldOn, kind } = meeting
  return (
    <section id="retirer" class="confirm-box" aria-labelledby="titre-retirer">
      <h2 id="titre-retirer">Retirer cette réunion{NO_BREAK_SPACE}?</h2>
      <p>
        {subject}, le {formatDate(heldOn)} ({MEETING_KINDS[kind].toLowerCase()}). Le rapport annuel ne la
        comptera plus.
      </p>
      <ActButton action={`${base}/${id}/retrait`} label="Retirer" about={subject} csrfToken={csrfToken} />
      <p>
        <a href={withQuery(base, { annee: heldOn.slice(0, 4) })}>Garder la réunion</a>
      </p>
    </section>
  )
}

/** « 2 réunions avec la maternité partenaire, 1 avec le réseau ou d’autres professionnels, 12 staffs. » */
export function meetingWords(meetings: readonly Meeting[]): string {
  const count = (...kinds: Meeting['kind'][]) => meetings.filter(({ kind }) => kinds.includes(kind)).length
  return [
    `${formatCount(count('partner'), 'réunion', 'réunions')} avec la maternité partenaire`,
    `${count('network', 'professionals')} avec le réseau ou d’autres professionnels`,
    `${formatCount(count('staff'), 'staff', 'staffs')}.`,
  ].join(', ')
}

type MeetingFieldsProps = Pick<MeetingsPageProps, 'csrfToken' | 'typed' | 'errors'> & { action: string }

function MeetingFields({ action, csrfToken, typed, errors }: MeetingFieldsProps) {
  return (
    <section aria-labelledby="noter">
      <h2 id="noter">Noter une réunion</h2>
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <RadioGroup
          name="kind"
          label="Avec qui"
          options={Object.entries(MEETING_KINDS).map(([value, label]) => ({ value, label }))}
          value={typed.kind}
          errors={errors}
          required
        />
        <Field name="heldOn" label="Tenue le" type="date" value={typed.heldOn} errors={errors} required />
        <Field
          name="subject"
          label="Objet principal"
          help="Sans nom de femme ni d’enfant : il figure dans le rapport annuel."
          value={typed.subject}
          maxLength={300}
          errors={errors}
          required
        />
        <SubmitButton>Noter la réunion</SubmitButton>
      </Form>
    </section>
  )
}
