import { warningOf } from './outcome.js'
import type { Bundle } from './resources.js'
import type { FoundResources } from './searching.js'

type Asked = {
  /** Address of the server. */
  base: string
  type: string
  /** What the search was made with, nothing else. */
  query: URLSearchParams
  /** Results on a page; zero for their number alone. */
  size: number
  ignored: readonly string[]
  now: Date
}

/** One page of results, with the addresses of those around it and what the search went without. */
export function bundleOf(found: FoundResources, { base, type, query, size, ignored, now }: Asked): Bundle {
  const { resources, total } = found
  const page = Number(query.get('_page') ?? 1)
  const pageCount = size === 0 ? page : Math.ceil(total / size)
  const link = (relation: Bundle['link'][number]['relation'], at: number) => {
    const params = new URLSearchParams(query)
    if (at > 1 || params.has('_page')) params.set('_page', String(at))
    return { relation, url: `${base}/${type}${params.size > 0 ? `?${params}` : ''}` }
  }
  const entry: Bundle['entry'] = [
    ...resources.map((resource) => ({
      fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
      resource,
      search: { mode: 'match' as const },
    })),
    ...(ignored.length === 0 ? [] : [{ resource: warningOf(ignored), search: { mode: 'outcome' as const } }]),
  ]
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    timestamp: now.toISOString(),
    total,
    link: [
      link('self', page),
      ...(page > 1 && size > 0 ? [link('previous', page - 1)] : []),
      ...(page < pageCount ? [link('next', page + 1)] : []),
    ],
    // FHIR has no empty list.
    ...(entry.length > 0 && { entry }),
  }
}
