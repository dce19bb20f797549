import type { z } from 'zod'
import { CheckboxGroup } from '../../web/choices.js'
import { CsrfField, type FieldErrors, Form, SendingKeyField, SubmitButton } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { StateTag, type TagTone } from '../../web/tags.js'
import { may } from './rules.js'
import type { ImportCounts, ImportDetail, ImportRow, ImportRows, RowsPageQuery, Shown } from './schemas.js'

type ComparisonViewProps = {
  detail: ImportDetail
  rows: ImportRows
  query: z.infer<typeof RowsPageQuery>
  errors: FieldErrors | undefined
  csrfToken: string | null
}

/** What a file changes, and the two buttons that write it or take it back. */
export function ComparisonView(props: ComparisonViewProps) {
  const { detail } = props
  const { counts } = detail
  if (counts === null) return null
  return (
    <>
      <section aria-labelledby="bilan">
        <h2 id="bilan">{detail.state === 'compared' ? 'Ce qui changerait' : 'Ce que l’import change'}</h2>
        <p class="lead">{summaryWords(counts)}</p>
        <Refusals id={detail.id} counts={counts} />
        <CountsTable counts={counts} id={detail.id} />
        <Acts {...props} />
      </section>
      <RowsSection {...props} counts={counts} />
    </>
  )
}

function summaryWords({ people, structures, refused, lines }: ImportCounts): string {
  const changes =
    people.new + people.changed + people.gone + structures.new + structures.changed + structures.gone
  const read = `${formatCount(lines, 'ligne lue', 'lignes lues')}`
  const refusals = refused === 0 ? 'aucune refusée' : formatCount(refused, 'ligne refusée', 'lignes refusées')
  if (changes === 0) return `${read}, ${refusals} : l’annuaire dit déjà tout cela.`
  return `${read}, ${refusals} : ${formatCount(changes, 'fiche à écrire', 'fiches à écrire')}.`
}

/** What is to be put right in the file is said first, and can be taken away to be corrected there. */
function Refusals({ id, counts: { refused, warnings } }: { id: string; counts: ImportCounts }) {
  if (refused + warnings === 0) return null
  return (
    <p>
      {refused > 0 && (
        <>
          <a href={rowsHref(id, { montrer: 'refus' })}>
            Pourquoi {refused > 1 ? 'ces lignes sont refusées' : 'cette ligne est refusée'}
          </a>
          {' · '}
        </>
      )}
      {warnings > 0 && (
        <>
          <a href={rowsHref(id, { montrer: 'reserves' })}>
            {formatCount(warnings, 'ligne à vérifier', 'lignes à vérifier')}
          </a>
          {' · '}
        </>
      )}
      <a href={`/annuaire/imports/${id}/refus.csv`}>{REFUSALS_FILE}</a>
    </p>
  )
}

const REFUSALS_FILE = 'Refus et points à vérifier (CSV Excel)'

type Line = { label: string; help: string; people: number; structures: number; shown: Shown }

function CountsTable({ counts: { people, structures }, id }: { counts: ImportCounts; id: string }) {
  const lines: Line[] = [
    {
      label: 'Nouvelles',
      help: 'absentes de l’annuaire',
      people: people.new,
      structures: structures.new,
      shown: 'nouvelles',
    },
    {
      label: 'Modifiées',
      help: 'une valeur au moins change',
      people: people.changed,
      structures: structures.changed,
      shown: 'modifiees',
    },
    {
      label: 'Inchangées',
      help: 'l’annuaire dit déjà la même chose',
      people: people.unchanged,
      structures: structures.unchanged,
      shown: 'inchangees',
    },
    {
      label: 'Disparues',
      help: 'le fichier ne les nomme plus : elles seront marquées, jamais effacées',
      people: people.gone,
      structures: structures.gone,
      shown: 'disparues',
    },
  ]
  return (
    <DataTable
      caption="Fiches, selon ce que le fichier en dit"
      rows={lines}
      columns={[
        {
          key: 'label',
          label: 'Fiches',
          rowHeader: true,
          cell: (line) => (
            <>
              <a href={rowsHref(id, { montrer: line.shown })}>{line.label}</a>
              <p class="cell-note">{line.help}</p>
            </>
          ),
        },
        { key: 'people', label: 'Personnes', numeric: true, cell: (line) => formatNumber(line.people) },
        {
          key: 'structures',
          label: 'Structures',
          numeric: true,
          cell: (line) => formatNumber(line.structures),
        },
      ]}
      empty={{ sentence: 'Aucune fiche.' }}
    />
  )
}

