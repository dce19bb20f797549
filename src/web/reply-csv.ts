import type { FastifyReply } from 'fastify'
import { type CsvDocument, csvDocument } from './csv.js'

/** Sends a document that Excel opens with its accents and columns right. */
export function sendCsv(reply: FastifyReply, fileName: string, document: CsvDocument): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('cache-control', 'no-store')
    .send([...csvDocument(document)].join(''))
}
