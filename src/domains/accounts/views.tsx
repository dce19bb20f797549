import { Field, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'

export type SignInFormProps = {
  csrfToken: string | null
  email: string
  next: string
  refusal?: { title: string; advice: string } | null
  /** Shown in a demonstration only: whom one may sign in as. */
  demoAccounts?: { email: string; label: string }[]
}

/** Sign-in: two questions. The address typed is kept when the password does not match. */
export function SignInForm({ csrfToken, email, next, refusal }: SignInFormProps) {
  return (
    <>
      {refusal && <NoticeBox kind="error" title={refusal.title} text={refusal.advice} />}
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
      <p class="muted">
        Pas de compte, ou mot de passe perdu ? L’administrateur de votre réseau peut vous en ouvrir un.
      </p>
    </>
  )
}
