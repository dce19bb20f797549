import { formatInstant } from '../../web/dates.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import type { Report, ReportList, ReportState } from './moderation.js'
import { motiveWords } from './report-rules.js'

export const PATH = '/annuaire/signalements'

type ReportsPageProps = { list: ReportList; state: ReportState; timeZone: string }

/** What readers and owners say is wrong: what is to be seen first. */
export function ReportsPage({ list, state, timeZone }: ReportsPageProps) {
  const { pending, decided } = list
  return (
    <>
      <p class="lead">{leadOf(pending)}</p>
      <Tabs
        label="Signalements"
        tabs={[
          { href: PATH, label: 'À traiter', current: state === 'pending', count: pending },
          {
            href: `${PATH}?etat=traites`,
            label: 'Traités',
            current: state === 'decided',
            count: decided,
          },
        ]}
      />
      <DataTable
        caption={
          state === 'pending'
            ? 'Signalements à traiter, du plus ancien au plus récent'
            : 'Signalements traités'
        }
        hideCaption
        rows={list.reports}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          {
            key: 'record',
            label: 'Fiche',
            rowHeader: true,
            cell: ({ id, name }) => <a href={`${PATH}/${id}`}>{name}</a>,
          },
          { key: 'motive', label: 'Ce qui est faux', cell: ({ motive }) => motiveWords(motive) },
          { key: 'by', label: 'Par', cell: byWords },
          {
            key: 'received',
            label: 'Reçu le',
            noWrap: true,
            cell: ({ receivedAt }) => formatInstant(receivedAt, timeZone),
          },
          ...(state === 'decided'
            ? [
                {
                  key: 'decision',
                  label: 'Suite',
                  cell: (report: Report) => <Decision report={report} timeZone={timeZone} />,
                },
              ]
            : []),
        ]}
        pages={{
          page: list.page,
          pageCount: list.pageCount,
          href: (page) => withQuery(PATH, { etat: state === 'decided' ? 'traites' : null, page }),
        }}
        empty={{
          sentence:
            state === 'pending'
              ? 'Ici se liront les erreurs que les lecteurs signalent, et les corrections que proposent les personnes elles-mêmes. Il n’y a rien à faire.'
              : 'Aucun signalement n’a encore été traité.',
        }}
      />
    </>
  )
}

function leadOf(pending: number): string {
  return pending === 0
    ? 'Aucun signalement à traiter.'
    : `${formatCount(pending, 'signalement à traiter', 'signalements à traiter')}.`
}

/** Who says it. */
export function byWords({ origin, reporterName }: Report): string {
  if (origin === 'owner') return 'la personne ou la structure elle-même'
  return reporterName ?? 'une lectrice ou un lecteur'
}

/** What was made of it, by whom, when. */
export function Decision({ report, timeZone }: { report: Report; timeZone: string }) {
  const { decision, decidedAt, decidedBy } = report
  const detail = `le ${formatInstant(decidedAt, timeZone)}${decidedBy === null ? '' : ` par ${decidedBy}`}`
  return decision === 'accepted' ? (
    <StateTag tone="done" word="Accepté" detail={detail} />
  ) : (
    <StateTag tone="refused" word="Refusé" detail={detail} />
  )
}
