import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { asAttachment } from '../../web/attachment.js'
import { openStored } from './store.js'

/** How the description of the API says that an answer is a file. */
export const FileAnswer = z.string().meta({ format: 'binary' })

type Sent = { id: string; name: string; mediaType: string; bytes: number; stored: string }

/** Sends a document to be kept, never to be shown inside a page of ours. Throws `document.content-lost`. */
export async function sendDocument(
  reply: FastifyReply,
  folder: string,
  { id, name, mediaType, bytes, stored }: Sent,
): Promise<FastifyReply> {
  const content = await openStored(folder, id, stored)
  if (content === null) throw new AppError('document.content-lost')
  return asAttachment(reply, { name, type: mediaType, bytes }).send(content)
}
