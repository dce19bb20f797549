/** Set of stay identifiers. The keys of a transmission are numbered from 1: a bit each is enough, up to 128 million. */
export type KeySet = { /** False when the key was already there. */ add(key: number): boolean }

const MAX_BITS = 2 ** 27

export function createKeySet(): KeySet {
  return new BitSet()
}

// A class, as all that runs for each line: the engine compiles a method once, a closure again for each file.
class BitSet {
  private bits = new Uint8Array(1 << 16)
  private readonly large = new Set<number>()

  add(key: number): boolean {
    if (key >= MAX_BITS) return this.addLarge(key)
    const at = key >>> 3
    if (at >= this.bits.length) this.widen(at)
    const mask = 1 << (key & 7)
    const byte = this.bits[at] as number
    this.bits[at] = byte | mask
    return (byte & mask) === 0
  }

  private addLarge(key: number): boolean {
    if (this.large.has(key)) return false
    this.large.add(key)
    return true
  }

  private widen(at: number): void {
    const wider = new Uint8Array(Math.max(this.bits.length * 2, at + 1))
    wider.set(this.bits)
    this.bits = wider
  }
}
