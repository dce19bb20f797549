import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

import { type RoutePermission, reachOf } from '../access/policy.js'

/**
 * Parameters that others hang on the address of a page (`fbclid`, `utm_source`…) are as if they were not there on pages
 * anybody may open: a link that was shared must go on opening. Elsewhere what no schema knows is refused.
 */
export function ignoreForeignParameters(pages: FastifyInstance): void {
  pages.addHook('preValidation', async (request) => {
    const { method, query, routeOptions } = request
    const { permission } = routeOptions.config
    if (method !== 'GET' && method !== 'HEAD') return
    if (permission === undefined || !isOpenToAnybody(permission)) return
    const { querystring } = routeOptions.schema ?? {}
    if (!(querystring instanceof z.ZodObject)) return
    for (const name of Object.keys(query as object)) {
      if (!Object.hasOwn(querystring.shape, name)) delete (query as Record<string, unknown>)[name]
    }
  })
}

function isOpenToAnybody(permission: RoutePermission): boolean {
  return permission === 'anyone' || reachOf('public', permission) !== null
}
