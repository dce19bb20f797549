import { safeHref } from './links.js'

export type Pages = {
  page: number
  pageCount: number
  href: (page: number) => string
  /** « 124 fiches », « 31 à 60 sur 124 ». */
  summary?: string
}

/** Links to the other pages of a list; nothing but the summary when there is only one. */
export function Pagination({ page, pageCount, href, summary }: Pages) {
  if (pageCount <= 1) return summary ? <p class="pages-summary">{summary}</p> : null
  return (
    <nav class="pages" aria-label="Pages de la liste">
      {summary && <p class="pages-summary">{summary}</p>}
      <ul>
        {page > 1 && (
          <li>
            <a href={safeHref(href(page - 1))} rel="prev">
              Précédente
            </a>
          </li>
        )}
        {shownPages(page, pageCount).map((shown, index, all) => (
          <li
            key={shown}
            class={index > 0 && shown - (all[index - 1] ?? shown) > 1 ? 'pages-gap' : undefined}
          >
            <a
              href={safeHref(href(shown))}
              aria-label={`Page ${shown} sur ${pageCount}`}
              aria-current={shown === page ? 'page' : undefined}
            >
              {shown}
            </a>
          </li>
        ))}
        {page < pageCount && (
          <li>
            <a href={safeHref(href(page + 1))} rel="next">
              Suivante
            </a>
          </li>
        )}
      </ul>
    </nav>
  )
}

/** First, last, current and its neighbours: enough to go anywhere in two clicks. */
function shownPages(page: number, pageCount: number): number[] {
  const wanted = new Set([1, page - 1, page, page + 1, pageCount])
  return [...wanted].filter((shown) => shown >= 1 && shown <= pageCount).sort((a, b) => a - b)
}
