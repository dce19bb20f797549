import { mkdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import { documentsFolder } from '../../src/domains/birth-houses/document-folder.js'
import { documentsFolder as echographersFolder } from '../../src/domains/echographers/document-folder.js'
import type { browserOf, TestApp } from './app.js'
import type { World } from './two-networks.js'

/** The smallest that is taken for a PDF. */
export const PDF_CONTENT = Buffer.from('%PDF-1.7\nle contenu\n')

export type SentFile = { field?: string; name?: string; content?: Buffer }

/** A form with files, fields first as a browser sends them, each file in the field it is for. */
export function formWithFiles(fields: Record<string, string | string[]>, files: readonly SentFile[]) {
  const boundary = 'limite-des-essais'
  const parts: Buffer[] = []
  const line = (head: string, content: Buffer) =>
    parts.push(
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    )
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) line(`name="${name}"`, Buffer.from(value))
  for (const { field = 'file', name = 'statuts.pdf', content = PDF_CONTENT } of files)
    line(`name="${field}"; filename="${name}"`, content)
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat(parts),
  }
}

/** Sends it as a page’s form does. */
export function sendFiles(
  { app }: Pick<TestApp, 'app'>,
  browser: Awaited<ReturnType<typeof browserOf>>,
  url: string,
  fields: Record<string, string | string[]>,
  files: readonly SentFile[] = [{}],
): Promise<LightMyRequestResponse> {
  const { headers, payload } = formWithFiles({ _csrf: browser.csrf, ...fields }, files)
  return app.inject({ method: 'POST', url, headers: { ...browser.headers, ...headers }, payload })
}

/** The name on disk of the documents whose rows are written without a sending. */
export const STORED = 'contenu'

/** Puts there the content of the documents of the houses and of the echographers of two networks. */
export async function storeContents(dataDir: string, { mine, theirs }: World): Promise<void> {
  for (const { documentId } of [mine, theirs].flatMap(({ houses }) => [houses.own, houses.neighbour])) {
    await storeContent(dataDir, documentId)
  }
  for (const { upkeep } of [mine, theirs])
    await storeContentIn(echographersFolder(dataDir), upkeep.documentId)
}

/** Puts there the content of one document of a house, as old as is said. */
export function storeContent(dataDir: string, documentId: string, at?: Date): Promise<void> {
  return storeContentIn(documentsFolder(dataDir), documentId, at)
}

/** The same in the folder of one kind of documents. */
export async function storeContentIn(parent: string, documentId: string, at?: Date): Promise<void> {
  const folder = path.join(parent, documentId)
  const file = path.join(folder, STORED)
  await mkdir(folder, { recursive: true })
  await writeFile(file, PDF_CONTENT)
  if (at) for (const one of [file, folder]) await utimes(one, at, at)
}
