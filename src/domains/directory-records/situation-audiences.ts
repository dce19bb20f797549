import type { SituationRow } from '../directory/records.js'
import { type Audience, PERSON_FIELDS } from '../directory/visibility.js'

/** Who sees how a person is reached at one of her places, unless somebody chose. */
export const USUAL_AUDIENCES = {
  phoneVisibleTo: PERSON_FIELDS.phone.usual,
  emailVisibleTo: PERSON_FIELDS.email.usual,
} as const

type Audiences = { phoneVisibleTo: Audience; emailVisibleTo: Audience }

/** A situation with who sees each contact beside the contact. */
export function withAudiences(situation: SituationRow): SituationRow & Audiences {
  return {
    ...situation,
    phoneVisibleTo: situation.visibility.phone ?? USUAL_AUDIENCES.phoneVisibleTo,
    emailVisibleTo: situation.visibility.email ?? USUAL_AUDIENCES.emailVisibleTo,
  }
}
