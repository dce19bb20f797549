import { ActButton } from '../../web/act-button.js'
import { type CsvDocument, csvDate } from '../../web/csv.js'
import { civilDate } from '../../web/dates.js'
import { withQuery } from '../../web/links.js'
import { roleLabel } from '../../web/navigation.js'
import { formatCount } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import type { People } from './people.js'
import { GIVEN_ROLES } from './people-rules.js'
import type { PendingInvitation, PeopleFilter, PersonSummary, PlatformNetwork } from './people-schemas.js'
import type { ChosenNetwork } from './people-scope.js'
import { daysLeftWords, methodsWords, rightWords, sinceWords } from './people-words.js'

/** What the pages of this area have in common: where one is, when, and what one may do. */
export type Around = {
  network: ChosenNetwork
  now: Date
  csrfToken: string | null
  canManage: boolean
  /** The network in the address, for an administrator of the platform; nobody else names it. */
  reseau: string | undefined
}

/** An address of this area that stays in the same network. */
export function addressIn(
  { reseau }: Pick<Around, 'reseau'>,
  path: string,
  query: Record<string, string> = {},
) {
  return withQuery(path, { reseau, ...query })
}

type PeoplePageProps = { around: Around; people: People; filter: PeopleFilter; waiting: number }

/** Who has which right: the answer in a sentence, then the list. */
export function PeoplePage({ around, people, filter, waiting }: PeoplePageProps) {
  const isFiltered = Boolean(filter.search || filter.role)
  return (
    <>
      <p class="lead">{summaryOf(people, filter)}</p>
      {around.canManage && <InviteLink around={around} />}
      <PeopleTabs around={around} current={filter.state ?? 'current'} waiting={waiting} />
      <SearchForm action="/comptes" label="Chercher un nom" value={filter.search ?? ''}>
        <KeptFields around={around} filter={filter} />
        <div class="field">
          <label for="filtre-role">Rôle</label>
          <select id="filtre-role" name="role">
            <option value="">Tous les rôles</option>
            {GIVEN_ROLES.map((role) => (
              <option key={role} value={role} selected={role === filter.role}>
                {roleLabel(role)}
              </option>
            ))}
          </select>
        </div>
      </SearchForm>
      <DataTable
        caption="Personnes, droits et dernière connexion"
        hideCaption
        rows={people.people}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={columnsOf(around)}
        pages={{
          page: people.page,
          pageCount: people.pageCount,
          href: (page) => withQuery('/comptes', queryOf(around, filter), { page }),
          summary: formatCount(people.total, 'personne', 'personnes'),
        }}
        exportHref={withQuery('/comptes.csv', queryOf(around, filter))}
        empty={emptyOf(around, filter, isFiltered)}
      />
    </>
  )
}

function summaryOf({ total, neverSignedIn }: People, { state, search, role }: PeopleFilter): string {
  const people = formatCount(total, 'personne', 'personnes')
  if (search || role) return `${people} ${total > 1 ? 'répondent' : 'répond'} à votre recherche.`
  if (state === 'former') return `${people} sans droit en cours ou au compte désactivé.`
  const never =
    neverSignedIn === 0 ? '' : `, dont ${neverSignedIn} ${NEVER_CAME[neverSignedIn > 1 ? 'many' : 'one']}`
  return `${people} ${total > 1 ? 'ont' : 'a'} un droit en cours${never}.`
}

const NEVER_CAME = { one: 'qui ne s’est jamais connectée', many: 'qui ne se sont jamais connectées' } as const

function InviteLink({ around }: { around: Around }) {
  return (
    <p>
      <a class="button" href={addressIn(around, '/comptes/invitations/nouvelle')}>
        Inviter une personne
      </a>
    </p>
  )
}

function PeopleTabs(props: { around: Around; current: 'current' | 'former' | 'waiting'; waiting: number }) {
  const { around, current, waiting } = props
  const lists = [
    { href: addressIn(around, '/comptes'), label: 'Droits en cours', current: current === 'current' },
    {
      href: addressIn(around, '/comptes', { etat: 'former' }),
      label: 'Anciens comptes',
      current: current === 'former',
    },
  ]
  const invitations = {
    href: addressIn(around, '/comptes/invitations'),
    label: 'Invitations en attente',
    current: current === 'waiting',
    count: waiting,
  }
  return <Tabs label="Listes de personnes" tabs={around.canManage ? [...lists, invitations] : lists} />
}

