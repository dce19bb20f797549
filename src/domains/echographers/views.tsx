import type { ComponentChildren } from 'preact'
import { formatDate, formatInstant, formatLongDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { DataTable } from '../../web/table.js'
import { StateTag, type TagTone } from '../../web/tags.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { professionLabel } from '../directory/card-labels.js'
import { Facts } from '../directory/card-views.js'
import type { Candidate, Echographer, EchographerList, HistoryEvent } from './listing.js'
import { maskExample } from './mask.js'
import { EVENT_LABELS, type IdentifierState, mayDo, STATE_LABELS } from './rules.js'
import { type ListState, type Settings, STATE_WORDS, type StateWord } from './schemas.js'

export const PATH = '/annuaire/echographistes'

const FILTER_LABELS: Record<ListState, string> = {
  'in-use': 'en cours',
  ending: 'bientôt finis',
  suspended: 'suspendus',
  expired: 'expirés',
  ceased: 'cessés',
}

type ListPageProps = {
  list: EchographerList
  search: string | undefined
  state: StateWord | undefined
  settings: Settings
  canManage: boolean
}

/** Who may take part in the screening under which identifier, and what is to be done about it. */
export function ListPage({ list, search, state, settings, canManage }: ListPageProps) {
  const { counts } = list
  return (
    <>
      <p class="lead">{leadOf(counts)}</p>
      {settings.renewalMonths === null && <NoRhythm canManage={canManage} />}
      <p>
        {canManage && (
          <a class="button" href={`${PATH}/nouveau`}>
            Attribuer un identifiant
          </a>
        )}
      </p>
      <SearchForm action={PATH} label="Identifiant ou nom" value={search ?? ''}>
        <div class="field">
          <label for="filtre-etat">Lesquels</label>
          <select id="filtre-etat" name="etat">
            <option value="">Tous</option>
            {Object.entries(STATE_WORDS).map(([word, one]) => (
              <option key={word} value={word} selected={word === state}>
                {FILTER_LABELS[one]} ({counts[one]})
              </option>
            ))}
          </select>
        </div>
      </SearchForm>
      <DataTable
        caption="Identifiants d’échographistes, par nom"
        hideCaption
        rows={list.echographers}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Échographiste',
            rowHeader: true,
            cell: ({ id, name }) => <a href={`${PATH}/${id}`}>{name}</a>,
          },
          { key: 'identifier', label: 'Identifiant', noWrap: true, cell: ({ identifier }) => identifier },
          { key: 'rpps', label: 'N° RPPS', noWrap: true, cell: ({ rppsNumber }) => rppsNumber ?? 'absent' },
          { key: 'state', label: 'État', cell: (one) => <State echographer={one} /> },
        ]}
        pages={{
          page: list.page,
          pageCount: list.pageCount,
          href: (page) => withQuery(PATH, { q: search, etat: state, page }),
          summary: formatCount(list.total, 'identifiant', 'identifiants'),
        }}
        empty={emptyOf(Boolean(search || state), canManage)}
      />
      <p>
        <a href={`${PATH}/laboratoires.csv`}>Liste pour les laboratoires (CSV Excel)</a>
        {' · '}
        <a href={`${PATH}/federation.csv`}>Liste pour la fédération (CSV Excel)</a>
        {canManage && (
          <>
            {' · '}
            <a href={`${PATH}/reglages`}>Format, validité et rappels</a>
          </>
        )}
      </p>
    </>
  )
}

function leadOf(counts: Record<ListState, number>): string {
  const inUse = formatCount(counts['in-use'], 'identifiant en cours', 'identifiants en cours')
  const others = [
    counts.ending > 0
      ? `dont ${formatCount(counts.ending, 'prend bientôt fin', 'prennent bientôt fin')}`
      : null,
    counts.suspended > 0 ? formatCount(counts.suspended, 'suspendu', 'suspendus') : null,
    counts.expired > 0 ? formatCount(counts.expired, 'expiré', 'expirés') : null,
  ].filter((part) => part !== null)
  return `${[inUse, ...others].join(', ')}.`
}

