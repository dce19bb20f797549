import type { FastifyReply } from 'fastify'
import { asAttachment, XLSX } from './attachment.js'
import type { CsvDocument } from './csv.js'
import { xlsxDocument } from './xlsx.js'

type Workbook = { name: string; sheet: string; document: CsvDocument }

/** Sends the same document as `sendCsv`, as an Excel workbook. */
export async function sendXlsx(
  reply: FastifyReply,
  { name, sheet, document }: Workbook,
): Promise<FastifyReply> {
  const content = await xlsxDocument(sheet, document)
  return asAttachment(reply, { name, type: XLSX, bytes: content.length }).send(content)
}
