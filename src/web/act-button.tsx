import { CsrfField, SendingKeyField } from './forms.js'
import { safeHref } from './links.js'

export type ActButtonProps = {
  action: string
  label: string
  /** What it is about, for who hears the button alone: « le droit coordination ». */
  about?: string
  csrfToken: string | null
  /** What the act needs to know, sent with it. */
  fields?: Readonly<Record<string, string | number>>
  kind?: 'secondary' | 'engage'
}

/** One button that does one thing, in a table or at the end of a paragraph. */
export function ActButton({
  action,
  label,
  about,
  csrfToken,
  fields = {},
  kind = 'secondary',
}: ActButtonProps) {
  return (
    <form method="post" action={safeHref(action)}>
      <CsrfField token={csrfToken} />
      <SendingKeyField csrfToken={csrfToken} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={`button-${kind}`}>
        {label}
        {about && <span class="visually-hidden"> {about}</span>}
      </button>
    </form>
  )
}
