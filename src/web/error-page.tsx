import { safeHref } from './links.js'

export type ErrorBodyProps = {
  /** What to do now, in a sentence. */
  whatToDo: string
  /** What is kept of what was typed, when something was. */
  kept?: string
  /** What to quote to support: the request id. */
  reference: string
  action?: { href: string; label: string }
}

/** The body of an error page, whose title says what happened: what to do, what is kept, what to quote. */
export function ErrorBody({ whatToDo, kept, reference, action }: ErrorBodyProps) {
  const { href, label } = action ?? { href: '/', label: 'Revenir à l’accueil' }
  return (
    <div class="error-page">
      <p class="lead">{whatToDo}</p>
      {kept && <p>{kept}</p>}
      <p>
        <a class="button" href={safeHref(href)}>
          {label}
        </a>
      </p>
      <p class="muted">
        Si vous nous écrivez, citez la référence <code>{reference}</code>. Elle ne contient aucune donnée
        personnelle.
      </p>
    </div>
  )
}
