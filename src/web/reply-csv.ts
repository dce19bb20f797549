import { Readable } from 'node:stream'
import { setImmediate as breathe } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { asAttachment } from './attachment.js'
import { type CsvDocument, csvDocument } from './csv.js'

/** Sends a document that Excel opens with its accents and columns right. */
export function sendCsv(reply: FastifyReply, fileName: string, document: CsvDocument): FastifyReply {
  return asFile(reply, fileName).send([...csvDocument(document)].join(''))
}

/** The same for thousands of lines: written by parts, between which other requests pass. */
export function sendLongCsv(reply: FastifyReply, fileName: string, document: CsvDocument): FastifyReply {
  return asFile(reply, fileName).send(Readable.from(inParts(csvDocument(document))))
}

const LINES_A_PART = 200

async function* inParts(lines: Iterable<string>): AsyncGenerator<string> {
  let part: string[] = []
  for (const line of lines) {
    part.push(line)
    if (part.length < LINES_A_PART) continue
    yield part.join('')
    part = []
    await breathe()
  }
  yield part.join('')
}

function asFile(reply: FastifyReply, fileName: string): FastifyReply {
  return asAttachment(reply, { name: fileName, type: 'text/csv; charset=utf-8' })
}
