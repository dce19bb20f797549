import type { ComponentChildren } from 'preact'
import { safeHref } from './links.js'

export type SearchFormProps = {
  action: string
  label: string
  value: string
  name?: string
  /** Other filters, as fields: they stay in the address. */
  children?: ComponentChildren
}

/** A search that is a GET, so that the result has an address one can send. */
export function SearchForm({ action, label, value, name = 'q', children }: SearchFormProps) {
  return (
    <search>
      <form class="search" method="get" action={safeHref(action)}>
        <div class="field">
          <label for={`recherche-${name}`}>{label}</label>
          <input type="search" id={`recherche-${name}`} name={name} value={value} />
        </div>
        {children}
        <button type="submit">Rechercher</button>
      </form>
    </search>
  )
}
