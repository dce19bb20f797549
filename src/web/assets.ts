import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors/app-error.js'
import { readStylesheet } from './stylesheet.js'

const SCRIPTS = ['progress.js', 'errors.js'] as const
const YEAR_SECONDS = 31_536_000

export type Assets = { version: string; register: (app: FastifyInstance) => void }

/** The few files pages link to, read once at start. The stylesheet's address changes with its content. */
export function loadAssets(): Assets {
  const stylesheet = readStylesheet()
  const read = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')
  const files = new Map<string, { type: string; body: string }>([
    ['trame.css', { type: 'text/css; charset=utf-8', body: stylesheet.css }],
    ['trame.svg', { type: 'image/svg+xml', body: read('trame.svg') }],
    ...SCRIPTS.map((name) => [name, { type: 'text/javascript; charset=utf-8', body: read(name) }] as const),
  ])
  return {
    version: stylesheet.hash,
    register: (app) => {
      app.get<{ Params: { file: string }; Querystring: { v?: string } }>(
        '/assets/:file',
        {
          config: { permission: 'anyone' },
          schema: {
            params: z.strictObject({ file: z.string().max(50) }),
            querystring: z.strictObject({ v: z.string().max(64).optional() }),
          },
        },
        async (request, reply) => {
          const file = files.get(request.params.file)
          if (!file) throw new AppError('request.not-found')
          const forever = request.query.v === stylesheet.hash
          const cache = forever ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, max-age=300'
          return reply.type(file.type).header('cache-control', cache).send(file.body)
        },
      )
    },
  }
}
