import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Refusal } from './refusal.js'

/** Asks for the address to write to. */
export function AskResetForm({ csrfToken, refusal }: { csrfToken: string | null; refusal?: Refusal }) {
  return (
    <>
      {refusal && <NoticeBox kind="error" title={refusal.title} text={refusal.advice} />}
      <p>
        Nous vous enverrons un lien pour choisir un nouveau mot de passe. Votre second facteur, lui, ne change
        pas.
      </p>
      <Form action="/mot-de-passe-oublie" csrfToken={csrfToken}>
        <Field name="email" label="Adresse électronique" type="email" autocomplete="username" required />
        <SubmitButton>Recevoir le lien</SubmitButton>
      </Form>
      <p>
        <a href="/connexion">Revenir à la connexion</a>
      </p>
    </>
  )
}

/** The same words whatever the address: nobody learns here who has an account. */
export function AskedPage() {
  return (
    <>
      <p class="lead">
        Si un compte avec mot de passe correspond à cette adresse, un courriel vient d’y être envoyé. Son lien
        vaut une heure et ne sert qu’une fois.
      </p>
      <h2>Rien dans quelques minutes{NO_BREAK_SPACE}?</h2>
      <ul>
        <li>Regardez dans les courriels indésirables.</li>
        <li>Vérifiez l’adresse{NO_BREAK_SPACE}: c’est celle où vous avez reçu votre invitation.</li>
        <li>
          Si vous vous connectez par Pro Santé Connect ou ProConnect, vous n’avez pas de mot de passe ici.
        </li>
      </ul>
      <p>
        <a href="/connexion">Revenir à la connexion</a>
      </p>
    </>
  )
}

/** Chooses the new password. */
export function ResetForm({ csrfToken, errors }: { csrfToken: string | null; errors?: FieldErrors }) {
  return (
    <>
      <p>Toutes vos sessions ouvertes seront fermées et vos jetons pour les programmes révoqués.</p>
      <Form action="/mot-de-passe/nouveau" csrfToken={csrfToken} errors={errors}>
        <NewPasswordFields errors={errors} />
        <SubmitButton>Enregistrer le mot de passe</SubmitButton>
      </Form>
    </>
  )
}

/** The two fields of a new password, wherever one is chosen. */
export function NewPasswordFields({ errors }: { errors?: FieldErrors | undefined }) {
  return (
    <>
      <Field
        name="password"
        label="Nouveau mot de passe"
        help="Douze caractères au moins, sans autre contrainte : quatre mots sans rapport entre eux font un bon mot de passe, facile à retenir."
        type="password"
        autocomplete="new-password"
        errors={errors}
        required
      />
      <Field
        name="confirmation"
        label="Le même, encore une fois"
        type="password"
        autocomplete="new-password"
        errors={errors}
        required
      />
    </>
  )
}

/** The link no longer serves, and how to get another. */
export function EndedLinkPage({ advice }: { advice: string }) {
  return (
    <>
      <p class="lead">{advice}</p>
      <p>
        <a class="button" href="/mot-de-passe-oublie">
          Demander un nouveau lien
        </a>
      </p>
    </>
  )
}
