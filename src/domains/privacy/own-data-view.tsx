import { RIGHTS, sentenceOf } from '../../audit/sentences.js'
import { CLASS_WORDS } from '../../privacy/words.js'
import { RadioGroup } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { roleWords } from '../audit/fact-words.js'
import { COLUMN_WORDS, cellWords } from './column-words.js'
import type { OwnData } from './schemas.js'

const SHOWN_ROWS = 5

type Table = OwnData['tables'][number]
type Row = Table['rows'][number]

export type OwnDataViewProps = {
  data: OwnData
  name: string
  timeZone: string
  csrfToken: string | null
  errors?: FieldErrors
  typed?: string | undefined
}

export function OwnDataView(props: OwnDataViewProps) {
  const { data } = props
  const filled = data.tables.filter(({ rows }) => rows.length > 0)
  const empty = data.tables.filter(({ rows }) => rows.length === 0)
  return (
    <>
      <p class="lead">Tout ce que la plateforme garde sur vous, pourquoi et jusqu’à quand.</p>
      <ul>
        <li>
          <a href="/mes-donnees/export.csv">Emporter en tableau (CSV Excel)</a>
        </li>
        <li>
          <a href="/mes-donnees/export.json">Emporter en fichier pour un programme (JSON)</a>
        </li>
      </ul>
      <Correction {...props} />
      <Rights {...props} />
      <h2>Vos données</h2>
      {filled.map((table) => (
        <TableSection key={table.table} table={table} {...props} />
      ))}
      {empty.length > 0 && (
        <>
          <h2>Rien sur vous à ce jour</h2>
          <ul>
            {empty.map(({ table, holds }) => (
              <li key={table}>{holds}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Correction({ name, csrfToken, errors, typed }: OwnDataViewProps) {
  return (
    <section aria-labelledby="corriger">
      <h2 id="corriger">Corriger votre nom</h2>
      <Form action="/mes-donnees/correction" csrfToken={csrfToken} errors={errors?.name ? errors : undefined}>
        <Field
          name="name"
          label="Prénom et nom"
          help="Votre adresse électronique sert à vous reconnaître : demandez sa correction ci-dessous."
          autocomplete="name"
          maxLength={200}
          value={typed ?? name}
          errors={errors}
          required
        />
        <SubmitButton>Corriger mon nom</SubmitButton>
      </Form>
    </section>
  )
}

function Rights({ csrfToken, errors }: OwnDataViewProps) {
  const options = Object.entries(RIGHTS).map(([value, label]) => ({
    value,
    label: label.slice(0, 1).toLocaleUpperCase('fr') + label.slice(1),
  }))
  return (
    <section aria-labelledby="droits">
      <h2 id="droits">Faire valoir un droit</h2>
      <p>
        Votre demande est inscrite au registre de la coordination, qui doit vous répondre dans le mois. Vous
        pouvez aussi écrire au délégué à la protection des données, ou saisir la CNIL.
      </p>
      <Form action="/mes-donnees/demandes" csrfToken={csrfToken} errors={errors?.right ? errors : undefined}>
        <RadioGroup name="right" label="Votre demande" options={options} errors={errors} required />
        <SubmitButton kind="secondary">Envoyer la demande</SubmitButton>
      </Form>
    </section>
  )
}

function TableSection({ table, name, timeZone }: OwnDataViewProps & { table: Table }) {
  const shown = newestFirst(table.rows).slice(0, SHOWN_ROWS)
  const hidden = table.rows.length - shown.length
  const columns = columnsOf(shown)
  return (
    <section aria-label={table.holds}>
      <h3>{table.holds}</h3>
      <dl class="facts">
        <dt>Pourquoi</dt>
        <dd>{table.purpose}</dd>
        <dt>Gardées</dt>
        <dd>{table.retention}</dd>
        <dt>Nature</dt>
        <dd>{CLASS_WORDS[table.class]}</dd>
      </dl>
      <DataTable
        caption={table.holds}
        hideCaption
        rows={shown}
        onPhone="cards"
        columns={columns.map((key) => ({
          key,
          label: COLUMN_WORDS[key] ?? key,
          cell: (row: Row) => valueWords(key, row, name, timeZone),
        }))}
        {...(hidden > 0 && { note: restWords(hidden) })}
        empty={{ sentence: 'Rien.' }}
      />
    </section>
  )
}

/** The columns in words that have something to say in at least one row. */
function columnsOf(rows: Row[]): string[] {
  return Object.keys(COLUMN_WORDS).filter((key) =>
    rows.some((row) => row[key] !== undefined && row[key] !== null && row[key] !== ''),
  )
}

const DATES = ['at', 'createdAt', 'receivedAt', 'enteredAt', 'grantedAt', 'linkedAt', 'recordedAt']

function newestFirst(rows: Row[]): Row[] {
  const when = (row: Row) => String(DATES.map((key) => row[key]).find((value) => value !== undefined) ?? '')
  return [...rows].sort((a, b) => when(b).localeCompare(when(a)))
}

function valueWords(key: string, row: Row, name: string, timeZone: string): string {
  const value = row[key]
  if (key === 'role' || key === 'actorRole') return roleWords(String(value))
  if (key === 'action') return sentenceOf(String(value), { who: name, whom: null, facts: {} })
  return cellWords(row[key] ?? null, timeZone)
}

function restWords(hidden: number): string {
  const words = formatCount(hidden, 'autre ligne plus ancienne', 'autres lignes plus anciennes')
  return `Et ${words}${NO_BREAK_SPACE}: elles sont dans les fichiers à emporter.`
}