/** No national text sets how long an identifier is worth: the network says so, or nothing is counted. */
function NoRhythm({ canManage }: { canManage: boolean }) {
  return (
    <NoticeBox
      kind="information"
      title="La durée de validité n’est pas réglée."
      text={
        <>
          Aucun texte national qui la fixe n’a été trouvé{NO_BREAK_SPACE}: c’est au réseau de la choisir, avec
          la fédération. Sans elle, la fin d’un identifiant s’écrit à la main et peut rester vide.{' '}
          {canManage && <a href={`${PATH}/reglages`}>La régler</a>}
        </>
      }
    />
  )
}

function emptyOf(isFiltered: boolean, canManage: boolean) {
  if (isFiltered) {
    return {
      sentence: 'Aucun identifiant ne répond à cette recherche.',
      action: { href: PATH, label: 'Voir tous les identifiants' },
    }
  }
  const sentence = 'Ici se liront les identifiants donnés aux échographistes du dépistage de la trisomie 21.'
  return canManage
    ? { sentence, action: { href: `${PATH}/nouveau`, label: 'Attribuer le premier' } }
    : { sentence }
}

const TONES: Record<IdentifierState, TagTone> = {
  active: 'done',
  suspended: 'attention',
  expired: 'late',
  ceased: 'neutral',
}

function State({ echographer }: { echographer: Echographer }) {
  const { state, isEnding } = echographer
  if (isEnding) {
    return (
      <StateTag
        tone="attention"
        word="Prend bientôt fin"
        detail={`le ${formatDate(echographer.validUntil)}`}
      />
    )
  }
  return <StateTag tone={TONES[state]} word={STATE_LABELS[state]} detail={stateDetail(echographer)} />
}

function stateDetail({ state, validUntil, suspendedOn, ceasedOn }: Echographer): string {
  switch (state) {
    case 'active':
      return validUntil === null ? 'sans date de fin' : `jusqu’au ${formatDate(validUntil)}`
    case 'suspended':
      return `depuis le ${formatDate(suspendedOn)}`
    case 'expired':
      return `depuis le ${formatDate(validUntil)}`
    case 'ceased':
      return `le ${formatDate(ceasedOn)}`
  }
}

type CandidatesPageProps = { search: string | undefined; candidates: Candidate[]; today: string }

/** Whom to give an identifier to: always somebody of the directory. */
export function CandidatesPage({ search, candidates, today }: CandidatesPageProps) {
  return (
    <>
      <p class="lead">À qui l’attribuer{NO_BREAK_SPACE}? Cherchez la personne dans l’annuaire.</p>
      <SearchForm action={`${PATH}/nouveau`} label="Nom de la personne" value={search ?? ''} />
      {search !== undefined && search !== '' && (
        <DataTable
          caption="Personnes de l’annuaire"
          rows={candidates}
          rowKey={({ id }) => id}
          onPhone="cards"
          columns={[
            {
              key: 'name',
              label: 'Personne',
              rowHeader: true,
              cell: ({ id, name, hasOne }) =>
                hasOne ? name : <a href={withQuery(`${PATH}/nouveau`, { personne: id })}>{name}</a>,
            },
            {
              key: 'profession',
              label: 'Profession',
              cell: ({ professionCode }) =>
                professionCode === null ? 'non renseignée' : professionLabel(professionCode, today),
            },
            { key: 'rpps', label: 'N° RPPS', noWrap: true, cell: ({ rppsNumber }) => rppsNumber ?? 'absent' },
            {
              key: 'has',
              label: 'Identifiant',
              cell: ({ hasOne }) => (hasOne ? 'déjà un en cours' : 'aucun'),
            },
          ]}
          empty={{
            sentence: 'Personne de ce nom dans l’annuaire. Créez d’abord sa fiche.',
            action: { href: '/annuaire/fiches', label: 'Ouvrir les fiches' },
          }}
        />
      )}
    </>
  )
}

type FormState = {
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: Readonly<Record<string, unknown>> | undefined
}

