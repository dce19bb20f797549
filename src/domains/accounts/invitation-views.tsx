import { SelectField } from '../../web/choices.js'
import { formatLongInstant } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { roleLabel } from '../../web/navigation.js'
import { NoticeBox } from '../../web/notice.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { OpenInvitation } from './acceptance.js'
import { GIVEN_ROLES, type GivenRole } from './people-rules.js'
import type { ScopeChoices } from './people-scope.js'
import { type Around, addressIn } from './people-views.js'
import { rightWords } from './people-words.js'
import type { ProviderName } from './providers/labels.js'
import { ProviderButtons } from './providers/views.js'

/** What each role may do, for who is about to give it. */
const MEANINGS: Record<GivenRole, string> = {
  professional: 'remplit et confirme sa propre fiche',
  birth_house: 'répond pour une maison de naissance',
  establishment: 'répond pour une maternité, y compris le DIM',
  antenna_coordinator: 'suit les établissements et les personnes d’un territoire',
  coordinator: 'conduit l’activité de tout le réseau',
  ars: 'lit les chiffres agrégés de sa région, jamais les lignes',
  admin: 'règle le réseau et donne tous les droits',
}

/** First question of an invitation: which right. Each answer is a page that asks only what this right needs. */
export function RoleChoicePage({ around, grantable }: { around: Around; grantable: readonly GivenRole[] }) {
  return (
    <>
      <p class="lead">
        Quel droit voulez-vous lui donner dans {around.network.name}
        {NO_BREAK_SPACE}?
      </p>
      <ul>
        {grantable.map((role) => (
          <li key={role}>
            <a href={addressIn(around, '/comptes/invitations/nouvelle', { role })}>{roleLabel(role)}</a>
            {NO_BREAK_SPACE}: {MEANINGS[role]}
          </li>
        ))}
      </ul>
    </>
  )
}

/** What a form sent, whatever it was, as far as it can be shown again in the form. */
export function typedOffer(body: unknown): TypedOffer & { role?: GivenRole } {
  const text = (name: string) => {
    const value: unknown = Object(body)[name]
    return typeof value === 'string' ? value : undefined
  }
  const role = GIVEN_ROLES.find((one) => one === text('role'))
  return {
    ...(role && { role }),
    email: text('email'),
    name: text('name'),
    establishmentId: text('establishmentId'),
    territoryId: text('territoryId'),
  }
}

export type TypedOffer = {
  email?: string | undefined
  name?: string | undefined
  establishmentId?: string | undefined
  territoryId?: string | undefined
}

type OfferFormProps = {
  around: Around
  role: GivenRole
  choices: ScopeChoices
  errors?: FieldErrors | undefined
  typed?: TypedOffer | undefined
}

/** Second page: who, and the only scope this right needs. */
export function InvitationForm(props: OfferFormProps) {
  const { around, errors, typed } = props
  return (
    <>
      <p class="lead">{offerWords(props)}. La personne recevra un courriel avec un lien valable 7 jours.</p>
      <Form action={addressIn(around, '/comptes/invitations')} csrfToken={around.csrfToken} errors={errors}>
        <Field name="name" label="Prénom et nom" value={typed?.name} errors={errors} required />
        <Field
          name="email"
          label="Adresse électronique"
          type="email"
          help="Une adresse à son nom, que la personne est seule à ouvrir."
          value={typed?.email}
          errors={errors}
          required
        />
        <ScopeFields {...props} />
        <SubmitButton kind="engage">Envoyer l’invitation</SubmitButton>
      </Form>
    </>
  )
}

/** Another right for somebody who already has an account here. */
export function GrantForm(props: OfferFormProps & { personId: string; personName: string }) {
  const { around, errors, personId, personName } = props
  return (
    <>
      <p class="lead">
        {offerWords(props)}. Ce droit s’ajoutera à ceux que {personName} a déjà.
      </p>
      <Form
        action={addressIn(around, `/comptes/${personId}/droits`)}
        csrfToken={around.csrfToken}
        errors={errors}
      >
        <ScopeFields {...props} />
        <SubmitButton kind="engage">Donner ce droit</SubmitButton>
      </Form>
    </>
  )
}

function offerWords({ around, role }: OfferFormProps): string {
  const where = role === 'ars' ? `région ${around.network.regionName}` : around.network.name
  return `Droit « ${roleLabel(role)} », ${where}${NO_BREAK_SPACE}: ${MEANINGS[role]}`
}

function ScopeFields({ role, choices, errors, typed }: OfferFormProps) {
  const options = (rows: { id: string; name: string }[]) =>
    rows.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <input type="hidden" name="role" value={role} />
      {(role === 'establishment' || role === 'birth_house') && (
        <SelectField
          name="establishmentId"
          label="Établissement"
          placeholder="Choisir un établissement"
          options={options(choices.establishments)}
          value={typed?.establishmentId}
          errors={errors}
          required
        />
      )}
      {role === 'antenna_coordinator' && (
        <SelectField
          name="territoryId"
          label="Territoire"
          placeholder="Choisir un territoire"
          options={options(choices.territories)}
          value={typed?.territoryId}
          errors={errors}
          required
        />
      )}
    </>
  )
}

