import type { Trace } from './traces.js'

/**
 * What is kept of the stays that another unit may still change: 36 bytes each, side by side, because a region sends
 * millions. A stay that nothing can link is counted at once and never comes here.
 */
export type Records = {
  count(): number
  /** Keeps a stay and gives back its index. At most 65,536 hospitals, and establishments by years. */
  append(
    stay: { finess: string; rsaKey: string },
    trace: Trace,
    role: Role,
    cell: number,
    facts: number,
  ): number
  finess(index: number): string
  rsaKey(index: number): string
  cell(index: number): number
  /** Packed facts of a delivery, a live birth or a child that waits. */
  facts(index: number): number
  setFacts(index: number, facts: number): void
  role(index: number): number
  setRole(index: number, role: Role): void
  has(index: number, flag: number): boolean
  addFlags(index: number, flags: number): void
  /** Makes a stay one that no rule looks at any more. */
  drop(index: number): void
  entryDay(index: number): number
  exitDay(index: number): number
  content(index: number): number
  /** The high half of the pseudonym, unsigned; the order of persons, 0 for the same one. */
  personBits(index: number): number
  comparePersons(a: number, b: number): number
  /** Gives a stay the key it shares with its mother's or its children's, and its term. */
  setKey(index: number, key: number, gestationalAgeWeeks: number | null): void
  key(index: number): number
  gestationalAgeWeeks(index: number): number | null
  /** Children linked to a mother so far. */
  children(index: number): number
  countChild(index: number): void
}

/** `waiting`: a birth stay whose mother is looked for once all the stays are known. */
export const ROLE = { delivery: 1, liveBirth: 2, stillbirth: 3, other: 4, waiting: 5 } as const
export type Role = (typeof ROLE)[keyof typeof ROLE]

export const FLAG = {
  /** The stay has a pseudonym. */
  chained: 1,
  /** A mother's stay that a child may be linked to. */
  keyed: 2,
  /** The file gave a date. */
  dated: 4,
  /** A mother who delivered outside the facility. */
  outside: 8,
  /** A child whose mother was found. */
  linked: 16,
} as const

const RECORDS_PER_CHUNK = 4096
const WORDS = 9
// Word of each part; `marks` holds role (4 bits), flags (8), term (8) and children (8), from the low end.
const LOW = 0
const HIGH = 1
const CONTENT = 2
const KEY = 3
const FACTS = 4
const RSA_KEY = 5
const DAYS = 6
const PLACE = 7
const MARKS = 8
const NO_TERM = 255

export function startRecords(): Records {
  const chunks: Int32Array[] = []
  const finessList: string[] = []
  const finessIndexes = new Map<string, number>()
  const unusualKeys = new Map<number, string>()
  let size = 0

  const read = (index: number, word: number): number =>
    chunks[Math.floor(index / RECORDS_PER_CHUNK)]?.[(index % RECORDS_PER_CHUNK) * WORDS + word] ?? 0
  const write = (index: number, word: number, value: number) => {
    const chunk = chunks[Math.floor(index / RECORDS_PER_CHUNK)]
    if (chunk !== undefined) chunk[(index % RECORDS_PER_CHUNK) * WORDS + word] = value
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
    append(stay, trace, role, cell, facts) {
      const index = size
      size += 1
      const at = index % RECORDS_PER_CHUNK
      if (at === 0) chunks.push(new Int32Array(RECORDS_PER_CHUNK * WORDS))
      const chunk = chunks[chunks.length - 1]
      if (chunk === undefined) throw new RangeError('no chunk')
      const finess = finessIndex(stay.finess)
      if (cell > 0xffff || finess > 0xffff)
        throw new RangeError('more than 65,536 hospitals or hospital years')
      const rsaKey = usualKey(stay.rsaKey)
      if (rsaKey === null) unusualKeys.set(index, stay.rsaKey)
      const base = at * WORDS
      chunk[base + LOW] = trace.personLow
      chunk[base + HIGH] = trace.personHigh
      chunk[base + CONTENT] = trace.content
      chunk[base + FACTS] = facts
      chunk[base + RSA_KEY] = rsaKey ?? 0
      chunk[base + DAYS] = (trace.entryDay << 16) | (trace.exitDay & 0xffff)
      chunk[base + PLACE] = (cell << 16) | finess
      chunk[base + MARKS] = role | (trace.flags << 4) | (NO_TERM << 12)
      return index
    },
    finess: (index) => finessList[read(index, PLACE) & 0xffff] ?? '',
    rsaKey: (index) =>
      unusualKeys.get(index) ?? String(read(index, RSA_KEY) >>> 0).padStart(USUAL_KEY_LENGTH, '0'),
    cell: (index) => read(index, PLACE) >>> 16,
    facts: (index) => read(index, FACTS),
    setFacts: (index, facts) => write(index, FACTS, facts),
    role: (index) => read(index, MARKS) & 15,
    setRole: (index, role) => write(index, MARKS, (read(index, MARKS) & ~15) | role),
    has: (index, flag) => ((read(index, MARKS) >> 4) & flag) !== 0,
    addFlags: (index, flags) => write(index, MARKS, read(index, MARKS) | (flags << 4)),
    entryDay: (index) => read(index, DAYS) >>> 16,
    exitDay: (index) => read(index, DAYS) & 0xffff,
    content: (index) => read(index, CONTENT),
    personBits: (index) => read(index, HIGH) >>> 0,
    comparePersons: (a, b) => read(a, HIGH) - read(b, HIGH) || read(a, LOW) - read(b, LOW),
    drop: (index) => write(index, MARKS, 0),
    setKey(index, key, gestationalAgeWeeks) {
      write(index, KEY, key)
      const term = gestationalAgeWeeks === null ? NO_TERM : Math.min(gestationalAgeWeeks, 254)
      write(index, MARKS, (read(index, MARKS) & ~(255 << 12)) | (term << 12))
    },
    key: (index) => read(index, KEY),
    gestationalAgeWeeks(index) {
      const term = (read(index, MARKS) >> 12) & 255
      return term === NO_TERM ? null : term
    },
    children: (index) => (read(index, MARKS) >> 20) & 255,
    countChild(index) {
      write(index, MARKS, read(index, MARKS) + (1 << 20))
    },
  }
}

const USUAL_KEY_LENGTH = 10

/** The RSA key as a number when it is ten digits that fit in 32 bits, which reading writes back alike. */
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
