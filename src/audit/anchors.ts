import { appendFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { ChainHead } from './verify.js'

/** Where chains ended on a day, written outside the database: whoever writes a chain again cannot write this one. */
export type Anchor = ChainHead & { chain: string; at: string }

const Anchor = z.strictObject({
  at: z.iso.datetime(),
  chain: z.union([z.uuid(), z.literal('platform')]),
  length: z.number().int().min(0),
  hash: z.string().regex(/^([0-9a-f]{64})?$/),
})

/** The file a day's heads are added to; the operator copies it to another place. */
export function anchorFile(dataDir: string): string {
  return path.join(dataDir, 'audit-anchors.jsonl')
}

/** Adds the heads of a day, one JSON line each. */
export async function appendAnchors(file: string, anchors: readonly Anchor[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await appendFile(file, anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join(''), { mode: 0o600 })
}

/** The anchors of a file; none when there is no file yet. A line that is no anchor is an error: it was tampered with. */
export async function readAnchors(file: string): Promise<Anchor[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Anchor.parse(JSON.parse(line)))
}
