import type { ComponentChildren } from 'preact'
import { ActButton } from '../../web/act-button.js'
import { civilDate, formatDate, formatInstant } from '../../web/dates.js'
import { safeHref } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { CardDay } from '../directory/cards.js'
import { AUDIENCE_LABELS } from '../directory/visibility.js'
import type { Fact, Facts } from './facts.js'
import type { History, HistoryEntry } from './history.js'
import { changeClauses } from './history-words.js'
import { recordPath } from './paths.js'
import type { OtherRecord } from './reading.js'
import type { Names } from './words.js'

type Kind = 'person' | 'structure'

/** Where the acts on a record are sent, and whether this reader may do them. */
export type Desk = {
  /** `/annuaire/fiches/personnes/…`, or `/ma-fiche`. */
  base: string
  mayAct: boolean
  csrfToken: string | null
}

/** A part of a record, under its heading. */
export function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="record-part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

/** What a record says, where each value is from, who sees it, and what a national file says instead. */
export function FactsTable({ facts, desk }: { facts: Facts; desk: Desk }) {
  return (
    <>
      <DataTable
        caption="Ce que dit la fiche"
        hideCaption
        rows={facts.known}
        rowKey={(fact) => fact.field}
        onPhone="cards"
        columns={[
          { key: 'label', label: 'Champ', rowHeader: true, cell: (fact) => fact.label },
          { key: 'value', label: 'Valeur', cell: (fact) => <FactValue fact={fact} desk={desk} /> },
          { key: 'from', label: 'Provenance', cell: (fact) => fact.from ?? 'inconnue' },
          {
            key: 'seenBy',
            label: 'Qui le voit',
            cell: (fact) =>
              fact.seenBy === null ? 'l’équipe du réseau seule' : AUDIENCE_LABELS[fact.seenBy],
          },
        ]}
        empty={{ sentence: 'Rien n’est encore rempli.' }}
      />
      {facts.blank.length > 0 && (
        <p class="muted">
          Pas encore rempli{NO_BREAK_SPACE}: {facts.blank.join(', ')}.
        </p>
      )}
    </>
  )
}

function FactValue({ fact, desk }: { fact: Fact; desk: Desk }) {
  return (
    <>
      <span class={fact.field === 'notes' ? 'several-lines' : undefined}>{fact.value}</span>
      {fact.doubt && (
        <div>
          <StateTag tone="attention" word="À regarder" detail={fact.doubt} />
        </div>
      )}
      {fact.elsewhere && (
        <SaidElsewhere field={fact.field} label={fact.label} elsewhere={fact.elsewhere} desk={desk} />
      )}
    </>
  )
}

type SaidElsewhereProps = {
  field: string
  label: string
  elsewhere: NonNullable<Fact['elsewhere']>
  desk: Desk
  /** Of one of her places: which, and how it is called. */
  place?: { situationId: string; name: string }
}

/** « Le RPPS du 08/10/2026 dit : … », and the choice between the two values. */
export function SaidElsewhere({ field, label, elsewhere, desk, place }: SaidElsewhereProps) {
  const { base, csrfToken } = desk
  const about = `pour «${NO_BREAK_SPACE}${label}${NO_BREAK_SPACE}»${place ? `, ${place.name}` : ''}`
  const fields = { field, ...(place && { situationId: place.situationId }) }
  return (
    <div class="said-elsewhere">
      <p>
        {elsewhere.file.slice(0, 1).toLocaleUpperCase('fr')}
        {elsewhere.file.slice(1)} dit{NO_BREAK_SPACE}: <strong>{elsewhere.value}</strong>
      </p>
      {desk.mayAct && (
        <div class="actions">
          <ActButton
            action={`${base}/valeurs-nationales/reprise`}
            label="Reprendre cette valeur"
            about={about}
            fields={fields}
            csrfToken={csrfToken}
          />
          <ActButton
            action={`${base}/valeurs-nationales/maintien`}
            label="Garder la nôtre"
            about={about}
            fields={fields}
            csrfToken={csrfToken}
          />
        </div>
      )}
    </div>
  )
}

