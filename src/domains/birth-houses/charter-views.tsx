import type { ComponentChildren } from 'preact'
import { formatDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable, EmptyState } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import {
  type AdoptionForm,
  CHARTER_ITEM_NUMBERS,
  CHARTER_ITEMS,
  type Charter,
  type CharterForm,
  charterLacks,
} from './charter-schemas.js'

type ChartersProps = {
  houseId: string
  charters: Charter[]
  canWrite: boolean
  canAdopt: boolean
  csrfToken: string | null
  typed: AdoptionForm
  errors?: FieldErrors | undefined
}

/** The charter in force, its versions, and the draft of the next one. */
export function ChartersPage(props: ChartersProps) {
  const { houseId, charters, canWrite } = props
  const base = `/maisons-de-naissance/${houseId}/charte`
  const draft = charters.find(({ adoptedOn }) => adoptedOn === null)
  const adopted = charters.filter(({ adoptedOn }) => adoptedOn !== null)
  return (
    <>
      <p class="lead">{charterWords(charters)}</p>
      {adopted[0] && <p class="several-lines">{adopted[0].publicSummary}</p>}
      {canWrite && (
        <p>
          <a class="button" href={`${base}/projet`}>
            {draft ? 'Continuer le projet' : 'Écrire une nouvelle version'}
          </a>
        </p>
      )}
      {draft && canWrite && <DraftSection {...props} base={base} draft={draft} />}
      {adopted.length === 0 ? (
        <EmptyState sentence="Ici viendront les versions adoptées de la charte ; celle en vigueur accompagne le rapport annuel." />
      ) : (
        <DataTable
          caption="Versions adoptées"
          rows={adopted}
          rowKey={({ version }) => String(version)}
          columns={[
            {
              key: 'version',
              label: 'Version',
              rowHeader: true,
              cell: ({ version }) => <a href={`${base}/${version}`}>Version {version}</a>,
            },
            { key: 'on', label: 'Adoptée le', noWrap: true, cell: ({ adoptedOn }) => formatDate(adoptedOn) },
            { key: 'by', label: 'Par', cell: ({ adoptedBy }) => adoptedBy ?? 'non renseigné' },
          ]}
          empty={{ sentence: 'Aucune version n’est adoptée.' }}
        />
      )}
    </>
  )
}

/** Which charter holds, in a sentence. */
export function charterWords(charters: readonly Charter[]): string {
  const current = charters.find(({ adoptedOn }) => adoptedOn !== null)
  return current
    ? `Charte en version ${current.version}, adoptée le ${formatDate(current.adoptedOn)}.`
    : 'Aucune charte n’est encore adoptée.'
}

type DraftProps = ChartersProps & { base: string; draft: Charter }

