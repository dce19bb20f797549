import { civilDate, formatLongDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { AUDIENCE_LABELS } from '../directory/visibility.js'
import { LINK_PATHS } from './link-paths.js'
import type { LinkPage, Seen } from './link-reading.js'
import type { LinkedRecord } from './linked-record.js'
import { RecordSheet } from './record-sheet.js'
import type { LinkState } from './review-links.js'
import { thanksWords } from './thanks-words.js'

type LinkPageProps = { page: LinkPage; token: string; csrfToken: string | null }

/** The record of a link: as it is, who sees it, and three answers. Opening it does nothing. */
export function LinkPageView(props: LinkPageProps) {
  const { page, token } = props
  const { record, card, seen, day, networkName } = page
  if (record === null || card === null) return <EndedLink {...props} />
  const isPerson = record.kind === 'person'
  return (
    <>
      <p class="lead">
        {typeset(
          `Voici ${whoseWords(record)} dans l’annuaire de la périnatalité (${networkName}). Est-elle toujours exacte ?`,
        )}
      </p>
      <h2>{card.name}</h2>
      <RecordSheet card={card} today={day.today} />
      <SeenBy seen={seen} />
      <section aria-labelledby="reponse">
        <h2 id="reponse">Votre réponse</h2>
        <Form action={LINK_PATHS.exact} csrfToken={props.csrfToken}>
          <input type="hidden" name="token" value={token} />
          <SubmitButton>Toujours exact</SubmitButton>
        </Form>
        <p>
          <a class="button button-secondary" href={withQuery(LINK_PATHS.correction, { jeton: token })}>
            Corriger
          </a>
        </p>
        {record.isOwn && (
          <p>
            <a href={withQuery(LINK_PATHS.removal, { jeton: token })}>
              {isPerson ? 'Je ne veux plus apparaître' : 'Cette structure ne doit plus apparaître'}
            </a>
          </p>
        )}
      </section>
    </>
  )
}

function whoseWords({ kind, isOwn }: LinkedRecord): string {
  if (kind === 'structure') return 'la fiche de votre structure'
  return isOwn ? 'votre fiche' : 'la fiche d’une personne, dont vous répondez,'
}

function SeenBy({ seen }: { seen: Seen[] }) {
  return (
    <section aria-labelledby="qui">
      <h2 id="qui">Qui voit quoi</h2>
      <dl class="facts">
        {seen.map(({ label, audience }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{AUDIENCE_LABELS[audience]}</dd>
          </div>
        ))}
      </dl>
      <p>Les notes de l’équipe du réseau ne sont montrées à personne d’autre qu’à elle.</p>
    </section>
  )
}

/** After an answer, or when a link no longer serves: what it became, and how to have another. */
function EndedLink({ page, token, csrfToken }: LinkPageProps) {
  const { state } = page
  return (
    <>
      {state === 'answered' ? <Thanks page={page} /> : <NoticeBox kind="attention" {...endedWords(state)} />}
      {/* To who is there no more, nothing is sent. */}
      {!isGone(page) && <AnotherLink state={state} token={token} csrfToken={csrfToken} />}
      <p>
        {isGone(page)
          ? 'Si vous changez d’avis, répondez au courriel'
          : 'Vous pouvez aussi répondre au courriel'}
        {NO_BREAK_SPACE}: quelqu’un de l’équipe du réseau le lira.
      </p>
    </>
  )
}

function isGone({ answer, subjectKind }: LinkPage): boolean {
  return answer === 'objected' && subjectKind === 'person'
}

function AnotherLink({ state, token, csrfToken }: Omit<LinkPageProps, 'page'> & { state: LinkState }) {
  return (
    <Form action={LINK_PATHS.renewal} csrfToken={csrfToken}>
      <input type="hidden" name="token" value={token} />
      <p>
        {state === 'answered' ? 'Autre chose a changé' : 'Pour répondre'}
        {NO_BREAK_SPACE}? Un nouveau lien peut partir à l’adresse électronique de la fiche.
      </p>
      <SubmitButton kind="secondary">Recevoir un nouveau lien</SubmitButton>
    </Form>
  )
}

function endedWords(state: LinkState) {
  return state === 'replaced' || state === 'closed' ? ENDED[state] : ENDED.expired
}

const ENDED = {
  replaced: {
    title: 'Un lien plus récent a remplacé celui-ci.',
    text: 'Cherchez le dernier courriel reçu, ou demandez un nouveau lien. Rien n’a changé.',
  },
  closed: {
    title: 'Cette question est close.',
    text: 'L’équipe du réseau a confirmé la fiche entre-temps. Rien n’est à faire.',
  },
  expired: { title: 'Ce lien a expiré.', text: 'Rien n’a changé. Demandez-en un nouveau.' },
}

function Thanks({ page }: { page: LinkPage }) {
  const { answeredAt, day } = page
  const on = answeredAt === null ? '' : ` (${formatLongDate(civilDate(answeredAt, day.timeZone))})`
  const { title, text } = thanksWords(page)
  return <NoticeBox kind="success" title={`${title}${on}.`} text={text} />
}

/** Before she disappears: what it means, and the act itself. */
export function RemovalPage({ page, token, csrfToken }: LinkPageProps) {
  if (page.record === null) return <EndedLink page={page} token={token} csrfToken={csrfToken} />
  if (!page.record.isOwn) return <LinkPageView page={page} token={token} csrfToken={csrfToken} />
  const isPerson = page.record.kind === 'person'
  return (
    <>
      <p class="lead">
        {isPerson
          ? 'Votre fiche disparaîtra aussitôt de l’annuaire, des livrets à venir et des exports.'
          : 'L’équipe du réseau sera prévenue et décidera : une structure reste montrée tant qu’elle reçoit du public.'}
      </p>
      {isPerson && (
        <p>
          L’équipe du réseau la gardera pour elle seule, afin de ne pas vous y inscrire de nouveau. Vos
          accords de diffusion seront retirés. Vous pourrez changer d’avis en écrivant au réseau.
        </p>
      )}
      <Form action={LINK_PATHS.removal} csrfToken={csrfToken}>
        <input type="hidden" name="token" value={token} />
        <SubmitButton kind="engage">
          {isPerson ? 'Ne plus apparaître' : 'Demander à ne plus apparaître'}
        </SubmitButton>
        <p>
          <a href={withQuery(LINK_PATHS.page, { jeton: token })}>Revenir à la fiche</a>
        </p>
      </Form>
    </>
  )
}

type UnknownLinkProps = {
  network: string | undefined
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: string
}

/** A link nobody of ours has written, or cut in the middle: another, by the address of the record. */
export function UnknownLinkPage({ network, csrfToken, errors, typed }: UnknownLinkProps) {
  return (
    <>
      <p class="lead">Ce lien n’est pas complet, ou n’a pas été envoyé par Trame.</p>
      <p>
        Ouvrez-le de nouveau depuis le courriel, sans en couper la fin. Vous pouvez aussi en recevoir un autre
        {NO_BREAK_SPACE}: il part à l’adresse inscrite dans l’annuaire.
      </p>
      <Form action={withQuery(LINK_PATHS.byEmail, { reseau: network })} csrfToken={csrfToken} errors={errors}>
        <Field
          name="email"
          type="email"
          label="Votre adresse électronique"
          help="Celle où vous avez reçu le courriel."
          autocomplete="email"
          value={typed}
          errors={errors}
          required
        />
        <SubmitButton>Recevoir un lien</SubmitButton>
      </Form>
    </>
  )
}

/** The same words whether the address is in the directory or not. */
export function LinkSentPage() {
  return (
    <NoticeBox
      kind="success"
      title="Si une fiche porte cette adresse, un lien vient de partir."
      text="Regardez vos courriels, et les indésirables. De 20 h à 8 h et le dimanche, il part au matin."
    />
  )
}
