import { z } from 'zod'
import { personFieldAudience } from '../directory/visibility.js'
import {
  Consent,
  consentAnswer,
  Membership,
  membershipAnswer,
  Offer,
  offerAnswer,
  Situation,
  situationAnswer,
} from './part-answers.js'
import type { PersonFile } from './reading.js'
import { around, audience, instant, picked, standing, standingAnswer, text, texts } from './record-answers.js'
import { PERSON_PARTS } from './visibility-schemas.js'

const person = {
  rppsNumber: text,
  formerIdentifier: text,
  title: text,
  lastName: z.string(),
  firstName: text,
  professionCode: text,
  professionWords: text,
  skillCodes: texts,
  phone: text,
  mobile: text,
  email: text,
  website: text,
  languages: texts,
  /** Who answers for keeping the record fresh. */
  owner: text,
  /** For the team. */
  notes: text,
  objectionSource: text,
}

export const PersonAnswer = z.strictObject({
  ...standing,
  ...person,
  /** Since when nobody but the team sees her, because she asked. */
  objectedAt: instant.nullable(),
  /** Who sees each part in the end: what was chosen, no wider than she agrees to. */
  seenBy: z.record(z.enum(PERSON_PARTS), audience),
  situations: z.array(Situation),
  offers: z.array(Offer),
  /** Those in force and those withdrawn, the newest first. */
  consents: z.array(Consent),
  membership: Membership.nullable(),
  /** The account that keeps the record. */
  account: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
  ...around,
})

/** The whole record of a person as a program reads it. */
export function personAnswer(file: PersonFile): z.infer<typeof PersonAnswer> {
  const { objectedAt } = file.person
  return {
    ...standingAnswer(file.person),
    ...picked(person, file.person),
    objectedAt: objectedAt?.toISOString() ?? null,
    seenBy: seenBy(file),
    situations: file.situations.map(situationAnswer),
    offers: file.offers.map(offerAnswer),
    consents: file.allConsents.map(consentAnswer),
    membership: membershipAnswer(file.membership),
    account: file.account,
    ...picked(around, file),
  }
}

function seenBy({ person, consents }: PersonFile): z.infer<typeof PersonAnswer>['seenBy'] {
  const { visibility, objectedAt } = person
  const audienceOf = (part: (typeof PERSON_PARTS)[number]) =>
    personFieldAudience(part, { visibility, objectedAt, consents })
  return {
    listing: audienceOf('listing'),
    phone: audienceOf('phone'),
    mobile: audienceOf('mobile'),
    email: audienceOf('email'),
    website: audienceOf('website'),
    languages: audienceOf('languages'),
    ivg: audienceOf('ivg'),
  }
}
