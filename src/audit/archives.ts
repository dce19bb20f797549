import { mkdir, open, readdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { type ChainEntry, type ChainHead, hashOf, type ReadChain, saidBy } from './verify.js'

/** What of a chain is no longer in the database: where it begins to be known, and its entries from there. */
export type Archived = { start: ChainHead; end: ChainHead; read: ReadChain }

const Head = z.strictObject({ length: z.int().min(0), hash: z.string().regex(/^([0-9a-f]{64})?$/) })
/** The first line of an archive. Once its entries are destroyed, it alone says where the chain goes on from. */
const Seal = z.strictObject({ chain: z.union([z.uuid(), z.literal('platform')]), from: Head, to: Head })
type Seal = z.infer<typeof Seal>
const Line = z.strictObject({ position: z.int(), hash: z.string(), said: z.array(z.string()) })

const SEPARATOR = '\u001f'
const NOTHING: ChainHead = { length: 0, hash: '' }
/** Of a chain that is whole in the database. */
export const NEVER_CUT: Archived = { start: NOTHING, end: NOTHING, read: () => [] }

const FILE = /^([0-9a-f-]{36}|platform)\.(\d+)\.jsonl$/

/** Where archives are written; the operator keeps them as long as the law of the place asks, then destroys their entries. */
export function archiveFolder(dataDir: string): string {
  return path.join(dataDir, 'audit-archives')
}

/** The archives of a chain, one after the other; nothing at all when it was never cut. Throws on one that does not follow. */
export async function readArchives(folder: string, chain: string): Promise<Archived> {
  const files = await filesOf(folder, chain)
  const seals = await Promise.all(files.map(sealOf))
  seals.forEach(({ from, chain: own }, index) => {
    const before = seals[index - 1]?.to ?? NOTHING
    if (own !== chain || from.length !== before.length || from.hash !== before.hash)
      throw new Error(`${files[index]} does not go on from the archive before it`)
  })
  const isDestroyed = await Promise.all(files.map(hasNoEntry))
  const kept = isDestroyed.lastIndexOf(true) + 1
  const end = seals.at(-1)?.to ?? NOTHING
  return {
    start: seals[kept - 1]?.to ?? NOTHING,
    end,
    read: async function* () {
      for (const file of files.slice(kept)) yield* entriesOf(file)
    },
  }
}

/** Writes the entries of a chain after `from` to a file, and reads them back before saying where they end. */
export async function writeArchive(
  folder: string,
  chain: string,
  from: ChainHead,
  entries: AsyncIterable<ChainEntry>,
  to: ChainHead,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${chain}.${to.length}.jsonl`)
  const unfinished = `${file}.unfinished`
  const handle = await open(unfinished, 'w', 0o600)
  try {
    await handle.write(`${JSON.stringify({ chain, from, to } satisfies Seal)}\n`)
    for await (const { position, hash, said } of entries) {
      await handle.write(`${JSON.stringify({ position, hash, said: said.split(SEPARATOR) })}\n`)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  await checkArchive(unfinished, from, to)
  await rename(unfinished, file)
}

async function checkArchive(file: string, from: ChainHead, to: ChainHead): Promise<void> {
  let { length, hash } = from
  for await (const entry of entriesOf(file)) {
    length += 1
    hash = hashOf(hash, length, entry.said)
    if (entry.position !== length || entry.hash !== hash) throw new Error(`${file} breaks at ${length}`)
  }
  if (length !== to.length || hash !== to.hash) throw new Error(`${file} does not end where it says`)
}

async function filesOf(folder: string, chain: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .map((name) => FILE.exec(name))
    .filter((match) => match?.[1] === chain)
    .sort((a, b) => Number(a?.[2]) - Number(b?.[2]))
    .map((match) => path.join(folder, match?.[0] ?? ''))
}

async function sealOf(file: string): Promise<Seal> {
  for await (const line of linesOf(file)) return Seal.parse(JSON.parse(line))
  throw new Error(`${file} is empty`)
}

async function hasNoEntry(file: string): Promise<boolean> {
  for await (const _ of entriesOf(file)) return false
  return true
}

async function* entriesOf(file: string): AsyncGenerator<ChainEntry> {
  let isSeal = true
  for await (const line of linesOf(file)) {
    if (!isSeal) {
      const { position, hash, said } = Line.parse(JSON.parse(line))
      yield { position, hash, said: saidBy(said) }
    }
    isSeal = false
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const handle = await open(file)
  try {
    for await (const line of createInterface({
      input: handle.createReadStream(),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (line !== '') yield line
    }
  } finally {
    await handle.close()
  }
}
