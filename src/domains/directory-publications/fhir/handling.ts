import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../../errors/app-error.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Parameters this server does not know, left out of the search and said in its answer. */
    ignoredParameters: string[]
  }
}

/** Values known of a parameter that has few: another is one this server does not support. */
const SUPPORTED: Record<string, readonly string[]> = { _summary: ['count'] }

/**
 * As R4 asks of a search: what a server does not know is left out, and said, unless the client wants it refused
 * (`Prefer: handling=strict`); a modifier of a parameter it does know is always refused, since without it the search
 * would mean something else.
 */
export function handleParameters(app: FastifyInstance): void {
  app.decorateRequest('ignoredParameters')
  app.addHook('onRequest', async (request) => {
    const known = knownParameters(request)
    const query = request.query as Record<string, unknown>
    // One given twice stays: it is refused here as at every door.
    const once = Object.keys(query).filter((name) => !Array.isArray(query[name]))
    const unknown = once.filter((name) => !isSupported(known, name, query[name]))
    const modified = unknown.filter((name) => name.includes(':') && known.has(name.split(':')[0] ?? ''))
    if (modified.length > 0) refuse(modified, 'Ce serveur ne connaît pas ce modificateur.')
    if (unknown.length > 0 && wantsStrict(request)) refuse(unknown, 'Ce serveur ne connaît pas ce paramètre.')
    for (const name of unknown) delete query[name]
    request.ignoredParameters = unknown
  })
}

function knownParameters({ routeOptions }: FastifyRequest): ReadonlySet<string> {
  const { shape } = (routeOptions.schema?.querystring ?? {}) as { shape?: object }
  return new Set(Object.keys(shape ?? {}))
}

function isSupported(known: ReadonlySet<string>, name: string, value: unknown): boolean {
  return known.has(name) && (SUPPORTED[name]?.includes(String(value)) ?? true)
}

function wantsStrict({ headers }: FastifyRequest): boolean {
  return [headers.prefer ?? []].flat().some((prefer) => /\bhandling\s*=\s*"?strict\b/i.test(prefer))
}

function refuse(names: readonly string[], why: string): never {
  throw new AppError('request.invalid', {}, { fields: Object.fromEntries(names.map((name) => [name, why])) })
}
