import type { ComponentChildren } from 'preact'
import { civilDate, formatDate } from '../../web/dates.js'
import { CsrfField, type FieldErrors, SendingKeyField, SubmitButton } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { typeset } from '../../web/typography.js'
import { categoryLabel, professionLabel } from '../directory/card-labels.js'
import { PhoneLink } from '../directory/card-views.js'
import { personName } from '../directory/cards.js'
import type { DueList, Territory, TerritoryFreshness } from './due-records.js'
import { MOST_ASKINGS } from './review-rules.js'
import { dueWords } from './rhythm.js'
import type { DueFilter, DueState } from './schemas.js'
import { KIND_PATHS } from './schemas.js'
import { editPath, RETURNED_MAILS, recordPath, verifyPath } from './subject-paths.js'
import type { UpkeptRecord } from './upkept-records.js'

/** The parts of the list as addresses say them. */
export const STATE_WORDS = {
  jamais: 'never',
  'sans-adresse': 'no-address',
  'sans-reponse': 'unanswered',
  echec: 'bounced',
  'lieu-disparu': 'gone-place',
} as const satisfies Record<string, DueState>

const STATE_LABELS: Record<DueState, string> = {
  never: 'jamais vérifiées',
  'no-address': 'sans adresse électronique valable',
  unanswered: `sans réponse après ${MOST_ASKINGS} demandes`,
  bounced: 'dont le courriel est revenu',
  'gone-place': 'dont un lieu n’est plus dans le RPPS',
}

/** What the address of the list says, besides the page. */
export type DueQuery = {
  nature?: string | undefined
  territoire?: string | undefined
  etat?: string | undefined
}

type DuePageProps = {
  list: DueList
  filter: DueFilter
  query: DueQuery
  freshness: TerritoryFreshness[]
  territories: Territory[]
  today: string
  timeZone: string
  canSetRhythms: boolean
  csrfToken: string | null
  errors?: FieldErrors | undefined
}

const PATH = '/annuaire/a-verifier'
/** The form of the buttons that say a mail has come back: one form does not go inside another. */
const RETURNED = 'courriel-revenu'

/** What is to be confirmed: the answer in a sentence, then the list, oldest first. */
export function DuePage(props: DuePageProps) {
  const { freshness, canSetRhythms } = props
  const sum = (count: (one: TerritoryFreshness) => number) =>
    freshness.reduce((all, one) => all + count(one), 0)
  return (
    <>
      <p class="lead">
        {typeset(
          dueWords(
            sum(({ due }) => due),
            sum(({ never }) => never),
          ),
        )}
      </p>
      <GonePlaces count={sum(({ gonePlaces }) => gonePlaces)} />
      <p>
        <a href={`${PATH}/couverture`}>Fraîcheur et couverture par territoire</a>
        {' · '}
        <a href={RETURNED_MAILS.href}>{RETURNED_MAILS.label}</a>
        {canSetRhythms && (
          <>
            {' · '}
            <a href={`${PATH}/rythmes`}>Rythmes de vérification</a>
          </>
        )}
      </p>
      <Filters {...props} />
      {props.filter.state === 'bounced' && <BouncesNote />}
      <Selection {...props} />
      {/* Without a key: saying it twice does it once anyway, and two of them may be said from one page gone back to. */}
      <form id={RETURNED} method="post" action={PATH}>
        <CsrfField token={props.csrfToken} />
      </form>
    </>
  )
}

function GonePlaces({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <p>
      <a href={withQuery(PATH, { etat: 'lieu-disparu' })}>
        {formatCount(count, 'personne a un lieu', 'personnes ont un lieu')} que le RPPS ne donne plus
      </a>
      {typeset(' : à terminer ou à garder.')}
    </p>
  )
}

/** What Trame cannot know of mails that do not arrive, and what to do with what one reads in a mailbox. */
function BouncesNote() {
  return (
    <NoticeBox
      kind="information"
      title="Seuls les refus du serveur d’envoi se lisent ici."
      text={
        <>
          Quand l’autre serveur accepte un courriel puis le renvoie, l’avis arrive dans la boîte du réseau et
          Trame ne le voit pas. <a href={RETURNED_MAILS.href}>Collez-le dans « Courriels revenus »</a>, ou
          dites « Son courriel est revenu » à côté de la fiche.
        </>
      }
    />
  )
}

