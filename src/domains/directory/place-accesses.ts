import type { CardAddress, CardOffer, DirectoryCard } from './cards.js'

/** A place of a card, the kinds of disability one may come to it with, and what is offered there. */
export type PlaceAccess = { name: string; address: CardAddress | null; kinds: string[]; offers: CardOffer[] }

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
    offers.filter(({ place }) => place === null || place.situationId === situationId)
  if (kind === 'structure') return [{ name, address, ...accessOf(accessibility, offeredAt(null)) }]
  return places.map(({ structureName, address, accessibility, situationId }) => ({
    ...{ name: structureName, address },
    ...accessOf(accessibility, offeredAt(situationId)),
  }))
}

function accessOf(kinds: readonly string[], offers: CardOffer[]): Pick<PlaceAccess, 'kinds' | 'offers'> {
  return { kinds: unique([...kinds, ...offers.flatMap(({ accessibility }) => accessibility)]), offers }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
