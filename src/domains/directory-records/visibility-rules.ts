import { type Audience, PERSON_FIELDS, type PersonField, reaches } from '../directory/visibility.js'

/** True when this audience sees this part of a person’s record with her agreement only. */
export function needsConsent(field: PersonField, audience: Audience): boolean {
  return !reaches(audience, PERSON_FIELDS[field].withoutConsent)
}
