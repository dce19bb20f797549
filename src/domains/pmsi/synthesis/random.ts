/** Next number of a reproducible stream, in [0, 1). */
export type Random = () => number

/** A stream that depends only on its keys: any stay can be drawn again without those before it. */
export function randomStream(...keys: number[]): Random {
  let state = hashOf(...keys)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** 32 bits that look unrelated to their keys. */
export function hashOf(...keys: number[]): number {
  let hash = 0x9e3779b9
  for (const key of keys) {
    hash = Math.imul(hash ^ (key | 0), 0x85ebca6b)
    hash ^= hash >>> 13
    hash = Math.imul(hash, 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

/** Integer between two bounds, both included. */
export function integer(random: Random, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1))
}

/** One item of a list that has at least one. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('cannot pick from an empty list')
  return item
}

/** Draws a value in proportion to its weight. */
export function weighted<Value>(
  rows: readonly (readonly [value: Value, weight: number])[],
): (random: Random) => Value {
  let total = 0
  const limits = rows.map(([value, weight]) => {
    total += weight
    return { value, limit: total }
  })
  return (random) => {
    const target = random() * total
    const row = limits.find(({ limit }) => target < limit)
    if (row === undefined) throw new Error('weights must be positive')
    return row.value
  }
}

/** Close to a normal law, and bounded: four uniforms never leave three and a half deviations. */
export function aboutNormal(random: Random, mean: number, deviation: number): number {
  return mean + (random() + random() + random() + random() - 2) * Math.sqrt(3) * deviation
}

/** True with a probability. */
export function chance(random: Random, probability: number): boolean {
  return random() < probability
}
