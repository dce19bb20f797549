import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { openStored } from './document-store.js'

/** How the description of the API says that an answer is a file. */
export const FileAnswer = z.string().meta({ format: 'binary' })

type Sent = { id: string; name: string; mediaType: string; bytes: number; stored: string }

/** Sends a document to be kept, never to be shown inside a page of ours. Throws `document.content-lost`. */
export async function sendDocument(
  reply: FastifyReply,
  dataDir: string,
  { id, name, mediaType, bytes, stored }: Sent,
): Promise<FastifyReply> {
  const content = await openStored(dataDir, id, stored)
  if (content === null) throw new AppError('document.content-lost')
  return reply
    .type(mediaType)
    .header(
      'content-disposition',
      `attachment; filename="${plainName(name)}"; filename*=UTF-8''${encodedName(name)}`,
    )
    .header('content-length', bytes)
    .header('cache-control', 'no-store')
    .send(content)
}

/** For old programs: letters, digits and what never ends a quoted text. */
function plainName(name: string): string {
  return name.normalize('NFD').replace(/[^\w .()-]/g, '')
}

/** RFC 8187. */
function encodedName(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
