import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors/app-error.js'
import { readStylesheet } from './stylesheet.js'

const SCRIPTS = ['progress.js', 'errors.js', 'transfer-queue.js'] as const
const YEAR_SECONDS = 31_536_000

export type Assets = { version: string; register: (app: FastifyInstance) => void }

type Asset = { type: string; plain: Buffer; compressed: Map<Encoding, Promise<Buffer>> }
type Encoding = keyof typeof COMPRESS

/** The best first. */
const COMPRESS = { br: promisify(zlib.brotliCompress), gzip: promisify(zlib.gzip) }
const ENCODINGS = Object.keys(COMPRESS) as Encoding[]

/** The few files pages link to. Pages are not compressed: they carry tokens. The stylesheet's address changes with its content. */
export function loadAssets(): Assets {
  known ??= readAssets()
  const { version, files } = known
  return {
    version,
    register: (app) => {
      app.get<{ Params: { file: string }; Querystring: { v?: string } }>(
        '/assets/:file',
        {
          config: { permission: 'anyone', anonymous: true },
          schema: {
            params: z.strictObject({ file: z.string().max(50) }),
            querystring: z.strictObject({ v: z.string().max(64).optional() }),
          },
        },
        async (request, reply) => {
          const file = files.get(request.params.file)
          if (!file) throw new AppError('request.not-found')
          const forever = request.query.v === version
          const cache = forever ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, max-age=300'
          reply.type(file.type).header('cache-control', cache).header('vary', 'accept-encoding')
          const accepted = request.headers['accept-encoding'] ?? ''
          const encoding = ENCODINGS.find((one) => accepted.includes(one))
          if (encoding === undefined) return reply.send(file.plain)
          return reply.header('content-encoding', encoding).send(await compressed(file, encoding))
        },
      )
    },
  }
}

type Known = { version: string; files: Map<string, Asset> }
let known: Known | undefined

/** Read once in the life of a process. */
function readAssets(): Known {
  const stylesheet = readStylesheet()
  const read = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')
  const files = new Map<string, Asset>([
    ['trame.css', asset('text/css; charset=utf-8', stylesheet.css)],
    ['trame.svg', asset('image/svg+xml', read('trame.svg'))],
    ...SCRIPTS.map((name) => [name, asset('text/javascript; charset=utf-8', read(name))] as const),
  ])
  return { version: stylesheet.hash, files }
}

function asset(type: string, text: string): Asset {
  return { type, plain: Buffer.from(text), compressed: new Map() }
}

/** Once in the life of a process, when first asked for: best compression takes a quarter of a second. */
function compressed({ plain, compressed }: Asset, encoding: Encoding): Promise<Buffer> {
  const known = compressed.get(encoding) ?? COMPRESS[encoding](plain)
  compressed.set(encoding, known)
  return known
}
