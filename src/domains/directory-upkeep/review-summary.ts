import {
  type CardDay,
  cardOfPerson,
  cardOfStructure,
  type DirectoryCard,
  sightOf,
} from '../directory/cards.js'
import type { PersonRecord, StructureRecord } from '../directory/records.js'

/** What a record holds, in counts: all a mail may say of it. */
export type ReviewSummary = { places: number; contacts: number; offers: number; publicFields: number }

const CONTACTS = ['phone', 'phone2', 'mobile', 'emergencyPhone', 'fax', 'email', 'website'] as const
const SHOWN = [...CONTACTS, 'hours', 'accessibilityNote'] as const
const LISTS = ['languages', 'accessibility', 'places', 'offers'] as const

export function summaryOfPerson(record: PersonRecord, day: CardDay): ReviewSummary {
  return summaryOf(cardOfPerson(record, sightOf('team'), day), cardOfPerson(record, sightOf('public'), day))
}

export function summaryOfStructure(record: StructureRecord, day: CardDay): ReviewSummary {
  return summaryOf(
    cardOfStructure(record, sightOf('team'), day),
    cardOfStructure(record, sightOf('public'), day),
  )
}

/** The public card says what everybody sees: its name counts for one. */
function summaryOf(whole: DirectoryCard | null, shown: DirectoryCard | null): ReviewSummary {
  return {
    places: whole?.places.length ?? 0,
    contacts: CONTACTS.filter((field) => whole?.[field]).length,
    offers: whole?.offers.length ?? 0,
    publicFields: shown
      ? 1 +
        SHOWN.filter((field) => shown[field]).length +
        LISTS.filter((list) => shown[list].length > 0).length
      : 0,
  }
}
