import { createHash } from 'node:crypto'

/** An entry as its chain holds it. `said` is everything it says but its position, written as `audit_text` does. */
export type ChainEntry = { position: number; said: string; hash: string }

/** Where a chain ends according to a witness: the table of chains, or a line written elsewhere some day. */
export type ChainHead = { length: number; hash: string }

export type Fault =
  /** What the entry says, or the hash it carries, is not what was written. */
  | 'changed'
  /** An entry that was written is no longer there. */
  | 'missing'
  /** An entry is there that was never written. */
  | 'added'
  /** The entry was written, at another place. */
  | 'reordered'
  /** The chain holds together but is not the one a witness saw: it was written again. */
  | 'rewritten'

export type ChainReport =
  | { intact: true; length: number; hash: string }
  /**
   * `position` is where the chain breaks. Hashes have no key, so that an entry forged with a hash well made for it shows
   * at the next one: what is sure is that all entries up to two before are as they were written.
   */
  | { intact: false; position: number; fault: Fault }

/** Reads a chain from its first entry; called again when a fault has to be named. */
export type ReadChain = () => AsyncIterable<ChainEntry> | Iterable<ChainEntry>

const SEPARATOR = '\u001f'

/**
 * Computes a chain again, entry after entry in the order of positions, and compares it with the hashes it carries, with
 * its head (null when there is none, which is right for an empty chain only) and with what earlier witnesses saw. A
 * chain whose first entries were archived then destroyed begins at `start`.
 */
export async function verifyChain(
  read: ReadChain,
  head: ChainHead | null,
  witnesses: readonly ChainHead[] = [],
  start: ChainHead = { length: 0, hash: '' },
): Promise<ChainReport> {
  const contradicts = (length: number, hash: string) =>
    witnesses.some((witness) => witness.length === length && witness.hash !== hash)
  let { length: position, hash } = start
  for await (const entry of read()) {
    const expected = position + 1
    if (entry.position > expected) return { intact: false, position: expected, fault: 'missing' }
    if (entry.position < expected) return { intact: false, position: entry.position, fault: 'added' }
    const computed = hashOf(hash, expected, entry.said)
    if (computed !== entry.hash) return broken(expected, await nameFault(read, head, start, expected, hash))
    if (contradicts(expected, computed)) return broken(expected, 'rewritten')
    position = expected
    hash = computed
  }
  const longest = Math.max(head?.length ?? 0, ...witnesses.map(({ length }) => length))
  if (position < longest) return broken(position + 1, 'missing')
  if (head && position > head.length) return broken(head.length + 1, 'added')
  return hash === (head?.hash ?? '')
    ? { intact: true, length: position, hash }
    : broken(position, 'rewritten')
}

/** The hash of an entry: of the hash before it and of what it says. */
export function hashOf(previous: string, position: number, said: string): string {
  return createHash('sha256').update([previous, position, said].join(SEPARATOR)).digest('hex')
}

/** What an entry says, as bytes. The trigger's own words are in migration 0003. */
export function saidBy(columns: readonly string[]): string {
  return columns.join(SEPARATOR)
}

function broken(position: number, fault: Fault): ChainReport {
  return { intact: false, position, fault }
}

/** Looks for the entry that belongs at this position: elsewhere in the chain it was moved, nowhere it was changed or removed. */
async function nameFault(
  read: ReadChain,
  head: ChainHead | null,
  start: ChainHead,
  position: number,
  previous: string,
): Promise<Fault> {
  let [count, carried, isElsewhere] = [start.length, '', false]
  for await (const entry of read()) {
    count += 1
    if (entry.position === position) carried = entry.hash
    if (entry.position <= position) continue
    const computed = hashOf(previous, position, entry.said)
    isElsewhere ||= computed === entry.hash || computed === carried
  }
  const length = head?.length ?? 0
  if (count > length) return 'added'
  if (count < length) return 'missing'
  return isElsewhere ? 'reordered' : 'changed'
}