function shown({ typed }: FormState, name: string, usual: string | null): string | null {
  const value = typed?.[name]
  return typeof value === 'string' ? value : usual
}

type AttributionPageProps = FormState & {
  candidate: Candidate
  settings: Settings
  today: string
  /** The end that the rhythm of the network gives; null when it has none. */
  usualEnd: string | null
}

/** The identifier itself, since when, until when, and on what. */
export function AttributionPage(props: AttributionPageProps) {
  const { candidate, settings, today, usualEnd, csrfToken, errors } = props
  return (
    <>
      <p class="lead">Identifiant de {candidate.name}.</p>
      <Form action={`${PATH}/nouveau`} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="personId" value={candidate.id} />
        <Field
          name="identifier"
          label="Identifiant"
          help={identifierHelp(settings)}
          value={shown(props, 'identifier', null)}
          errors={errors}
          maxLength={40}
          size="medium"
          required
        />
        <Field
          name="attributedOn"
          type="date"
          label="Attribué le"
          value={shown(props, 'attributedOn', today)}
          errors={errors}
          required
        />
        <EndField form={props} usualEnd={usualEnd} settings={settings} />
        <TextArea
          name="evidence"
          label="Sur quoi il est attribué"
          help="Diplôme ou attestation, démarche qualité, évaluation des pratiques : titres et dates. Rien sur une patiente."
          value={shown(props, 'evidence', null)}
          errors={errors}
          maxLength={1000}
          required
        />
        <SubmitButton kind="engage">Attribuer l’identifiant</SubmitButton>
      </Form>
    </>
  )
}

function EndField({
  form,
  usualEnd,
  settings,
}: {
  form: FormState
  usualEnd: string | null
  settings: Settings
}) {
  return (
    <Field
      name="validUntil"
      type="date"
      label="Valable jusqu’au"
      help={
        settings.renewalMonths === null
          ? 'Le réseau n’a pas réglé de durée : laissez vide s’il n’y a pas de fin.'
          : `Durée réglée par le réseau : ${settings.renewalMonths} mois.`
      }
      value={shown(form, 'validUntil', usualEnd)}
      errors={form.errors}
    />
  )
}

function identifierHelp({ pattern, patternWords }: Settings): string {
  const never = 'Il n’est jamais donné deux fois.'
  if (pattern === null) return `Le réseau n’a pas réglé de format. ${never}`
  const words = patternWords === null ? '' : ` (${patternWords})`
  return typeset(`De la forme « ${maskExample(pattern)} »${words}. ${never}`)
}

type IdentifierPageProps = FormState & {
  echographer: Echographer
  events: HistoryEvent[]
  places: string[]
  others: Echographer[]
  settings: Settings
  today: string
  timeZone: string
  usualEnd: string | null
  canManage: boolean
  /** Which form came back with errors. */
  failed?: 'renewal' | 'suspension' | 'resumption' | 'cessation' | 'evidence' | undefined
}

/** One identifier: where it stands, what may be done with it, all that happened. */
export function IdentifierPage(props: IdentifierPageProps) {
  const { echographer, places, others } = props
  return (
    <>
      <p class="lead">
        <State echographer={echographer} />
      </p>
      <Facts
        lines={[
          ['Identifiant', echographer.identifier],
          ['Échographiste', <a href={`/annuaire/personnes/${echographer.personId}`}>{echographer.name}</a>],
          ['N° RPPS', echographer.rppsNumber],
          ['Lieux d’exercice', places.length > 0 && places.join(' ; ')],
          ['Attribué le', formatDate(echographer.attributedOn)],
          [
            'Valable jusqu’au',
            echographer.validUntil === null ? 'sans date de fin' : formatDate(echographer.validUntil),
          ],
          ['Attribué sur', echographer.evidence],
        ]}
      />
      {others.length > 0 && (
        <p>
          {typeset('Autres identifiants de la même personne : ')}
          {others.map((one, index) => (
            <>
              {index > 0 && ', '}
              <a href={`${PATH}/${one.id}`}>{one.identifier}</a> ({STATE_LABELS[one.state].toLowerCase()})
            </>
          ))}
        </p>
      )}
      {props.canManage && <Acts {...props} />}
      <History {...props} />
    </>
  )
}

