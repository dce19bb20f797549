import type { CsvDocument } from '../../web/csv.js'
import { formatCount, formatNumber, formatPercent, rateOf } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { QUALITY_CODES as READER_QUALITY_CODES } from '../pmsi/quality-codes.js'
import { entryName } from '../pmsi/rules.js'
import { QUALITY_CODES, type QualityText } from './engine/quality-codes.js'
import type { FindingKey, QualityReport } from './quality.js'

/** What a finding is and what to do about it; null for a code nobody emits. */
export function findingText(code: string): QualityText | null {
  const engine: Record<string, QualityText> = QUALITY_CODES
  const reader: Record<string, string> = READER_QUALITY_CODES
  return engine[code] ?? twoSentences(reader[code])
}

/** The reader's findings are said in two sentences: what it is, then what to do. */
function twoSentences(text: string | undefined): QualityText | null {
  if (text === undefined) return null
  const end = text.indexOf('. ')
  return end === -1 ? { label: text, advice: '' } : { label: text.slice(0, end), advice: text.slice(end + 2) }
}

export function QualityPage({ report }: { report: QualityReport }) {
  return (
    <>
      <p class="lead">{summary(report)}</p>
      <section aria-labelledby="constats">
        <h2 id="constats">Séjours à vérifier</h2>
        <DataTable
          caption="Constats par nature et par année"
          hideCaption
          rows={report.counts}
          rowKey={(row) => `${row.code} ${row.year}`}
          onPhone="cards"
          columns={[
            {
              key: 'code',
              label: 'Constat',
              rowHeader: true,
              cell: (row) => <a href={`/qualite/${row.code}`}>{findingText(row.code)?.label ?? row.code}</a>,
            },
            { key: 'year', label: 'Année', numeric: true, cell: (row) => String(row.year) },
            { key: 'count', label: 'Séjours', numeric: true, cell: (row) => formatNumber(row.count) },
            { key: 'advice', label: 'Que faire', cell: (row) => findingText(row.code)?.advice ?? '' },
          ]}
          note="Vous seuls voyez cette liste : elle ne concerne que votre établissement."
          empty={{
            sentence:
              'Aucun séjour à vérifier. Cette liste se remplit à l’import d’un extrait de votre établissement.',
            action: { href: '/imports', label: 'Voir les extraits envoyés' },
          }}
        />
      </section>
      <section aria-labelledby="rejets">
        <h2 id="rejets">Lignes rejetées</h2>
        <DataTable
          caption="Lignes rejetées des extraits en cours"
          hideCaption
          rows={report.rejections}
          columns={[
            {
              key: 'file',
              label: 'Fichier',
              rowHeader: true,
              cell: (row) => entryName(row.file),
            },
            {
              key: 'line',
              label: 'Ligne',
              numeric: true,
              cell: (row) => (row.line === null ? 'sans objet' : formatNumber(row.line)),
            },
            { key: 'rsaKey', label: 'Clé RSA', noWrap: true, cell: (row) => row.rsaKey ?? 'illisible' },
            { key: 'field', label: 'Zone', cell: (row) => row.field ?? 'ligne entière' },
            { key: 'reason', label: 'Raison', cell: (row) => row.reason },
          ]}
          empty={{ sentence: 'Aucune ligne n’a été rejetée.' }}
        />
      </section>
    </>
  )
}

function summary({ lines, rejected, counts }: QualityReport): string {
  if (lines === 0) return 'Aucun extrait de votre établissement n’a encore été lu.'
  const total = counts.reduce((sum, row) => sum + row.count, 0)
  const share = formatPercent(rateOf(rejected, lines), 2)
  return `${formatCount(lines, 'ligne lue', 'lignes lues')}, ${formatCount(rejected, 'rejetée', 'rejetées')} (${share}), ${formatCount(total, 'séjour à vérifier', 'séjours à vérifier')}.`
}

type FindingPageProps = { code: string; text: QualityText; keys: FindingKey[] }

export function FindingPage({ code, text, keys }: FindingPageProps) {
  return (
    <>
      <p class="lead">{text.advice}</p>
      <DataTable
        caption={`${formatCount(keys.length, 'séjour à vérifier', 'séjours à vérifier')}, par leur clé RSA`}
        rows={keys}
        columns={[
          {
            key: 'rsaKey',
            label: 'Clé RSA',
            rowHeader: true,
            noWrap: true,
            cell: (row) => row.rsaKey ?? 'ensemble de l’année',
          },
          { key: 'year', label: 'Année', numeric: true, cell: (row) => String(row.year) },
          { key: 'finess', label: 'FINESS e-PMSI', noWrap: true, cell: (row) => row.finess ?? 'sans objet' },
        ]}
        exportHref={`/qualite/${code}/liste.csv`}
        note="La clé RSA se retrouve dans votre logiciel par le fichier TRA de la même transmission."
        empty={{
          sentence: 'Plus aucun séjour n’est concerné.',
          action: { href: '/qualite', label: 'Revenir aux constats' },
        }}
      />
    </>
  )
}

/** The keys of one kind of finding, to be looked up in the hospital's software. */
export function findingCsv(text: QualityText, keys: FindingKey[]): CsvDocument {
  return {
    preamble: [
      ['Titre', text.label],
      ['Que faire', text.advice],
    ],
    columns: ['Clé RSA', 'Année', 'FINESS e-PMSI'],
    rows: keys.map((key) => [key.rsaKey ?? 'ensemble de l’année', key.year, key.finess ?? '']),
  }
}
