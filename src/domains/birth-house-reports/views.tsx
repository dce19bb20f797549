import { RadioGroup } from '../../web/choices.js'
import { formatDate } from '../../web/dates.js'
import { Deadline } from '../../web/deadline.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { addressOfQuestion, type WaitingQuestion } from '../birth-houses/waiting-questions.js'
import { CHARTER, type ReportAnswers } from './answers.js'
import { FiguresTable } from './figure-views.js'
import {
  CHARGES,
  ECONOMY,
  FUNCTIONING,
  ORGANISATION,
  type Question,
  RECEIPTS,
  type StatementGroup,
  totalOf,
} from './questions.js'
import { computedLines } from './report-document.js'
import type { OwnReport, ReportRow } from './service.js'

type ReportsListProps = {
  reports: (ReportRow & { sentOn: string | null })[]
  today: string
  expectsLastYear: boolean
}

/** The reports of a house, and the one to begin. */
export function OwnReportsPage({ reports, today, expectsLastYear }: ReportsListProps) {
  const lastYear = Number(today.slice(0, 4)) - 1
  const isToBegin = expectsLastYear && !reports.some(({ year }) => year === lastYear)
  return (
    <>
      {isToBegin && (
        <p>
          <a class="button" href={`/maison/rapports/${lastYear}`}>
            Commencer le rapport {lastYear}
          </a>
        </p>
      )}
      <DataTable
        caption="Rapports annuels de la maison"
        hideCaption
        rows={reports}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          {
            key: 'year',
            label: 'Année',
            rowHeader: true,
            cell: ({ year }) => <a href={`/maison/rapports/${year}`}>Rapport {year}</a>,
          },
          {
            key: 'state',
            label: 'État',
            cell: ({ dueOn, sentOn }) => <Deadline due={dueOn} received={sentOn} today={today} />,
          },
          { key: 'updated', label: 'Dernière saisie', cell: ({ updatedBy }) => `par ${updatedBy}` },
        ]}
        empty={
          expectsLastYear
            ? {
                sentence: `Aucun rapport n’est commencé. Celui de ${lastYear} se remplit en grande partie tout seul, à partir du registre.`,
                action: { href: `/maison/rapports/${lastYear}`, label: `Ouvrir le rapport ${lastYear}` },
              }
            : { sentence: `Aucun rapport n’est attendu : la maison n’était pas ouverte en ${lastYear}.` }
        }
      />
    </>
  )
}

export type ReportPageProps = {
  own: OwnReport
  csrfToken: string | null
  sentOn: string | null
  /** What the agency asked about it and waits for. */
  question: WaitingQuestion | null
  errors?: FieldErrors
  /** What was typed and could not be kept. */
  typed?: Readonly<Record<string, unknown>>
  /** Somebody saved in between: what is recorded now, beside what was typed. */
  recorded?: ReportAnswers
}

/** The report of a year: what is left to do, volet 2 as counted, volet 1 to be typed. */
export function ReportPage(props: ReportPageProps) {
  const { own, sentOn, question } = props
  const { report, today } = own
  return (
    <>
      <p>
        <Deadline due={report.dueOn} received={sentOn} today={today} />
      </p>
      {question && (
        <NoticeBox
          kind="attention"
          title="L’agence attend votre réponse."
          text={
            <p>
              <a class="button" href={addressOfQuestion(question)}>
                Lire la question et répondre
              </a>{' '}
              {question.answerBy !== null && (
                <Deadline due={question.answerBy} received={null} today={today} />
              )}
            </p>
          }
        />
      )}
      <ToDo own={own} />
      <nav aria-label="Parties du rapport">
        <p>
          <a href="#volet-2">Volet 2{NO_BREAK_SPACE}: chiffres tirés du registre</a> ·{' '}
          <a href="#volet-1">Volet 1{NO_BREAK_SPACE}: organisation, fonctionnement, comptes</a> ·{' '}
          <a href={`/maison/rapports/${report.year}/projet.pdf`}>Projet en PDF</a>,{' '}
          <a href={`/maison/rapports/${report.year}/projet.docx`}>projet en Word</a>
        </p>
      </nav>
      <section aria-labelledby="volet-2">
        <h2 id="volet-2">Volet 2{NO_BREAK_SPACE}: indicateurs médicaux</h2>
        <p>
          Comptés dans le registre et les déclarations de transfert, au moment où vous ouvrez cette page.
          Chaque nombre ouvre les lignes qui le font.
        </p>
        <FiguresTable figures={own.figures} year={report.year} linked />
      </section>
      <AnswersForm {...props} />
      <Sent own={own} />
    </>
  )
}

