import { formatDate, formatInstant } from '../../web/dates.js'
import { FileField, Form, SubmitButton } from '../../web/forms.js'
import { formatBytes, formatNumber } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import { kindWords, STATES } from './import-words.js'
import type { ImportSummary } from './schemas.js'

type ImportsPageProps = {
  imports: ImportSummary[]
  tabs: Tab[]
  timeZone: string
  csrfToken: string | null
  maxBytes: number
}

export function ImportsPage({ imports, tabs, timeZone, csrfToken, maxBytes }: ImportsPageProps) {
  return (
    <>
      <Tabs label="Parties de l’annuaire" tabs={tabs} />
      <p class="lead">{leadWords(imports)}</p>
      <section aria-labelledby="envoyer">
        <h2 id="envoyer">Envoyer un fichier</h2>
        <Form action="/annuaire/imports" csrfToken={csrfToken} hasFiles>
          <FileField
            name="file"
            label="Fichier du RPPS, de FINESS, ou votre tableau"
            required
            accept=".txt,.csv,.json,.xlsx,.gz,.zip"
            help={
              <>
                RPPS en libre accès (<code>PS_LibreAcces_…</code>), FINESS (<code>.csv</code> ou{' '}
                <code>.json</code>), compressés ou non ; ou votre propre tableau Excel (<code>.xlsx</code>) ou
                CSV, tel qu’il est. Jusqu’à {formatBytes(maxBytes)}. Rien n’est écrit dans l’annuaire avant
                que vous ayez vu ce qui changerait. Le fichier est effacé après la comparaison.
              </>
            }
          />
          <SubmitButton>Envoyer et comparer</SubmitButton>
        </Form>
      </section>
      <section aria-labelledby="imports">
        <h2 id="imports">Derniers imports</h2>
        <DataTable
          caption="Derniers imports et leur état"
          hideCaption
          rows={imports}
          rowKey={(row) => row.id}
          onPhone="cards"
          columns={[
            {
              key: 'file',
              label: 'Fichier',
              rowHeader: true,
              cell: (row) => <a href={`/annuaire/imports/${row.id}`}>{row.fileName}</a>,
            },
            { key: 'kind', label: 'Nature', cell: (row) => kindWords(row.kind) },
            { key: 'date', label: 'Daté du', noWrap: true, cell: (row) => formatDate(row.fileDate) },
            { key: 'state', label: 'État', cell: (row) => <StateTag {...STATES[row.state]} /> },
            {
              key: 'received',
              label: 'Reçu le',
              noWrap: true,
              cell: (row) => formatInstant(new Date(row.receivedAt), timeZone),
            },
            { key: 'by', label: 'Par', cell: (row) => row.uploadedByName },
            { key: 'new', label: 'Nouvelles', numeric: true, cell: (row) => countCell(row, 'new') },
            { key: 'changed', label: 'Modifiées', numeric: true, cell: (row) => countCell(row, 'changed') },
            {
              key: 'refused',
              label: 'Refus',
              numeric: true,
              cell: (row) => (row.counts === null ? 'sans objet' : formatNumber(row.counts.refused)),
            },
          ]}
          empty={{
            sentence:
              'Aucun fichier n’a encore été envoyé. Commencez par votre propre tableau, ou par FINESS puis le RPPS.',
          }}
        />
      </section>
    </>
  )
}

function countCell({ counts }: ImportSummary, verdict: 'new' | 'changed'): string {
  return counts === null ? 'sans objet' : formatNumber(counts.people[verdict] + counts.structures[verdict])
}

/** What waits for somebody, said first. */
function leadWords(imports: readonly ImportSummary[]): string {
  const waiting = imports.filter(({ state }) => state === 'compared').length
  const toChoose = imports.filter(({ state }) => state === 'choosing').length
  if (waiting > 0)
    return waiting > 1 ? `${waiting} imports attendent votre relecture.` : 'Un import attend votre relecture.'
  if (toChoose > 0)
    return toChoose > 1 ? `${toChoose} fichiers sont à préciser.` : 'Un fichier est à préciser.'
  const [last] = imports.filter(({ appliedAt }) => appliedAt !== null)
  return last === undefined
    ? 'Aucun import n’a encore été appliqué.'
    : `Dernier import appliqué : ${last.fileName}.`
}
