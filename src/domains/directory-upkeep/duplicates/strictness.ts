import { secrecyOf } from '../../directory/cards.js'
import type { PersonRecord, StructureRecord } from '../../directory/records.js'
import {
  PERSON_FIELDS,
  type PersonField,
  personFieldAudience,
  STRUCTURE_FIELDS,
  type StructureField,
  stricter,
  structureFieldAudience,
  type VisibilityChoices,
} from '../../directory/visibility.js'

/**
 * Who may see each field of a person made of two: whoever might see it in both. An objection in either is an objection.
 */
export function strictPersonVisibility(one: PersonRecord, other: PersonRecord): VisibilityChoices {
  const fields = Object.keys(PERSON_FIELDS) as PersonField[]
  const audienceIn = ({ person, consents }: PersonRecord, field: PersonField) =>
    personFieldAudience(field, { visibility: person.visibility, objectedAt: null, consents })
  return Object.fromEntries(
    fields.map((field) => [field, stricter(audienceIn(one, field), audienceIn(other, field))]),
  )
}

/**
 * The same for a structure. Its street is closed by the law of homes and of IVG whatever is written here, the whole of a
 * practice by the objection of all who work there: for as long as that lasts.
 */
export function strictStructureVisibility(one: StructureRecord, other: StructureRecord): VisibilityChoices {
  const fields = Object.keys(STRUCTURE_FIELDS) as StructureField[]
  const audienceIn = (record: StructureRecord, field: StructureField) =>
    structureFieldAudience(field, { ...secrecyOf(record), isObjectedTo: false })
  return Object.fromEntries(
    fields.map((field) => [field, stricter(audienceIn(one, field), audienceIn(other, field))]),
  )
}

/** The earliest of two objections, with its source; null when neither objected. */
export function eitherObjection(
  one: { objectedAt: Date | null; objectionSource: string | null },
  other: { objectedAt: Date | null; objectionSource: string | null },
): { objectedAt: Date | null; objectionSource: string | null } {
  const objecting = [one, other].filter(({ objectedAt }) => objectedAt !== null)
  const [first] = objecting.sort((a, b) => Number(a.objectedAt) - Number(b.objectedAt))
  return { objectedAt: first?.objectedAt ?? null, objectionSource: first?.objectionSource ?? null }
}
