import type { Actor } from '../../access/actor.js'
import { ActButton } from '../../web/act-button.js'
import { formatDate, formatInstant } from '../../web/dates.js'
import { Deadline } from '../../web/deadline.js'
import type { FieldErrors } from '../../web/forms.js'
import { formatCount, formatInterval, formatNumber, formatPercent } from '../../web/numbers.js'
import type { Block, Cell } from '../../web/pdf/blocks.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Exchange, ExchangeForm as TypedExchange } from '../birth-houses/exchange-schemas.js'
import { ExchangeForm, ExchangeThread } from '../birth-houses/exchange-view.js'
import { HouseTabs } from '../birth-houses/tabs.js'
import type { ExpectedReport } from './agency.js'
import { type ComparedHouse, type ComparedRate, RATES } from './comparison.js'
import type { ReportContent } from './content.js'
import { FiguresTable } from './figure-views.js'
import { joinedCharter, voletOne } from './report-document.js'
import type { VersionRow } from './service.js'

type ExpectedPageProps = {
  actor: Actor
  year: number
  years: number[]
  today: string
  reports: ExpectedReport[]
  canRead: boolean
}

/** Which reports have come, which are late. */
export function ExpectedReportsPage({ actor, year, years, today, reports, canRead }: ExpectedPageProps) {
  const late = reports.filter(({ receivedOn, dueOn }) => receivedOn === null && dueOn < today)
  const received = reports.filter(({ receivedOn }) => receivedOn !== null)
  return (
    <>
      <HouseTabs actor={actor} current="/rapports-maisons-de-naissance" />
      <p class="lead">
        {formatCount(received.length, 'rapport reçu', 'rapports reçus')} sur {reports.length}
        {late.length > 0 && `, ${formatCount(late.length, 'en retard', 'en retard')}`}.
      </p>
      <nav class="tabs" aria-label="Année">
        <ul>
          {years.map((one) => (
            <li key={one}>
              <a
                href={`/rapports-maisons-de-naissance?annee=${one}`}
                aria-current={one === year ? 'page' : undefined}
              >
                {one}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <DataTable
        caption={`Rapports attendus pour ${year}`}
        rows={reports}
        rowKey={({ establishmentId }) => establishmentId}
        onPhone="cards"
        columns={[
          {
            key: 'house',
            label: 'Maison de naissance',
            rowHeader: true,
            cell: ({ house, latestVersionId }) =>
              canRead && latestVersionId ? (
                <a href={`/rapports-maisons-de-naissance/versions/${latestVersionId}`}>{house}</a>
              ) : (
                house
              ),
          },
          {
            key: 'state',
            label: 'État',
            cell: ({ dueOn, receivedOn }) => <Deadline due={dueOn} received={receivedOn} today={today} />,
          },
          {
            key: 'version',
            label: 'Version',
            cell: ({ latestVersion }) => (latestVersion === null ? 'aucune' : String(latestVersion)),
          },
          {
            key: 'read',
            label: 'Lu par l’agence',
            cell: ({ acknowledgedOn, receivedOn }) =>
              acknowledgedOn === null
                ? receivedOn === null
                  ? 'sans objet'
                  : 'pas encore'
                : `le ${formatDate(acknowledgedOn)}`,
          },
        ]}
        empty={{ sentence: `Aucune maison de naissance n’était ouverte en ${year}.` }}
      />
      <p>
        <a href={`/rapports-maisons-de-naissance/comparaison?annee=${year}`}>
          Comparer les maisons pour {year}
        </a>
      </p>
    </>
  )
}

type VersionPageProps = {
  version: VersionRow
  content: ReportContent
  timeZone: string
  exchanges: Exchange[]
  isAgency: boolean
  isAcknowledged: boolean
  csrfToken: string | null
  typed: TypedExchange
  errors?: FieldErrors | undefined
}

/** A report as it was handed in, and what is said about it. */
export function VersionPage(props: VersionPageProps) {
  const { version, content, timeZone, isAgency, isAcknowledged, csrfToken } = props
  const base = `/rapports-maisons-de-naissance/versions/${version.id}`
  return (
    <>
      <p class="lead">
        Version {version.version}, transmise le {formatInstant(version.sentAt, timeZone)} par {version.sentBy}
        , accusé {version.receipt}.
      </p>
      {version.reason && (
        <p>
          Remplace la version précédente{NO_BREAK_SPACE}: {version.reason}
        </p>
      )}
      <p>
        <a href={`${base}/rapport.pdf`}>Rapport en PDF</a>, <a href={`${base}/rapport.docx`}>en Word</a>
      </p>
      {isAgency &&
        (isAcknowledged ? (
          <p>Vous avez indiqué avoir lu ce rapport.</p>
        ) : (
          <ActButton
            action={`/rapports-maisons-de-naissance/${version.reportId}/lecture`}
            label="J’ai lu ce rapport"
            csrfToken={csrfToken}
            kind="engage"
          />
        ))}
      <h2>Volet 2{NO_BREAK_SPACE}: indicateurs médicaux</h2>
      <FiguresTable figures={content.figures} year={content.year} />
      <Remarks remarks={content.remarks} />
      <section aria-labelledby="volet-un">
        <h2 id="volet-un">Volet 1{NO_BREAK_SPACE}: indicateurs techniques</h2>
        <Blocks blocks={voletOne(content)} />
      </section>
      <JoinedCharter charter={content.charter} />
      <ExchangeSection {...props} />
    </>
  )
}

function Remarks({ remarks }: { remarks: ReportContent['remarks'] }) {
  if (remarks.length === 0) return null
  return (
    <section aria-labelledby="remarques">
      <h2 id="remarques">Remarques sur les chiffres</h2>
      <ul>
        {remarks.map(({ sentence, explanation }) => (
          <li key={sentence}>
            {sentence}
            <p class="cell-note">
              Explication de la maison{NO_BREAK_SPACE}: {explanation}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The charter that came with the report, as it was then. */
function JoinedCharter({ charter }: Pick<ReportContent, 'charter'>) {
  const [title, ...text] = joinedCharter({ charter })
  if (title?.kind !== 'heading') return null
  return (
    <section aria-labelledby="charte">
      <h2 id="charte">{title.text}</h2>
      <details>
        <summary>Lire la charte jointe au rapport</summary>
        <Blocks blocks={text} />
      </details>
    </section>
  )
}

/** What is printed, on the screen. */
function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block, index) => {
        const key = `${block.kind}-${index}`
        if (block.kind === 'heading') return <h3 key={key}>{block.text}</h3>
        if (block.kind === 'paragraph')
          return <p key={key}>{block.style === 'strong' ? <strong>{block.text}</strong> : block.text}</p>
        if (block.kind !== 'table') return null
        return (
          <DataTable
            key={key}
            caption={block.caption}
            rows={block.rows}
            columns={block.columns.map(({ label, numeric }, column) => ({
              key: String(column),
              label,
              numeric: numeric === true,
              rowHeader: column === 0,
              cell: (row: readonly Cell[]) => {
                const cell = row[column] ?? ''
                return typeof cell === 'string'
                  ? cell
                  : cell.map(({ text }) => <strong key={text}>{text}</strong>)
              },
            }))}
            empty={{ sentence: 'Aucun montant.' }}
          />
        )
      })}
    </>
  )
}

function ExchangeSection({
  version,
  exchanges,
  timeZone,
  isAgency,
  csrfToken,
  errors,
  typed,
}: VersionPageProps) {
  return (
    <section aria-labelledby="echanges">
      <h2 id="echanges">Échanges</h2>
      <ExchangeThread
        messages={exchanges}
        timeZone={timeZone}
        words={{ question: 'Question de l’agence', nothing: 'Aucun échange sur ce rapport.' }}
      />
      <ExchangeForm
        action={`/rapports-maisons-de-naissance/versions/${version.id}/echanges`}
        csrfToken={csrfToken}
        isAgency={isAgency}
        typed={typed}
        errors={errors}
        words={{ body: 'Ni nom de femme, ni date de naissance.', send: 'Envoyer à la maison' }}
      />
    </section>
  )
}

type ComparisonPageProps = {
  year: number
  houses: ComparedHouse[]
  /** Null for a reader of no house. */
  isNamed: boolean | null
  csrfToken: string | null
}

/** Houses side by side, by the same definitions. Never a ranking. */
export function ComparisonPage({ year, houses, isNamed, csrfToken }: ComparisonPageProps) {
  return (
    <>
      <p>
        D’après les rapports transmis pour {year}. Les effectifs de 1 à 10 d’une autre maison ne sont pas
        montrés, et une maison n’est nommée que si elle l’a accepté. L’intervalle à 95{NO_BREAK_SPACE}% dit ce
        que vaut un taux fait de peu de femmes.
      </p>
      {isNamed !== null && <Naming year={year} isNamed={isNamed} csrfToken={csrfToken} />}
      {RATES.map(({ code, label, unit }) => (
        <DataTable
          key={code}
          caption={`${label}, en % ${unit}`}
          rows={houses}
          rowKey={({ name }) => name}
          onPhone="cards"
          columns={[
            {
              key: 'house',
              label: 'Maison',
              rowHeader: true,
              cell: ({ name, isOwn }) => (isOwn ? <strong>{name} (la vôtre)</strong> : name),
            },
            { key: 'rate', label: 'Taux', numeric: true, cell: ({ rates }) => rateText(rates[code]) },
            { key: 'count', label: 'n / N', numeric: true, cell: ({ rates }) => countText(rates[code]) },
            {
              key: 'interval',
              label: 'Intervalle à 95 %',
              numeric: true,
              cell: ({ rates }) => intervalText(rates[code]),
            },
          ]}
          empty={{ sentence: `Aucun rapport n’a encore été transmis pour ${year}.` }}
        />
      ))}
    </>
  )
}

function Naming({ year, isNamed, csrfToken }: Omit<ComparisonPageProps, 'houses'>) {
  return (
    <div class="actions">
      <p>
        {isNamed
          ? 'Les autres maisons du réseau lisent le nom de la vôtre.'
          : 'Les autres maisons du réseau ne lisent pas le nom de la vôtre.'}
      </p>
      <ActButton
        action="/rapports-maisons-de-naissance/comparaison/nom"
        label={isNamed ? 'Ne plus montrer son nom' : 'Montrer son nom'}
        fields={{ annee: year, montrer: isNamed ? 'non' : 'oui' }}
        csrfToken={csrfToken}
      />
    </div>
  )
}

function rateText(rate: ComparedRate | undefined): string {
  if (rate?.state !== 'shown') return 'non montré'
  return rate.value === null ? 'non calculable' : formatPercent(100 * rate.value)
}

function countText(rate: ComparedRate | undefined): string {
  return rate?.state === 'shown'
    ? `${formatNumber(rate.numerator)} / ${formatNumber(rate.denominator)}`
    : 'non montré'
}

function intervalText(rate: ComparedRate | undefined): string {
  if (rate?.state !== 'shown' || rate.interval === null) return 'sans objet'
  return formatInterval(100 * rate.interval.low, 100 * rate.interval.high, 'percent')
}
