import { integer, timestamp, varchar } from 'drizzle-orm/pg-core'
import type { ReceivedFile } from './receiving.js'

const instant = () => timestamp({ withTimezone: true })

/** What a table of documents keeps of each: the file, who sent it, and who took it away. */
export const documentColumns = () => ({
  name: varchar({ length: 200 }).notNull(),
  mediaType: varchar({ length: 100 }).notNull(),
  bytes: integer().notNull(),
  contentHash: varchar({ length: 64 }).notNull(),
  stored: varchar({ length: 100 }).notNull(),
  uploadedAt: instant().notNull(),
  uploadedBy: varchar({ length: 200 }).notNull(),
  removedAt: instant(),
  removedBy: varchar({ length: 200 }),
})

/** The row of a file received. */
export function receivedRow(file: ReceivedFile, { at, by }: { at: Date; by: string }) {
  const { id, name, mediaType, bytes, sha256, stored } = file
  return { id, name, mediaType, bytes, contentHash: sha256, stored, uploadedAt: at, uploadedBy: by }
}

type Row = Pick<ReturnType<typeof receivedRow>, 'id' | 'name' | 'mediaType' | 'bytes' | 'contentHash'> & {
  uploadedAt: Date
  uploadedBy: string
  removedAt: Date | null
  removedBy: string | null
}

/** What is told of a document, where its content is kept left out. */
export function toldOf({ id, name, mediaType, bytes, contentHash, ...row }: Row) {
  return {
    ...{ id, name, mediaType, bytes, contentHash },
    uploadedAt: row.uploadedAt.toISOString(),
    uploadedBy: row.uploadedBy,
    removedAt: row.removedAt?.toISOString() ?? null,
    removedBy: row.removedBy,
  }
}