function Acts(props: IdentifierPageProps) {
  const { echographer, usualEnd, settings } = props
  const { state } = echographer
  return (
    <section aria-labelledby="actes">
      <h2 id="actes">Que faire</h2>
      {mayDo('renew', state) && (
        <Act
          {...props}
          act="renewal"
          path="renouvellement"
          title="Renouveler"
          button="Renouveler l’identifiant"
          note="Sur quoi il est renouvelé"
        >
          <EndField form={formOf(props, 'renewal')} usualEnd={usualEnd} settings={settings} />
        </Act>
      )}
      {mayDo('suspend', state) && (
        <Act
          {...props}
          act="suspension"
          path="suspension"
          title="Suspendre"
          button="Suspendre l’identifiant"
          note="Pourquoi"
        />
      )}
      {mayDo('resume', state) && (
        <Act
          {...props}
          act="resumption"
          path="reprise"
          title="Remettre en cours"
          button="Remettre en cours"
          note="Pourquoi"
        />
      )}
      {mayDo('add-evidence', state) && (
        <Act
          {...props}
          act="evidence"
          path="justificatif"
          title="Ajouter un justificatif"
          button="Ajouter le justificatif"
          note="Diplôme, attestation, évaluation"
        />
      )}
      {mayDo('cease', state) && (
        <Act
          {...props}
          act="cessation"
          path="cessation"
          title="Mettre fin"
          button="Mettre fin à l’identifiant"
          note="Pourquoi"
          isFinal
        />
      )}
    </section>
  )
}

type ActProps = IdentifierPageProps & {
  act: NonNullable<IdentifierPageProps['failed']>
  path: string
  title: string
  button: string
  note: string
  isFinal?: boolean
  children?: ComponentChildren
}

/** One act in its own fold, open when its form came back. */
function Act(props: ActProps) {
  const { echographer, act, path, title, button, note, isFinal, today, failed, children } = props
  const form = formOf(props, act)
  return (
    <details open={failed === act}>
      <summary>{title}</summary>
      {isFinal && (
        <p>
          C’est définitif{NO_BREAK_SPACE}: l’identifiant reste dans l’historique et n’est plus jamais donné.
        </p>
      )}
      <Form action={`${PATH}/${echographer.id}/${path}`} csrfToken={form.csrfToken} errors={form.errors}>
        <Field
          name="on"
          type="date"
          label="À la date du"
          value={shown(form, 'on', today)}
          errors={form.errors}
          required
        />
        {children}
        <TextArea
          name="note"
          label={note}
          value={shown(form, 'note', null)}
          errors={form.errors}
          rows={3}
          maxLength={1000}
          required
        />
        <SubmitButton kind={isFinal ? 'engage' : 'main'}>{button}</SubmitButton>
      </Form>
    </details>
  )
}

/** What was typed belongs to the form that came back, and to no other. */
function formOf({ csrfToken, errors, typed, failed }: IdentifierPageProps, act: ActProps['act']): FormState {
  return failed === act ? { csrfToken, errors, typed } : { csrfToken }
}

function History({ events, timeZone }: IdentifierPageProps) {
  return (
    <section aria-labelledby="historique">
      <h2 id="historique">Historique</h2>
      <DataTable
        caption="Ce qui s’est passé, du plus récent au plus ancien"
        hideCaption
        rows={events}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          { key: 'on', label: 'Date', rowHeader: true, noWrap: true, cell: ({ on }) => formatDate(on) },
          { key: 'kind', label: 'Acte', cell: eventWords },
          { key: 'note', label: 'Précision', cell: ({ note }) => note ?? '' },
          {
            key: 'by',
            label: 'Écrit',
            cell: ({ at, by }) => `le ${formatInstant(at, timeZone)} par ${by}`,
          },
        ]}
        empty={{ sentence: 'Rien n’est encore écrit.' }}
      />
    </section>
  )
}