function Filters({ query, territories, freshness }: DuePageProps) {
  const dueOf = (id: string | null) => freshness.find((one) => one.id === id)?.due ?? 0
  return (
    <search>
      <form class="search" method="get" action={PATH}>
        <Choice name="territoire" label="Territoire" value={query.territoire}>
          <option value="">Tous les territoires</option>
          {territories.map(({ id, name }) => (
            <option key={id} value={id} selected={query.territoire === id}>
              {name} ({dueOf(id)})
            </option>
          ))}
          <option value="aucun" selected={query.territoire === 'aucun'}>
            Sans territoire ({dueOf(null)})
          </option>
        </Choice>
        <Choice name="nature" label="Nature" value={query.nature}>
          <option value="">Personnes et structures</option>
          <option value={KIND_PATHS.person} selected={query.nature === KIND_PATHS.person}>
            Personnes
          </option>
          <option value={KIND_PATHS.structure} selected={query.nature === KIND_PATHS.structure}>
            Structures
          </option>
        </Choice>
        <Choice name="etat" label="Lesquelles" value={query.etat}>
          <option value="">Toutes</option>
          {Object.entries(STATE_WORDS).map(([word, state]) => (
            <option key={word} value={word} selected={query.etat === word}>
              {STATE_LABELS[state]}
            </option>
          ))}
        </Choice>
        <button type="submit">Afficher</button>
      </form>
    </search>
  )
}

type ChoiceProps = { name: string; label: string; value: string | undefined; children: ComponentChildren }

function Choice({ name, label, children }: ChoiceProps) {
  return (
    <div class="field">
      <label for={`filtre-${name}`}>{label}</label>
      <select id={`filtre-${name}`} name={name}>
        {children}
      </select>
    </div>
  )
}

/** The list as one form: what is ticked is asked about by mail. */
function Selection(props: DuePageProps) {
  const { list, filter, query, territories, csrfToken, errors } = props
  const names = new Map(territories.map(({ id, name }) => [id, name]))
  const isFiltered = Boolean(filter.kind || filter.territory || filter.state)
  const mayAsk = list.records.some(({ email, isDead }) => email !== null && !isDead)
  return (
    <form method="post" action={withQuery(`${PATH}/demandes`, query)} class="selection">
      <CsrfField token={csrfToken} />
      <SendingKeyField csrfToken={csrfToken} />
      {errors?.fiche && (
        <p class="field-error" role="alert">
          {errors.fiche}
        </p>
      )}
      <DataTable
        caption="Fiches à vérifier, de la plus ancienne à la plus récente"
        hideCaption
        rows={list.records}
        rowKey={(record) => record.id}
        onPhone="cards"
        columns={[
          { key: 'tick', label: 'Cocher', cell: (record) => <Tick record={record} /> },
          {
            key: 'name',
            label: 'Fiche',
            rowHeader: true,
            cell: (record) => (
              <>
                <a href={recordPath(record)}>{nameOf(record)}</a>
                {record.owner !== null && (
                  <span class="cell-note break-anywhere"> suivie par {record.owner}</span>
                )}
              </>
            ),
          },
          { key: 'what', label: 'Profession ou catégorie', cell: (record) => whatWords(record, props.today) },
          {
            key: 'territory',
            label: 'Territoire',
            cell: ({ territoryId }) => (territoryId && names.get(territoryId)) || 'aucun',
          },
          {
            key: 'verified',
            label: 'Vérifiée le',
            noWrap: true,
            cell: ({ verifiedAt }) =>
              verifiedAt === null ? 'jamais' : formatDate(civilDate(verifiedAt, props.timeZone)),
          },
          {
            key: 'contact',
            label: 'Téléphone',
            noWrap: true,
            cell: ({ phone }) =>
              phone === null ? <span class="cell-absent">absent</span> : <PhoneLink number={phone} />,
          },
          {
            key: 'act',
            label: 'Que faire',
            cell: (record) => (
              <>
                <a href={verifyPath(record)}>
                  Vérifier maintenant<span class="visually-hidden"> {nameOf(record)}</span>
                </a>
                <Returned record={record} />
              </>
            ),
          },
          {
            key: 'state',
            label: 'Demandes',
            cell: (record) => <AskState record={record} timeZone={props.timeZone} />,
          },
        ]}
        pages={{
          page: list.page,
          pageCount: list.pageCount,
          href: (page) => withQuery(PATH, query, { page }),
          summary: formatCount(list.total, 'fiche', 'fiches'),
        }}
        empty={emptyOf(isFiltered)}
      />
      {mayAsk && <SubmitButton>Demander par courriel aux fiches cochées</SubmitButton>}
    </form>
  )
}

