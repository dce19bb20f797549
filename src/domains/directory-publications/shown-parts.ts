import type { DirectoryCard } from '../directory/cards.js'
import { CONTACT_CHANNELS, type ContactChannel } from '../directory/vocabulary.js'

/**
 * Record → what a document shows of it that somebody may take back: her being there, her telephone, the street of her
 * practice, her offer of IVG, how what she offers is asked for. Kept with a document that stays downloadable after it is made.
 */
export type ShownParts = { [record: string]: string[] }

/** What these cards show. */
export function shownParts(cards: readonly DirectoryCard[]): ShownParts {
  return Object.fromEntries(cards.map((card) => [recordKey(card), partsOf(card)]))
}

export function recordKey({ kind, id }: Pick<DirectoryCard, 'kind' | 'id'>): string {
  return `${kind}:${id}`
}

/**
 * True when a document that showed these parts of a record may no longer be given: the record, or one of the parts, is
 * no longer for its audience. A place she has left since, a new number take nothing back: the document has its date.
 */
export function isTakenBack(parts: readonly string[], now: DirectoryCard | undefined): boolean {
  if (now === undefined) return true
  const still = new Set(partsOf(now))
  const places = new Set(now.places.map(({ situationId }) => situationId))
  return parts.some((part) => {
    const [, place] = part.split('@')
    return !still.has(part) && (place === undefined || places.has(place))
  })
}

function partsOf(card: DirectoryCard): string[] {
  const contacts = CONTACTS.filter((field) => card[field] !== null)
  const street = card.address?.street ? ['street'] : []
  const places = card.places.flatMap(({ situationId, phone, email, address }) => [
    ...(phone === null ? [] : [`phone@${situationId}`]),
    ...(email === null ? [] : [`email@${situationId}`]),
    ...(address.street === null ? [] : [`street@${situationId}`]),
  ])
  const asked = card.offers.flatMap((offer) =>
    CHANNELS.filter((channel) => offer[channel] !== null).map((channel) => `asked:${offer.id}:${channel}`),
  )
  const ivg = card.kind === 'person' && card.offers.some(({ kind }) => kind === 'ivg') ? ['ivg'] : []
  return [...contacts, ...street, ...places, ...asked, ...ivg]
}

const CHANNELS = Object.keys(CONTACT_CHANNELS) as ContactChannel[]
const CONTACTS = ['phone', 'phone2', 'mobile', 'emergencyPhone', 'fax', 'email', 'website'] as const