/** A search keeps the list and the network one is in. */
function KeptFields({ around, filter }: { around: Around; filter: PeopleFilter }) {
  return (
    <>
      {around.reseau && <input type="hidden" name="reseau" value={around.reseau} />}
      {filter.state === 'former' && <input type="hidden" name="etat" value="former" />}
    </>
  )
}

function queryOf({ reseau }: Around, { search, role, state }: PeopleFilter) {
  return { reseau, q: search, role, etat: state === 'former' ? state : undefined }
}

function emptyOf(around: Around, filter: PeopleFilter, isFiltered: boolean) {
  if (isFiltered) {
    const href = withQuery('/comptes', { reseau: around.reseau, etat: filter.state })
    return {
      sentence: 'Personne ne répond à cette recherche. Essayez une partie du nom, ou un autre rôle.',
      action: { href, label: 'Voir toute la liste' },
    }
  }
  if (filter.state === 'former') {
    return { sentence: 'Ici viendront les personnes dont le compte est désactivé ou les droits retirés.' }
  }
  const sentence = 'Personne n’a encore de droit ici.'
  if (!around.canManage) return { sentence: `${sentence} La coordination du réseau peut inviter quelqu’un.` }
  const href = addressIn(around, '/comptes/invitations/nouvelle')
  return { sentence, action: { href, label: 'Inviter une première personne' } }
}

function columnsOf(around: Around) {
  const { timeZone } = around.network
  return [
    {
      key: 'name',
      label: 'Personne',
      rowHeader: true,
      cell: (row: PersonSummary) => (
        <>
          <a href={addressIn(around, `/comptes/${row.id}`)}>{row.name}</a>
          <br />
          <span class="muted">{row.email}</span>
        </>
      ),
    },
    {
      key: 'rights',
      label: 'Droits',
      cell: (row: PersonSummary) => row.rights.map((right) => <div key={right.id}>{rightWords(right)}</div>),
    },
    {
      key: 'lastSignInAt',
      label: 'Dernière connexion',
      cell: (row: PersonSummary) => sinceWords(row.lastSignInAt, around.now, timeZone),
    },
    { key: 'methods', label: 'Moyen de connexion', cell: (row: PersonSummary) => methodsWords(row.methods) },
    {
      key: 'state',
      label: 'État',
      noWrap: true,
      cell: (row: PersonSummary) => <PersonState person={row} />,
    },
  ]
}

/** « Actif », « Désactivé », « Sans droit ». */
export function PersonState({ person }: { person: Pick<PersonSummary, 'deactivatedAt' | 'rights'> }) {
  const word = stateWord(person)
  return <StateTag tone={word === 'Actif' ? 'done' : 'neutral'} word={word} />
}

function stateWord({ deactivatedAt, rights }: Pick<PersonSummary, 'deactivatedAt' | 'rights'>): string {
  if (deactivatedAt !== null) return 'Désactivé'
  return rights.some((right) => right.revokedAt === null) ? 'Actif' : 'Sans droit'
}

type InvitationsPageProps = { around: Around; invitations: PendingInvitation[]; mine: readonly string[] }

/** The invitations without an answer; `mine` are the roles this reader may send again or cancel. */
export function InvitationsPage({ around, invitations, mine }: InvitationsPageProps) {
  const ended = invitations.filter((one) => one.expiresAt <= around.now).length
  const waiting = invitations.length - ended
  return (
    <>
      <p class="lead">
        {waiting === 0
          ? 'Aucune invitation n’attend de réponse'
          : `${formatCount(waiting, 'invitation attend', 'invitations attendent')} une réponse`}
        {ended > 0 &&
          `, ${formatCount(ended, 'est expirée', 'sont expirées')} : renvoyez-les si elles sont utiles`}
        .
      </p>
      <InviteLink around={around} />
      <PeopleTabs around={around} current="waiting" waiting={waiting} />
      <DataTable
        caption="Invitations en attente"
        hideCaption
        rows={invitations}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Personne',
            rowHeader: true,
            cell: (row) => (
              <>
                {row.name}
                <br />
                <span class="muted">{row.email}</span>
              </>
            ),
          },
          { key: 'role', label: 'Droit offert', cell: (row) => rightWords(row) },
          {
            key: 'invitedAt',
            label: 'Envoyée',
            cell: (row) =>
              `${sinceWords(row.invitedAt, around.now, around.network.timeZone)}${row.invitedBy ? ` par ${row.invitedBy}` : ''}`,
          },
          { key: 'expiresAt', label: 'Valable', cell: (row) => <Validity around={around} row={row} /> },
          {
            key: 'acts',
            label: 'Agir',
            cell: (row) =>
              mine.includes(row.role) ? (
                <InvitationActs around={around} row={row} />
              ) : (
                'administration du réseau'
              ),
          },
        ]}
        empty={{
          sentence: 'Ici viendront les invitations envoyées, jusqu’à ce que la personne réponde.',
        }}
      />
    </>
  )
}

