/** Set of stay identifiers. The keys of a transmission are numbered from 1: a bit each is enough, up to 128 million. */
export type KeySet = { /** False when the key was already there. */ add(key: number): boolean }

const MAX_BITS = 2 ** 27

export function createKeySet(): KeySet {
  let bits = new Uint8Array(1 << 16)
  const large = new Set<number>()

  function add(key: number): boolean {
    if (key >= MAX_BITS) {
      if (large.has(key)) return false
      large.add(key)
      return true
    }
    const at = key >>> 3
    if (at >= bits.length) {
      const wider = new Uint8Array(Math.max(bits.length * 2, at + 1))
      wider.set(bits)
      bits = wider
    }
    const mask = 1 << (key & 7)
    const byte = bits[at] as number
    bits[at] = byte | mask
    return (byte & mask) === 0
  }

  return { add }
}
