import type { ComponentChildren } from 'preact'
import { formatDate, formatInstant } from '../../web/dates.js'
import { Field, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { Facts } from '../directory/card-views.js'
import { EndField, type FormState, shown } from './form-state.js'
import type { Echographer, HistoryEvent } from './listing.js'
import { PATH } from './paths.js'
import { EVENT_LABELS, mayDo, STATE_LABELS } from './rules.js'
import type { Settings } from './schemas.js'
import { State } from './state-tag.js'

type IdentifierPageProps = FormState & {
  echographer: Echographer
  events: HistoryEvent[]
  places: string[]
  others: Echographer[]
  settings: Settings
  today: string
  timeZone: string
  usualEnd: string | null
  canManage: boolean
  /** Which form came back with errors. */
  failed?: 'renewal' | 'suspension' | 'resumption' | 'cessation' | 'evidence' | undefined
}

/** One identifier: where it stands, what may be done with it, all that happened. */
export function IdentifierPage(props: IdentifierPageProps) {
  const { echographer, places, others } = props
  return (
    <>
      <p class="lead">
        <State echographer={echographer} />
      </p>
      <Facts
        lines={[
          ['Identifiant', echographer.identifier],
          ['Échographiste', <a href={`/annuaire/personnes/${echographer.personId}`}>{echographer.name}</a>],
          ['N° RPPS', echographer.rppsNumber],
          ['Lieux d’exercice', places.length > 0 && places.join(' ; ')],
          ['Attribué le', formatDate(echographer.attributedOn)],
          [
            'Valable jusqu’au',
            echographer.validUntil === null ? 'sans date de fin' : formatDate(echographer.validUntil),
          ],
          ['Attribué sur', echographer.evidence],
        ]}
      />
      {others.length > 0 && (
        <p>
          {typeset('Autres identifiants de la même personne : ')}
          {others.map((one, index) => (
            <>
              {index > 0 && ', '}
              <a href={`${PATH}/${one.id}`}>{one.identifier}</a> ({STATE_LABELS[one.state].toLowerCase()})
            </>
          ))}
        </p>
      )}
      {props.canManage && <Acts {...props} />}
      <History {...props} />
    </>
  )
}

function Acts(props: IdentifierPageProps) {
  const { echographer, usualEnd, settings } = props
  const { state } = echographer
  return (
    <section aria-labelledby="actes">
      <h2 id="actes">Que faire</h2>
      {mayDo('renew', state) && (
        <Act
          {...props}
          act="renewal"
          path="renouvellement"
          title="Renouveler"
          button="Renouveler l’identifiant"
          note="Sur quoi il est renouvelé"
        >
          <EndField form={formOf(props, 'renewal')} usualEnd={usualEnd} settings={settings} />
        </Act>
      )}
      {mayDo('suspend', state) && (
        <Act
          {...props}
          act="suspension"
          path="suspension"
          title="Suspendre"
          button="Suspendre l’identifiant"
          note="Pourquoi"
        />
      )}
      {mayDo('resume', state) && (
        <Act
          {...props}
          act="resumption"
          path="reprise"
          title="Remettre en cours"
          button="Remettre en cours"
          note="Pourquoi"
        />
      )}
      {mayDo('add-evidence', state) && (
        <Act
          {...props}
          act="evidence"
          path="justificatif"
          title="Ajouter un justificatif"
          button="Ajouter le justificatif"
          note="Diplôme, attestation, évaluation"
        />
      )}
      {mayDo('cease', state) && (
        <Act
          {...props}
          act="cessation"
          path="cessation"
          title="Mettre fin"
          button="Mettre fin à l’identifiant"
          note="Pourquoi"
          isFinal
        />
      )}
    </section>
  )
}

type ActProps = IdentifierPageProps & {
  act: NonNullable<IdentifierPageProps['failed']>
  path: string
  title: string
  button: string
  note: string
  isFinal?: boolean
  children?: ComponentChildren
}

/** One act in its own fold, open when its form came back. */
function Act(props: ActProps) {
  const { echographer, act, path, title, button, note, isFinal, today, failed, children } = props
  const form = formOf(props, act)
  return (
    <details open={failed === act}>
      <summary>{title}</summary>
      {isFinal && (
        <p>
          C’est définitif{NO_BREAK_SPACE}: l’identifiant reste dans l’historique et n’est plus jamais donné.
        </p>
      )}
      <Form action={`${PATH}/${echographer.id}/${path}`} csrfToken={form.csrfToken} errors={form.errors}>
        <Field
          name="on"
          type="date"
          label="À la date du"
          value={shown(form, 'on', today)}
          errors={form.errors}
          required
        />
        {children}
        <TextArea
          name="note"
          label={note}
          value={shown(form, 'note', null)}
          errors={form.errors}
          rows={3}
          maxLength={1000}
          required
        />
        <SubmitButton kind={isFinal ? 'engage' : 'main'}>{button}</SubmitButton>
      </Form>
    </details>
  )
}

/** What was typed belongs to the form that came back, and to no other. */
function formOf({ csrfToken, errors, typed, failed }: IdentifierPageProps, act: ActProps['act']): FormState {
  return failed === act ? { csrfToken, errors, typed } : { csrfToken }
}

function History({ events, timeZone }: IdentifierPageProps) {
  return (
    <section aria-labelledby="historique">
      <h2 id="historique">Historique</h2>
      <DataTable
        caption="Ce qui s’est passé, du plus récent au plus ancien"
        hideCaption
        rows={events}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          { key: 'on', label: 'Date', rowHeader: true, noWrap: true, cell: ({ on }) => formatDate(on) },
          { key: 'kind', label: 'Acte', cell: eventWords },
          { key: 'note', label: 'Précision', cell: ({ note }) => note ?? '' },
          {
            key: 'by',
            label: 'Écrit',
            cell: ({ at, by }) => `le ${formatInstant(at, timeZone)} par ${by}`,
          },
        ]}
        empty={{ sentence: 'Rien n’est encore écrit.' }}
      />
    </section>
  )
}

function eventWords({ kind, validUntil }: HistoryEvent): string {
  const labels: Readonly<Record<string, string>> = EVENT_LABELS
  const label = labels[kind] ?? kind
  return validUntil === null ? label : `${label}, jusqu’au ${formatDate(validUntil)}`
}
