import { RadioGroup } from '../../../web/choices.js'
import { formatInstant } from '../../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../../web/forms.js'
import { safeHref } from '../../../web/links.js'
import { NARROW_SPACE, typeset } from '../../../web/typography.js'
import type { LinkedIdentity } from './identities.js'
import { PROVIDER_LABELS, type ProviderName } from './labels.js'

export type ProviderButtonsProps = {
  /** Those the configuration offers. */
  providers: readonly ProviderName[]
  csrfToken: string | null
  /** Where to go after sign-in. */
  next?: string
  /** The token of the invitation she came by: signing in then accepts it. */
  invitation?: string
}

/** One button a provider, under the names people know; nothing when none is offered. */
export function ProviderButtons({ providers, csrfToken, next, invitation }: ProviderButtonsProps) {
  return (
    <>
      {providers.map((provider) => (
        <Form key={provider} action={`/connexion/${provider}`} csrfToken={csrfToken}>
          {next !== undefined && <input type="hidden" name="next" value={next} />}
          {invitation !== undefined && <input type="hidden" name="invitation" value={invitation} />}
          <p>
            <SubmitButton kind="secondary">Se connecter avec {PROVIDER_LABELS[provider]}</SubmitButton>
          </p>
        </Form>
      ))}
    </>
  )
}

/** Between our page and the provider's: seen for an instant, or longer where a browser does not follow by itself. */
export function DeparturePage({ label, url }: { label: string; url: string }) {
  return (
    <>
      <p class="lead">Vous allez prouver votre identité sur le site de {label}, puis revenir ici.</p>
      <p>
        <a class="button" href={safeHref(url)}>
          Continuer vers {label}
        </a>
      </p>
      <p>
        <a href="/connexion">Se connecter autrement</a>
      </p>
    </>
  )
}

/** Proved who she is, but nobody here knows her: what she can do, case by case. */
export function UnknownIdentityPage({ label }: { label: string }) {
  return (
    <>
      <p class="lead">
        {label} a confirmé qui vous êtes. Il reste à relier cette identité, une fois, à un compte Trame.
      </p>
      <p>Trame ne le fait jamais d’après une adresse électronique, qui ne prouve rien.</p>
      <h2>Que faire maintenant</h2>
      <dl class="facts">
        <dt>Vous avez reçu une invitation</dt>
        <dd>
          {typeset(
            `Ouvrez son lien, puis choisissez « Se connecter avec ${label} » sur la page qui s’affiche.`,
          )}
        </dd>
        <dt>Vous avez déjà un compte</dt>
        <dd>
          <a href="/connexion">Connectez-vous autrement</a>
          {typeset(`, puis reliez ${label} dans « Mon compte ».`)}
        </dd>
        <dt>Ni l’un ni l’autre</dt>
        <dd>Demandez une invitation à la coordination de votre réseau.</dd>
      </dl>
    </>
  )
}

export type PracticePageProps = { practices: readonly string[]; csrfToken: string | null; missing?: boolean }

/** Where she practises today, when the directory knows several places. */
export function PracticePage({ practices, csrfToken, missing }: PracticePageProps) {
  const errors = missing ? { practice: 'Choisissez la structure où vous exercez maintenant.' } : undefined
  return (
    <>
      <p class="lead">
        Pro Santé Connect indique plusieurs lieux d’exercice. Celui que vous choisissez sera noté avec cette
        session{NARROW_SPACE}; il ne change pas vos droits.
      </p>
      <Form action="/connexion/structure" csrfToken={csrfToken} errors={errors}>
        <RadioGroup
          name="practice"
          label="Structure"
          options={practices.map((label, index) => ({ value: String(index), label }))}
          errors={errors}
          required
        />
        <SubmitButton>Continuer</SubmitButton>
      </Form>
    </>
  )
}

export type LinkedIdentitiesProps = {
  identities: readonly LinkedIdentity[]
  /** Those the configuration offers. */
  providers: readonly ProviderName[]
  timeZone: string
}

/** A section of « Mon compte »: the providers linked to it, how to remove one and how to link another. */
export function LinkedIdentities({ identities, providers, timeZone }: LinkedIdentitiesProps) {
  const missing = providers.filter((one) => !identities.some(({ provider }) => provider === one))
  if (identities.length === 0 && providers.length === 0) return null
  return (
    <section aria-labelledby="identites">
      <h2 id="identites">Connexion par un fournisseur d’identité</h2>
      {identities.length === 0 && <p>Aucune identité n’est encore reliée à votre compte.</p>}
      {identities.length > 0 && (
        <ul>
          {identities.map(({ id, provider, linkedAt, lastUsedAt }) => (
            <li key={id}>
              <strong>{PROVIDER_LABELS[provider]}</strong>, relié le {formatInstant(linkedAt, timeZone)}
              {lastUsedAt && `, utilisé le ${formatInstant(lastUsedAt, timeZone)}`} ·{' '}
              <a href={`/mon-compte/identites/${id}/retrait`}>
                Délier<span class="visually-hidden"> {PROVIDER_LABELS[provider]}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {missing.map((provider) => (
        <p key={provider}>
          <a class="button button-secondary" href={`/mon-compte/identites/${provider}`}>
            Relier {PROVIDER_LABELS[provider]}
          </a>
        </p>
      ))}
    </section>
  )
}

export type LinkPageProps = {
  provider: ProviderName
  csrfToken: string | null
  asksPassword: boolean
  errors?: FieldErrors | undefined
}

/** Asks for her password again before her account gets another way in. */
export function LinkPage({ provider, csrfToken, asksPassword, errors }: LinkPageProps) {
  const label = PROVIDER_LABELS[provider]
  return (
    <>
      <p class="lead">
        Vous pourrez ensuite vous connecter à ce compte avec {label}. Un courriel vous le confirmera.
      </p>
      <Form action={`/mon-compte/identites/${provider}`} csrfToken={csrfToken} errors={errors}>
        {asksPassword && (
          <Field
            name="currentPassword"
            label="Votre mot de passe Trame"
            help="Nous le redemandons parce que vous ajoutez un moyen d’entrer dans votre compte."
            type="password"
            autocomplete="current-password"
            errors={errors}
            required
          />
        )}
        <SubmitButton kind="engage">Relier {label}</SubmitButton>
      </Form>
      <p>
        <a href="/mon-compte">{typeset('Revenir à « Mon compte »')}</a>
      </p>
    </>
  )
}

export type UnlinkPageProps = {
  id: string
  label: string
  csrfToken: string | null
  asksPassword: boolean
  errors?: FieldErrors | undefined
}

/** Asks for her password again before her account loses a way in. */
export function UnlinkPage({ id, label, csrfToken, asksPassword, errors }: UnlinkPageProps) {
  return (
    <>
      <p class="lead">
        Cette identité {label} n’ouvrira plus votre compte. Vos autres sessions se fermeront, et un courriel
        vous le confirmera. Vous pourrez la relier de nouveau plus tard.
      </p>
      <Form action={`/mon-compte/identites/${id}/retrait`} csrfToken={csrfToken} errors={errors}>
        {asksPassword && (
          <Field
            name="currentPassword"
            label="Votre mot de passe Trame"
            help="Nous le redemandons parce que vous retirez un moyen d’entrer dans votre compte."
            type="password"
            autocomplete="current-password"
            errors={errors}
            required
          />
        )}
        <SubmitButton kind="engage">Délier {label}</SubmitButton>
      </Form>
      <p>
        <a href="/mon-compte">{typeset('Revenir à « Mon compte »')}</a>
      </p>
    </>
  )
}
