import { safeHref, withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { Pagination } from '../../web/pagination.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { CardItem } from './card-views.js'
import { communeWords, type Meant } from './communes/commune-meant.js'
import { type Commune, foldCommune, USUAL_ERROR_KM } from './communes/gazetteer.js'
import { type FiltersProps, SearchFilters } from './filters-view.js'
import { mapPoints, ResultsMap } from './map-view.js'
import type { Proposal } from './proposals.js'
import { type Found, MOST_COUNTED } from './search.js'
import { addressOf, filterFields, type Place, recordAddress } from './search-address.js'
import type { CardSearch, Sort } from './search-schemas.js'
import {
  type ActiveFilter,
  answerWords,
  ofCommune,
  typedTermWords,
  withoutFilter,
  withoutWordsOf,
} from './search-words.js'

export type SearchPageProps = {
  tabs: Tab[]
  form: FiltersProps
  search: CardSearch
  place: Place
  /** Null when the address could not be read, or the commune not told. */
  results: Results | null
  /** A commune typed that is several, or none. */
  meant: Meant | null
  /** She may take the list away. */
  canExport: boolean
  /** A professional whose membership is not in force: what members read is not shown to her. */
  isNoMember: boolean
}

export type Results = {
  found: Found
  filters: ActiveFilter[]
  proposals: Proposal[]
  /** A commune among the words typed, that one could look around. */
  hint: Commune | null
}

/** The directory: the answer, the list, then where it is. */
export function SearchPage(page: SearchPageProps) {
  const { tabs, form, search, place, results, meant, canExport, isNoMember } = page
  return (
    <>
      {tabs.length > 0 && <Tabs label="Parties de l’annuaire" tabs={tabs} />}
      {isNoMember && (
        <NoticeBox
          kind="information"
          title="Vous lisez l’annuaire tel que tout le monde le voit."
          text={typeset(
            'Ce qui est réservé aux membres s’ouvre quand votre adhésion au réseau, ou celle d’un lieu où vous exercez, est en cours. Ouvrez « Ma fiche » pour voir où elle en est, ou écrivez à l’équipe du réseau.',
          )}
        />
      )}
      <SearchFilters {...form} />
      {meant && <WhichCommune meant={meant} search={search} place={place} />}
      {results && <ResultsBlock results={results} search={search} place={place} day={form.day} />}
      {canExport && results !== null && results.found.total > 0 && (
        <p class="actions">
          <a href={safeHref(withQuery('/annuaire/livrets', filterFields(search)))}>Exporter ces fiches</a>
          {' (Excel, CSV, livret à imprimer, carnet d’adresses)'}
        </p>
      )}
    </>
  )
}

/** Several communes have the name typed, or none: one press says which. */
function WhichCommune({ meant, search, place }: { meant: Meant; search: CardSearch; place: Place }) {
  if (meant.kind === 'one') return null
  const communes = meant.kind === 'several' ? meant.communes : meant.lookAlikes
  const title = meant.kind === 'several' ? severalWords : noneWords
  return (
    <section id="resultats">
      <NoticeBox
        kind="attention"
        title={typeset(title(search.near ?? '', communes))}
        text={communes.length > 0 ? 'Choisissez la vôtre.' : 'Vérifiez son nom, ou son code postal.'}
      />
      {communes.length > 0 && (
        <ul>
          {communes.map((commune) => (
            <li key={commune.code}>
              <a
                href={safeHref(resultsAt({ ...search, near: communeWords(commune), page: undefined }, place))}
              >
                {communeWords(commune)}
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const isNumber = (typed: string) => /^\s*\d+\s*$/.test(typed)

function severalWords(typed: string, communes: readonly Commune[]): string {
  if (isNumber(typed)) return `Plusieurs communes ont le code postal ${typed}.`
  const areNamesakes = new Set(communes.map(({ name }) => foldCommune(name))).size === 1
  return areNamesakes
    ? `Plusieurs communes s’appellent « ${typed} ».`
    : `« ${typed} » peut désigner plusieurs communes.`
}

function noneWords(typed: string): string {
  return isNumber(typed)
    ? `Aucune commune n’a le code ${typed}.`
    : `Aucune commune ne s’appelle « ${typed} ».`
}

/** Where another search is read: on a phone, what it finds is below the fold, and the page opens there. */
function resultsAt(search: CardSearch, place: Place): string {
  return `${addressOf(search, place)}#resultats`
}

type BlockProps = { results: Results; search: CardSearch; place: Place; day: string }

function ResultsBlock({ results, search, place, day }: BlockProps) {
  const { found, filters, hint } = results
  const { around } = found.wanted
  const termNote = typedTermWords(found.wanted)
  return (
    <section id="resultats" aria-labelledby="reponse">
      <h2 id="reponse" class="answer">
        {answerWords(found, search)}
      </h2>
      {found.isNear && found.total > 0 && (
        <NoticeBox
          kind="information"
          title={`Aucun résultat exact${NO_BREAK_SPACE}; résultats proches.`}
          text="Les mots ci-dessous s’écrivent ou se disent presque comme ce qui a été saisi."
        />
      )}
      {termNote && <p class="muted">{typeset(termNote)}</p>}
      {around && <Precision commune={around.commune} />}
      <FilterTags filters={filters} search={search} place={place} />
      {hint && (
        <p>
          <a href={safeHref(resultsAt({ ...withoutWordsOf(search, hint), near: communeWords(hint) }, place))}>
            {`Chercher aussi autour ${ofCommune(hint)}`}
          </a>
        </p>
      )}
      {found.total === 0 ? (
        <NothingFound results={results} place={place} />
      ) : (
        <List results={results} search={search} place={place} day={day} />
      )}
    </section>
  )
}

function Precision({ commune }: { commune: Commune }) {
  const error = USUAL_ERROR_KM[commune.precision]
  return (
    <p class="muted">
      {`Distances à vol d’oiseau depuis ${commune.name}`}
      {error !== null && `, dont la position est connue à ${error}${NO_BREAK_SPACE}km près environ`}.
    </p>
  )
}

/** What narrows the list; pressing one takes it off. */
function FilterTags({
  filters,
  search,
  place,
}: {
  filters: readonly ActiveFilter[]
  search: CardSearch
  place: Place
}) {
  if (filters.length === 0) return null
  return (
    <ul class="filter-tags" aria-label="Filtres en cours">
      {filters.map(({ field, words }) => (
        <li key={field}>
          <a href={safeHref(resultsAt(withoutFilter(search, field), place))}>
            <span class="visually-hidden">Retirer le filtre{NO_BREAK_SPACE}: </span>
            {words}
            <span aria-hidden="true"> ×</span>
          </a>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <a href={safeHref(resultsAt({} as CardSearch, place))}>Tout effacer</a>
        </li>
      )}
    </ul>
  )
}

function List({ results: { found }, search, place, day }: BlockProps) {
  const first = (found.page - 1) * 25 + 1
  const last = first + found.cards.length - 1
  return (
    <>
      <SortLinks found={found} search={search} place={place} />
      <ol class="card-list" start={first}>
        {found.cards.map(({ card, kilometres }) => (
          <li key={card.id}>
            <CardItem
              card={card}
              href={recordAddress(card.kind, card.id, place)}
              day={day}
              kilometres={kilometres}
            />
          </li>
        ))}
      </ol>
      <Pagination
        page={found.page}
        pageCount={found.pageCount}
        href={(page) => resultsAt({ ...search, page }, place)}
        summary={`${formatNumber(first)} à ${formatNumber(last)} sur ${found.isMore ? 'plus de ' : ''}${formatNumber(found.total)}`}
      />
      {found.isMore && (
        <p>
          {`Au-delà de ${formatCount(MOST_COUNTED, 'fiche', 'fiches')}, les résultats ne sont pas placés sur une carte${NO_BREAK_SPACE}: `}
          précisez une commune, une profession ou un nom, et elle s’affichera ici.
        </p>
      )}
      {found.counts && (
        <ResultsMap
          points={mapPoints(found.counts, (commune) =>
            resultsAt(
              { ...search, near: communeWords(commune), within: 5, sort: undefined, page: undefined },
              place,
            ),
          )}
        />
      )}
    </>
  )
}

const SORT_LABELS: [Sort, string][] = [
  ['relevance', 'pertinence'],
  ['name', 'nom'],
  ['distance', 'distance'],
]

function SortLinks({ found, search, place }: { found: Found; search: CardSearch; place: Place }) {
  const { asked, around } = found.wanted
  const usual: Sort = asked.names.length > 0 ? 'relevance' : around === null ? 'name' : 'distance'
  const current = search.sort ?? usual
  const possible = SORT_LABELS.filter(
    ([sort]) => sort === 'name' || (sort === 'relevance' ? asked.names.length > 0 : around !== null),
  )
  if (possible.length < 2) return null
  return (
    <p class="sort-links">
      {`Trier par${NO_BREAK_SPACE}: `}
      {possible.map(([sort, label]) => (
        <a
          key={sort}
          href={safeHref(resultsAt({ ...search, sort, page: undefined }, place))}
          aria-current={sort === current ? 'true' : undefined}
        >
          {label}
        </a>
      ))}
    </p>
  )
}

function NothingFound({ results: { filters, proposals }, place }: { results: Results; place: Place }) {
  return (
    <div class="empty">
      <p>
        {filters.length === 0
          ? 'Aucune fiche n’est encore ouverte à la lecture dans cet annuaire.'
          : 'Aucune fiche ne réunit tout ce qui est demandé.'}
      </p>
      {proposals.length > 0 && (
        <>
          <p>Vous pouvez{NO_BREAK_SPACE}:</p>
          <ul>
            {proposals.map((proposal) => (
              <li key={proposalWords(proposal)}>
                <a href={safeHref(resultsAt(proposal.search, place))}>{proposalWords(proposal)}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {filters.length > 0 && proposals.length === 0 && (
        <p>
          <a href={safeHref(resultsAt({} as CardSearch, place))}>Voir tout l’annuaire</a>
        </p>
      )}
    </div>
  )
}

function proposalWords(proposal: Proposal): string {
  const count = `${proposal.isMore ? 'plus de ' : ''}${formatCount(proposal.total, 'fiche', 'fiches')}`
  switch (proposal.kind) {
    case 'farther':
      return `chercher jusqu’à ${proposal.kilometres}${NO_BREAK_SPACE}km (${count})`
    case 'words':
      return `chercher «${NO_BREAK_SPACE}${proposal.words}${NO_BREAK_SPACE}» (${count})`
    case 'territory':
      return `chercher dans le territoire ${proposal.name} (${count})`
    case 'without':
      return `retirer ${proposal.filter.words} (${count})`
  }
}
