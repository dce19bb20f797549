import type { CardAddress, DirectoryCard } from './cards.js'
import { communeByCode, communeOfAddress } from './communes/gazetteer.js'
import { placeAccesses } from './place-accesses.js'
import { offerTraits, type Spot } from './search/lexemes.js'

/**
 * Where a card may be found, as its audience may know it: the very place when the card gives it, else the point of its
 * commune, which tells nothing that the name of the commune does not.
 */
export function spotsOf(card: DirectoryCard): Spot[] {
  const spots = new Map<string, Spot>()
  for (const { address, kinds, offers } of placeAccesses(card)) {
    const point = address && pointOf(address)
    if (point === null) continue
    const key = `${point.latitude} ${point.longitude}`
    const known = spots.get(key)
    const traits = [...kinds, ...offers.flatMap(offerTraits)]
    // Of two places at one point, what either has.
    spots.set(key, { ...point, ...known, traits: [...new Set([...(known?.traits ?? []), ...traits])] })
  }
  return [...spots.values()]
}

function pointOf(address: CardAddress): Omit<Spot, 'traits'> | null {
  const commune = communeByCode(address.communeCode) ?? communeOfAddress(address.postcode, address.commune)
  const { latitude, longitude } = address
  if (latitude !== null && longitude !== null) {
    return { latitude, longitude, communeCode: commune?.code ?? address.communeCode }
  }
  return commune && { latitude: commune.latitude, longitude: commune.longitude, communeCode: commune.code }
}
