import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Ctx } from '../../context.js'
import { inEachNetwork } from '../networks/each-network.js'

/** Longer than any sending lasts. */
const ORPHAN_HOURS = 24
const MOST_A_SWEEP = 1000

/**
 * Folders of `parent` that no network needs, untouched for a day: what a server has left that died before the row of a
 * sending was written, or before the folder of a row that went was deleted. `neededAmong` answers for one network, as
 * this job of it.
 */
export async function orphanFolders(
  ctx: Ctx,
  parent: string,
  job: string,
  neededAmong: (own: Ctx, ids: string[]) => Promise<string[]>,
): Promise<string[]> {
  const before = new Date(ctx.now.getTime() - ORPHAN_HOURS * 3600_000)
  const old = await foldersUntouchedSince(before, parent)
  if (old.length === 0) return []
  const needed = new Set((await inEachNetwork(ctx, job, (own) => neededAmong(own, old))).flat())
  return old.filter((id) => !needed.has(id))
}

const ROW_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Real folders named as the identifier of a row is; anything else there is not ours to delete. */
async function foldersUntouchedSince(before: Date, parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(absentIsEmpty)
  const old: string[] = []
  for (const entry of entries) {
    if (old.length === MOST_A_SWEEP) break
    if (!entry.isDirectory() || !ROW_ID.test(entry.name)) continue
    if ((await lastTouched(path.join(parent, entry.name))) < before) old.push(entry.name)
  }
  return old
}

function absentIsEmpty(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** A file that is still growing is younger than its folder. */
async function lastTouched(folder: string): Promise<Date> {
  const { mtimeMs } = await lstat(folder)
  const files = await readdir(folder)
  const times = await Promise.all(files.map(async (file) => (await lstat(path.join(folder, file))).mtimeMs))
  return new Date(Math.max(mtimeMs, ...times))
}
