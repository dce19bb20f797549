import { faultWords, KINDS, type Kind } from '../../audit/sentences.js'
import { SelectField } from '../../web/choices.js'
import { formatInstant } from '../../web/dates.js'
import { ErrorSummary, Field, type FieldErrors } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatNumber } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { factWords } from './fact-words.js'
import type { JournalEntry, JournalQuestion, Verification } from './schemas.js'
import type { Journal } from './service.js'

const PATH = '/journal'

export type JournalViewProps = { journal: Journal; question: JournalQuestion; errors?: FieldErrors }

export function JournalView({ journal, question, errors }: JournalViewProps) {
  return (
    <>
      <p class="lead">
        Qui a fait quoi, et quand. Chaque acte s’écrit avec sa trace : sans trace, il est refusé.
      </p>
      <ChainState verification={journal.verification} timeZone={journal.timeZone} />
      <Filters journal={journal} question={question} errors={errors} />
      <DataTable
        caption="Actes du réseau, du plus récent au plus ancien"
        hideCaption
        rows={journal.entries}
        rowKey={(entry) => String(entry.id)}
        onPhone="cards"
        columns={[
          {
            key: 'quand',
            label: 'Quand',
            noWrap: true,
            cell: (entry) => formatInstant(new Date(entry.at), journal.timeZone),
          },
          { key: 'quoi', label: 'Qui a fait quoi', rowHeader: true, cell: (entry) => `${entry.sentence}.` },
          { key: 'precisions', label: 'Précisions', cell: changeWords },
          { key: 'numero', label: 'N°', numeric: true, cell: (entry) => numberWords(entry.position) },
        ]}
        exportHref={withQuery(`${PATH}/export.csv`, addressOf(question))}
        empty={emptyState(question)}
      />
      <OtherPages journal={journal} question={question} />
    </>
  )
}

function ChainState({ verification, timeZone }: { verification: Verification | null; timeZone: string }) {
  if (!verification) {
    return <p class="muted">Ce journal n’a pas encore été vérifié{NO_BREAK_SPACE}: il l’est chaque nuit.</p>
  }
  const at = formatInstant(verification.at, timeZone)
  if (verification.intact) {
    return (
      <p>
        Journal vérifié jusqu’à l’entrée n°{NO_BREAK_SPACE}
        {formatNumber(verification.length)}, le {at}.
      </p>
    )
  }
  const position = formatNumber(verification.position)
  return (
    <NoticeBox
      kind="error"
      title={`L’entrée n°${NO_BREAK_SPACE}${position} ${faultWords(verification.fault)}.`}
      text={`Constaté le ${at}. La rupture est à cette entrée ou à celle qui la précède. Prévenez le responsable de la sécurité de votre hébergeur.`}
    />
  )
}

function Filters({
  journal,
  question,
  errors,
}: Omit<JournalViewProps, 'errors'> & { errors: FieldErrors | undefined }) {
  const kinds = Object.entries(KINDS).map(([value, label]) => ({ value, label }))
  const people = journal.people.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <search>
      <form class="search" method="get" action={PATH} noValidate>
        <ErrorSummary errors={errors} />
        <SelectField
          name="personne"
          label="Personne"
          placeholder="Toutes"
          options={people}
          value={question.person}
          errors={errors}
        />
        <SelectField
          name="nature"
          label="Nature de l’acte"
          placeholder="Toutes"
          options={kinds}
          value={question.kind}
          errors={errors}
        />
        <Field name="du" label="Du" type="date" value={question.from} errors={errors} />
        <Field name="au" label="Au" type="date" value={question.to} errors={errors} />
        <p class="actions">
          <button type="submit">Filtrer</button>
          {hasFilter(question) && <a href={PATH}>Tout voir</a>}
        </p>
      </form>
    </search>
  )
}

function OtherPages({ journal, question }: { journal: Journal; question: JournalQuestion }) {
  if (journal.next === null && question.before === undefined) return null
  const address = addressOf(question)
  return (
    <nav class="pages" aria-label="Pages du journal">
      <ul>
        {question.before !== undefined && (
          <li>
            <a href={withQuery(PATH, address)}>Revenir aux plus récents</a>
          </li>
        )}
        {journal.next !== null && (
          <li>
            <a href={withQuery(PATH, address, { avant: journal.next })} rel="next">
              Actes plus anciens
            </a>
          </li>
        )}
      </ul>
    </nav>
  )
}

function changeWords({ details, before, after }: JournalEntry) {
  const [was, is] = [factWords(before), factWords(after)]
  if (was === '' && is === '') return factWords(details) || 'sans précision'
  return (
    <>
      {was !== '' && (
        <div>
          Avant{NO_BREAK_SPACE}— {was}
        </div>
      )}
      {is !== '' && (
        <div>
          Après{NO_BREAK_SPACE}— {is}
        </div>
      )}
    </>
  )
}

function numberWords(position: number | null): string {
  return position === null ? 'hors chaîne' : formatNumber(position)
}

function hasFilter({ person, kind, from, to }: JournalQuestion): boolean {
  return [person, kind, from, to].some((value) => value !== undefined)
}

function addressOf({ person, kind, from, to }: JournalQuestion) {
  return { personne: person, nature: kind, du: from, au: to }
}

function emptyState(question: JournalQuestion) {
  return hasFilter(question)
    ? { sentence: 'Aucun acte ne répond à ces filtres.', action: { href: PATH, label: 'Tout voir' } }
    : { sentence: 'Aucun acte n’est encore inscrit dans le journal de ce réseau.' }
}

/** « Comptes et droits », for an export. */
export function kindWords(action: string): string {
  const [kind = ''] = action.split('.')
  return kind in KINDS ? KINDS[kind as Kind] : kind
}
