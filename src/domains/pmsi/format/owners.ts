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
  return new Owners(finess)
}

class Owners {
  private readonly names: string[]
  private readonly ranks: Map<string, number>
  private readonly last = Buffer.alloc(FINESS_LENGTH)
  private lastRank = -1

  constructor(private readonly finess: string) {
    this.names = [finess]
    this.ranks = new Map([[finess, 0]])
  }

  at(buffer: Buffer, start: number): number {
    const { last } = this
    for (let index = 0; index < FINESS_LENGTH; index += 1) {
      if (buffer[start + index] !== last[index]) return this.changeTo(buffer, start)
    }
    return this.lastRank
  }

  finessOf(id: number): string {
    return this.names[ownerOf(id)] ?? this.finess
  }

  keyOf(id: number): number {
    return id - ownerOf(id) * KEYS_PER_OWNER
  }

  private changeTo(buffer: Buffer, start: number): number {
    buffer.copy(this.last, 0, start, start + FINESS_LENGTH)
    const name = this.last.toString('latin1')
    this.lastRank = this.ranks.get(name) ?? (FINESS_FORM.test(name) ? this.append(name) : -1)
    return this.lastRank
  }

  private append(name: string): number {
    this.ranks.set(name, this.names.length)
    return this.names.push(name) - 1
  }
}

function ownerOf(id: number): number {
  return Math.floor(id / KEYS_PER_OWNER)
}
