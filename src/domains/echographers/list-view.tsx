import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { EchographerList } from './listing.js'
import { PATH } from './paths.js'
import { type ListState, type Settings, STATE_WORDS, type StateWord } from './schemas.js'
import { State } from './state-tag.js'

const FILTER_LABELS: Record<ListState, string> = {
  'in-use': 'en cours',
  asked: 'renouvellement demandé',
  ending: 'bientôt finis',
  planned: 'à venir',
  suspended: 'suspendus',
  expired: 'expirés',
  ceased: 'cessés',
}

type ListPageProps = {
  list: EchographerList
  search: string | undefined
  state: StateWord | undefined
  settings: Settings
  canManage: boolean
}

/** Who may take part in the screening under which identifier, and what is to be done about it. */
export function ListPage({ list, search, state, settings, canManage }: ListPageProps) {
  const { counts } = list
  return (
    <>
      <p class="lead">{leadOf(counts)}</p>
      <Requests count={counts.asked} />
      {settings.renewalMonths === null && <NoRhythm canManage={canManage} />}
      <p>
        {canManage && (
          <a class="button" href={`${PATH}/nouveau`}>
            Attribuer un identifiant
          </a>
        )}
      </p>
      <SearchForm action={PATH} label="Identifiant ou nom" value={search ?? ''}>
        <div class="field">
          <label for="filtre-etat">Lesquels</label>
          <select id="filtre-etat" name="etat">
            <option value="">Tous</option>
            {Object.entries(STATE_WORDS).map(([word, one]) => (
              <option key={word} value={word} selected={word === state}>
                {FILTER_LABELS[one]} ({counts[one]})
              </option>
            ))}
          </select>
        </div>
      </SearchForm>
      <DataTable
        caption="Identifiants d’échographistes, par nom"
        hideCaption
        rows={list.echographers}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Échographiste',
            rowHeader: true,
            cell: ({ id, name }) => <a href={`${PATH}/${id}`}>{name}</a>,
          },
          { key: 'identifier', label: 'Identifiant', noWrap: true, cell: ({ identifier }) => identifier },
          { key: 'rpps', label: 'N° RPPS', noWrap: true, cell: ({ rppsNumber }) => rppsNumber ?? 'absent' },
          { key: 'state', label: 'État', cell: (one) => <State echographer={one} /> },
        ]}
        pages={{
          page: list.page,
          pageCount: list.pageCount,
          href: (page) => withQuery(PATH, { q: search, etat: state, page }),
          summary: formatCount(list.total, 'identifiant', 'identifiants'),
        }}
        empty={emptyOf(Boolean(search || state), canManage)}
      />
      <p>
        Liste pour les laboratoires{NO_BREAK_SPACE}:{' '}
        <Files path={`${PATH}/laboratoires`} what="liste pour les laboratoires" />
        <br />
        Liste pour la fédération{NO_BREAK_SPACE}:{' '}
        <Files path={`${PATH}/federation`} what="liste pour la fédération" />
      </p>
      {canManage && (
        <p>
          <a href={`${PATH}/reglages`}>Format, validité et rappels</a>
        </p>
      )}
    </>
  )
}

/** One list in both forms, each link saying of which list to who hears it alone. */
function Files({ path, what }: { path: string; what: string }) {
  const ofWhat = <span class="visually-hidden"> ({what})</span>
  return (
    <>
      <a href={`${path}.xlsx`}>Excel{ofWhat}</a>
      {' · '}
      <a href={`${path}.csv`}>CSV{ofWhat}</a>
    </>
  )
}

function leadOf(counts: Record<ListState, number>): string {
  const inUse = formatCount(counts['in-use'], 'identifiant en cours', 'identifiants en cours')
  const others = [
    counts.ending > 0
      ? `dont ${formatCount(counts.ending, 'prend bientôt fin', 'prennent bientôt fin')}`
      : null,
    counts.planned > 0 ? formatCount(counts.planned, 'à venir', 'à venir') : null,
    counts.suspended > 0 ? formatCount(counts.suspended, 'suspendu', 'suspendus') : null,
    counts.expired > 0 ? formatCount(counts.expired, 'expiré', 'expirés') : null,
  ].filter((part) => part !== null)
  return `${[inUse, ...others].join(', ')}.`
}

/** What echographers have asked for and nobody has answered. */
function Requests({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <NoticeBox
      kind="attention"
      title={formatCount(
        count,
        'demande de renouvellement attend une réponse.',
        'demandes de renouvellement attendent une réponse.',
      )}
      text={<a href={withQuery(PATH, { etat: 'renouvellement-demande' })}>Voir qui a demandé</a>}
    />
  )
}

/** No national text sets how long an identifier is worth: the network says so, or nothing is counted. */
function NoRhythm({ canManage }: { canManage: boolean }) {
  return (
    <NoticeBox
      kind="information"
      title="La durée de validité n’est pas réglée."
      text={
        <>
          Aucun texte national qui la fixe n’a été trouvé{NO_BREAK_SPACE}: c’est au réseau de la choisir, avec
          la fédération. Sans elle, la fin d’un identifiant s’écrit à la main et peut rester vide.{' '}
          {canManage && <a href={`${PATH}/reglages`}>La régler</a>}
        </>
      }
    />
  )
}

function emptyOf(isFiltered: boolean, canManage: boolean) {
  if (isFiltered) {
    return {
      sentence: 'Aucun identifiant ne répond à cette recherche.',
      action: { href: PATH, label: 'Voir tous les identifiants' },
    }
  }
  const sentence = 'Ici se liront les identifiants donnés aux échographistes du dépistage de la trisomie 21.'
  return canManage
    ? { sentence, action: { href: `${PATH}/nouveau`, label: 'Attribuer le premier' } }
    : { sentence }
}
