import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { and, inArray } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { sweepOrphanUploads } from './jobs.js'
import { orphanFolders } from './orphan-folders.js'
import { INVISIBLE } from './reading/shown-names.js'
import { pmsiImports } from './tables.js'

/** A file received: the name a person gave, only ever shown, the name it has on disk, and what tells its content. */
export type Upload = { name: string; stored: string; bytes: number; sha256: string }

/** Where the files of an import wait to be read; the name of the folder is the import's id. */
export function uploadFolder(dataDir: string, importId: string): string {
  return path.join(dataDir, 'uploads', importId)
}

/** Streams one file to disk, under a name of our own. */
export async function storeUpload(folder: string, name: string, content: Readable): Promise<Upload> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const stored = randomUUID()
  const file = path.join(folder, stored)
  const hash = createHash('sha256')
  const hashing = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  await pipeline(content, hashing, createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  return { name: shownName(name), stored, bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}

export async function deleteUploads(dataDir: string, importId: string): Promise<void> {
  await rm(uploadFolder(dataDir, importId), { recursive: true, force: true })
}

/**
 * Deletes the files of uploads that never became an import: the server died before its row was written. Returns
 * how many folders went.
 */
export async function sweepUploads(ctx: Ctx, dataDir: string): Promise<number> {
  const folder = path.join(dataDir, 'uploads')
  const orphans = await orphanFolders(ctx, folder, sweepOrphanUploads.name, importsAmong)
  for (const id of orphans) await deleteUploads(dataDir, id)
  return orphans.length
}

/** Which of these are imports of this network alone. */
export async function importsAmong(ctx: Ctx, ids: string[]): Promise<string[]> {
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .select({ id: pmsiImports.id })
      .from(pmsiImports)
      .where(
        and(
          inArray(pmsiImports.id, ids),
          within(ctx.actor, 'pmsi.run-import', { network: pmsiImports.networkId }),
        ),
      )
      .limit(ids.length),
  )
  return rows.map(({ id }) => id)
}

/** The last part of the name, without what cannot be seen, short enough for a table. */
function shownName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const visible = [...last.replace(INVISIBLE, '')]
  return visible.slice(0, 200).join('') || 'fichier sans nom'
}
