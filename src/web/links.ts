/**
 * An address that can be put in a link: relative, http(s), mailto or tel. Anything else (`javascript:`,
 * `data:`) becomes `#`, because escaping protects the markup and not the reader who clicks.
 */
export function safeHref(href: string): string {
  // Browsers drop tabs, line breaks and leading control characters before they read the scheme.
  const read = [...href].filter((char) => char > ' ').join('')
  return /^(?:[^:/?#]*[/?#]|[^:]*$|https?:|mailto:|tel:)/i.test(read) ? href : '#'
}

/** The same page with some parameters of its address changed; null removes one. */
export function withQuery(
  path: string,
  query: Record<string, string | number | null | undefined>,
  changes: Record<string, string | number | null> = {},
): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...changes })) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value))
  }
  const search = params.toString()
  return search ? `${path}?${search}` : path
}
