import { describeError, type ErrorCode } from '../../errors/catalogue.js'
import type { CsvDocument } from '../../web/csv.js'
import { formatInstant } from '../../web/dates.js'
import { CsrfField, FileField, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { formatBytes, formatCount, formatNumber } from '../../web/numbers.js'
import { ProgressBar, type ProgressReport, type ProgressState, progressReport } from '../../web/progress.js'
import { DataTable } from '../../web/table.js'
import { StateTag, type TagTone } from '../../web/tags.js'
import type { Authorisation } from '../networks/schemas.js'
import { entryName } from './rules.js'
import type { ImportDetail, ImportFile, ImportSummary, Rejection } from './schemas.js'

type State = ImportSummary['state']

const STATES: Record<State, { tone: TagTone; word: string }> = {
  waiting: { tone: 'waiting', word: 'En attente' },
  running: { tone: 'waiting', word: 'En cours' },
  cancelling: { tone: 'attention', word: 'Annulation demandée' },
  finished: { tone: 'done', word: 'Terminé' },
  failed: { tone: 'refused', word: 'Refusé' },
  cancelled: { tone: 'neutral', word: 'Annulé' },
}

/** True while a page about this import must be refreshed. */
export function isMoving(summary: ImportSummary): boolean {
  return ['waiting', 'running', 'cancelling'].includes(summary.state)
}

export function importTitle(summary: ImportSummary): string {
  const [first = 'envoi', ...others] = summary.files
  return others.length === 0 ? first : `${first} et ${formatCount(others.length, 'autre', 'autres')}`
}

/** What the progress bar of an import shows, on the page and through the API. */
export function importProgress(summary: ImportSummary): ProgressReport {
  return progressReport(progressOf(summary))
}

const KILOBYTES_UP_TO = 10_000_000

function progressOf(summary: ImportSummary): ProgressState {
  const total = Math.max(summary.bytesToRead ?? summary.bytesTotal, 1)
  const [size, name] = total < KILOBYTES_UP_TO ? [1000, 'ko'] : [1_000_000, 'Mo']
  return {
    done: summary.bytesRead / size,
    total: total / size,
    unit: { one: `${name} lu`, many: `${name} lus` },
    finished: !isMoving(summary),
  }
}

type ImportsPageProps = {
  imports: ImportSummary[]
  timeZone: string
  authorisation: Authorisation | null
  canImport: boolean
  canRecord: boolean
  csrfToken: string | null
  maxBytes: number
}

export function ImportsPage(props: ImportsPageProps) {
  const { imports, timeZone, canImport, authorisation } = props
  return (
    <>
      {canImport &&
        (authorisation ? <UploadForm {...props} /> : <NoLegalBasis canRecord={props.canRecord} />)}
      <section aria-labelledby="envois">
        <h2 id="envois">Derniers envois</h2>
        <DataTable
          caption="Derniers envois et leur état"
          hideCaption
          rows={imports}
          rowKey={(row) => row.id}
          onPhone="cards"
          columns={[
            {
              key: 'files',
              label: 'Fichiers',
              rowHeader: true,
              cell: (row) => <a href={`/imports/${row.id}`}>{importTitle(row)}</a>,
            },
            { key: 'state', label: 'État', cell: (row) => <StateTag {...STATES[row.state]} /> },
            {
              key: 'receivedAt',
              label: 'Reçu le',
              noWrap: true,
              cell: (row) => formatInstant(new Date(row.receivedAt), timeZone),
            },
            { key: 'uploadedByName', label: 'Par', cell: (row) => row.uploadedByName },
            { key: 'staysKept', label: 'Séjours périnatals', numeric: true, cell: (row) => formatStays(row) },
          ]}
          empty={{
            sentence: 'Aucun extrait n’a encore été envoyé. Le premier envoi calcule les treize indicateurs.',
          }}
        />
      </section>
    </>
  )
}

function formatStays(row: ImportSummary): string {
  if (row.staysKept === null) return 'sans objet'
  return formatNumber(row.staysKept)
}

function UploadForm({ csrfToken, maxBytes, authorisation }: ImportsPageProps) {
  return (
    <section aria-labelledby="envoyer">
      <h2 id="envoyer">Envoyer un extrait</h2>
      {authorisation?.synthetic && (
        <NoticeBox
          kind="attention"
          title="Ce réseau est une démonstration : n’envoyez que des données synthétiques."
        />
      )}
      <Form action="/imports" csrfToken={csrfToken} hasFiles>
        <FileField
          name="files"
          label="Fichiers du PMSI"
          multiple
          required
          accept=".zip,.rsa,.ano,.ium,.txt"
          help={
            <>
              L’archive <code>.out.zip</code> de DRUIDES ou de GENRSA convient telle quelle, ou les fichiers{' '}
              <code>.rsa</code>, <code>.ano</code>, <code>.ium</code>, <code>.tra.txt</code> et VID-HOSP.
              Jusqu’à {formatBytes(maxBytes)}. N’envoyez pas de RSS : il identifie directement les personnes
              et sera refusé. Les fichiers sont effacés après lecture.
            </>
          }
        />
        <SubmitButton kind="engage">Envoyer et calculer</SubmitButton>
      </Form>
    </section>
  )
}

function NoLegalBasis({ canRecord }: { canRecord: boolean }) {
  const { title } = describeError('authorisation.missing')
  return (
    <NoticeBox
      kind="attention"
      title={title}
      text={
        canRecord ? (
          <p>
            <a href="/fondement-juridique">Enregistrer le fondement juridique</a> pour pouvoir envoyer des
            fichiers.
          </p>
        ) : (
          <p>L’administrateur du réseau doit l’enregistrer avant tout envoi de fichier.</p>
        )
      }
    />
  )
}

type ImportPageProps = {
  detail: ImportDetail
  timeZone: string
  canCancel: boolean
  csrfToken: string | null
}

export function ImportPage({ detail, timeZone, canCancel, csrfToken }: ImportPageProps) {
  return (
    <>
      <p>
        <StateTag {...STATES[detail.state]} /> reçu le {formatInstant(new Date(detail.receivedAt), timeZone)},
        envoyé par {detail.uploadedByName}, {formatBytes(detail.bytesTotal)}.
      </p>
      <Outcome detail={detail} />
      {isMoving(detail) && (
        <>
          <ProgressBar
            id="avancement"
            label="Lecture des fichiers"
            state={progressOf(detail)}
            url={`/api/imports/${detail.id}/progress`}
          />
          {canCancel && detail.state !== 'cancelling' && (
            <form method="post" action={`/imports/${detail.id}/annulation`}>
              <CsrfField token={csrfToken} />
              <SubmitButton kind="secondary">Annuler cet import</SubmitButton>
            </form>
          )}
        </>
      )}
      {detail.importedFiles.length > 0 && <RejectionsTable detail={detail} />}
      {detail.importedFiles.length > 0 && <Files files={detail.importedFiles} />}
    </>
  )
}

function Outcome({ detail }: { detail: ImportDetail }) {
  if (detail.state === 'finished' && detail.unchanged) {
    return (
      <NoticeBox
        kind="information"
        title="Ces fichiers disent ce que le réseau savait déjà : aucun chiffre n’a changé."
      />
    )
  }
  if (detail.state === 'finished') {
    return (
      <NoticeBox
        kind="success"
        title={`${formatCount(detail.staysKept ?? 0, 'séjour périnatal retenu', 'séjours périnatals retenus')}, indicateurs recalculés.`}
        text={
          <p>
            <a href="/indicateurs">Voir les indicateurs</a>
          </p>
        }
      />
    )
  }
  if (detail.state === 'failed') {
    const { title, advice } = describeError((detail.failureCode ?? 'import.interrupted') as ErrorCode)
    return <NoticeBox kind="error" title={title} text={advice} />
  }
  if (detail.state === 'cancelled') {
    return (
      <NoticeBox kind="information" title="Import annulé : rien n’a été gardé, aucun chiffre n’a changé." />
    )
  }
  return null
}

const KINDS: Record<string, string> = {
  rsa: 'RSA',
  ano: 'ANO (chaînage)',
  ium: 'IUM (unités médicales)',
  tra: 'TRA (correspondance)',
  'vid-hosp': 'VID-HOSP',
  rss: 'RSS',
  archive: 'archive',
  ignored: 'autre',
}

const FILE_STATES: Record<string, { tone: TagTone; word: string }> = {
  read: { tone: 'done', word: 'Lu' },
  superseded: { tone: 'neutral', word: 'Remplacé' },
  duplicate: { tone: 'neutral', word: 'Doublon' },
  refused: { tone: 'refused', word: 'Refusé' },
  ignored: { tone: 'neutral', word: 'Non utilisé' },
}

const MOST_FILES_OPEN = 12

/** Many files are folded: what was refused is what one looks for, and it is said above them. */
function Files({ files }: { files: ImportFile[] }) {
  if (files.length <= MOST_FILES_OPEN) return <FilesTable files={files} />
  const refused = files.filter((file) => file.status === 'refused')
  return (
    <>
      {refused.length > 0 && <FilesTable files={refused} />}
      <details>
        <summary>{formatCount(files.length, 'fichier reçu', 'fichiers reçus')} : voir la liste</summary>
        <FilesTable files={files} />
      </details>
    </>
  )
}

function FilesTable({ files }: { files: ImportFile[] }) {
  return (
    <DataTable
      caption="Fichiers de l’envoi et ce qui en a été lu"
      rows={files}
      onPhone="cards"
      columns={[
        { key: 'name', label: 'Fichier', rowHeader: true, cell: (row) => row.name },
        { key: 'kind', label: 'Nature', cell: (row) => KINDS[row.kind] ?? row.kind },
        {
          key: 'status',
          label: 'Suite donnée',
          cell: (row) => (
            <>
              <StateTag {...(FILE_STATES[row.status] ?? { tone: 'neutral', word: row.status })} />
              {row.reason && <p class="cell-note">{row.reason}</p>}
            </>
          ),
        },
        { key: 'versions', label: 'Formats', cell: (row) => row.versions.join(', ') || 'sans objet' },
        { key: 'lines', label: 'Lignes', numeric: true, cell: (row) => formatNumber(row.lines) },
        { key: 'accepted', label: 'Acceptées', numeric: true, cell: (row) => formatNumber(row.accepted) },
        { key: 'rejected', label: 'Rejetées', numeric: true, cell: (row) => formatNumber(row.rejected) },
      ]}
      empty={{ sentence: 'Aucun fichier n’a été lu.' }}
    />
  )
}

function RejectionsTable({ detail }: { detail: ImportDetail }) {
  const { rejections, rejectionCount } = detail
  if (rejectionCount === 0) return <p>Aucune ligne n’a été rejetée.</p>
  const shown =
    rejections.length < rejectionCount ? ` (les ${formatNumber(rejections.length)} premières)` : ''
  return (
    <DataTable
      caption={`${formatCount(rejectionCount, 'ligne rejetée', 'lignes rejetées')}${shown}`}
      rows={rejections}
      columns={[
        { key: 'file', label: 'Fichier', rowHeader: true, cell: (row) => entryName(row.file) },
        {
          key: 'line',
          label: 'Ligne',
          numeric: true,
          cell: (row) => (row.line === null ? 'sans objet' : formatNumber(row.line)),
        },
        { key: 'field', label: 'Zone', cell: (row) => row.field ?? 'ligne entière' },
        { key: 'reason', label: 'Raison', cell: (row) => row.reason },
      ]}
      exportHref={`/imports/${detail.id}/rejets.csv`}
      note="Une ligne rejetée ne compte dans aucun indicateur. Corrigez-la à la source, puis renvoyez le fichier entier : il remplacera celui-ci."
      empty={{ sentence: 'Aucune ligne n’a été rejetée.' }}
    />
  )
}

/** The rejections of an import, to hand to the hospital. */
export function rejectionsCsv(summary: ImportSummary, rejections: Rejection[]): CsvDocument {
  return {
    preamble: [
      ['Titre', 'Lignes rejetées'],
      ['Envoi', importTitle(summary)],
      ['Reçu le', formatInstant(new Date(summary.receivedAt), 'Europe/Paris')],
    ],
    columns: ['Fichier', 'Ligne', 'Zone', 'Raison'],
    rows: rejections.map((row) => [row.file, row.line, row.field ?? 'ligne entière', row.reason]),
  }
}