type AcceptancePageProps = {
  invitation: OpenInvitation
  token: string
  csrfToken: string | null
  /** The name on the session of this browser, if there is one. */
  signedInAs: string | null
  providers: readonly ProviderName[]
  errors?: FieldErrors | undefined
  typedName?: string | undefined
}

/** What is offered, by whom, until when; then the ways to accept. Opening this page does nothing. */
export function AcceptancePage(props: AcceptancePageProps) {
  const { invitation, signedInAs, errors } = props
  return (
    <>
      <p class="lead">
        {invitation.inviterName ?? 'L’administration de la plateforme'} vous propose ce droit sur Trame
        {NO_BREAK_SPACE}: <strong>{rightWords(invitation)}</strong>
        {invitation.networkName && `, ${invitation.networkName}`}.
      </p>
      <p>
        Cette invitation est valable jusqu’au {formatLongInstant(invitation.expiresAt, invitation.timeZone)}.
        Si elle ne vous concerne pas, fermez cette page{NO_BREAK_SPACE}: rien ne se passera.
      </p>
      {signedInAs !== null ? (
        <AcceptSignedIn {...props} />
      ) : invitation.hasAccount && !errors ? (
        <SignInFirst {...props} />
      ) : (
        <OpenAccount {...props} />
      )}
    </>
  )
}

function AcceptSignedIn({ token, csrfToken, signedInAs }: AcceptancePageProps) {
  return (
    <Form action="/invitation/acceptation" csrfToken={csrfToken}>
      <input type="hidden" name="token" value={token} />
      <p>
        Vous êtes connectée ou connecté en tant que <strong>{signedInAs}</strong>. Le droit s’ajoutera à ce
        compte. Si ce n’est pas le vôtre, déconnectez-vous d’abord.
      </p>
      <SubmitButton kind="engage">Accepter avec ce compte</SubmitButton>
    </Form>
  )
}

function SignInFirst({ invitation, token, csrfToken, providers }: AcceptancePageProps) {
  return (
    <section aria-labelledby="compte">
      <h2 id="compte">Vous avez déjà un compte</h2>
      <p>
        L’adresse {invitation.email} a déjà un compte avec mot de passe. Connectez-vous{NO_BREAK_SPACE}: vous
        reviendrez ici pour accepter.
      </p>
      <p>
        <a class="button" href={`/connexion?suite=${encodeURIComponent(`/invitation?jeton=${token}`)}`}>
          Se connecter et revenir
        </a>
      </p>
      <ProviderButtons providers={providers} csrfToken={csrfToken} invitation={token} />
    </section>
  )
}

function OpenAccount(props: AcceptancePageProps) {
  const { invitation, token, csrfToken, providers, errors, typedName } = props
  return (
    <>
      {providers.length > 0 && (
        <section aria-labelledby="fournisseur">
          <h2 id="fournisseur">Avec votre carte ou votre compte d’agent</h2>
          <ProviderButtons providers={providers} csrfToken={csrfToken} invitation={token} />
        </section>
      )}
      <section aria-labelledby="ouvrir">
        <h2 id="ouvrir">Avec un mot de passe</h2>
        <Form action="/invitation/compte" csrfToken={csrfToken} errors={errors}>
          <input type="hidden" name="token" value={token} />
          <p>
            Vous vous connecterez avec l’adresse <strong>{invitation.email}</strong>.
          </p>
          <Field
            name="name"
            label="Prénom et nom"
            autocomplete="name"
            value={typedName ?? invitation.name}
            errors={errors}
            required
          />
          <Field
            name="password"
            label="Mot de passe"
            type="password"
            autocomplete="new-password"
            help="12 caractères au moins. Une phrase de quelques mots convient bien."
            errors={errors}
            required
          />
          <Field
            name="confirmation"
            label="Le même mot de passe"
            type="password"
            autocomplete="new-password"
            errors={errors}
            required
          />
          <SubmitButton kind="engage">Ouvrir mon compte</SubmitButton>
        </Form>
      </section>
      <p>
        Vous avez déjà un compte à une autre adresse{NO_BREAK_SPACE}?{' '}
        <a href={`/connexion?suite=${encodeURIComponent(`/invitation?jeton=${token}`)}`}>
          Connectez-vous, vous reviendrez ici
        </a>
        .
      </p>
    </>
  )
}

/** After acceptance: what was won, and where to go. */
export function AcceptedPage({ isNew }: { isNew: boolean }) {
  return (
    <>
      <NoticeBox
        kind="success"
        title={isNew ? 'Votre compte est ouvert.' : 'Le droit est ajouté à votre compte.'}
        text={
          isNew
            ? 'Connectez-vous avec votre adresse électronique et le mot de passe que vous venez de choisir.'
            : 'Pour vous en servir, choisissez-le parmi vos rôles, ou déconnectez-vous puis reconnectez-vous.'
        }
      />
      <p>
        <a class="button" href={isNew ? '/connexion' : '/'}>
          {isNew ? 'Se connecter' : 'Continuer'}
        </a>
      </p>
    </>
  )
}
