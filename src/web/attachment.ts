import type { FastifyReply } from 'fastify'

export const PDF = 'application/pdf'
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export const VCARD = 'text/vcard; charset=utf-8'
export const JSON_TEXT = 'application/json; charset=utf-8'

/** A reply that is a file to be kept: never shown inside a page of ours, never remembered by what it passes through. */
export function asAttachment(
  reply: FastifyReply,
  { name, type, bytes }: { name: string; type: string; bytes?: number | null },
): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', dispositionOf(name))
    .header('cache-control', 'no-store')
    .headers(typeof bytes === 'number' ? { 'content-length': bytes } : {})
}

/** The name twice when it has accents: for old programs, and as it is (RFC 6266). Pure. */
export function dispositionOf(name: string): string {
  const plain = plainName(name)
  const asItIs = plain === name ? '' : `; filename*=UTF-8''${encodedName(name)}`
  return `attachment; filename="${plain}"${asItIs}`
}

/** Letters, digits and what never ends a quoted text. */
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
