import { formatInstant } from '../../web/dates.js'
import { CsrfField, Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { type Notice, NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { Tabs } from '../../web/tabs.js'
import { StateTag, type TagTone } from '../../web/tags.js'
import { typeset } from '../../web/typography.js'
import type { KeptMail } from './demonstration.js'
import { Paragraphs, plainText } from './message.js'
import type { MailFilter, MailList, MailSummary, Signature, TypedSignature } from './schemas.js'

/** The filters as the address says them. */
export const FILTERS = { echec: 'failed', attente: 'waiting', envoyes: 'sent' } as const satisfies Record<
  string,
  MailFilter
>
type FilterWord = keyof typeof FILTERS

export const NOTICES: Record<'renvoi' | 'ecarte' | 'signature', Notice> = {
  renvoi: {
    kind: 'success',
    title: 'Le courriel repart.',
    text: 'La liste dira dans un instant s’il est arrivé.',
  },
  ecarte: { kind: 'success', title: 'Le courriel est écarté.', text: 'Il reste dans la liste complète.' },
  signature: {
    kind: 'success',
    title: 'La signature est enregistrée.',
    text: 'Les prochains courriels la porteront.',
  },
}

type MailsPageProps = {
  list: MailList
  filter: FilterWord | undefined
  way: MailWay
  timeZone: string
  canInvite: boolean
  csrfToken: string | null
}

export function MailsPage({ list, filter, way, timeZone, canInvite, csrfToken }: MailsPageProps) {
  const { counts, page, pageCount } = list
  return (
    <>
      <p class="lead">{leadOf(counts)}</p>
      <HowTheyLeave way={way} />
      <p>
        <a href="/courriels/signature">Qui signe les courriels du réseau</a>
      </p>
      <Tabs
        label="Filtrer les courriels"
        tabs={[
          { href: '/courriels', label: 'Tous', current: !filter, count: counts.all },
          tab('echec', 'En échec', counts.failed, filter),
          tab('attente', 'En attente', counts.waiting, filter),
          tab('envoyes', 'Envoyés', counts.sent, filter),
        ]}
      />
      <DataTable
        caption={filter ? CAPTIONS[filter] : 'Tous les courriels, du plus récent au plus ancien'}
        rows={list.mails}
        rowKey={(mail) => mail.id}
        onPhone="cards"
        columns={[
          { key: 'to', label: 'Destinataire', rowHeader: true, cell: (mail) => <Recipient mail={mail} /> },
          { key: 'subject', label: 'Objet', cell: (mail) => mail.subject },
          { key: 'state', label: 'Où il en est', cell: (mail) => <State mail={mail} timeZone={timeZone} /> },
          {
            key: 'created',
            label: 'Demandé le',
            noWrap: true,
            cell: (mail) => instant(mail.createdAt, timeZone),
          },
          { key: 'act', label: 'Que faire', cell: (mail) => <Acts mail={mail} csrfToken={csrfToken} /> },
        ]}
        pages={{
          page,
          pageCount,
          href: (shown) => withQuery('/courriels', { etat: filter, page: shown > 1 ? shown : null }),
        }}
        empty={emptyOf(filter, canInvite)}
      />
    </>
  )
}

/** How the platform's mails leave: by SMTP, on a page of the demonstration, or not at all. */
export type MailWay = 'smtp' | 'demonstration' | 'none'

function HowTheyLeave({ way }: { way: MailWay }) {
  if (way === 'smtp') return null
  return way === 'demonstration' ? (
    <NoticeBox
      kind="information"
      title="Démonstration : aucun courriel ne part."
      text={<a href="/courriels-de-demonstration">Lire les courriels tels qu’ils seraient reçus</a>}
    />
  ) : (
    <NoticeBox
      kind="attention"
      title="Aucun courriel ne part : le serveur d’envoi n’est pas réglé."
      text="Demandez à qui exploite la plateforme de régler SMTP_URL, puis renvoyez ceux qui attendent."
    />
  )
}

function leadOf({ all, failed, waiting }: MailList['counts']): string {
  if (failed > 0) {
    const these = failed === 1 ? 'le' : 'les'
    return typeset(
      `${formatCount(failed, 'courriel n’a pas pu partir', 'courriels n’ont pas pu partir')} : vérifiez l’adresse, puis envoyez-${these} de nouveau ou écartez-${these}.`,
    )
  }
  if (waiting > 0) {
    return typeset(
      `Aucun échec ; ${formatCount(waiting, 'courriel attend son heure', 'courriels attendent leur heure')}.`,
    )
  }
  return all > 0 ? 'Tous les courriels sont partis ou traités.' : 'Le réseau n’a encore écrit à personne.'
}

function tab(word: FilterWord, label: string, count: number, filter: FilterWord | undefined) {
  return { href: `/courriels?etat=${word}`, label, current: filter === word, count }
}

const CAPTIONS: Record<FilterWord, string> = {
  echec: 'Courriels en échec',
  attente: 'Courriels en attente',
  envoyes: 'Courriels envoyés',
}

function Recipient({ mail }: { mail: MailSummary }) {
  const [local, domain] = mail.toAddress.split('@')
  return (
    <>
      {mail.toName}
      {mail.toName && <br />}
      <span class="break-anywhere">
        {local}
        <wbr />@{domain}
      </span>
    </>
  )
}

function State({ mail, timeZone }: { mail: MailSummary; timeZone: string }) {
  const { tone, word, at } = STATES[mail.state](mail)
  return (
    <>
      <StateTag tone={tone} word={word} detail={at && `le ${instant(at, timeZone)}`} />
      {mail.refusal && mail.state !== 'sent' && mail.state !== 'kept' && (
        <>
          <br />
          {typeset(sentence(mail.refusal))}
        </>
      )}
    </>
  )
}

const STATES: Record<
  MailSummary['state'],
  (mail: MailSummary) => { tone: TagTone; word: string; at: string | null }
> = {
  sent: (mail) => ({ tone: 'done', word: 'Envoyé', at: mail.sentAt }),
  waiting: (mail) => ({ tone: 'waiting', word: 'Partira', at: mail.sendAfter }),
  retrying: (mail) => ({ tone: 'attention', word: 'Nouvel essai', at: mail.sendAfter }),
  failed: (mail) => ({ tone: 'refused', word: 'En échec', at: mail.failedAt }),
  dismissed: (mail) => ({ tone: 'neutral', word: 'Écarté', at: mail.dismissedAt }),
  kept: () => ({ tone: 'neutral', word: 'Non envoyé : démonstration', at: null }),
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function Acts({ mail, csrfToken }: { mail: MailSummary; csrfToken: string | null }) {
  const canDismiss = mail.state === 'failed'
  if (!mail.mayRetry && !canDismiss) return <span class="cell-absent">rien</span>
  return (
    <div class="acts">
      {mail.mayRetry && <Act mail={mail} act="renvoi" label="Réessayer" csrfToken={csrfToken} />}
      {canDismiss && <Act mail={mail} act="ecart" label="Écarter" csrfToken={csrfToken} />}
    </div>
  )
}

type ActProps = { mail: MailSummary; act: 'renvoi' | 'ecart'; label: string; csrfToken: string | null }

function Act({ mail, act, label, csrfToken }: ActProps) {
  return (
    <form method="post" action={`/courriels/${mail.id}/${act}`}>
      <CsrfField token={csrfToken} />
      <SubmitButton kind="secondary">
        {label}
        <span class="visually-hidden"> le courriel à {mail.toAddress}</span>
      </SubmitButton>
    </form>
  )
}

function emptyOf(filter: FilterWord | undefined, canInvite: boolean) {
  if (filter === 'echec') return { sentence: 'Aucun courriel en échec : il n’y a rien à faire ici.' }
  if (filter === 'attente') return { sentence: 'Aucun courriel en attente : tous sont partis.' }
  if (filter === 'envoyes') return { sentence: 'Aucun courriel n’est encore parti.' }
  const sentence = typeset(
    'Ici se liront les courriels que Trame envoie pour le réseau : invitations, mots de passe, rappels.',
  )
  return canInvite ? { sentence, action: { href: '/comptes', label: 'Inviter une personne' } } : { sentence }
}

type SignaturePageProps = {
  network: string
  signature: Signature | null
  csrfToken: string | null
  errors?: FieldErrors
  typed?: TypedSignature
}

export function SignaturePage({ network, signature, csrfToken, errors, typed }: SignaturePageProps) {
  const shown: TypedSignature = typed ?? signature ?? {}
  return (
    <>
      <p class="lead">
        {signature
          ? `Les courriels de ${network} sont signés par ${signature.signer}.`
          : typeset(
              `Personne ne signe encore les courriels de ${network} : ils ne portent que le nom du réseau.`,
            )}
      </p>
      <p>Une personne, une fonction, un téléphone : qui reçoit le courriel sait à qui répondre.</p>
      <Form action="/courriels/signature" csrfToken={csrfToken} errors={errors}>
        <Field
          name="signer"
          label="Prénom et nom de la personne qui signe"
          value={shown.signer}
          errors={errors}
          maxLength={200}
          required
        />
        <Field
          name="position"
          label="Fonction"
          value={shown.position}
          errors={errors}
          maxLength={200}
          required
        />
        <Field
          name="phone"
          type="tel"
          label="Téléphone"
          help="Dix chiffres, par exemple 01 45 67 89 01."
          value={shown.phone}
          errors={errors}
          required
        />
        <Field
          name="replyTo"
          type="email"
          label="Adresse où vont les réponses"
          help="Une boîte que quelqu’un relève."
          value={shown.replyTo}
          errors={errors}
          required
        />
        <SubmitButton>Enregistrer la signature</SubmitButton>
      </Form>
    </>
  )
}

export function KeptMailsPage({ mails, timeZone }: { mails: KeptMail[]; timeZone: string }) {
  return (
    <>
      <p class="lead">
        {typeset(
          'Ce site n’envoie aucun courriel. Les voici tels que leurs destinataires les liraient ; leurs liens fonctionnent.',
        )}
      </p>
      {mails.length === 0 && (
        <p class="empty">Aucun courriel encore. Invitez une personne pour voir le premier.</p>
      )}
      {mails.map((kept) => (
        <article key={kept.id} class="mail-preview" aria-labelledby={`courriel-${kept.id}`}>
          <h2 id={`courriel-${kept.id}`}>{kept.mail.subject}</h2>
          <dl class="facts">
            <dt>Pour</dt>
            <dd class="break-anywhere">{kept.to}</dd>
            <dt>Demandé le</dt>
            <dd>{formatInstant(kept.createdAt, timeZone)}</dd>
          </dl>
          <p>{kept.mail.greeting}</p>
          <Paragraphs paragraphs={kept.mail.paragraphs} />
          <p>
            <a class="button" href={kept.mail.action.url}>
              {kept.mail.action.label}
            </a>
          </p>
          <p>{kept.mail.signature.join(', ')}</p>
          <details>
            <summary>Version en texte seul</summary>
            <pre class="mail-text">{plainText(kept.mail)}</pre>
          </details>
        </article>
      ))}
    </>
  )
}

function instant(iso: string, timeZone: string): string {
  return formatInstant(new Date(iso), timeZone)
}
