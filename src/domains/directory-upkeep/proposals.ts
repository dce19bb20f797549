import { offerWords } from '../directory/card-labels.js'
import type { DirectoryCard } from '../directory/cards.js'
import { displayPhone } from '../directory/national/phone.js'
import type { ContactChannel } from '../directory/vocabulary.js'
import { MOST_PARTS } from './correction-schemas.js'
import type { SubjectKind } from './schemas.js'

/** How a value is typed and shown. */
export type ValueType = 'tel' | 'email' | 'url' | 'text'

type RecordField = {
  label: string
  type: ValueType
  kinds: readonly SubjectKind[]
  inCard: (card: DirectoryCard) => string | null
}

const BOTH = ['person', 'structure'] as const

/** What may be proposed of a record itself, in the order it is asked in. */
export const RECORD_FIELDS = {
  phone: { label: 'Téléphone', type: 'tel', kinds: BOTH, inCard: ({ phone }) => phone },
  phone2: { label: 'Autre téléphone', type: 'tel', kinds: ['structure'], inCard: ({ phone2 }) => phone2 },
  mobile: { label: 'Téléphone portable', type: 'tel', kinds: ['person'], inCard: ({ mobile }) => mobile },
  emergencyPhone: {
    label: 'Ligne directe pour les urgences',
    type: 'tel',
    kinds: ['structure'],
    inCard: ({ emergencyPhone }) => emergencyPhone,
  },
  email: { label: 'Adresse électronique', type: 'email', kinds: BOTH, inCard: ({ email }) => email },
  website: { label: 'Site internet', type: 'url', kinds: BOTH, inCard: ({ website }) => website },
  lastName: { label: 'Nom', type: 'text', kinds: ['person'], inCard: ({ lastName }) => lastName },
  firstName: { label: 'Prénom', type: 'text', kinds: ['person'], inCard: ({ firstName }) => firstName },
  name: { label: 'Nom de la structure', type: 'text', kinds: ['structure'], inCard: ({ name }) => name },
  street: {
    label: 'Adresse',
    type: 'text',
    kinds: ['structure'],
    inCard: ({ address }) => address?.street ?? null,
  },
  postcode: {
    label: 'Code postal',
    type: 'text',
    kinds: ['structure'],
    inCard: ({ address }) => address?.postcode ?? null,
  },
  communeName: {
    label: 'Commune',
    type: 'text',
    kinds: ['structure'],
    inCard: ({ address }) => address?.commune ?? null,
  },
} as const satisfies Record<string, RecordField>
export type RecordColumn = keyof typeof RECORD_FIELDS

/** What may be proposed of a place of a person, or of an offer. */
export type PartField =
  | { kind: 'situation'; id: string; column: 'phone' | 'email' }
  | { kind: 'offer'; id: string; column: ContactChannel }

/** A field that may be proposed, with what a card says of it. */
export type ProposableField = {
  /** How a report keeps it: `phone`, `situation.<id>.phone`. */
  key: string
  /** How a form calls it. */
  name: string
  label: string
  type: ValueType
  value: string | null
  of: { kind: 'record'; column: RecordColumn } | PartField
}

/** Field → the value proposed; null clears it. */
export type Proposal = Record<string, string | null>

/**
 * What may be proposed of a record, for whom this card is made: a field her audience does not see is nowhere in it, nor
 * a place or an offer beyond the first ones, which the message tells.
 */
export function proposableFields(card: DirectoryCard): ProposableField[] {
  const { contact, identity } = recordFields(card)
  return [...contact, ...placeFields(card), ...offerFields(card), ...identity]
}

/** Those a reader may propose: what she reads. A field that is empty and one she may not see are alike to her. */
export function readFields(card: DirectoryCard): ProposableField[] {
  return proposableFields(card).filter(({ value }) => value !== null)
}

function recordFields(card: DirectoryCard) {
  const fields = (Object.keys(RECORD_FIELDS) as RecordColumn[]).flatMap((column): ProposableField[] => {
    const { label, type, kinds, inCard }: RecordField = RECORD_FIELDS[column]
    if (!kinds.includes(card.kind)) return []
    const of = { kind: 'record', column } as const
    return [{ key: column, name: recordName(column), label, type, value: inCard(card), of }]
  })
  const isContact = ({ type }: ProposableField) => type !== 'text'
  return { contact: fields.filter(isContact), identity: fields.filter((field) => !isContact(field)) }
}

function placeFields({ places }: DirectoryCard): ProposableField[] {
  return places.slice(0, MOST_PARTS).flatMap(({ situationId: id, structureName, phone, email }, index) => [
    {
      key: `situation.${id}.phone`,
      name: `place${index}Phone`,
      label: `Téléphone (${structureName})`,
      type: 'tel',
      value: phone,
      of: { kind: 'situation', id, column: 'phone' },
    },
    {
      key: `situation.${id}.email`,
      name: `place${index}Email`,
      label: `Adresse électronique (${structureName})`,
      type: 'email',
      value: email,
      of: { kind: 'situation', id, column: 'email' },
    },
  ])
}

const CHANNELS: Readonly<Record<ContactChannel, { label: string; type: ValueType }>> = {
  phone: { label: 'Téléphone', type: 'tel' },
  email: { label: 'Adresse électronique', type: 'email' },
  link: { label: 'Prise de rendez-vous en ligne', type: 'url' },
  message: { label: 'Messagerie sécurisée', type: 'email' },
}

function offerFields({ offers }: DirectoryCard): ProposableField[] {
  const channels = Object.keys(CHANNELS) as ContactChannel[]
  return offers.slice(0, MOST_PARTS).flatMap((offer, index) =>
    channels.map((column): ProposableField => {
      const { label, type } = CHANNELS[column]
      return {
        key: offerKey(offer.id, column),
        name: `offer${index}${capitalised(column)}`,
        label: `${label} (${offerWords(offer)})`,
        type,
        value: offer[column],
        of: { kind: 'offer', id: offer.id, column },
      }
    }),
  )
}

/** How a report keeps one of the ways an offer is asked for. */
export function offerKey(id: string, channel: ContactChannel): string {
  return `offer.${id}.${channel}`
}

/** `proposedPhone`: the address of whoever reports is `email` already. */
export function recordName(column: RecordColumn): string {
  return `proposed${capitalised(column)}`
}

function capitalised(column: string): string {
  return `${column.charAt(0).toUpperCase()}${column.slice(1)}`
}

/** A value as a person reads and types it. */
export function shownValue(type: ValueType, value: string | null): string {
  return value !== null && type === 'tel' ? displayPhone(value) : (value ?? '')
}
