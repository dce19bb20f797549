import { secrecyOf } from '../directory/cards.js'
import type { OfferRow, PersonRecord, StructureRecord } from '../directory/records.js'
import { type Audience, personOfferAudience, structureOfferAudience } from '../directory/visibility.js'

/** Who sees an offer of this record: what was chosen for it, as far as the rules of its owner let it. */
export function offerAudience(record: PersonRecord | StructureRecord, offer: OfferRow): Audience {
  if ('structure' in record) return structureOfferAudience(offer, secrecyOf(record))
  const { person, consents } = record
  return personOfferAudience(offer, {
    visibility: person.visibility,
    objectedAt: person.objectedAt,
    consents,
  })
}