function Validity({ around, row }: { around: Around; row: PendingInvitation }) {
  return row.expiresAt <= around.now ? (
    <StateTag tone="late" word="expirée" />
  ) : (
    <StateTag tone="waiting" word={daysLeftWords(row.expiresAt, around.now, around.network.timeZone)} />
  )
}

function InvitationActs({ around, row }: { around: Around; row: PendingInvitation }) {
  const to = (act: string) => addressIn(around, `/comptes/invitations/${row.id}/${act}`)
  const about = `l’invitation de ${row.name}`
  return (
    <div class="actions">
      <ActButton action={to('renvoi')} label="Renvoyer" about={about} csrfToken={around.csrfToken} />
      <ActButton action={to('annulation')} label="Annuler" about={about} csrfToken={around.csrfToken} />
    </div>
  )
}

/** Every network with who administers it: where an administrator of the platform starts from. */
export function PlatformPage({ networks, now }: { networks: PlatformNetwork[]; now: Date }) {
  const orphans = networks.filter((network) => network.administrators === 0).length
  return (
    <>
      <p class="lead">
        {formatCount(networks.length, 'réseau ouvert', 'réseaux ouverts')}
        {orphans > 0 && `, dont ${orphans} sans administration : invitez quelqu’un`}.
      </p>
      <DataTable
        caption="Réseaux et administration"
        hideCaption
        rows={networks}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Réseau',
            rowHeader: true,
            cell: (row) => <a href={withQuery('/comptes', { reseau: row.id })}>{row.name}</a>,
          },
          { key: 'region', label: 'Région', cell: (row) => row.regionName },
          {
            key: 'administrators',
            label: 'Administration',
            cell: (row) => formatCount(row.administrators, 'personne', 'personnes'),
          },
          {
            key: 'lastSignInAt',
            label: 'Dernière connexion',
            cell: (row) => sinceWords(row.lastSignInAt, now, 'Europe/Paris'),
          },
          {
            key: 'invite',
            label: 'Agir',
            cell: (row) => (
              <a href={withQuery('/comptes/invitations/nouvelle', { reseau: row.id, role: 'admin' })}>
                Inviter à administrer<span class="visually-hidden"> {row.name}</span>
              </a>
            ),
          },
        ]}
        empty={{
          sentence: 'Aucun réseau n’est encore ouvert. La commande « npm run admin -- network » en ouvre un.',
        }}
      />
    </>
  )
}

/** The list as a file: one line a right, so that a spreadsheet can filter by role. */
export function peopleCsv(network: ChosenNetwork, people: PersonSummary[], now: Date): CsvDocument {
  const day = (instant: Date | null) => instant && csvDate(civilDate(instant, network.timeZone))
  return {
    preamble: [
      ['Réseau', network.name],
      ['Liste', 'Comptes et droits'],
      ['Établie le', civilDate(now, network.timeZone).split('-').reverse().join('/')],
    ],
    columns: [
      'Nom',
      'Adresse électronique',
      'Rôle',
      'Périmètre',
      'Droit donné le',
      'Droit retiré le',
      'Dernière connexion',
      'Moyen de connexion',
      'État',
    ],
    rows: people.flatMap((person) =>
      person.rights.map((right) => [
        person.name,
        person.email,
        roleLabel(right.role),
        right.scope,
        day(right.grantedAt),
        day(right.revokedAt),
        day(person.lastSignInAt),
        methodsWords(person.methods),
        stateWord(person),
      ]),
    ),
  }
}
