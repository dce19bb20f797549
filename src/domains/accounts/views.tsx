import { Field, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { ProviderName } from './providers/labels.js'
import { ProviderButtons } from './providers/views.js'

type DemoAccounts = {
  accounts: readonly { email: string; name: string; label: string }[]
  password: string
}

export type SignInFormProps = {
  csrfToken: string | null
  email: string
  next: string
  providers: readonly ProviderName[]
  refusal?: { title: string; advice: string } | null
  /** Shown in a demonstration only: whom one may sign in as. */
  demo?: DemoAccounts | null
}

/** Sign-in: two questions. The address typed is kept when the password does not match. */
export function SignInForm({ csrfToken, email, next, providers, refusal, demo }: SignInFormProps) {
  return (
    <>
      {refusal && <NoticeBox kind="error" title={refusal.title} text={refusal.advice} />}
      {demo && <DemoSignIn {...demo} csrfToken={csrfToken} next={next} />}
      {providers.length > 0 && <ProviderButtons providers={providers} csrfToken={csrfToken} next={next} />}
      {(demo || providers.length > 0) && <h2>Ou avec une adresse et un mot de passe</h2>}
      <Form action="/connexion" csrfToken={csrfToken}>
        <input type="hidden" name="next" value={next} />
        <Field
          name="email"
          label="Adresse électronique"
          type="email"
          value={email}
          autocomplete="username"
          required
        />
        <Field
          name="password"
          label="Mot de passe"
          type="password"
          autocomplete="current-password"
          required
        />
        <SubmitButton>Se connecter</SubmitButton>
      </Form>
      <p>
        <a href="/mot-de-passe-oublie">Mot de passe oublié{NO_BREAK_SPACE}?</a>
      </p>
      <p class="muted">
        Pas encore de compte{NO_BREAK_SPACE}? L’administrateur de votre réseau peut vous inviter.
      </p>
    </>
  )
}

function DemoSignIn({
  accounts,
  password,
  csrfToken,
  next,
}: DemoAccounts & { csrfToken: string | null; next: string }) {
  return (
    <section aria-labelledby="demonstration">
      <h2 id="demonstration">Entrer dans la démonstration</h2>
      <p>
        Tout y est inventé{NO_BREAK_SPACE}: la région, les personnes, les séjours. Choisissez qui vous êtes.
        Le mot de passe de ces comptes est « {password} ».
      </p>
      <ul class="people-to-be">
        {accounts.map((account) => (
          <li key={account.email}>
            <form method="post" action="/connexion">
              {csrfToken !== null && <input type="hidden" name="_csrf" value={csrfToken} />}
              <input type="hidden" name="next" value={next} />
              <input type="hidden" name="email" value={account.email} />
              <input type="hidden" name="password" value={password} />
              <button type="submit" class="button-secondary">
                {account.name}
              </button>
            </form>{' '}
            {account.label}
          </li>
        ))}
      </ul>
    </section>
  )
}
