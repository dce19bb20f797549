import type { ComponentChildren } from 'preact'
import { formatDate, formatInstant } from '../../web/dates.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { HouseTabs } from '../birth-houses/tabs.js'
import { NOT_YET } from './answer-field.js'
import { CorrectionTrace, type FieldWords, valueWords } from './correction-trace.js'
import type { MissingPlace } from './missing.js'
import type { Reason } from './reasons.js'
import type { Correction } from './register.js'
import { DELIVERY_WORDS, NEWBORN_WORDS, REGISTER_WORDS } from './register-words.js'
import { termWords } from './terms.js'
import type { Transfer } from './transfer-schemas.js'
import { type Around, listWords, reasonWords } from './transfer-views.js'
import { END_REASONS, PHASES } from './vocabulary.js'
import type { Woman, WomanFilter, WomanRecord } from './woman-schemas.js'

/** « n° 2026-014 ». */
export function numberWords({ number }: { number: string }): string {
  return `n°${NO_BREAK_SPACE}${number}`
}

/** Where a missing answer is given. */
export function missingHref(id: string, place: MissingPlace): string {
  const pages = {
    woman: 'modification',
    delivery: 'accouchement',
    children: 'enfants/1',
    end: 'fin',
  } as const
  return `/maison/registre/${id}/${pages[place]}`
}

const LISTS: { state: WomanFilter['state']; label: string }[] = [
  { state: 'followed', label: 'Suivies' },
  { state: 'born', label: 'Accouchées' },
  { state: 'to-complete', label: 'À compléter' },
  { state: 'ended', label: 'Suivis terminés' },
  { state: 'all', label: 'Toutes' },
]

type RegisterPageProps = { around: Around; filter: WomanFilter; women: WomanRecord[] }

/** The register: who is followed, near their term first. */
export function RegisterPage({ around, filter, women }: RegisterPageProps) {
  return (
    <>
      <HouseTabs actor={around.actor} current="/maison/registre" />
      <p class="lead">{leadOf(filter, women.length)}</p>
      <p class="actions">
        <a class="button" href="/maison/registre/nouvelle">
          Inscrire une femme
        </a>
        <a href="/maison/criteres">Critères de la maison</a>
      </p>
      <SearchForm action="/maison/registre" label="Chercher un numéro" value={filter.search ?? ''} />
      <Tabs
        label="Parties du registre"
        tabs={LISTS.map(({ state, label }) => ({
          href: withQuery('/maison/registre', { etat: state === 'followed' ? undefined : state }),
          label,
          current: !filter.search && state === filter.state,
        }))}
      />
      <DataTable
        caption="Femmes du registre"
        hideCaption
        rows={women}
        rowKey={({ woman }) => woman.id}
        onPhone="cards"
        columns={[
          {
            key: 'number',
            label: 'Numéro',
            rowHeader: true,
            noWrap: true,
            cell: ({ woman }) => <a href={`/maison/registre/${woman.id}`}>{woman.number}</a>,
          },
          { key: 'term', label: 'Terme', cell: ({ woman }) => termCell(woman) },
          {
            key: 'dueOn',
            label: 'Date du terme',
            noWrap: true,
            cell: ({ woman }) => formatDate(woman.dueOn),
          },
          { key: 'referent', label: 'Référente', cell: ({ woman }) => woman.referent?.name ?? NOT_YET },
          { key: 'state', label: 'État', cell: ({ woman }) => <WomanStateTag woman={woman} /> },
          {
            key: 'missing',
            label: 'À compléter',
            cell: ({ missing }) =>
              missing.length === 0 ? 'rien' : listWords(missing.map(({ words }) => words)),
          },
        ]}
        empty={emptyOf(filter)}
      />
    </>
  )
}

