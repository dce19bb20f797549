import type { z } from 'zod'
import { describeError } from '../../errors/catalogue.js'
import { formatDate, formatInstant } from '../../web/dates.js'
import { CsrfField, type FieldErrors, SendingKeyField, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { formatBytes, formatCount } from '../../web/numbers.js'
import { ProgressBar } from '../../web/progress.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import { ChoiceForm } from './choice-view.js'
import type { Prefill } from './choices.js'
import { ComparisonView } from './comparison-view.js'
import { failureOf } from './failures.js'
import { kindWords, PROGRESS_LABELS, progressOf, STATES } from './import-words.js'
import { isMoving, may } from './rules.js'
import type { ComparisonForm, ImportDetail, ImportRows, RowsPageQuery } from './schemas.js'

/** What was typed in the form of choices, to be shown again. */
export type TypedChoice = ComparisonForm | null

export type ImportPageProps = {
  detail: ImportDetail
  rows: ImportRows | null
  query: z.infer<typeof RowsPageQuery>
  prefill: Prefill | null
  typed: TypedChoice
  errors: FieldErrors | undefined
  tabs: Tab[]
  timeZone: string
  csrfToken: string | null
}

export function ImportPage(props: ImportPageProps) {
  const { detail, tabs, timeZone, rows, prefill } = props
  return (
    <>
      <Tabs label="Parties de l’annuaire" tabs={tabs} />
      <p>
        <StateTag {...STATES[detail.state]} />
        <br />
        {detail.kind === null ? 'Fichier' : kindWords(detail.kind)}
        {detail.fileDate !== null && ` du ${formatDate(detail.fileDate)}`}, reçu le{' '}
        {formatInstant(new Date(detail.receivedAt), timeZone)}, envoyé par {detail.uploadedByName},{' '}
        {formatBytes(detail.bytesTotal)}.
      </p>
      <Failure detail={detail} />
      <Outcome detail={detail} timeZone={timeZone} />
      {isMoving(detail.state) && (
        <ProgressBar
          id="avancement"
          label={PROGRESS_LABELS[detail.state] ?? ''}
          state={progressOf(detail)}
          url={`/api/directory/imports/${detail.id}/progress`}
        />
      )}
      {detail.notes.length > 0 && (
        <ul>
          {detail.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {detail.state === 'choosing' && detail.proposal && prefill && (
        <ChoiceForm {...props} proposal={detail.proposal} prefill={prefill} />
      )}
      {rows && <ComparisonView {...props} rows={rows} />}
      {may(detail.state, 'cancel') && <CancelForm {...props} />}
    </>
  )
}

function Failure({ detail }: { detail: ImportDetail }) {
  if (detail.failureCode === null) return null
  const { title, advice } = describeError(failureOf(detail.failureCode), { words: detail.failureWords ?? '' })
  return <NoticeBox kind={detail.state === 'failed' ? 'error' : 'attention'} title={title} text={advice} />
}

function Outcome({ detail, timeZone }: { detail: ImportDetail; timeZone: string }) {
  const { state, outcome, appliedAt, undoneAt } = detail
  const left = outcome?.left ?? 0
  const leftHref = `/annuaire/imports/${detail.id}?montrer=laissees`
  if (state === 'applied' && appliedAt !== null)
    return (
      <NoticeBox
        kind="success"
        title={`Import écrit dans l’annuaire le ${formatInstant(new Date(appliedAt), timeZone)} : ${writtenWords(outcome?.done ?? 0)}.`}
        text={
          <>
            {left > 0 && (
              <p>
                <a href={leftHref}>
                  {formatCount(left, 'fiche laissée en partie', 'fiches laissées en partie')}
                </a>
                , modifiée{left > 1 && 's'} par quelqu’un depuis la comparaison :{' '}
                {left > 1 ? 'chacune dit' : 'elle dit'} ce qui n’a pas été écrit.
              </p>
            )}
            <p>
              <a href="/annuaire">Voir l’annuaire</a>
            </p>
          </>
        }
      />
    )
  if (state === 'undone' && undoneAt !== null)
    return (
      <NoticeBox
        kind="information"
        title={`Import annulé le ${formatInstant(new Date(undoneAt), timeZone)} : l’annuaire est revenu à ce qu’il était${left > 0 ? `, sauf ${formatCount(left, 'fiche', 'fiches')}` : ''}.`}
        text={
          <p>
            {left > 0 && (
              <>
                <a href={leftHref}>Ce qui reste de l’import, et pourquoi</a>.{' '}
              </>
            )}
            Vous pouvez l’appliquer de nouveau.
          </p>
        }
      />
    )
  if (state === 'cancelled')
    return <NoticeBox kind="information" title="Import abandonné : rien n’a été écrit dans l’annuaire." />
  return null
}

function writtenWords(records: number): string {
  return records === 0 ? 'aucune fiche n’avait à changer' : formatCount(records, 'fiche', 'fiches')
}

function CancelForm({ detail, csrfToken }: Pick<ImportPageProps, 'detail' | 'csrfToken'>) {
  return (
    <form method="post" action={`/annuaire/imports/${detail.id}/abandon`} class="actions">
      <CsrfField token={csrfToken} />
      <SendingKeyField csrfToken={csrfToken} />
      <SubmitButton kind="secondary">Abandonner cet import</SubmitButton>
    </form>
  )
}