function Tick({ record }: { record: UpkeptRecord }) {
  if (record.email === null || record.isDead) return <span class="cell-absent">sans courriel</span>
  const id = `fiche-${record.id}`
  return (
    <span class="choice">
      <input type="checkbox" id={id} name="fiche" value={`${record.kind}:${record.id}`} />
      <label for={id}>
        <span class="visually-hidden">Demander à {nameOf(record)}</span>
      </label>
    </span>
  )
}

/** Of a mail that came back to the mailbox of the network, in one click: it is treated as one the server refused. */
function Returned({ record }: { record: UpkeptRecord }) {
  const { email, isDead, lastAskedAt } = record
  if (email === null || isDead || lastAskedAt === null) return null
  return (
    <>
      <br />
      <button type="submit" class="link" form={RETURNED} formaction={`${verifyPath(record)}/adresse-muette`}>
        Son courriel est revenu<span class="visually-hidden"> ({nameOf(record)})</span>
      </button>
    </>
  )
}

/** Where the mails stand, in words. */
export function AskState({ record, timeZone }: { record: UpkeptRecord; timeZone: string }) {
  const { askings, lastAskedAt, bouncedMailId, isDead, goneSince, hasGonePlace } = record
  const asked = lastAskedAt === null ? null : `le ${formatDate(civilDate(lastAskedAt, timeZone))}`
  return (
    <>
      {isDead ? (
        <StateTag tone="refused" word="Adresse muette" />
      ) : bouncedMailId !== null ? (
        <StateTag tone="refused" word="Courriel revenu" detail={asked} />
      ) : askings >= MOST_ASKINGS ? (
        <StateTag tone="late" word="Sans réponse" detail={`après ${askings} demandes, appelez`} />
      ) : askings > 0 ? (
        <StateTag
          tone="waiting"
          word={askings === 1 ? 'Demandé' : `Demandé ${askings} fois`}
          detail={asked}
        />
      ) : (
        <span class="cell-absent">aucune demande</span>
      )}
      {goneSince !== null && (
        <>
          <br />
          <StateTag
            tone="attention"
            word="Absente du fichier national"
            detail={`depuis le ${formatDate(goneSince)}`}
          />
        </>
      )}
      {hasGonePlace && (
        <>
          <br />
          <a href={editPath(record)}>Un lieu n’est plus dans le RPPS</a>
        </>
      )}
    </>
  )
}

export function nameOf({ kind, name, firstName }: UpkeptRecord): string {
  return kind === 'person' ? personName({ lastName: name, firstName }) : name
}

function whatWords({ kind, code }: UpkeptRecord, today: string): string {
  if (code === null) return 'non renseignée'
  return kind === 'person' ? professionLabel(code, today) : categoryLabel(code)
}

function emptyOf(isFiltered: boolean) {
  if (isFiltered) {
    return {
      sentence: 'Aucune fiche à vérifier ne répond à ce choix.',
      action: { href: PATH, label: 'Voir toutes les fiches à vérifier' },
    }
  }
  return {
    sentence: 'Ici se liront les fiches dont le délai de vérification est passé. Il n’y a rien à faire.',
  }
}