function leadOf({ state, search }: WomanFilter, count: number): string {
  const women = formatCount(count, 'femme', 'femmes')
  if (search)
    return count === 0 ? `Aucune femme n’a le numéro « ${search} ».` : `${women} pour « ${search} ».`
  switch (state) {
    case 'followed':
    case 'in-labour':
      return `${women} en suivi, le terme le plus proche en premier.`
    case 'born':
      return `${women} ayant accouché, suivi en cours.`
    case 'to-complete':
      return count === 0
        ? 'Rien n’est à compléter.'
        : `${women} dont une réponse manque pour le rapport annuel.`
    case 'ended':
      return `${women} dont le suivi est terminé.`
    case 'all':
      return `${women} au registre.`
  }
}

function emptyOf({ state, search }: WomanFilter) {
  if (search) return { sentence: 'Un numéro s’écrit comme 2026-014. Vérifiez l’année et le rang.' }
  if (state !== 'followed') return { sentence: 'Rien ici pour l’instant.' }
  return {
    sentence: 'Ici viendront les femmes suivies par la maison, sous un numéro et sans leur nom.',
    action: { href: '/maison/registre/nouvelle', label: 'Inscrire une première femme' },
  }
}

function termCell({ termDays, bornOn }: Woman): string {
  return bornOn === null ? termWords(termDays) : `née le ${formatDate(bornOn)}, à ${termWords(termDays)}`
}

const STATES = {
  followed: { tone: 'neutral', word: 'En suivi' },
  'in-labour': { tone: 'attention', word: 'En travail' },
  born: { tone: 'done', word: 'A accouché' },
  ended: { tone: 'neutral', word: 'Suivi terminé' },
} as const

function WomanStateTag({ woman }: { woman: Woman }) {
  return <StateTag {...STATES[woman.state]} />
}

type WomanPageProps = {
  around: Around
  record: WomanRecord
  transfers: Transfer[]
  reasons: Reason[]
  corrections: Correction[]
  children?: ComponentChildren
}

