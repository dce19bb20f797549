import type { CardAddress, DirectoryCard } from './cards.js'

/** A place of a card, and the kinds of disability one may come to it with. */
export type PlaceAccess = { name: string; address: CardAddress | null; kinds: string[] }

/**
 * Each place of a card with what is said of it, or of what is offered there; what is said of something offered wherever
 * she works is true of all her places. A structure is one place.
 */
export function placeAccesses({
  kind,
  name,
  accessibility,
  address,
  places,
  offers,
}: DirectoryCard): PlaceAccess[] {
  const offeredAt = (situationId: string | null) =>
    offers
      .filter(({ place }) => place === null || place.situationId === situationId)
      .flatMap((offer) => offer.accessibility)
  if (kind === 'structure') return [{ name, address, kinds: unique([...accessibility, ...offeredAt(null)]) }]
  return places.map((place) => ({
    name: place.structureName,
    address: place.address,
    kinds: unique([...place.accessibility, ...offeredAt(place.situationId)]),
  }))
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
