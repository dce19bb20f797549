import { formatInstant, formatLongInstant } from '../../web/dates.js'
import { CsrfField, Field, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { OwnAccount } from './own-account.js'
import { PROVIDER_LABELS } from './providers/labels.js'
import type { Refusal } from './refusal.js'
import { NewPasswordFields } from './reset-views.js'
import type { SessionLine } from './sessions.js'

type AccountProps = { account: OwnAccount; csrfToken: string | null }

const NO_PASSWORD =
  'Vous vous connectez par un fournisseur d’identité : votre compte Trame n’a pas de mot de passe, et c’est le fournisseur qui vérifie votre second facteur.'

/** A new password, against the present one. */
export function PasswordPage({ account, csrfToken, refusal }: AccountProps & { refusal?: Refusal }) {
  if (!account.hasPassword) return <p class="lead">{NO_PASSWORD}</p>
  return (
    <>
      {refusal && <NoticeBox kind="error" title={refusal.title} text={refusal.advice} />}
      <p class="lead">
        Vos autres sessions se fermeront, vos jetons pour les programmes seront révoqués, et un courriel vous
        le confirmera.
      </p>
      <Form action="/mon-compte/mot-de-passe" csrfToken={csrfToken} errors={refusal?.fields}>
        <CurrentPassword refusal={refusal} />
        <NewPasswordFields errors={refusal?.fields} />
        <SubmitButton>Changer le mot de passe</SubmitButton>
      </Form>
    </>
  )
}

function CurrentPassword({ refusal }: { refusal?: Refusal | undefined }) {
  return (
    <Field
      name="currentPassword"
      label="Mot de passe actuel"
      type="password"
      autocomplete="current-password"
      errors={refusal?.fields}
      required
    />
  )
}

export type FactorStatePageProps = AccountProps & { telephone?: Refusal; codes?: Refusal }

/** The state of the second factor, and how to change it. */
export function FactorStatePage({ account, csrfToken, telephone, codes }: FactorStatePageProps) {
  if (!account.hasPassword) return <p class="lead">{NO_PASSWORD}</p>
  const refusal = telephone ?? codes
  return (
    <>
      {refusal && <NoticeBox kind="error" title={refusal.title} text={refusal.advice} />}
      <p class="lead">{stateWords(account)}</p>
      <section aria-labelledby="telephone">
        <h2 id="telephone">{account.factorSetAt ? 'Changer de téléphone' : 'Ajouter un second facteur'}</h2>
        <p>
          {account.factorSetAt
            ? 'L’ancien téléphone et les anciens codes de secours ne serviront plus. Vos autres sessions se fermeront.'
            : 'À chaque connexion, un code de votre téléphone s’ajoutera au mot de passe : volé, celui-ci ne suffira plus.'}
        </p>
        <Form action="/mon-compte/second-facteur" csrfToken={csrfToken} errors={telephone?.fields}>
          <CurrentPassword refusal={telephone} />
          <SubmitButton>Continuer</SubmitButton>
        </Form>
      </section>
      {account.factorSetAt && (
        <section aria-labelledby="codes">
          <h2 id="codes">Renouveler les codes de secours</h2>
          <p>
            {formatCount(account.recoveryCodesLeft, 'code reste utilisable', 'codes restent utilisables')}.
            Dix nouveaux les remplaceront.
          </p>
          <form method="post" class="form" action="/mon-compte/codes-de-secours" noValidate>
            <CsrfField token={csrfToken} />
            <div class={codes ? 'field field-wrong' : 'field'}>
              <label for="mot-de-passe-codes">
                Mot de passe actuel, pour renouveler les codes<span class="required"> (obligatoire)</span>
              </label>
              {codes?.fields.currentPassword && (
                <p class="field-error" id="mot-de-passe-codes-erreur">
                  {codes.fields.currentPassword}
                </p>
              )}
              <input
                id="mot-de-passe-codes"
                name="currentPassword"
                type="password"
                autocomplete="current-password"
                required
                aria-invalid={codes ? 'true' : undefined}
                aria-describedby={codes ? 'mot-de-passe-codes-erreur' : undefined}
              />
            </div>
            <SubmitButton kind="secondary">Renouveler les codes</SubmitButton>
          </form>
        </section>
      )}
    </>
  )
}

function stateWords({ factorSetAt, recoveryCodesLeft, timeZone }: OwnAccount): string {
  if (factorSetAt === null) return 'Votre compte n’a pas de second facteur : le mot de passe seul le protège.'
  const left = formatCount(recoveryCodesLeft, 'code de secours', 'codes de secours')
  return `Votre second facteur est en place depuis le ${formatLongInstant(factorSetAt, timeZone)}. Il vous reste ${left}.`
}

export type SessionsPageProps = {
  sessions: readonly SessionLine[]
  timeZone: string
  csrfToken: string | null
}

/** Where she is signed in, and how to end it. */
export function SessionsPage({ sessions, timeZone, csrfToken }: SessionsPageProps) {
  return (
    <>
      <p class="lead">
        Vous êtes connectée ou connecté sur {formatCount(sessions.length, 'appareil', 'appareils')}. Une
        session se ferme seule après 30{NO_BREAK_SPACE}minutes sans usage, et au plus tard après 12
        {NO_BREAK_SPACE}heures.
      </p>
      <SessionsTable sessions={sessions} timeZone={timeZone} csrfToken={csrfToken} />
      <form method="post" action="/mon-compte/sessions/fin" class="form">
        <CsrfField token={csrfToken} />
        <SubmitButton kind="engage">Me déconnecter partout</SubmitButton>
      </form>
      <p>
        Se déconnecter ne touche pas aux <a href="/mon-compte/jetons">jetons de vos programmes</a>
        {NO_BREAK_SPACE}: ils restent valables jusqu’à leur fin, ou jusqu’à ce que vous les révoquiez.
      </p>
      <p class="muted">
        Un appareil que vous ne reconnaissez pas{NO_BREAK_SPACE}? Déconnectez-le, puis{' '}
        <a href="/mon-compte/mot-de-passe">changez de mot de passe</a>.
      </p>
    </>
  )
}

function SessionsTable({ sessions, timeZone, csrfToken }: SessionsPageProps) {
  return (
    <DataTable
      caption="Sessions ouvertes"
      hideCaption
      onPhone="cards"
      rows={sessions}
      rowKey={(session) => session.id}
      empty={{ sentence: 'Aucune session ouverte.' }}
      columns={[
        {
          key: 'device',
          label: 'Appareil',
          cell: ({ device, isThis }) => (
            <>
              {device || 'Appareil inconnu'}
              {isThis && <strong> (cette session)</strong>}
            </>
          ),
        },
        { key: 'method', label: 'Moyen', cell: ({ method }) => METHODS[method] },
        { key: 'opened', label: 'Ouverte', cell: ({ createdAt }) => formatInstant(createdAt, timeZone) },
        {
          key: 'seen',
          label: 'Dernier usage',
          cell: ({ lastSeenAt }) => formatInstant(lastSeenAt, timeZone),
        },
        {
          key: 'end',
          label: 'Fermer',
          cell: (session) =>
            session.isThis ? (
              ''
            ) : (
              <form method="post" action={`/mon-compte/sessions/${session.id}/fin`}>
                <CsrfField token={csrfToken} />
                <button type="submit" class="link">
                  Déconnecter<span class="visually-hidden"> {session.device}</span>
                </button>
              </form>
            ),
        },
      ]}
    />
  )
}

const METHODS: Record<SessionLine['method'], string> = { password: 'mot de passe', ...PROVIDER_LABELS }
