import type { CardAddress, CardOffer, DirectoryCard } from './cards.js'

/** The kinds of disability one may come somewhere with, and what is offered there. */
export type Access = { kinds: string[]; offers: CardOffer[] }

/** A place of a card; its territory is null when it may be any of those of the card. */
export type PlaceAccess = Access & { name: string; address: CardAddress | null; territoryId: string | null }

/**
 * Each place of a card with what is said of it, or of what is offered there; what is said of something offered wherever
 * she works is true of all her places. A structure is one place.
 */
export function placeAccesses(card: DirectoryCard): PlaceAccess[] {
  const { kind, name, accessibility, address, places } = card
  if (kind === 'structure') {
    return [{ name, address, territoryId: null, ...accessOf(accessibility, offeredAt(card, null)) }]
  }
  return places.map(({ structureName, address, territoryId, accessibility, situationId }) => ({
    ...{ name: structureName, address, territoryId },
    ...accessOf(accessibility, offeredAt(card, situationId)),
  }))
}

/** The same of one of its territories: of her places there or, when she has none, of what she offers wherever she works. */
export function accessIn(card: DirectoryCard, territoryId: string): Access {
  const here = placeAccesses(card).filter((place) => [null, territoryId].includes(place.territoryId))
  if (here.length === 0) return accessOf([], offeredAt(card, null))
  return {
    kinds: unique(here.flatMap(({ kinds }) => kinds)),
    offers: card.offers.filter((offer) => here.some(({ offers }) => offers.includes(offer))),
  }
}

function offeredAt({ offers }: DirectoryCard, situationId: string | null): CardOffer[] {
  return offers.filter(({ place }) => place === null || place.situationId === situationId)
}

function accessOf(kinds: readonly string[], offers: CardOffer[]): Access {
  return { kinds: unique([...kinds, ...offers.flatMap(({ accessibility }) => accessibility)]), offers }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
