import type { CardAddress, CardOffer, CardPlace, DirectoryCard } from './cards.js'

/**
 * A card as it is kept: without the fields that say nothing, null or empty, which are half of its size. Less to write in an
 * import, and more cards on each page of the disk that a search goes through.
 */
export type StoredCard = Partial<Omit<DirectoryCard, Parts>> & {
  address?: Partial<CardAddress>
  places?: StoredPlace[]
  offers?: Partial<CardOffer>[]
  maternity?: Partial<NonNullable<DirectoryCard['maternity']>>
  membership?: Partial<NonNullable<DirectoryCard['membership']>>
}

type Parts = 'address' | 'places' | 'offers' | 'maternity' | 'membership'
type StoredPlace = Partial<Omit<CardPlace, 'address'>> & { address?: Partial<CardAddress> }

/** What to keep of a card, for JSON: what says nothing is undefined there, and left out. */
export function storedCard(card: DirectoryCard): object {
  const { address, places, offers, maternity, membership } = card
  return {
    ...thin(card),
    address: address ? thin(address) : undefined,
    places: places.length === 0 ? undefined : places.map(storedPlace),
    offers: offers.length === 0 ? undefined : offers.map(thin),
    maternity: maternity ? thin(maternity) : undefined,
    membership: membership ? thin(membership) : undefined,
  }
}

function storedPlace(place: CardPlace): object {
  return { ...thin(place), address: thin(place.address) }
}

function thin<Fields extends object>(fields: Fields): object {
  const kept: { [Name in keyof Fields]?: Fields[Name] | undefined } = { ...fields }
  for (const name in kept) if (saysNothing(kept[name])) kept[name] = undefined
  return kept
}

function saysNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

/** The card that was kept, each of its fields said again. */
export function wholeCard(stored: StoredCard): DirectoryCard {
  return {
    ...blankCard(),
    ...stored,
    address: stored.address ? wholeAddress(stored.address) : null,
    places: (stored.places ?? []).map((place) => ({
      ...blankPlace(),
      ...place,
      address: wholeAddress(place.address ?? {}),
    })),
    offers: (stored.offers ?? []).map((offer) => ({ ...blankOffer(), ...offer })),
    maternity: stored.maternity ? { type: null, sentence: '', ...stored.maternity } : null,
    membership: stored.membership ? { state: '', college: null, ...stored.membership } : null,
  }
}

function wholeAddress(stored: Partial<CardAddress>): CardAddress {
  return {
    street: null,
    more: null,
    postcode: null,
    communeCode: null,
    commune: null,
    latitude: null,
    longitude: null,
    ...stored,
  }
}

function blankCard(): Omit<DirectoryCard, Parts> {
  return {
    kind: 'person',
    id: '',
    name: '',
    title: null,
    lastName: null,
    firstName: null,
    rppsNumber: null,
    finessNumber: null,
    professionCode: null,
    professionWords: null,
    skillCodes: [],
    category: '',
    categoryCode: null,
    phone: null,
    phone2: null,
    mobile: null,
    emergencyPhone: null,
    fax: null,
    email: null,
    website: null,
    hours: null,
    languages: [],
    accessibility: [],
    accessibilityNote: null,
    territoryIds: [],
    verifiedOn: null,
    updatedOn: '',
    sources: [],
  }
}

function blankPlace(): Omit<CardPlace, 'address'> {
  return {
    situationId: '',
    structureId: '',
    structureName: '',
    categoryCode: null,
    functionWords: null,
    modeCode: null,
    sectorCode: null,
    phone: null,
    email: null,
    accessibility: [],
  }
}

function blankOffer(): CardOffer {
  return {
    id: '',
    kind: '',
    structureId: null,
    audienceWords: null,
    methods: [],
    latestTermWeeks: null,
    languages: [],
    accessibility: [],
    fees: null,
    delayDays: null,
    hours: null,
    contactChannel: null,
    contactValue: null,
    note: null,
  }
}
