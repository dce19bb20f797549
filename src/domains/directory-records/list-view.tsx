import type { SelectFieldProps } from '../../web/choices.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { SubmitButton } from '../../web/forms.js'
import { safeHref, withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { type Column, DataTable } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { StateTag, type StateTagProps } from '../../web/tags.js'
import { labelOn } from '../directory/national/nomenclature.js'
import { PROFESSIONS } from '../directory/national/professions.js'
import { CAHIER_CATEGORIES } from '../directory/national/structure-categories.js'
import { SOURCE_LABELS } from '../directory/provenance.js'
import { MEMBERSHIP_STATES } from '../directory/vocabulary.js'
import { BULK_ACTS, BULK_LABELS, BULK_WORDS, MOST_BULK } from './bulk-rules.js'
import { boxOf } from './bulk-schemas.js'
import type { Choice } from './choices.js'
import type { RecordLine, RecordList, RecordsPageQuery, SORT_WORDS, STATE_WORDS } from './list-schemas.js'
import type { RecordCounts } from './listing.js'
import { BULK, REQUESTS, recordPath } from './paths.js'
import { valueWords } from './words.js'

export type ListPageProps = {
  tabs: Tab[]
  counts: RecordCounts
  list: RecordList
  query: RecordsPageQuery
  territories: Choice[]
  today: string
  timeZone: string
  canManage: boolean
  canChooseColleges: boolean
  /** Those who ask for their record; null for who may not answer them. */
  requests: number | null
}

const PATH = '/annuaire/fiches'

/** The records of the directory: how they stand, then the list. */
export function RecordListPage(props: ListPageProps) {
  const { tabs, canManage, canChooseColleges } = props
  return (
    <>
      <Tabs label="Annuaire" tabs={tabs} />
      <p class="lead">
        <StateOfThings {...props} />
      </p>
      {canManage && (
        <div class="actions">
          <a class="button" href={`${PATH}/personnes/nouvelle`}>
            Nouvelle personne
          </a>
          <a class="button button-secondary" href={`${PATH}/structures/nouvelle`}>
            Nouvelle structure
          </a>
          {canChooseColleges && <a href={`${PATH}/colleges`}>Collèges des membres</a>}
        </div>
      )}
      <Filters {...props} />
      {mayTick(props) ? (
        <form method="get" action={safeHref(`${BULK}/nouveau`)}>
          <Records {...props} />
          <BulkChoice {...props} />
        </form>
      ) : (
        <Records {...props} />
      )}
    </>
  )
}

function Records(props: ListPageProps) {
  const { list, query, canManage } = props
  return (
    <DataTable
      caption="Fiches de l’annuaire"
      hideCaption
      rows={list.records}
      rowKey={(row) => row.id}
      onPhone="cards"
      columns={columnsOf(props)}
      sort={{ key: query.tri ?? 'nom', direction: query.ordre ?? 'asc' }}
      sortHref={(tri, ordre) => withQuery(PATH, kept(query), { tri, ordre })}
      pages={{
        page: list.page,
        pageCount: list.pageCount,
        href: (page) =>
          withQuery(PATH, kept(query), { tri: query.tri ?? null, ordre: query.ordre ?? null, page }),
        summary: formatCount(list.total, 'fiche', 'fiches'),
      }}
      empty={emptyOf(query, canManage)}
    />
  )
}

/** What to do to the records ticked, or to all those of the list while they are not too many. */
function BulkChoice({ list, query }: ListPageProps) {
  if (list.total === 0) return null
  const filters = Object.entries(kept(query)).filter(([, value]) => value)
  return (
    <div class="actions">
      {filters.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div class="field">
        <label for="acte">Que faire des fiches cochées</label>
        <select id="acte" name="acte">
          {BULK_ACTS.map((act) => (
            <option key={act} value={BULK_WORDS[act]}>
              {BULK_LABELS[act]}
            </option>
          ))}
        </select>
      </div>
      <SubmitButton kind="secondary">Continuer</SubmitButton>
      {list.pageCount > 1 && list.total <= MOST_BULK && (
        <SubmitButton kind="secondary" name="toutes" value="oui">
          Continuer avec les {formatCount(list.total, 'fiche', 'fiches')} de la liste
        </SubmitButton>
      )}
      <a href={BULK}>Actes sur plusieurs fiches</a>
    </div>
  )
}

/** « 812 fiches, 34 jamais vérifiées, 3 oppositions »: each figure opens the list that makes it. */
function StateOfThings({ counts, requests }: ListPageProps) {
  return (
    <>
      <a href={PATH}>{formatCount(counts.current, 'fiche', 'fiches')}</a>,{' '}
      <a href={withQuery(PATH, { etat: 'jamais-verifiees' })}>
        {counts.neverVerified === 0
          ? 'aucune jamais vérifiée'
          : formatCount(counts.neverVerified, 'jamais vérifiée', 'jamais vérifiées')}
      </a>
      ,{' '}
      <a href={withQuery(PATH, { etat: 'oppositions' })}>
        {counts.objected === 0
          ? 'aucune opposition'
          : formatCount(counts.objected, 'opposition', 'oppositions')}
      </a>
      {requests !== null && (
        <>
          ,{' '}
          <a href={REQUESTS}>
            {requests === 0
              ? 'aucune demande de fiche'
              : formatCount(requests, 'demande de fiche', 'demandes de fiche')}
          </a>
        </>
      )}
      .
    </>
  )
}

function Filters({ query, territories }: ListPageProps) {
  return (
    <SearchForm action={PATH} label="Chercher un nom, un lieu, un numéro" value={query.q ?? ''}>
      <Filter name="genre" label="Nature" value={query.genre} options={KINDS} all="Toutes" />
      <Filter
        name="territoire"
        label="Territoire"
        value={query.territoire}
        options={[...territories.map(({ id, name }) => ({ value: id, label: name })), NO_TERRITORY]}
        all="Tous"
      />
      <Filter
        name="profession"
        label="Profession"
        value={query.profession}
        options={PROFESSION_OPTIONS}
        all="Toutes"
      />
      <Filter
        name="etat"
        label="État"
        value={query.etat}
        options={optionsOf(STATE_LABELS)}
        all="Dans l’annuaire"
      />
      <details class="more-filters" open={Boolean(query.categorie || query.adhesion || query.provenance)}>
        <summary>Plus de filtres</summary>
        <Filter
          name="categorie"
          label="Catégorie"
          value={query.categorie}
          options={optionsOf(CAHIER_CATEGORIES)}
          all="Toutes"
        />
        <Filter
          name="adhesion"
          label="Adhésion"
          value={query.adhesion}
          options={[...optionsOf(MEMBERSHIP_STATES), { value: 'aucune', label: 'aucune' }]}
          all="Toutes"
        />
        <Filter
          name="provenance"
          label="Provenance"
          value={query.provenance}
          options={optionsOf(SOURCE_LABELS)}
          all="Toutes"
        />
      </details>
    </SearchForm>
  )
}

type FilterProps = Pick<SelectFieldProps, 'name' | 'label' | 'value' | 'options'> & { all: string }

function Filter({ name, label, value, options, all }: FilterProps) {
  return (
    <div class="field">
      <label for={`filtre-${name}`}>{label}</label>
      <select id={`filtre-${name}`} name={name}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

const KINDS = [
  { value: 'personnes', label: 'Personnes' },
  { value: 'structures', label: 'Structures' },
]
const NO_TERRITORY = { value: 'aucun', label: 'Sans territoire' }
const PROFESSION_OPTIONS = [...PROFESSIONS.codes.values()].map(({ code, labels }) => ({
  value: code,
  label: labels[0]?.label ?? code,
}))
const STATE_LABELS: Record<keyof typeof STATE_WORDS, string> = {
  'jamais-verifiees': 'Jamais vérifiées',
  oppositions: 'Opposition de la personne',
  disparues: 'Absentes d’un répertoire national',
  retirees: 'Retirées ou fermées',
}

function optionsOf(list: Readonly<Record<string, string>>) {
  return Object.entries(list).map(([value, label]) => ({ value, label }))
}

/** What of the address stays when another page or another order is asked. */
function kept(query: RecordsPageQuery) {
  const { tri: _, ordre: __, page: ___, ...filters } = query
  return filters
}

/** Nothing is done at once to records that have left the directory. */
function mayTick({ canManage, query }: ListPageProps): boolean {
  return canManage && query.etat !== 'retirees'
}

const TICK: Column<RecordLine> = {
  key: 'tick',
  label: 'Choisir',
  cell: (row) => <input type="checkbox" name="fiche" value={boxOf(row)} aria-label={`Choisir ${row.name}`} />,
}

function columnsOf(props: ListPageProps): Column<RecordLine>[] {
  const { query, territories, today, timeZone } = props
  const names = new Map(territories.map(({ id, name }) => [id, name]))
  const context = { today, timeZone, names }
  return [
    ...(mayTick(props) ? [TICK] : []),
    {
      key: 'nom' satisfies keyof typeof SORT_WORDS,
      label: 'Fiche',
      rowHeader: true,
      sortable: true,
      cell: (row: RecordLine) => <a href={recordPath(row.kind, row.id)}>{row.name}</a>,
    },
    {
      key: 'what',
      label: 'Profession ou catégorie',
      cell: (row: RecordLine) =>
        row.kind === 'person'
          ? (row.code && labelOn(PROFESSIONS, row.code, today)) || row.professionWords || '–'
          : valueWords('category', row.code, context),
    },
    { key: 'commune', label: 'Commune', cell: (row: RecordLine) => row.commune ?? '–' },
    {
      key: 'territory',
      label: 'Territoire',
      cell: (row: RecordLine) => (row.territoryId && names.get(row.territoryId)) || 'aucun',
    },
    {
      key: 'membership',
      label: 'Adhésion',
      cell: (row: RecordLine) =>
        row.membership === null ? '–' : valueWords('state', row.membership, context),
    },
    {
      key: 'verification' satisfies keyof typeof SORT_WORDS,
      label: 'Vérifiée',
      sortable: true,
      cell: (row: RecordLine) => <StateTag {...standingOf(row, timeZone, query.etat === 'retirees')} />,
    },
    {
      key: 'modification' satisfies keyof typeof SORT_WORDS,
      label: 'Modifiée',
      sortable: true,
      noWrap: true,
      cell: (row: RecordLine) => formatDate(civilDate(row.updatedAt, timeZone)),
    },
  ]
}

/** What the record is, in a word: withdrawn, objected to, gone from a register, confirmed on a day, never confirmed. */
function standingOf(row: RecordLine, timeZone: string, isOff: boolean): StateTagProps {
  const on = (instant: Date) => `le ${formatDate(civilDate(instant, timeZone))}`
  if (row.archivedAt) return { tone: 'neutral', word: 'Retirée', detail: on(row.archivedAt) }
  if (row.closedOn && isOff)
    return { tone: 'neutral', word: 'Fermée', detail: `le ${formatDate(row.closedOn)}` }
  if (row.objectedAt) return { tone: 'refused', word: 'Opposition', detail: on(row.objectedAt) }
  if (row.goneSince) return { tone: 'attention', word: 'Disparue', detail: `le ${formatDate(row.goneSince)}` }
  if (row.verifiedAt) return { tone: 'done', word: 'Vérifiée', detail: on(row.verifiedAt) }
  return { tone: 'waiting', word: 'Jamais vérifiée' }
}

function emptyOf(query: RecordsPageQuery, canManage: boolean) {
  if (Object.values(kept(query)).some((value) => value)) {
    return {
      sentence: 'Aucune fiche ne répond à ces filtres. Enlevez-en un, ou cherchez une partie du nom.',
      action: { href: PATH, label: 'Voir toutes les fiches' },
    }
  }
  return {
    sentence:
      'Ici viendront les personnes et les structures de l’annuaire. Importez un fichier, ou commencez par une fiche.',
    ...(canManage && { action: { href: `${PATH}/personnes/nouvelle`, label: 'Nouvelle personne' } }),
  }
}
