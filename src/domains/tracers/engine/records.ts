/**
 * What is kept of the stays that another unit may still change: about forty bytes each, in columns, because a
 * region sends millions. A stay that nothing can link is counted at once and never comes here.
 */
export type Records = {
  count(): number
  /** Keeps a stay and gives back its index. */
  append(stay: { finess: string; rsaKey: string }, trace: Trace, role: Role, cell: number, facts: number): number
  chunkOf(index: number): Chunk
  addFlags(index: number, flags: number): void
  /** The hospital and key of a stay, for a finding. */
  finessOf(index: number): string
  rsaKeyOf(index: number): string
}

/** When a stay was, in days since 1970, and whose it is: a hash of its pseudonym, and of its content. */
export type Trace = {
  flags: number
  entryDay: number
  exitDay: number
  personLow: number
  personHigh: number
  content: number
}

export const ROLE = { delivery: 1, liveBirth: 2, stillbirth: 3, other: 4 } as const
export type Role = (typeof ROLE)[keyof typeof ROLE]

export const FLAG = {
  /** The stay has a pseudonym: `personLow`, `personHigh` and `content` are meaningful. */
  chained: 1,
  /** A mother's stay that a child may be linked to: `key` is meaningful. */
  keyed: 2,
  /** The file gave a date. */
  dated: 4,
  /** A mother who delivered outside the facility. */
  outside: 8,
  /** A child whose mother was found. */
  linked: 16,
  /** The same stay is counted under another FINESS. */
  dropped: 32,
} as const

export type Chunk = ReturnType<typeof newChunk>

const CHUNK_BITS = 13
/** Place of a record in its chunk. */
export const slot = (index: number): number => index & ((1 << CHUNK_BITS) - 1)

export const NO_TERM = 255

export function startRecords(): Records {
  const chunks: Chunk[] = []
  const finessList: string[] = []
  const finessIndexes = new Map<string, number>()
  const unusualKeys = new Map<number, string>()
  let size = 0

  const chunkOf = (index: number): Chunk => {
    const chunk = chunks[index >> CHUNK_BITS]
    if (chunk === undefined) throw new RangeError(`no record ${index}`)
    return chunk
  }
  const finessIndex = (finess: string): number => {
    const found = finessIndexes.get(finess)
    if (found !== undefined) return found
    const index = finessList.push(finess) - 1
    finessIndexes.set(finess, index)
    return index
  }

  return {
    count: () => size,
    chunkOf,
    finessOf: (index) => finessList[chunkOf(index).finess[slot(index)] ?? 0] ?? '',
    rsaKeyOf: (index) =>
      unusualKeys.get(index) ??
      String(chunkOf(index).rsaKey[slot(index)] ?? 0).padStart(USUAL_KEY_LENGTH, '0'),
    addFlags(index, flags) {
      const chunk = chunkOf(index)
      chunk.flags[slot(index)] = (chunk.flags[slot(index)] ?? 0) | flags
    },
    append(stay, trace, role, cell, facts) {
      const index = size
      size += 1
      if (slot(index) === 0) chunks.push(newChunk())
      const chunk = chunkOf(index)
      const at = slot(index)
      const rsaKey = usualKey(stay.rsaKey)
      if (rsaKey === null) unusualKeys.set(index, stay.rsaKey)
      chunk.role[at] = role
      chunk.flags[at] = trace.flags
      chunk.cell[at] = cell
      chunk.facts[at] = facts
      chunk.finess[at] = finessIndex(stay.finess)
      chunk.rsaKey[at] = rsaKey ?? 0
      chunk.entryDay[at] = trace.entryDay
      chunk.exitDay[at] = trace.exitDay
      chunk.personLow[at] = trace.personLow
      chunk.personHigh[at] = trace.personHigh
      chunk.content[at] = trace.content
      chunk.term[at] = NO_TERM
      return index
    },
  }
}

function newChunk() {
  const length = 1 << CHUNK_BITS
  return {
    personLow: new Int32Array(length),
    personHigh: new Int32Array(length),
    content: new Int32Array(length),
    key: new Int32Array(length),
    cell: new Uint32Array(length),
    facts: new Uint32Array(length),
    rsaKey: new Uint32Array(length),
    // Days since 1970, up to the year 2149.
    entryDay: new Uint16Array(length),
    exitDay: new Uint16Array(length),
    finess: new Uint16Array(length),
    role: new Uint8Array(length),
    flags: new Uint8Array(length),
    term: new Uint8Array(length),
    /** Children linked to a mother. */
    children: new Uint8Array(length),
  }
}

const USUAL_KEY_LENGTH = 10

/** The RSA key as a number when it is ten digits that fit in 32 bits, which `rsaKeyOf` writes back alike. */
function usualKey(rsaKey: string): number | null {
  if (rsaKey.length !== USUAL_KEY_LENGTH) return null
  let value = 0
  for (let i = 0; i < USUAL_KEY_LENGTH; i += 1) {
    const digit = rsaKey.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return null
    value = value * 10 + digit
  }
  return value <= 0xffffffff ? value : null
}