function Acts({ detail, errors, csrfToken }: ComparisonViewProps) {
  const { state, doubts } = detail
  if (may(state, 'undo'))
    return (
      <form method="post" action={`/annuaire/imports/${detail.id}/annulation`} class="actions">
        <CsrfField token={csrfToken} />
        <SendingKeyField csrfToken={csrfToken} />
        <SubmitButton kind="secondary">Annuler cet import</SubmitButton>
        <span>
          Tout ce qu’il a écrit et que personne n’a modifié depuis sera remis comme avant. S’il y a eu
          d’autres imports depuis, annulez-les d’abord, du plus récent au plus ancien.
        </span>
      </form>
    )
  if (!may(state, 'apply')) return null
  return (
    <Form action={`/annuaire/imports/${detail.id}/application`} csrfToken={csrfToken} errors={errors}>
      {doubts.length > 0 && (
        <>
          {doubts.map((doubt) => (
            <NoticeBox key={doubt} kind="attention" title={doubt} />
          ))}
          <CheckboxGroup
            name="confirme"
            label="Vérification"
            options={[{ value: 'oui', label: 'J’ai vérifié : c’est bien ce fichier, et il est entier.' }]}
            errors={errors}
          />
        </>
      )}
      <SubmitButton kind="engage">
        {state === 'undone' ? 'Appliquer de nouveau' : 'Appliquer à l’annuaire'}
      </SubmitButton>
    </Form>
  )
}

const FILTERS: {
  shown: Shown | null
  label: string
  count: (counts: ImportCounts, detail: ImportDetail) => number
}[] = [
  {
    shown: null,
    label: 'Changements et refus',
    count: ({ people, structures, refused }) =>
      people.new +
      people.changed +
      people.gone +
      structures.new +
      structures.changed +
      structures.gone +
      refused,
  },
  { shown: 'nouvelles', label: 'Nouvelles', count: ({ people, structures }) => people.new + structures.new },
  {
    shown: 'modifiees',
    label: 'Modifiées',
    count: ({ people, structures }) => people.changed + structures.changed,
  },
  {
    shown: 'disparues',
    label: 'Disparues',
    count: ({ people, structures }) => people.gone + structures.gone,
  },
  { shown: 'gardees', label: 'Valeurs gardées', count: ({ kept }) => kept },
  { shown: 'reserves', label: 'À vérifier', count: ({ warnings }) => warnings },
  { shown: 'refus', label: 'Refus', count: ({ refused }) => refused },
  { shown: 'laissees', label: 'Laissées', count: (_, { outcome }) => outcome?.left ?? 0 },
]

function RowsSection({ detail, rows, query, counts }: ComparisonViewProps & { counts: ImportCounts }) {
  const { id } = detail
  const tabs = FILTERS.map(({ shown, label, count }) => ({
    href: rowsHref(id, { montrer: shown }),
    label,
    count: count(counts, detail),
    current: (query.montrer ?? null) === shown,
  })).filter(({ count, current }) => count > 0 || current)
  return (
    <section aria-labelledby="detail">
      <h2 id="detail">Le détail</h2>
      {tabs.length > 1 && <Tabs label="Ce qui est montré" tabs={tabs} />}
      <SearchForm action={`/annuaire/imports/${id}`} label="Chercher un nom dans cet import" value={query.q}>
        {query.montrer && <input type="hidden" name="montrer" value={query.montrer} />}
      </SearchForm>
      <DataTable
        caption={`${formatCount(rows.total, 'ligne', 'lignes')} de la comparaison`}
        rows={rows.rows}
        onPhone="cards"
        columns={[
          {
            key: 'line',
            label: 'Ligne',
            numeric: true,
            cell: ({ line }) => (line === null ? 'sans objet' : formatNumber(line)),
          },
          {
            key: 'label',
            label: 'Fiche',
            rowHeader: true,
            cell: (row) => <RowName row={row} hasRecord={isWritten(detail, row)} />,
          },
          {
            key: 'verdict',
            label: 'Verdict',
            noWrap: true,
            cell: (row) => <StateTag {...VERDICTS[row.verdict]} />,
          },
          { key: 'changes', label: 'Ce que dit le fichier', cell: (row) => <RowWords row={row} /> },
        ]}
        pages={{
          page: rows.page,
          pageCount: rows.pageCount,
          href: (page) => rowsHref(id, { montrer: query.montrer ?? null, q: query.q, page }),
        }}
        note={refusalNote(counts)}
        empty={{
          sentence:
            query.q === '' ? 'Rien à montrer ici.' : `Aucune fiche de cet import ne porte « ${query.q} ».`,
        }}
      />
    </section>
  )
}