type HistoryProps = {
  kind: Kind
  history: History
  names: Names
  day: CardDay
  moreHref?: string
  /** What may be done about what is told. */
  actOn?: (entry: HistoryEntry) => ComponentChildren
}

/** What happened to a record, in sentences, the newest first. */
export function HistoryList({ kind, history, names, day, moreHref, actOn }: HistoryProps) {
  if (history.entries.length === 0) return <p>Rien n’a encore changé.</p>
  return (
    <>
      <ol class="timeline">
        {history.entries.map((entry) => (
          <li key={entry.id}>
            <span class="timeline-date">{formatInstant(entry.at, day.timeZone)}</span> {entry.by}{' '}
            {changeClauses(kind, entry, { ...day, names }).join(', ')}
            {entry.reason && ` (${entry.reason})`}.{actOn?.(entry)}
          </li>
        ))}
      </ol>
      {history.hasMore && moreHref && (
        <p>
          <a href={safeHref(moreHref)}>Tout l’historique de la fiche</a>
        </p>
      )}
    </>
  )
}

type StandingProps = {
  kind: Kind
  row: {
    archivedAt: Date | null
    archivedReason: string | null
    goneSince: string | null
    verifiedAt: Date | null
    verifiedBy: string | null
  }
  day: CardDay
  absorbedBy: OtherRecord | null
  duplicates: readonly OtherRecord[]
}

/** What must be known before reading on: withdrawn, merged, gone from a register, perhaps double. */
export function Standing({ kind, row, day, absorbedBy, duplicates }: StandingProps) {
  const on = (instant: Date) => formatDate(civilDate(instant, day.timeZone))
  if (absorbedBy) {
    return (
      <NoticeBox
        kind="information"
        title="Cette fiche a été réunie à une autre."
        text={
          <>
            Elle n’est plus montrée ni modifiée. Ouvrez{' '}
            <a href={recordPath(kind, absorbedBy.id)}>{absorbedBy.name}</a>.
          </>
        }
      />
    )
  }
  return (
    <>
      {row.archivedAt && (
        <NoticeBox
          kind="attention"
          title={`Fiche retirée de l’annuaire le ${on(row.archivedAt)}.`}
          text={row.archivedReason ? `Motif${NO_BREAK_SPACE}: ${row.archivedReason}` : undefined}
        />
      )}
      {row.goneSince && (
        <NoticeBox
          kind="attention"
          title={`Un répertoire national ne la nomme plus depuis le ${formatDate(row.goneSince)}.`}
          text="Vérifiez si l’activité a cessé : rien n’est retiré sans vous."
        />
      )}
      {duplicates.length > 0 && (
        <NoticeBox
          kind="attention"
          title="Cette fiche en double peut-être une autre."
          text={
            <>
              {duplicates.map((other, index) => (
                <span key={other.id}>
                  {index > 0 && ', '}
                  <a href={recordPath(kind, other.id)}>{other.name}</a>
                </span>
              ))}
              .
            </>
          }
        />
      )}
    </>
  )
}

/** « Vérifiée le 12/03/2026 par Camille Roy. », « Jamais vérifiée. » */
export function verifiedWords(
  row: Pick<StandingProps['row'], 'verifiedAt' | 'verifiedBy'>,
  { timeZone }: CardDay,
): string {
  if (row.verifiedAt === null) return 'Jamais vérifiée.'
  const by = row.verifiedBy === null ? '' : ` par ${row.verifiedBy}`
  return `Vérifiée le ${formatDate(civilDate(row.verifiedAt, timeZone))}${by}.`
}

/** The records this one took in. */
export function Absorbed({ kind, absorbed }: { kind: Kind; absorbed: readonly OtherRecord[] }) {
  if (absorbed.length === 0) return null
  return (
    <p>
      Elle réunit aussi{NO_BREAK_SPACE}:{' '}
      {absorbed.map((other, index) => (
        <span key={other.id}>
          {index > 0 && ', '}
          <a href={recordPath(kind, other.id)}>{other.name}</a>
        </span>
      ))}
      .
    </p>
  )
}
