import { USUAL_PAGE } from './parameters.js'
import type { Bundle } from './resources.js'
import type { FoundResources } from './searching.js'

type Asked = {
  /** Address of the server. */
  base: string
  type: string
  query: URLSearchParams
  now: Date
}

/** One page of results, with the addresses of those around it. */
export function bundleOf({ resources, total }: FoundResources, { base, type, query, now }: Asked): Bundle {
  const page = Number(query.get('_page') ?? 1)
  const pageCount = Math.ceil(total / Number(query.get('_count') ?? USUAL_PAGE))
  const link = (relation: Bundle['link'][number]['relation'], at: number) => {
    const params = new URLSearchParams(query)
    if (at > 1 || params.has('_page')) params.set('_page', String(at))
    return { relation, url: `${base}/${type}${params.size > 0 ? `?${params}` : ''}` }
  }
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    timestamp: now.toISOString(),
    total,
    link: [
      link('self', page),
      ...(page > 1 ? [link('previous', page - 1)] : []),
      ...(page < pageCount ? [link('next', page + 1)] : []),
    ],
    // FHIR has no empty list.
    ...(resources.length > 0 && {
      entry: resources.map((resource) => ({
        fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
        resource,
        search: { mode: 'match' as const },
      })),
    }),
  }
}
