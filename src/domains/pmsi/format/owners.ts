/**
 * RSA keys are numbered in each establishment: in a file that gathers several, the same key is not the same stay.
 * Each FINESS e-PMSI gets a rank, and a stay is identified by `rank × 10¹⁰ + key`, exact in a double.
 */
export type OwnerTable = {
  /** Rank of the FINESS at 1–9 of the line, or -1 when it is not one. */
  at(buffer: Buffer, start: number): number
  finessOf(id: number): string
  keyOf(id: number): number
}

const KEYS_PER_OWNER = 1e10
const FINESS_LENGTH = 9
const FINESS_FORM = /^\d[0-9AB]\d{7}$/

export function idOf(owner: number, key: number): number {
  return owner * KEYS_PER_OWNER + key
}

/** The first FINESS, whose identifiers are the keys themselves, is that of the unit being read. */
export function createOwners(finess: string): OwnerTable {
  const names = [finess]
  const ranks = new Map([[finess, 0]])
  const last = Buffer.alloc(FINESS_LENGTH)
  let lastRank = -1

  function at(buffer: Buffer, start: number): number {
    for (let index = 0; index < FINESS_LENGTH; index += 1) {
      if (buffer[start + index] !== last[index]) return changeTo(buffer, start)
    }
    return lastRank
  }

  function changeTo(buffer: Buffer, start: number): number {
    buffer.copy(last, 0, start, start + FINESS_LENGTH)
    const name = last.toString('latin1')
    lastRank = ranks.get(name) ?? (FINESS_FORM.test(name) ? add(name) : -1)
    return lastRank
  }

  function add(name: string): number {
    ranks.set(name, names.length)
    return names.push(name) - 1
  }

  const ownerOf = (id: number): number => Math.floor(id / KEYS_PER_OWNER)
  return {
    at,
    finessOf: (id) => names[ownerOf(id)] ?? finess,
    keyOf: (id) => id - ownerOf(id) * KEYS_PER_OWNER,
  }
}
