import { formatInstant } from '../../web/dates.js'
import { type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { Facts } from '../directory/card-views.js'
import { type FormValues, textIn } from '../directory-records/form-values.js'
import type { ReportFile } from './accepting.js'
import { PartIds } from './part-ids.js'
import { Changes, EndingFields, Proposed, Tick, Value } from './report-answer-view.js'
import { byWords, Decision, PATH } from './report-list-view.js'
import { motiveWords } from './report-rules.js'
import { editPath, recordPath } from './subject-paths.js'

type ReportPageProps = {
  file: ReportFile
  timeZone: string
  csrfToken: string | null
  /** What was refused of one of the two answers. */
  errors?: FieldErrors | undefined
  typed?: FormValues | undefined
}

/** One report: what is said, then two answers. */
export function ReportPage(props: ReportPageProps) {
  const { report, lost, leaver } = props.file
  return (
    <>
      <p class="lead">{motiveWords(report.motive)}.</p>
      <Facts
        lines={[
          ['Fiche', <a href={recordPath(report.subject)}>{report.name}</a>],
          [
            'Qui n’y exerce plus',
            leaver && <a href={recordPath({ kind: 'person', id: leaver.id })}>{leaver.name}</a>,
          ],
          ['Signalé par', byWords(report)],
          ['Reçu le', formatInstant(report.receivedAt, props.timeZone)],
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
      {lost > 0 && (
        <p>
          {lost === 1 ? 'Une valeur est proposée' : `${formatCount(lost, '', 'valeurs')} sont proposées`} pour
          un lieu, une offre ou une fiche qui n’est plus dans l’annuaire.
        </p>
      )}
      {report.decidedAt === null ? <Answers {...props} /> : <Answered {...props} />}
    </>
  )
}

function Answered({ file: { report, changes }, timeZone }: ReportPageProps) {
  return (
    <>
      {changes.length > 0 && (
        <Changes
          changes={changes}
          then={({ field: { type }, proposed }) => <Value type={type} value={proposed} />}
        />
      )}
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

function Answers(props: ReportPageProps) {
  const { report } = props.file
  const willRead = report.reporterEmail === null ? '' : ' La personne qui a signalé le recevra par courriel.'
  const { csrfToken, errors, typed } = props
  return (
    <>
      <section aria-labelledby="accepter">
        <h2 id="accepter">C’est vrai</h2>
        <AcceptForm {...props} />
      </section>
      <section aria-labelledby="refuser">
        <h2 id="refuser">La fiche est juste</h2>
        <Form
          action={`${PATH}/${report.id}/refus`}
          csrfToken={csrfToken}
          errors={errors?.note === undefined ? undefined : errors}
        >
          <TextArea
            name="note"
            label="Pourquoi"
            help={`En une phrase.${willRead}`}
            value={textIn(typed, 'note')}
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

function AcceptForm({ file, csrfToken, errors, typed }: ReportPageProps) {
  const { report, changes, ending, today, revision } = file
  const action = `${PATH}/${report.id}/acceptation`
  const form = { errors: errors?.note === undefined ? errors : undefined, typed }
  if (changes.length === 0 && ending === null) {
    return (
      <>
        <p>{typeset('Le signalement est classé, puis la fiche s’ouvre : corrigez-la.')}</p>
        <Form action={action} csrfToken={csrfToken}>
          <SubmitButton>Accepter et ouvrir la fiche</SubmitButton>
        </Form>
      </>
    )
  }
  return (
    <Form action={action} csrfToken={csrfToken} errors={form.errors}>
      {revision !== null && <input type="hidden" name="revision" value={revision} />}
      {changes.length > 0 && (
        <>
          <p>Ce qui est coché est écrit dans la fiche, tel que vous le laissez ici. Puis la fiche s’ouvre.</p>
          <PartIds fields={changes.map(({ field }) => field)} />
          <Changes
            changes={changes}
            then={(change) => <Proposed change={change} form={form} />}
            tick={(change) => <Tick change={change} typed={typed} />}
          />
        </>
      )}
      {ending !== null && <EndingFields ending={ending} today={today} form={form} />}
      <SubmitButton>
        {ending === null ? 'Accepter et écrire ce qui est coché' : 'Accepter et écrire dans la fiche'}
      </SubmitButton>
    </Form>
  )
}
