import { formatInstant } from '../../web/dates.js'
import { CsrfField } from '../../web/forms.js'
import { roleLabel } from '../../web/navigation.js'
import { formatCount } from '../../web/numbers.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { OwnAccount, OwnRight } from './own-account.js'
import type { LinkedIdentity } from './providers/identities.js'
import type { ProviderName } from './providers/labels.js'
import { LinkedIdentities } from './providers/views.js'
import type { SessionLine } from './sessions.js'

export type OwnAccountPageProps = {
  account: OwnAccount
  rights: readonly OwnRight[]
  identities: readonly LinkedIdentity[]
  providers: readonly ProviderName[]
  sessions: readonly SessionLine[]
  csrfToken: string | null
}

/** Who she is here, what she may do, and what protects it. */
export function OwnAccountPage(props: OwnAccountPageProps) {
  const { account, identities, providers } = props
  return (
    <>
      <p class="lead">
        {account.name}, {account.email}
      </p>
      <Rights {...props} />
      <Protection {...props} />
      <LinkedIdentities identities={identities} providers={providers} timeZone={account.timeZone} />
      <section aria-labelledby="donnees">
        <h2 id="donnees">Mes données</h2>
        <p>
          <a href="/mes-donnees">Ce que Trame garde de vous</a>
          {NO_BREAK_SPACE}: le lire, l’exporter, le corriger ou s’y opposer.
        </p>
      </section>
      <section aria-labelledby="programmes">
        <h2 id="programmes">Programmes</h2>
        <p>
          <a href="/mon-compte/jetons">Jetons pour les programmes</a>
          {NO_BREAK_SPACE}: laisser un tableur ou un script lire ou envoyer à votre place.
        </p>
      </section>
    </>
  )
}

function Rights({ rights, csrfToken }: OwnAccountPageProps) {
  return (
    <section aria-labelledby="roles">
      <h2 id="roles">{rights.length > 1 ? 'Mes rôles' : 'Mon rôle'}</h2>
      <ul class="own-rights">
        {rights.map((right) => (
          <li key={right.id}>
            <span>
              <strong>{roleLabel(right.role)}</strong>, {right.place}
            </span>{' '}
            {right.isInUse ? (
              <StateTag tone="done" word="En cours" />
            ) : (
              <form method="post" action="/mon-compte/role">
                <CsrfField token={csrfToken} />
                <input type="hidden" name="grantId" value={right.id} />
                <button type="submit" class="button-secondary">
                  Utiliser ce rôle
                  <span class="visually-hidden">
                    {NO_BREAK_SPACE}: {roleLabel(right.role)}, {right.place}
                  </span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Protection({ account, sessions }: OwnAccountPageProps) {
  const { timeZone } = account
  return (
    <section aria-labelledby="protection">
      <h2 id="protection">Protection du compte</h2>
      <dl class="facts">
        {account.hasPassword && (
          <>
            <dt>Mot de passe</dt>
            <dd>
              {account.passwordChangedAt
                ? `changé le ${formatInstant(account.passwordChangedAt, timeZone)}`
                : 'jamais changé'}{' '}
              · <a href="/mon-compte/mot-de-passe">Changer de mot de passe</a>
            </dd>
            <dt>Second facteur</dt>
            <dd>
              {account.factorSetAt
                ? `en place, ${formatCount(account.recoveryCodesLeft, 'code de secours', 'codes de secours')}`
                : 'absent'}{' '}
              ·{' '}
              <a href="/mon-compte/second-facteur">
                {account.factorSetAt ? 'Gérer' : 'Ajouter un second facteur'}
              </a>
            </dd>
          </>
        )}
        <dt>Sessions</dt>
        <dd>
          {formatCount(sessions.length, 'session ouverte', 'sessions ouvertes')} ·{' '}
          <a href="/mon-compte/sessions">Voir et déconnecter</a>
        </dd>
        <dt>Dernière connexion</dt>
        <dd>{formatInstant(account.lastSignInAt, timeZone)}</dd>
      </dl>
    </section>
  )
}