function DraftSection({ base, draft, canAdopt, csrfToken, typed, errors }: DraftProps) {
  const lacking = charterLacks(draft)
  return (
    <section aria-labelledby="projet">
      <h2 id="projet">Projet de version {draft.version}</h2>
      {lacking.length > 0 ? (
        <>
          <p>
            <StateTag
              tone="draft"
              word="Incomplet"
              detail={`${formatCount(lacking.length, 'élément manque', 'éléments manquent')}`}
            />
          </p>
          <ul>
            {lacking.map(({ field, label }) => (
              <li key={field}>
                <a href={`${base}/projet#champ-${field.toLowerCase()}`}>{label}</a>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          <StateTag tone="done" word="Complet" detail="les seize éléments sont renseignés" />
        </p>
      )}
      {canAdopt && lacking.length === 0 && (
        <Form action={`${base}/adoption`} csrfToken={csrfToken} errors={errors}>
          <input type="hidden" name="revision" value={draft.revision} />
          <Field
            name="adoptedOn"
            label="Adoptée le"
            type="date"
            help="Une fois adoptée, cette version ne change plus : une modification sera une nouvelle version."
            value={typed.adoptedOn}
            errors={errors}
            required
          />
          <SubmitButton kind="engage">Adopter la charte</SubmitButton>
        </Form>
      )}
    </section>
  )
}

type CharterPageProps = { charter: Charter }

/** A version to read, or to print. */
export function CharterPage({ charter }: CharterPageProps) {
  return (
    <>
      <p class="lead">
        Version {charter.version},{' '}
        {charter.adoptedOn === null ? 'projet' : `adoptée le ${formatDate(charter.adoptedOn)}`}.
      </p>
      {charter.publicSummary && (
        <section aria-labelledby="resume">
          <h2 id="resume">Résumé pour le public</h2>
          <p class="several-lines">{charter.publicSummary}</p>
        </section>
      )}
      {CHARTER_ITEM_NUMBERS.map((number) => (
        <section key={number} aria-labelledby={`element-${number}`}>
          <h2 id={`element-${number}`}>
            {number}. {CHARTER_ITEMS[number]}
          </h2>
          <p class="several-lines">{charter.items[number] ?? NOT_SAID}</p>
          {number === '13' && (
            <p>
              Durée maximale de présence{NO_BREAK_SPACE}:{' '}
              {charter.presenceMaxHours === null
                ? NOT_SAID
                : formatCount(charter.presenceMaxHours, 'heure', 'heures')}
              .
            </p>
          )}
          {number === '15' && <Screenings charter={charter} />}
        </section>
      ))}
    </>
  )
}

const NOT_SAID = 'non renseigné'

function Screenings({ charter }: CharterPageProps) {
  return (
    <dl class="facts">
      <dt>Tests sanguins du dépistage néonatal</dt>
      <dd class="several-lines">{charter.bloodScreening ?? NOT_SAID}</dd>
      <dt>Dépistage de la surdité permanente néonatale</dt>
      <dd class="several-lines">{charter.hearingScreening ?? NOT_SAID}</dd>
    </dl>
  )
}

type DraftPageProps = {
  action: string
  csrfToken: string | null
  typed: CharterForm
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** The draft: sixteen items, in the order of the arrêté, none compulsory before the adoption. */
export function CharterDraftPage({ action, csrfToken, typed, errors, above }: DraftPageProps) {
  return (
    <>
      {above}
      <p class="lead">
        Un projet peut rester incomplet{NO_BREAK_SPACE}: on y revient autant de fois qu’il faut, puis la
        maison l’adopte.
      </p>
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="revision" value={typed.revision} />
        {CHARTER_ITEM_NUMBERS.map((number) => (
          <CharterItemField key={number} number={number} typed={typed} errors={errors} />
        ))}
        <TextArea
          name="publicSummary"
          label="Résumé pour le public"
          help="Quelques phrases pour les femmes et leur entourage."
          value={typed.publicSummary}
          errors={errors}
        />
        <SubmitButton>Enregistrer le projet</SubmitButton>
      </Form>
    </>
  )
}

type ItemProps = { number: keyof typeof CHARTER_ITEMS; typed: CharterForm; errors?: FieldErrors | undefined }

function CharterItemField({ number, typed, errors }: ItemProps) {
  return (
    <>
      <TextArea
        name={`item${number}`}
        label={`${number}. ${CHARTER_ITEMS[number]}`}
        value={typed[`item${number}`]}
        errors={errors}
      />
      {number === '13' && (
        <Field
          name="presenceMaxHours"
          label="13. Durée maximale de présence"
          inputMode="numeric"
          size="short"
          unit="heures"
          value={typed.presenceMaxHours}
          errors={errors}
        />
      )}
      {number === '15' && (
        <>
          <TextArea
            name="bloodScreening"
            label="15. Tests sanguins du dépistage néonatal"
            rows={3}
            value={typed.bloodScreening}
            errors={errors}
          />
          <TextArea
            name="hearingScreening"
            label="15. Dépistage de la surdité permanente néonatale"
            rows={3}
            value={typed.hearingScreening}
            errors={errors}
          />
        </>
      )}
    </>
  )
}
