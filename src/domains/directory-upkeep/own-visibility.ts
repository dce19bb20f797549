import type { Ctx } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import type { PersonRecord } from '../directory/records.js'
import {
  type Audience,
  PERSON_FIELDS,
  type PersonField,
  personFieldAudience,
} from '../directory/visibility.js'
import { updatePerson } from '../directory/writing.js'
import { writeConsent, writeWithdrawal } from '../directory-records/consents.js'
import { openIvgOffers } from '../directory-records/ivg-offers.js'
import { needsConsent } from '../directory-records/visibility-rules.js'

/** Field → who may see it, as the person herself says. */
export type OwnChoices = { [Field in PersonField]?: Audience }

/** The fields she may open or close, an offer of IVG only when she has one. */
export function choosableFields({ offers }: Pick<PersonRecord, 'offers'>): PersonField[] {
  const fields = Object.keys(PERSON_FIELDS) as PersonField[]
  return fields.filter((field) => field !== 'ivg' || offers.some(({ kind }) => kind === 'ivg'))
}

/** Who sees each of her fields today. */
export function audiencesOf({ person, consents }: PersonRecord): Record<PersonField, Audience> {
  const holds = { visibility: person.visibility, objectedAt: person.objectedAt, consents }
  const fields = Object.keys(PERSON_FIELDS) as PersonField[]
  return Object.fromEntries(fields.map((field) => [field, personFieldAudience(field, holds)])) as Record<
    PersonField,
    Audience
  >
}

/**
 * Applies what a person says of who sees her fields: opening one wider than without her word is an accord, dated with
 * its source; narrowing it again withdraws the accord. In the caller’s transaction, which refreshes the cards.
 */
export async function chooseVisibility(
  ctx: Ctx,
  writer: Writer,
  record: PersonRecord,
  choices: OwnChoices,
  source: string,
): Promise<void> {
  const { id, visibility } = record.person
  const now = audiencesOf(record)
  const changed = choosableFields(record).filter((field) => choices[field] && choices[field] !== now[field])
  if (changed.length === 0) return
  const chosen = Object.fromEntries(changed.map((field) => [field, choices[field] ?? now[field]]))
  await updatePerson(ctx, writer, id, { visibility: { ...visibility, ...chosen } })
  for (const scope of changed) {
    const agrees = needsConsent(scope, choices[scope] ?? now[scope])
    if (agrees === record.consents.includes(scope)) continue
    if (agrees) await writeConsent(ctx, writer, id, { scope, givenOn: writer.on, source })
    else await writeWithdrawal(ctx, writer, id, { scope, withdrawnAt: ctx.now, source })
  }
  if (changed.includes('ivg') && choices.ivg) await openIvgOffers(ctx, writer, id, choices.ivg)
}