function ToDo({ own }: { own: OwnReport }) {
  const { missing, checks, report, refusal, versions } = own
  const isCorrection = versions.length > 0
  const unexplained = checks.filter(
    ({ rule, severity }) => severity === 'warning' && !(report.explanations[rule] ?? '').trim(),
  )
  const blocking = checks.filter(({ severity }) => severity === 'blocking')
  if (refusal === null) {
    return (
      <NoticeBox
        kind="success"
        title={isCorrection ? 'Le rapport est transmis.' : 'Tout est prêt.'}
        text={
          <p>
            <a class="button" href={`/maison/rapports/${report.year}/transmission`}>
              {isCorrection ? 'Relire et transmettre une correction' : 'Relire et transmettre à l’ARS'}
            </a>
          </p>
        }
      />
    )
  }
  const left = missing.length + unexplained.length + blocking.length
  return (
    <section aria-labelledby="a-faire">
      <h2 id="a-faire">
        {left === 0 ? 'Rien à compléter' : formatCount(left, 'point à compléter', 'points à compléter')}
      </h2>
      {refusal === 'year-not-over' && (
        <p>
          L’année n’est pas finie{NO_BREAK_SPACE}: le rapport pourra être transmis à partir du 1er janvier{' '}
          {report.year + 1}.
        </p>
      )}
      <ul>
        {blocking.map(({ rule, sentence }) => (
          <li key={rule}>
            <strong>À corriger dans le registre{NO_BREAK_SPACE}:</strong> {sentence}
          </li>
        ))}
        {unexplained.map(({ rule, sentence }) => (
          <li key={rule}>
            {sentence} <a href={`#champ-explain-${rule}`}>Compléter le registre, ou expliquer</a>
          </li>
        ))}
        {missing.map(({ code, sentence }) => (
          <li key={code}>
            {sentence}
            {code === CHARTER && (
              <>
                {' '}
                <a href={`/maisons-de-naissance/${report.establishmentId}/charte`}>Charte de la maison</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function AnswersForm({ own, csrfToken, errors, typed, recorded }: ReportPageProps) {
  const { report, answers, checks, isFirst } = own
  const text = (name: string, saved: string | null | undefined) => {
    const value = typed?.[name]
    return typeof value === 'string' ? value : (saved ?? '')
  }
  return (
    <section aria-labelledby="volet-1">
      <h2 id="volet-1">Volet 1{NO_BREAK_SPACE}: indicateurs techniques</h2>
      {recorded && (
        <NoticeBox
          kind="attention"
          title="Quelqu’un a enregistré ce rapport pendant que vous le remplissiez."
          text={
            <>
              <p>
                Votre saisie est dans le formulaire. Ce qui est enregistré et n’est pas comme vous l’avez
                écrit{NO_BREAK_SPACE}:
              </p>
              <Recorded recorded={recorded} typed={typed ?? {}} />
            </>
          }
        />
      )}
      <Form action={`/maison/rapports/${report.year}`} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="revision" value={report.revision} />
        <h3>I. Organisation</h3>
        {ORGANISATION.map((question) => (
          <Organisation
            key={question.code}
            question={question}
            own={own}
            isFirst={isFirst}
            text={text}
            errors={errors}
            typed={typed}
          />
        ))}
        <CharterCopy charter={own.facts.charter} />
        <h3>II. Fonctionnement</h3>
        {FUNCTIONING.map((question) => (
          <Functioning key={question.code} question={question} own={own} text={text} errors={errors} />
        ))}
        <h3>III. Indicateurs économiques</h3>
        {ECONOMY.map(({ code, label, help }) => (
          <Field
            key={code}
            name={`number:${code}`}
            label={`${code} ${label}`}
            help={help}
            value={text(`number:${code}`, typedNumber(answers.numbers[code]))}
            inputMode="decimal"
            unit="€"
            size="medium"
            errors={errors}
          />
        ))}
        <h3>IV. Compte rendu financier, en milliers d’euros</h3>
        <Statement title="Charges" groups={CHARGES} answers={answers} text={text} errors={errors} />
        <Statement title="Recettes" groups={RECEIPTS} answers={answers} text={text} errors={errors} />
        {checks.length > 0 && <h3>Explications demandées par les chiffres</h3>}
        {checks
          .filter(({ severity }) => severity === 'warning')
          .map(({ rule, sentence }) => (
            <TextArea
              key={rule}
              name={`explain:${rule}`}
              label={sentence}
              help="L’ARS lira cette explication avec le rapport."
              value={text(`explain:${rule}`, report.explanations[rule])}
              rows={2}
              errors={errors}
            />
          ))}
        <SubmitButton name="act" value="save">
          Enregistrer le brouillon
        </SubmitButton>
        <SubmitButton kind="secondary" name="act" value="review">
          Enregistrer et relire avant de transmettre
        </SubmitButton>
      </Form>
    </section>
  )
}

type QuestionProps = {
  question: Question
  own: OwnReport
  text: (name: string, saved: string | null | undefined) => string
  errors: FieldErrors | undefined
}

function Organisation({
  question,
  own,
  isFirst,
  text,
  errors,
  typed,
}: QuestionProps & { isFirst: boolean; typed: ReportPageProps['typed'] }) {
  const { code, label, kind, help } = question
  if (kind === 'computed') return <Computed question={question} own={own} />
  const { changed = null, text: saved = null } = own.answers.once[code] ?? {}
  const given = typed?.[`changed:${code}`]
  return (
    <fieldset>
      <legend>
        {code} {label}
      </legend>
      {!isFirst && (
        <RadioGroup
          name={`changed:${code}`}
          label="A-t-il changé depuis le rapport précédent ?"
          options={[
            { value: 'non', label: 'Non, sans changement' },
            { value: 'oui', label: 'Oui, voici ce qui vaut désormais' },
          ]}
          value={typeof given === 'string' ? given : changed === null ? null : changed ? 'oui' : 'non'}
          errors={errors}
        />
      )}
      <TextArea
        name={`text:${code}`}
        label={isFirst ? 'Description' : 'Description, si elle a changé'}
        help={help}
        value={text(`text:${code}`, saved)}
        rows={3}
        errors={errors}
      />
    </fieldset>
  )
}

/** What annex 1 asks for besides its items: nothing to type, the charter of the house goes with the report. */
function CharterCopy({ charter }: Pick<OwnReport['facts'], 'charter'>) {
  return (
    <div>
      <p>
        <strong>Copie de la charte de fonctionnement</strong>
      </p>
      <p>
        {charter === null
          ? 'Aucune charte n’est encore adoptée : le rapport ne peut pas être transmis sans elle.'
          : `Version ${charter.version}, adoptée le ${formatDate(charter.adoptedOn)} : elle est jointe à la fin du rapport.`}
      </p>
    </div>
  )
}

function Computed({ question, own }: Pick<QuestionProps, 'question' | 'own'>) {
  return (
    <div>
      <p>
        <strong>
          {question.code} {question.label}
        </strong>
      </p>
      <ul>
        {computedLines(question, own.facts).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {question.help && <p class="help">{question.help}</p>}
    </div>
  )
}

function Functioning({ question, own, text, errors }: QuestionProps) {
  const { code, label, kind, help } = question
  if (kind === 'computed') return <Computed question={question} own={own} />
  if (kind === 'text') {
    return (
      <TextArea
        name={`text:${code}`}
        label={`${code} ${label}`}
        help={help}
        value={text(`text:${code}`, own.answers.texts[code])}
        errors={errors}
      />
    )
  }
  return (
    <Field
      name={`number:${code}`}
      label={`${code} ${label}`}
      help={help}
      value={text(`number:${code}`, typedNumber(own.answers.numbers[code]))}
      inputMode="decimal"
      unit="km"
      size="short"
      errors={errors}
    />
  )
}

type StatementProps = {
  title: string
  groups: readonly StatementGroup[]
  answers: ReportAnswers
  text: QuestionProps['text']
  errors: FieldErrors | undefined
}

function Statement({ title, groups, answers, text, errors }: StatementProps) {
  const total = totalOf(groups, answers.amounts)
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      {groups.map((group) => (
        <fieldset key={group.label}>
          <legend>{group.label}</legend>
          {group.lines.map(({ code, label }) => (
            <Field
              key={code}
              name={`amount:${code}`}
              label={label.charAt(0).toLocaleUpperCase('fr') + label.slice(1)}
              value={text(`amount:${code}`, typedNumber(answers.amounts[code]))}
              inputMode="decimal"
              unit="milliers d’€"
              size="short"
              errors={errors}
            />
          ))}
        </fieldset>
      ))}
      <p>
        <strong>
          Total des {title.toLocaleLowerCase('fr')} enregistrées{NO_BREAK_SPACE}:{' '}
          {total === null ? 'non renseigné' : `${formatNumber(total, 1)} milliers d’€`}
        </strong>
      </p>
    </section>
  )
}

/** What somebody else recorded meanwhile, field by field, where it differs from what was typed. */
function Recorded({
  recorded,
  typed,
}: {
  recorded: ReportAnswers
  typed: Readonly<Record<string, unknown>>
}) {
  const saved: [string, string][] = [
    ...Object.entries(recorded.once).map(([code, { text }]): [string, string] => [
      `text:${code}`,
      text ?? '',
    ]),
    ...Object.entries(recorded.texts).map(([code, text]): [string, string] => [`text:${code}`, text ?? '']),
    ...Object.entries(recorded.numbers).map(([code, value]): [string, string] => [
      `number:${code}`,
      typedNumber(value) ?? '',
    ]),
    ...Object.entries(recorded.amounts).map(([code, value]): [string, string] => [
      `amount:${code}`,
      typedNumber(value) ?? '',
    ]),
  ]
  const different = saved.filter(([name, value]) => value !== '' && value !== (typed[name] ?? ''))
  if (different.length === 0) return <p>Rien d’autre que votre saisie.</p>
  return (
    <ul>
      {different.map(([name, value]) => (
        <li key={name}>
          {name.split(':')[1]}
          {NO_BREAK_SPACE}: {value}
        </li>
      ))}
    </ul>
  )
}

function typedNumber(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value).replace('.', ',')
}

function Sent({ own }: { own: OwnReport }) {
  const { versions } = own
  if (versions.length === 0) return null
  return (
    <section aria-labelledby="transmissions">
      <h2 id="transmissions">Transmissions</h2>
      <ul>
        {versions.map(({ id, version, receipt, reason }) => (
          <li key={id}>
            <a href={`/rapports-maisons-de-naissance/versions/${id}`}>Version {version}</a>, accusé {receipt}
            {reason && `, remplace la précédente${NO_BREAK_SPACE}: ${reason}`}
          </li>
        ))}
      </ul>
    </section>
  )
}

type SendingPageProps = {
  own: OwnReport
  csrfToken: string | null
  errors?: FieldErrors
  typedReason?: string
}

/** The last look before the report is handed in. */
export function SendingPage({ own, csrfToken, errors, typedReason }: SendingPageProps) {
  const { report, versions, refusal } = own
  const isCorrection = versions.length > 0
  if (refusal !== null) {
    return (
      <NoticeBox
        kind="attention"
        title="Ce rapport ne peut pas encore être transmis."
        text={
          <p>
            <a href={`/maison/rapports/${report.year}`}>Voir ce qui manque</a>
          </p>
        }
      />
    )
  }
  return (
    <>
      <p class="lead">
        Le rapport sera figé tel qu’il est maintenant et remis à l’agence régionale de santé. Vous recevrez un
        accusé de réception avec un numéro. Une correction fera une nouvelle version, avec son motif.
      </p>
      <p>
        À relire{NO_BREAK_SPACE}: <a href={`/maison/rapports/${report.year}/projet.pdf`}>le PDF</a>,{' '}
        <a href={`/maison/rapports/${report.year}/projet.docx`}>le document Word</a>. Échéance{NO_BREAK_SPACE}
        : {formatDate(report.dueOn)}.
      </p>
      <FiguresTable figures={own.figures} year={report.year} />
      <Form action={`/maison/rapports/${report.year}/transmission`} csrfToken={csrfToken} errors={errors}>
        {isCorrection && (
          <TextArea
            name="reason"
            label="Motif de cette correction"
            help="Par exemple : deux issues complétées par la maternité partenaire."
            value={typedReason}
            rows={2}
            required
            errors={errors}
          />
        )}
        <SubmitButton kind="engage">Transmettre à l’ARS</SubmitButton>
      </Form>
    </>
  )
}