/** One woman: where her pregnancy is, what is left to say, then what is known, part by part. */
export function WomanPage({ around, record, transfers, reasons, corrections, children }: WomanPageProps) {
  const { woman, delivery, newborns, missing } = record
  const at = `/maison/registre/${woman.id}`
  return (
    <>
      <p class="lead">
        {woman.bornOn === null
          ? `${termWords(woman.termDays)} aujourd’hui, terme le ${formatDate(woman.dueOn)}.`
          : `A accouché le ${formatDate(woman.bornOn)}, à ${termWords(woman.termDays)}.`}
      </p>
      <div class="actions">
        <WomanStateTag woman={woman} />
        <a class="button" href={`${at}/accouchement`}>
          {woman.bornOn === null ? 'Noter le travail ou la naissance' : 'Compléter l’accouchement'}
        </a>
      </div>
      {children}
      {missing.length > 0 && (
        <section aria-labelledby="manque">
          <h2 id="manque">À compléter</h2>
          <ul>
            {missing.map(({ words, place }) => (
              <li key={words}>
                <a href={missingHref(woman.id, place)}>{words}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="inscription">
        <h2 id="inscription">Inscription</h2>
        <InclusionFacts woman={woman} />
        <p>
          <a href={`${at}/modification`}>Modifier l’inscription</a>
        </p>
      </section>
      {delivery && (
        <Answers
          id="accouchement"
          title="Accouchement et suites"
          answers={delivery}
          words={DELIVERY_WORDS}
          timeZone={around.timeZone}
        />
      )}
      {newborns.map((child) => (
        <div key={child.id}>
          <Answers
            id={`enfant-${child.rank}`}
            title={newborns.length > 1 ? `Enfant n°${NO_BREAK_SPACE}${child.rank}` : 'Enfant'}
            answers={child}
            words={NEWBORN_WORDS}
            timeZone={around.timeZone}
          />
          <p>
            <a href={`${at}/enfants/${child.rank}`}>Compléter la fiche de l’enfant</a>
          </p>
        </div>
      ))}
      {newborns.length > 0 && (
        <p>
          <a href={`${at}/enfants/nouveau`}>Ajouter un autre enfant</a>
        </p>
      )}
      <Transfers transfers={transfers} reasons={reasons} around={around} />
      <section aria-labelledby="fin">
        <h2 id="fin">Fin du suivi</h2>
        <p>
          {woman.followUpEndedOn === null
            ? 'Le suivi est en cours.'
            : `Le ${formatDate(woman.followUpEndedOn)}${woman.endReason ? `${NO_BREAK_SPACE}: ${END_REASONS[woman.endReason]}` : ''}.`}{' '}
          <a href={`${at}/fin`}>{woman.followUpEndedOn === null ? 'Noter la fin du suivi' : 'Modifier'}</a>
        </p>
      </section>
      <CorrectionTrace corrections={corrections} words={REGISTER_WORDS} timeZone={around.timeZone} />
    </>
  )
}

function InclusionFacts({ woman }: { woman: Woman }) {
  const criteria = Object.entries(woman.eligibility)
  return (
    <dl class="facts">
      <dt>Inscrite le</dt>
      <dd>{formatDate(woman.includedOn)}</dd>
      <dt>Première consultation</dt>
      <dd>{woman.firstConsultationOn === null ? NOT_YET : formatDate(woman.firstConsultationOn)}</dd>
      <dt>Sage-femme référente</dt>
      <dd>{woman.referent?.name ?? NOT_YET}</dd>
      <dt>Critères</dt>
      <dd>
        {criteria.length === 0
          ? NOT_YET
          : criteria.map(([label, met]) => `${label}${NO_BREAK_SPACE}: ${met ? 'oui' : 'non'}`).join(' ; ')}
      </dd>
      {woman.note && (
        <>
          <dt>Note</dt>
          <dd>{woman.note}</dd>
        </>
      )}
    </dl>
  )
}

type AnswersProps = {
  id: string
  title: string
  answers: Record<string, unknown>
  words: FieldWords
  timeZone: string
}

function Answers({ id, title, answers, words, timeZone }: AnswersProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl class="facts">
        {Object.entries(words)
          .filter(([field]) => isWorthSaying(field, answers))
          .map(([field, said]) => (
            <div key={field} class="fact">
              <dt>{said.label.slice(0, 1).toLocaleUpperCase('fr') + said.label.slice(1)}</dt>
              <dd>{valueWords(answers[field], said, timeZone)}</dd>
            </div>
          ))}
      </dl>
    </section>
  )
}

/** The cause of what did not happen, and what nobody has to tell, are left out when blank. */
function isWorthSaying(field: string, answers: Record<string, unknown>): boolean {
  return !OPTIONAL.has(field) || (answers[field] !== null && answers[field] !== undefined)
}

const OPTIONAL = new Set([
  'labourAdmittedAt',
  'leftHouseAt',
  'readmissionCause',
  'readmissionPlace',
  'interventionCause',
  'interventionPlace',
  'diedInHouse',
  'died',
  'weightG',
])

function Transfers({
  transfers,
  reasons,
  around,
}: {
  transfers: Transfer[]
  reasons: Reason[]
  around: Around
}) {
  if (transfers.length === 0) return null
  return (
    <section aria-labelledby="transferts">
      <h2 id="transferts">Transferts</h2>
      <ul>
        {transfers.map((one) => (
          <li key={one.id}>
            <a href={`/maison/transferts/${one.id}`}>{one.number}</a>, {PHASES[one.phase]},{' '}
            {reasonWords(one, reasons)}, {formatInstant(new Date(one.decidedAt), around.timeZone)}
            {one.cancelledAt !== null && ' (annulée)'}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Whom a birth is about: the likeliest first, one tap each. */
export function BirthChoicePage({ women }: { women: { id: string; label: string }[] }) {
  return (
    <>
      <p class="lead">De qui notez-vous le travail ou la naissance{NO_BREAK_SPACE}?</p>
      {women.length === 0 ? (
        <p>Aucune femme n’est en suivi. Inscrivez-la d’abord au registre.</p>
      ) : (
        <ul class="large-links">
          {women.map(({ id, label }) => (
            <li key={id}>
              <a href={`/maison/registre/${id}/accouchement`}>{label}</a>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/maison/registre/nouvelle">Inscrire une femme</a>
      </p>
    </>
  )
}