function refusalNote({ refused, refusedNotListed }: ImportCounts): string {
  const rest =
    refusedNotListed > 0
      ? ` ${formatCount(refusedNotListed, 'autre refus n’est', 'autres refus ne sont')} pas dans la liste.`
      : ''
  return refused > 0
    ? `Rien n’est écrit d’une ligne refusée. Corrigez-la dans votre fichier et renvoyez-le entier : ce qui est déjà dans l’annuaire ne sera pas doublé.${rest}`
    : 'Ce que quelqu’un a saisi ou corrigé dans l’annuaire n’est jamais remplacé : ce que dit le fichier est noté à côté.'
}

function rowsHref(id: string, query: Record<string, string | number | null>): string {
  return withQuery(`/annuaire/imports/${id}`, query)
}

const VERDICTS: Record<ImportRow['verdict'], { tone: TagTone; word: string }> = {
  new: { tone: 'done', word: 'Nouvelle' },
  changed: { tone: 'attention', word: 'Modifiée' },
  unchanged: { tone: 'neutral', word: 'Inchangée' },
  gone: { tone: 'late', word: 'Disparue' },
  refused: { tone: 'refused', word: 'Refusée' },
}

/** A new record is there to be opened once the import is applied, and no longer once it is undone. */
function isWritten({ state }: ImportDetail, { verdict, subjectId }: ImportRow): boolean {
  return subjectId !== null && (verdict !== 'new' || state === 'applied')
}

function RowName({ row, hasRecord }: { row: ImportRow; hasRecord: boolean }) {
  const { label, subjectKind, subjectId } = row
  if (!hasRecord || subjectKind === null) return <>{label || 'ligne sans nom'}</>
  const folder = subjectKind === 'person' ? 'personnes' : 'structures'
  return <a href={`/annuaire/${folder}/${subjectId}`}>{label}</a>
}

function RowWords({ row }: { row: ImportRow }) {
  const { verdict, changes, kept, column, reason, remark } = row
  if (verdict === 'refused')
    return (
      <>
        {column !== null && <strong>{column} : </strong>}
        {reason}
      </>
    )
  return (
    <>
      {changes.length > 0 && <ChangeList changes={changes} isNew={verdict === 'new'} />}
      {kept.length > 0 && (
        <ul class="plain">
          {kept.map(({ field, ours, theirs, why }) => (
            <li key={field}>
              {field} : {ours}, valeur gardée ({why} « {theirs} »)
            </li>
          ))}
        </ul>
      )}
      {reason !== null && <p class="cell-note">À vérifier : {reason}</p>}
      {remark !== null && <p class="cell-note">Laissé : {remark}</p>}
      {changes.length === 0 && kept.length === 0 && reason === null && remark === null && 'Rien ne change.'}
    </>
  )
}

const FEW = 4

/** A new record has many values: they are folded, her places being what one looks for. */
function ChangeList({ changes, isNew }: { changes: ImportRow['changes']; isNew: boolean }) {
  const list = (
    <ul class="plain">
      {changes.map(({ field, before, after }, index) => (
        <li key={`${field} ${index}`}>
          {field} : {isNew || before === '' ? after : <Change before={before} after={after} />}
        </li>
      ))}
    </ul>
  )
  if (!isNew || changes.length <= FEW) return list
  return (
    <details>
      <summary>{formatCount(changes.length, 'valeur', 'valeurs')}</summary>
      {list}
    </details>
  )
}

function Change({ before, after }: { before: string; after: string }) {
  if (after === '') return <del>{before}</del>
  return (
    <>
      <del>{before}</del> → <ins>{after}</ins>
    </>
  )
}
