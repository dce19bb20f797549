import type { FastifyReply } from 'fastify'
import { asAttachment } from './attachment.js'
import { type CsvDocument, csvDocument } from './csv.js'
import { inParts } from './in-parts.js'

/** Sends a document that Excel opens with its accents and columns right. */
export function sendCsv(reply: FastifyReply, fileName: string, document: CsvDocument): FastifyReply {
  return asAttachment(reply, { name: fileName, type: 'text/csv; charset=utf-8' }).send(
    inParts(csvDocument(document)),
  )
}
