import type { ComponentChildren } from 'preact'
import { civilDate, formatDate, formatInstant } from '../../web/dates.js'
import { Field, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { Facts } from '../directory/card-views.js'
import type { EchographerDocument } from './document-schemas.js'
import { CameWith } from './document-views.js'
import { DocumentsField, EndField, type FormState, shown } from './form-state.js'
import type { Echographer, HistoryEvent } from './listing.js'
import { PATH } from './paths.js'
import {
  EVENT_LABELS,
  type IdentifierAct,
  mayDo,
  PLANNABLE,
  PLANNED_LABELS,
  type Plannable,
  STATE_LABELS,
} from './rules.js'
import type { Settings } from './schemas.js'
import { State } from './state-tag.js'

export type Failed =
  | 'renewal'
  | 'answer'
  | 'suspension'
  | 'resumption'
  | 'cessation'
  | 'evidence'
  | 'taking-back'

type IdentifierPageProps = FormState & {
  echographer: Echographer
  events: HistoryEvent[]
  places: string[]
  others: Echographer[]
  /** Empty for who does not give identifiers. */
  documents: EchographerDocument[]
  settings: Settings
  today: string
  timeZone: string
  usualEnd: string | null
  canManage: boolean
  /** Which form came back with errors. */
  failed?: Failed | undefined
}

/** One identifier: where it stands, what may be done with it, all that happened. */
export function IdentifierPage(props: IdentifierPageProps) {
  const { echographer, places, others } = props
  return (
    <>
      <p class="lead">
        <State echographer={echographer} />
      </p>
      <Request {...props} />
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

/** What she has asked for from her mail, in her words. */
function Request({ echographer, events, canManage }: IdentifierPageProps) {
  const { renewalAskedOn } = echographer
  if (renewalAskedOn === null) return null
  const said = events.find(({ kind }) => kind === 'renewal-asked')?.note
  return (
    <NoticeBox
      kind="attention"
      title={`Renouvellement demandé le ${formatDate(renewalAskedOn)}.`}
      text={
        <>
          {said && `Sur quoi repose la demande${NO_BREAK_SPACE}: ${said} `}
          {canManage && 'Renouvelez l’identifiant, ou classez la demande en disant ce qui a été répondu.'}
        </>
      }
    />
  )
}

function Acts(props: IdentifierPageProps) {
  const { echographer, usualEnd, settings, today } = props
  const may = (act: IdentifierAct) => mayDo(act, echographer, today)
  return (
    <section aria-labelledby="actes">
      <h2 id="actes">Que faire</h2>
      {PLANNABLE.map((what) => {
        const on = echographer.planned[what]
        return on && <TakingBack key={what} {...props} what={what} on={on} />
      })}
      {may('renew') && (
        <Act
          {...props}
          act="renewal"
          path="renouvellement"
          title="Renouveler"
          button="Renouveler l’identifiant"
          note="Sur quoi il est renouvelé"
          takesFiles
        >
          <EndField form={formOf(props, 'renewal')} usualEnd={usualEnd} settings={settings} />
        </Act>
      )}
      {echographer.renewalAskedOn !== null && may('answer-request') && (
        <Act
          {...props}
          act="answer"
          path="reponse"
          title="Classer la demande sans renouveler"
          button="Classer la demande"
          note="Ce qui a été répondu"
          help="Trame n’écrit pas à l’échographiste : répondez-lui d’abord."
        />
      )}
      {may('suspend') && (
        <Act
          {...props}
          act="suspension"
          path="suspension"
          title="Suspendre"
          button="Suspendre l’identifiant"
          note="Pourquoi"
          dayHelp={MAY_WAIT}
        />
      )}
      {may('resume') && (
        <Act
          {...props}
          act="resumption"
          path="reprise"
          title="Remettre en cours"
          button="Remettre en cours"
          note="Pourquoi"
        />
      )}
      {may('add-evidence') && (
        <Act
          {...props}
          act="evidence"
          path="justificatif"
          title="Ajouter un justificatif"
          button="Ajouter le justificatif"
          note="Diplôme, attestation, évaluation"
          takesFiles
        />
      )}
      {may('cease') && (
        <Act
          {...props}
          act="cessation"
          path="cessation"
          title="Mettre fin"
          button="Mettre fin à l’identifiant"
          note="Pourquoi"
          dayHelp={MAY_WAIT}
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
  help?: string
  dayHelp?: string
  isFinal?: boolean
  takesFiles?: boolean
  children?: ComponentChildren
}

const MAY_WAIT = 'Aujourd’hui, un jour passé, ou un jour à venir : l’acte prend alors effet ce jour-là.'

const TAKING_BACK: Record<Plannable, { title: string; button: string }> = {
  attribution: { title: 'Annuler l’attribution prévue', button: 'Annuler l’attribution' },
  suspension: { title: 'Annuler la suspension prévue', button: 'Annuler la suspension' },
  cessation: { title: 'Annuler la fin prévue', button: 'Annuler la fin' },
}

/** What is planned may be taken back until its day. */
function TakingBack(props: IdentifierPageProps & { what: Plannable; on: string }) {
  const { echographer, failed, typed, what, on } = props
  const isBack = failed === 'taking-back' && typed?.what === what
  const form: FormState = isBack ? formOf(props, 'taking-back') : { csrfToken: props.csrfToken }
  const { title, button } = TAKING_BACK[what]
  return (
    <details open={isBack}>
      <summary>
        {title} le {formatDate(on)}
      </summary>
      {what === 'attribution' && <p>L’identifiant ne sera jamais en cours, ni donné à personne d’autre.</p>}
      <Form
        scope={`annulation ${what}`}
        action={`${PATH}/${echographer.id}/annulation`}
        csrfToken={form.csrfToken}
        errors={form.errors}
      >
        <input type="hidden" name="what" value={what} />
        <TextArea
          name="note"
          label="Pourquoi"
          value={shown(form, 'note', null)}
          errors={form.errors}
          rows={3}
          maxLength={1000}
          required
        />
        <SubmitButton>{button}</SubmitButton>
      </Form>
    </details>
  )
}

/** One act in its own fold, open when its form came back. */
function Act(props: ActProps) {
  const { echographer, act, path, title, button, note, help, dayHelp, today, failed, children } = props
  const { isFinal = false, takesFiles = false } = props
  const form = formOf(props, act)
  return (
    <details open={failed === act}>
      <summary>{title}</summary>
      {isFinal && (
        <p>
          C’est définitif{NO_BREAK_SPACE}: l’identifiant reste dans l’historique et n’est plus jamais donné.
        </p>
      )}
      <Form
        scope={path}
        action={`${PATH}/${echographer.id}/${path}`}
        csrfToken={form.csrfToken}
        errors={form.errors}
        hasFiles={takesFiles}
      >
        <Field
          name="on"
          type="date"
          label="À la date du"
          {...(dayHelp && { help: dayHelp })}
          value={shown(form, 'on', today)}
          errors={form.errors}
          required
        />
        {children}
        <TextArea
          name="note"
          label={note}
          {...(help && { help })}
          value={shown(form, 'note', null)}
          errors={form.errors}
          rows={3}
          maxLength={1000}
          required
        />
        {takesFiles && <DocumentsField errors={form.errors} />}
        <SubmitButton kind={isFinal ? 'engage' : 'main'}>{button}</SubmitButton>
      </Form>
    </details>
  )
}

/** What was typed belongs to the form that came back, and to no other. */
function formOf({ csrfToken, errors, typed, failed }: IdentifierPageProps, act: ActProps['act']): FormState {
  return failed === act ? { csrfToken, errors, typed } : { csrfToken }
}

function History({ echographer, events, documents, timeZone }: IdentifierPageProps) {
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
          { key: 'kind', label: 'Acte', cell: (event) => eventWords(event, timeZone) },
          {
            key: 'note',
            label: 'Précision',
            cell: ({ id, note }) => (
              <>
                {note}
                <CameWith
                  echographer={echographer}
                  documents={documents.filter(({ eventId }) => eventId === id)}
                  timeZone={timeZone}
                />
              </>
            ),
          },
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

function eventWords({ kind, on, at, validUntil }: HistoryEvent, timeZone: string): string {
  const labels: Readonly<Record<string, string>> = EVENT_LABELS
  const planned: Readonly<Record<string, string>> = PLANNED_LABELS
  const label = (on > civilDate(at, timeZone) ? planned[kind] : undefined) ?? labels[kind] ?? kind
  return validUntil === null ? label : `${label}, jusqu’au ${formatDate(validUntil)}`
}
