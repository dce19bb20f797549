import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { ContactCard } from '../../web/vcard.js'
import { accessesOf, languageLabel, occupationOf } from '../directory/card-labels.js'
import type { CardAddress, DirectoryCard } from '../directory/cards.js'
import { offerSentence } from './offer-words.js'

/** A record as an address book keeps it; `day` is the one its labels are read on. */
export function contactOf(card: DirectoryCard, day: string): ContactCard {
  const isPerson = card.kind === 'person'
  return {
    uid: `urn:uuid:${card.id}`,
    name: isPerson
      ? { last: card.lastName ?? card.name, first: card.firstName ?? '', title: card.title ?? '' }
      : null,
    fullName: isPerson ? [card.firstName, card.lastName].filter(Boolean).join(' ') : card.name,
    organisation: isPerson ? (card.places[0]?.structureName ?? null) : card.name,
    occupation: occupationOf(card, day) || null,
    phones: phonesOf(card),
    email: card.email ?? card.places.find(({ email }) => email !== null)?.email ?? null,
    website: card.website,
    addresses: addressesOf(card).map(({ street, more, commune, postcode }) => ({
      street: street ?? '',
      more: more ?? '',
      commune: commune ?? '',
      postcode: postcode ?? '',
    })),
    note: noteOf(card),
    revisedOn: card.updatedOn,
  }
}

function phonesOf(card: DirectoryCard): ContactCard['phones'] {
  const work = [card.phone, card.phone2, card.emergencyPhone, ...card.places.map(({ phone }) => phone)]
  return [
    ...[...new Set(work)].map((number) => ({ number, kind: 'WORK' as const })),
    { number: card.mobile, kind: 'CELL' as const },
    { number: card.fax, kind: 'FAX' as const },
  ].flatMap(({ number, kind }) => (number === null ? [] : [{ number, kind }]))
}

/** A commune alone is an address too: it is all that some readers may know. */
function addressesOf(card: DirectoryCard): CardAddress[] {
  const all = [...(card.address ? [card.address] : []), ...card.places.map(({ address }) => address)]
  return all.filter(({ street, commune }) => street !== null || commune !== null)
}

function noteOf(card: DirectoryCard): string | null {
  const lines = [
    ...new Set(card.offers.map(offerSentence)),
    card.hours ?? '',
    card.languages.map(languageLabel).join(', '),
    ...accessesOf(card).map(({ where, kinds }) =>
      [`Accessible${where === null ? '' : ` (${where})`}`, kinds.join(', ')].join(`${NO_BREAK_SPACE}: `),
    ),
  ].filter((line) => line !== '')
  return lines.length === 0 ? null : lines.join('\n')
}
