import { formatNumber } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { FIGURES, SECTIONS } from './figure-list.js'
import type { Figure } from './figures.js'

/** A figure as it is shown: counted here and now, or frozen in a version. */
export type ShownFigure = { code: string; value: number; missing: number; details: Figure['details'] }

type FiguresTableProps = {
  figures: readonly (Figure | ShownFigure)[]
  year: number
  /** Whether the reader may open the rows behind a number. */
  linked?: boolean
}

/** Volet 2, section by section, each number with what the annex asks beside it. */
export function FiguresTable({ figures, year, linked = false }: FiguresTableProps) {
  const byCode = new Map(figures.map((figure) => [figure.code, figure]))
  return (
    <>
      {SECTIONS.map(({ roman, title }) => (
        <DataTable
          key={roman}
          caption={`${roman}. ${title}, ${year}`}
          rows={FIGURES.filter(({ code }) => code.split('.')[0] === roman)}
          rowKey={({ code }) => code}
          columns={[
            {
              key: 'label',
              label: 'Indicateur',
              rowHeader: true,
              cell: ({ code, label, note }) => (
                <>
                  {code} {label}
                  {note && <p class="cell-note">{note}</p>}
                  <Details details={byCode.get(code)?.details ?? []} />
                </>
              ),
            },
            {
              key: 'value',
              label: 'Nombre',
              numeric: true,
              cell: ({ code }) => {
                const value = byCode.get(code)?.value ?? null
                if (value === null || !linked) return formatNumber(value)
                return <a href={`/maison/rapports/${year}/lignes/${code}`}>{formatNumber(value)}</a>
              },
            },
            {
              key: 'missing',
              label: 'À renseigner',
              numeric: true,
              cell: ({ code }) => {
                const missing = byCode.get(code)?.missing ?? 0
                return formatNumber(typeof missing === 'number' ? missing : missing.length)
              },
            },
          ]}
          empty={{ sentence: 'Aucun indicateur.' }}
        />
      ))}
    </>
  )
}

function Details({ details }: { details: Figure['details'] }) {
  const said = details.filter(({ counts }) => counts.length > 0)
  if (said.length === 0) return null
  return (
    <ul class="cell-note">
      {said.map(({ label, counts }) => (
        <li key={label}>
          {label} : {counts.map(({ words, count }) => `${words} (${count})`).join(', ')}
        </li>
      ))}
    </ul>
  )
}

const KINDS = { woman: 'Femme', newborn: 'Enfant de', transfer: 'Transfert' } as const

/** The rows that make a number, and those that might. */
export function FigureRows({ figure }: { figure: Figure }) {
  const { rows, missing } = figure
  return (
    <>
      <RowsTable caption="Lignes comptées" rows={rows} empty="Aucune ligne : le nombre est zéro." />
      {missing.length > 0 && (
        <RowsTable caption="Lignes à renseigner" rows={missing} empty="Tout est renseigné." />
      )}
    </>
  )
}

function RowsTable({ caption, rows, empty }: { caption: string; rows: Figure['rows']; empty: string }) {
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={({ kind, id }) => `${kind}-${id}`}
      onPhone="cards"
      columns={[
        {
          key: 'row',
          label: 'Ligne',
          rowHeader: true,
          cell: ({ kind, id, womanId, number }) => (
            <a href={kind === 'transfer' ? `/maison/transferts/${id}` : `/maison/registre/${womanId}`}>
              {KINDS[kind]} {number ?? 'femme non inscrite'}
            </a>
          ),
        },
      ]}
      empty={{ sentence: empty }}
    />
  )
}
