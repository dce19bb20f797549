import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CsvDocument } from './csv.js'

/** What the thread of a workbook is given. */
export type WorkbookAsked = { sheetName: string; document: CsvDocument }

/**
 * The same document as a CSV, as an Excel workbook: title, filters and source above the table, one typed cell a
 * value. A text is written as a text whatever it begins with, so none can become a formula. Made in a thread of its own:
 * the library writes a workbook in one go.
 */
export async function xlsxDocument(sheetName: string, document: CsvDocument): Promise<Buffer> {
  const asked: WorkbookAsked = { sheetName, document: { ...document, rows: [...document.rows] } }
  const thread = new Worker(new URL('./xlsx-thread.js', import.meta.url), { workerData: asked })
  const [made] = (await once(thread, 'message')) as [Uint8Array]
  return Buffer.from(made.buffer, made.byteOffset, made.byteLength)
}
