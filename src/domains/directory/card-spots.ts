import type { CardAddress, DirectoryCard } from './cards.js'
import { communeByCode, communeOfAddress } from './communes/gazetteer.js'
import type { Spot } from './search/lexemes.js'

/**
 * Where a card may be found, as its audience may know it: the very place when the card gives it, else the point of its
 * commune, which tells nothing that the name of the commune does not.
 */
export function spotsOf(card: DirectoryCard): Spot[] {
  const addresses = [...(card.address ? [card.address] : []), ...card.places.map(({ address }) => address)]
  const spots = addresses.flatMap((address) => spotOf(address) ?? [])
  return [...new Map(spots.map((spot) => [`${spot.latitude} ${spot.longitude}`, spot])).values()]
}

function spotOf(address: CardAddress): Spot | null {
  const commune = communeByCode(address.communeCode) ?? communeOfAddress(address.postcode, address.commune)
  const { latitude, longitude } = address
  if (latitude !== null && longitude !== null) {
    return { latitude, longitude, communeCode: commune?.code ?? address.communeCode }
  }
  return commune && { latitude: commune.latitude, longitude: commune.longitude, communeCode: commune.code }
}
