import type { CardAddress, CardOffer, CardPlace, DirectoryCard } from './cards.js'

/**
 * A card as it is kept: without the fields that say nothing, null or empty, which are half of its size. Less to write in an
 * import, and more cards on each page of the disk that a search goes through.
 */
export type StoredCard = Stored<Omit<DirectoryCard, Parts>> & {
  address?: Stored<CardAddress>
  places?: StoredPlace[]
  offers?: Stored<CardOffer>[]
  maternity?: Stored<NonNullable<DirectoryCard['maternity']>>
  membership?: Stored<NonNullable<DirectoryCard['membership']>>
}

type Parts = 'address' | 'places' | 'offers' | 'maternity' | 'membership'
type StoredPlace = Stored<Omit<CardPlace, 'address'>> & { address?: Stored<CardAddress> }

type Stored<Fields> = Omit<Fields, MaySayNothing<Fields>> & Partial<Pick<Fields, MaySayNothing<Fields>>>

type MaySayNothing<Fields> = {
  [Name in keyof Fields]: null extends Fields[Name] ? Name : Fields[Name] extends unknown[] ? Name : never
}[keyof Fields]

/** What to keep of a card, for JSON: what says nothing is undefined there, and left out. */
export function storedCard(card: DirectoryCard): object {
  const { address, places, offers, maternity, membership } = card
  const only = onlyOne(card.territoryIds)
  return {
    ...thin(card),
    address: address ? thin(address) : undefined,
    places: places.length === 0 ? undefined : places.map((place) => storedPlace(place, only)),
    offers: offers.length === 0 ? undefined : offers.map(thin),
    maternity: maternity ? thin(maternity) : undefined,
    membership: membership ? thin(membership) : undefined,
  }
}

/** Where the card has one territory, that is the one of its places. */
function storedPlace(place: CardPlace, only: string | null): object {
  const territoryId = only === null ? (place.territoryId ?? undefined) : undefined
  return { ...thin(place), territoryId, address: thin(place.address) }
}

function onlyOne(territoryIds: readonly string[]): string | null {
  return territoryIds.length === 1 ? (territoryIds[0] ?? null) : null
}

function thin<Fields extends object>(fields: Fields): object {
  const kept: { [Name in keyof Fields]?: Fields[Name] | undefined } = { ...fields }
  for (const name in kept) if (saysNothing(kept[name])) kept[name] = undefined
  return kept
}

function saysNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

/** The card that was kept, each of its fields said again. They are written out: a page of cards is read for each search. */
export function wholeCard(stored: StoredCard): DirectoryCard {
  const { places = [], territoryIds = [] } = stored
  const only = onlyOne(territoryIds)
  return {
    kind: stored.kind,
    id: stored.id,
    name: stored.name,
    title: stored.title ?? null,
    lastName: stored.lastName ?? null,
    firstName: stored.firstName ?? null,
    rppsNumber: stored.rppsNumber ?? null,
    finessNumber: stored.finessNumber ?? null,
    professionCode: stored.professionCode ?? null,
    professionWords: stored.professionWords ?? null,
    skillCodes: stored.skillCodes ?? [],
    category: stored.category,
    categoryCode: stored.categoryCode ?? null,
    legalStatus: stored.legalStatus ?? null,
    phone: stored.phone ?? null,
    phone2: stored.phone2 ?? null,
    mobile: stored.mobile ?? null,
    emergencyPhone: stored.emergencyPhone ?? null,
    fax: stored.fax ?? null,
    email: stored.email ?? null,
    website: stored.website ?? null,
    hours: stored.hours ?? null,
    languages: stored.languages ?? [],
    accessibility: stored.accessibility ?? [],
    accessibilityNote: stored.accessibilityNote ?? null,
    address: stored.address ? wholeAddress(stored.address) : null,
    places: places.map((place) => wholePlace(place, only)),
    offers: stored.offers?.map(wholeOffer) ?? [],
    maternity: stored.maternity
      ? { type: stored.maternity.type ?? null, sentence: stored.maternity.sentence }
      : null,
    membership: stored.membership
      ? { state: stored.membership.state, college: stored.membership.college ?? null }
      : null,
    territoryIds,
    verifiedOn: stored.verifiedOn ?? null,
    updatedOn: stored.updatedOn,
    sources: stored.sources ?? [],
  }
}

function wholeAddress(stored: Stored<CardAddress>): CardAddress {
  return {
    street: stored.street ?? null,
    more: stored.more ?? null,
    postcode: stored.postcode ?? null,
    communeCode: stored.communeCode ?? null,
    commune: stored.commune ?? null,
    latitude: stored.latitude ?? null,
    longitude: stored.longitude ?? null,
  }
}

function wholePlace(stored: StoredPlace, only: string | null): CardPlace {
  return {
    situationId: stored.situationId,
    structureId: stored.structureId,
    structureName: stored.structureName,
    territoryId: stored.territoryId ?? only,
    categoryCode: stored.categoryCode ?? null,
    legalStatus: stored.legalStatus ?? null,
    functionWords: stored.functionWords ?? null,
    modeCode: stored.modeCode ?? null,
    sectorCode: stored.sectorCode ?? null,
    phone: stored.phone ?? null,
    email: stored.email ?? null,
    accessibility: stored.accessibility ?? [],
    address: wholeAddress(stored.address ?? {}),
  }
}

function wholeOffer(stored: Stored<CardOffer>): CardOffer {
  return {
    id: stored.id,
    kind: stored.kind,
    structureId: stored.structureId ?? null,
    place: stored.place ?? null,
    audienceWords: stored.audienceWords ?? null,
    methods: stored.methods ?? [],
    latestTermWeeks: stored.latestTermWeeks ?? null,
    languages: stored.languages ?? [],
    accessibility: stored.accessibility ?? [],
    fees: stored.fees ?? null,
    delayDays: stored.delayDays ?? null,
    hours: stored.hours ?? null,
    phone: stored.phone ?? null,
    email: stored.email ?? null,
    link: stored.link ?? null,
    message: stored.message ?? null,
    note: stored.note ?? null,
  }
}
