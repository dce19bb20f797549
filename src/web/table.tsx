import type { ComponentChildren } from 'preact'
import { safeHref } from './links.js'
import { type Pages, Pagination } from './pagination.js'
import { slug } from './typography.js'

export type SortDirection = 'asc' | 'desc'

export type Column<Row> = {
  /** Name of the column in the address, when it sorts. */
  key: string
  label: string
  cell: (row: Row) => ComponentChildren
  /** Right-aligned, tabular figures. */
  numeric?: boolean
  /** The cell that names its row; the first column when none says so. */
  rowHeader?: boolean
  sortable?: boolean
  /** Keep the cell on one line: dates, codes, phone numbers. */
  noWrap?: boolean
}

export type DataTableProps<Row> = {
  caption: string
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey?: (row: Row) => string
  sort?: { key: string; direction: SortDirection }
  sortHref?: (key: string, direction: SortDirection) => string
  exportHref?: string
  exportLabel?: string
  pages?: Pages
  /** What would be here, and the first step to take. */
  empty: EmptyStateProps
  /** On a phone: scroll in its own box (to compare columns), or one card a row (to read and act). */
  onPhone?: 'scroll' | 'cards'
  /** The caption repeats a heading just above: keep it for screen readers only. */
  hideCaption?: boolean
  /** Printed over several pages, says on each of them what it is, in place of the heading above. */
  repeatsCaption?: boolean
  /** Source and reading notes, under the table. */
  note?: ComponentChildren
}

/** A table a person can sort, page, export, and read on a phone. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, pages, empty, onPhone = 'scroll', note } = props
  if (rows.length === 0) return <EmptyState {...empty} />
  const id = `table-${slug(caption)}`
  const headerKey = (columns.find((column) => column.rowHeader) ?? columns[0])?.key
  return (
    <div class="table-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <section class={`table-box table-${onPhone}`} aria-labelledby={id} tabIndex={0}>
        <table>
          <caption id={id}>
            <span class={props.hideCaption ? 'visually-hidden' : undefined}>{caption}</span>
          </caption>
          <thead>
            {props.repeatsCaption && (
              <tr class="printed-caption">
                <td colSpan={columns.length}>{caption}</td>
              </tr>
            )}
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} {...sortOf(props)} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={rowKey ? rowKey(row) : index}>
                {columns.map((column) => (
                  <BodyCell key={column.key} column={column} row={row} isHeader={column.key === headerKey} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {note && <p class="table-note">{note}</p>}
      <TableFoot {...(pages ? { pages } : {})} {...exportOf(props)} />
    </div>
  )
}

type Sorting = Pick<DataTableProps<never>, 'sort' | 'sortHref'>

function sortOf({ sort, sortHref }: Sorting): Sorting {
  return { ...(sort ? { sort } : {}), ...(sortHref ? { sortHref } : {}) }
}

function HeaderCell<Row>({ column, sort, sortHref }: { column: Column<Row> } & Sorting) {
  const className = column.numeric ? 'numeric' : undefined
  if (!column.sortable || !sortHref) {
    return (
      <th scope="col" class={className}>
        {column.label}
      </th>
    )
  }
  const current = sort?.key === column.key ? sort.direction : null
  const next: SortDirection = current === 'asc' ? 'desc' : 'asc'
  return (
    <th
      scope="col"
      class={className}
      aria-sort={current === null ? undefined : current === 'asc' ? 'ascending' : 'descending'}
    >
      <a class="sort" href={safeHref(sortHref(column.key, next))} title={`Trier par ordre ${ORDERS[next]}`}>
        {column.label}
        <span class="sort-mark" aria-hidden="true">
          {current === null ? '↕' : current === 'asc' ? '↑' : '↓'}
        </span>
      </a>
    </th>
  )
}

const ORDERS: Record<SortDirection, string> = { asc: 'croissant', desc: 'décroissant' }

function BodyCell<Row>({ column, row, isHeader }: { column: Column<Row>; row: Row; isHeader: boolean }) {
  const names = [column.numeric ? 'numeric' : '', column.noWrap ? 'no-wrap' : ''].filter(Boolean).join(' ')
  const className = names === '' ? undefined : names
  if (isHeader) {
    return (
      <th scope="row" class={className} data-label={column.label}>
        {column.cell(row)}
      </th>
    )
  }
  return (
    <td class={className} data-label={column.label}>
      {column.cell(row)}
    </td>
  )
}

type Export = { exportHref?: string; exportLabel?: string }

function exportOf({ exportHref, exportLabel }: Export): Export {
  return { ...(exportHref ? { exportHref } : {}), ...(exportLabel ? { exportLabel } : {}) }
}

function TableFoot({ pages, exportHref, exportLabel }: { pages?: Pages } & Export) {
  if (!pages && !exportHref) return null
  return (
    <div class="table-foot">
      {pages && <Pagination {...pages} />}
      {exportHref && (
        <a class="export" href={safeHref(exportHref)}>
          {exportLabel ?? 'Exporter (CSV Excel)'}
        </a>
      )}
    </div>
  )
}

export type EmptyStateProps = {
  /** What would be here: « Aucune formation n’est encore annoncée. » */
  sentence: string
  action?: { href: string; label: string }
}

/** An empty list is an invitation: it says what would be here and offers the first step. */
export function EmptyState({ sentence, action }: EmptyStateProps) {
  return (
    <div class="empty">
      <p>{sentence}</p>
      {action && (
        <p>
          <a class="button" href={safeHref(action.href)}>
            {action.label}
          </a>
        </p>
      )}
    </div>
  )
}
