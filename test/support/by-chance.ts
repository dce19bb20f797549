/** In an order that the seed decides: the same for the same seed. */
export function byChance<Item>(items: readonly Item[], seed: number): Item[] {
  const rank = (index: number) => Math.abs(Math.sin(seed + index * 12.9898) * 43758.5453) % 1
  return items
    .map((item, index) => ({ item, rank: rank(index) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}
