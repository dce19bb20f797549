import { RadioGroup } from '../../web/choices.js'
import { formatInstant } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import { NARROW_SPACE, NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { Facts } from '../directory/card-views.js'
import type { Report, ReportList, ReportState } from './moderation.js'
import { proposedWords } from './proposals.js'
import { MOTIVES, motiveWords } from './report-rules.js'
import type { Subject } from './schemas.js'
import { editPath, recordPath, reportPath } from './subject-paths.js'

type ReportFormProps = {
  subject: Subject
  name: string
  /** The network in the address, when the reader chose one. */
  network: string | undefined
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: Readonly<Record<string, unknown>> | undefined
}

/** « Signaler une erreur »: what is wrong, in a few choices, by anybody who sees the record. */
export function ReportFormPage({ subject, name, network, csrfToken, errors, typed }: ReportFormProps) {
  const shown = (field: string) => {
    const value = typed?.[field]
    return typeof value === 'string' ? value : null
  }
  return (
    <>
      <p class="lead">
        Qu’est-ce qui est faux dans la fiche de {name}
        {NARROW_SPACE}?
      </p>
      <Form
        action={withQuery(reportPath(subject), { reseau: network })}
        csrfToken={csrfToken}
        errors={errors}
      >
        <RadioGroup
          name="motive"
          label="Ce qui est faux"
          options={Object.entries(MOTIVES).map(([value, label]) => ({ value, label }))}
          value={shown('motive')}
          errors={errors}
          required
        />
        <TextArea
          name="message"
          label="Ce que vous savez"
          help="Le bon numéro, la nouvelle adresse, depuis quand. N’écrivez rien sur une patiente ni sur sa santé."
          value={shown('message')}
          errors={errors}
          rows={4}
          maxLength={1000}
        />
        <Field
          name="email"
          type="email"
          label="Votre adresse électronique"
          help="Facultative : pour vous dire ce qui a été fait. Elle ne sert à rien d’autre et s’efface un an après la réponse."
          autocomplete="email"
          value={shown('email')}
          errors={errors}
        />
        <Trap />
        <SubmitButton>Envoyer le signalement</SubmitButton>
        <p>
          <a href={withQuery(recordPath(subject), { reseau: network })}>Revenir à la fiche</a>
        </p>
      </Form>
    </>
  )
}

/** A field nobody sees or reaches: only a program fills it in. */
function Trap() {
  return (
    <div class="visually-hidden" aria-hidden="true">
      <label for="champ-website">Laissez ce champ vide</label>
      <input id="champ-website" name="website" type="text" tabIndex={-1} autocomplete="off" />
    </div>
  )
}

/** After a report: what happens now. */
export function ReportedPage({ subject, network }: { subject: Subject; network: string | undefined }) {
  return (
    <>
      <NoticeBox
        kind="success"
        title="Merci, votre signalement est transmis à l’équipe du réseau."
        text="Elle le relit avant de changer la fiche. Si vous avez laissé votre adresse, vous recevrez sa réponse."
      />
      <p>
        <a class="button" href={withQuery(recordPath(subject), { reseau: network })}>
          Revenir à la fiche
        </a>
      </p>
    </>
  )
}

const PATH = '/annuaire/signalements'

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

function byWords({ origin, reporterName }: Report): string {
  if (origin === 'owner') return 'la personne ou la structure elle-même'
  return reporterName ?? 'une lectrice ou un lecteur'
}

function Decision({ report, timeZone }: { report: Report; timeZone: string }) {
  const { decision, decidedAt, decidedBy } = report
  const detail = `le ${formatInstant(decidedAt, timeZone)}${decidedBy === null ? '' : ` par ${decidedBy}`}`
  return decision === 'accepted' ? (
    <StateTag tone="done" word="Accepté" detail={detail} />
  ) : (
    <StateTag tone="refused" word="Refusé" detail={detail} />
  )
}

type ReportPageProps = {
  report: Report
  timeZone: string
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: Readonly<Record<string, unknown>> | undefined
}

/** One report: what is said, then two answers. */
export function ReportPage(props: ReportPageProps) {
  const { report, timeZone } = props
  const proposed = proposedWords(report.proposal)
  return (
    <>
      <p class="lead">{motiveWords(report.motive)}.</p>
      <Facts
        lines={[
          ['Fiche', <a href={recordPath(report.subject)}>{report.name}</a>],
          ['Signalé par', byWords(report)],
          ['Reçu le', formatInstant(report.receivedAt, timeZone)],
          ['Message', report.message],
          [
            'Adresse pour répondre',
            report.reporterEmail === null ? (
              'aucune'
            ) : (
              <span class="break-anywhere">{report.reporterEmail}</span>
            ),
          ],
        ]}
      />
      {proposed.length > 0 && (
        <DataTable
          caption="Ce qui est proposé"
          rows={proposed}
          rowKey={({ field }) => field}
          onPhone="cards"
          columns={[
            { key: 'field', label: 'Champ', rowHeader: true, cell: ({ label }) => label },
            { key: 'now', label: 'La fiche dit', cell: ({ field }) => valueWords(report.current[field]) },
            { key: 'then', label: 'Proposé', cell: ({ value }) => valueWords(value) },
          ]}
          empty={{ sentence: '' }}
        />
      )}
      {report.decidedAt === null ? <Answers {...props} /> : <Answered {...props} />}
    </>
  )
}

function Answered({ report, timeZone }: ReportPageProps) {
  return (
    <>
      <p>
        <Decision report={report} timeZone={timeZone} />
      </p>
      {report.decisionNote && (
        <p>
          Réponse{NO_BREAK_SPACE}: {report.decisionNote}
        </p>
      )}
      <p>
        <a href={editPath(report.subject)}>Ouvrir la fiche</a>
      </p>
    </>
  )
}

function Answers({ report, csrfToken, errors, typed }: ReportPageProps) {
  const willRead = report.reporterEmail === null ? '' : ' La personne qui a signalé le recevra par courriel.'
  const isProposal = report.origin === 'owner' && proposedWords(report.proposal).length > 0
  const note = typeof typed?.note === 'string' ? typed.note : null
  return (
    <>
      <section aria-labelledby="accepter">
        <h2 id="accepter">C’est vrai</h2>
        <p>
          {isProposal
            ? 'Ce qui est proposé est écrit dans la fiche, puis la fiche s’ouvre.'
            : typeset('Le signalement est classé, puis la fiche s’ouvre : corrigez-la.')}
        </p>
        <Form action={`${PATH}/${report.id}/acceptation`} csrfToken={csrfToken}>
          <SubmitButton>Accepter et ouvrir la fiche</SubmitButton>
        </Form>
      </section>
      <section aria-labelledby="refuser">
        <h2 id="refuser">La fiche est juste</h2>
        <Form action={`${PATH}/${report.id}/refus`} csrfToken={csrfToken} errors={errors}>
          <TextArea
            name="note"
            label="Pourquoi"
            help={`En une phrase.${willRead}`}
            value={note}
            errors={errors}
            rows={3}
            maxLength={500}
            required
          />
          <SubmitButton kind="secondary">Refuser le signalement</SubmitButton>
        </Form>
      </section>
    </>
  )
}

function valueWords(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : 'rien'
}