function eventWords({ kind, validUntil }: HistoryEvent): string {
  const labels: Readonly<Record<string, string>> = EVENT_LABELS
  const label = labels[kind] ?? kind
  return validUntil === null ? label : `${label}, jusqu’au ${formatDate(validUntil)}`
}

/** How the network writes, renews and reminds. */
export function SettingsPage(props: FormState & { settings: Settings }) {
  const { settings, csrfToken, errors } = props
  return (
    <>
      <p class="lead">
        Comment le réseau écrit ses identifiants, combien de temps ils valent, quand il prévient.
      </p>
      <NoticeBox
        kind="information"
        title="Aucun texte national qui fixe le format ni la durée de validité n’a été trouvé."
        text="La fédération des réseaux harmonise les pratiques : suivez son document, et citez-le ci-dessous avec sa date."
      />
      <Form action={`${PATH}/reglages`} csrfToken={csrfToken} errors={errors}>
        <Field
          name="pattern"
          label="Format"
          help="9 pour un chiffre, A pour une lettre, * pour l’un ou l’autre ; le reste est écrit tel quel, après \ s’il s’agit d’un 9, d’un 0, d’un A ou d’une étoile. Exemple : 99-A-0000. Vide, tout est accepté."
          value={shown(props, 'pattern', settings.pattern)}
          errors={errors}
          maxLength={80}
        />
        <Field
          name="patternWords"
          label="Ce que le format veut dire"
          help="Par exemple : département, lettre du diplôme, rang."
          value={shown(props, 'patternWords', settings.patternWords)}
          errors={errors}
          maxLength={200}
        />
        <Field
          name="renewalMonths"
          label="Durée de validité"
          help="Vide, aucune fin n’est proposée."
          inputMode="numeric"
          size="short"
          unit="mois"
          value={shown(
            props,
            'renewalMonths',
            settings.renewalMonths === null ? null : String(settings.renewalMonths),
          )}
          errors={errors}
        />
        <Field
          name="reminderDays"
          label="Prévenir avant la fin"
          inputMode="numeric"
          size="short"
          unit="jours"
          value={shown(props, 'reminderDays', String(settings.reminderDays))}
          errors={errors}
          required
        />
        <Field
          name="source"
          label="D’où viennent ces règles"
          help="Document de la fédération ou décision du réseau, avec sa date."
          value={shown(props, 'source', settings.source)}
          errors={errors}
          maxLength={300}
        />
        <SubmitButton>Enregistrer les règles</SubmitButton>
      </Form>
    </>
  )
}

type RenewalPageProps = FormState & {
  token: string
  page: {
    identifier: string
    validUntil: string | null
    networkName: string
    state: 'open' | 'asked' | 'settled'
  }
}

/** Where an echographer asks for the renewal from her mail. */
export function RenewalPageView(props: RenewalPageProps) {
  const { token, page, csrfToken, errors } = props
  if (page.state === 'asked') {
    return (
      <NoticeBox
        kind="success"
        title="Votre demande de renouvellement est enregistrée."
        text={`${page.networkName} vous répondra. Rien d’autre n’est à faire.`}
      />
    )
  }
  if (page.state === 'settled') {
    return (
      <NoticeBox
        kind="information"
        title="Cet identifiant a changé depuis ce courriel."
        text={`Il a été renouvelé, suspendu ou cessé. Répondez au courriel pour joindre ${page.networkName}.`}
      />
    )
  }
  return (
    <>
      <p class="lead">
        Votre identifiant {page.identifier}, donné par {page.networkName}, est valable jusqu’au{' '}
        {formatLongDate(page.validUntil)}.
      </p>
      <Form action={`${PATH}/renouvellement`} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="token" value={token} />
        <TextArea
          name="evidence"
          label="Sur quoi repose votre demande"
          help="Évaluation des pratiques, clichés soumis, suivi des médianes : titres et dates. N’écrivez rien sur une patiente."
          value={shown(props, 'evidence', null)}
          errors={errors}
          maxLength={1000}
          required
        />
        <SubmitButton>Demander le renouvellement</SubmitButton>
      </Form>
    </>
  )
}
