import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import type { PersonRow } from '../directory/records.js'
import type { VisibilityChoices } from '../directory/visibility.js'
import { lockPerson, updatePerson } from '../directory/writing.js'
import { consentsInForce, writeWithdrawal } from './consents.js'
import { needsConsent } from './visibility-rules.js'
import { PERSON_PARTS } from './visibility-schemas.js'

/**
 * Honours the objection of a person at once: nobody but the team sees anything of her any more, in searches, pages and
 * exports alike, since they all read cards. Asked twice, it is done once.
 */
export async function objectToListing(ctx: Ctx, writer: Writer, id: string, source: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const person = await lockPerson(ctx, id, writer.through)
    if (person.objectedAt !== null) return
    await writeObjection(ctx, writer, person, source)
    await audit(ctx, 'directory.object', { id })
  })
}

/**
 * Writes an objection, whoever took it down: every accord in force ends with it, and so does each choice that needed
 * one, so that lifting it opens nothing to the public. The caller has locked the person.
 */
export async function writeObjection(
  ctx: Ctx,
  writer: Writer,
  { id, visibility }: Pick<PersonRow, 'id' | 'visibility'>,
  source: string,
): Promise<void> {
  for (const scope of await consentsInForce(ctx, id))
    await writeWithdrawal(ctx, writer, id, { scope, withdrawnAt: ctx.now, source })
  await updatePerson(ctx, writer, id, {
    objectedAt: ctx.now,
    objectionSource: source,
    visibility: withoutAccords(visibility),
  })
  await refreshCards(ctx, { people: [id] })
}

function withoutAccords(visibility: VisibilityChoices): VisibilityChoices {
  const kept = Object.entries(visibility).filter(
    ([field, audience]) => !PERSON_PARTS.some((part) => part === field && needsConsent(part, audience)),
  )
  return Object.fromEntries(kept)
}

/** Lifts an objection because the person asks for it. What she had agreed to is to be asked again. */
export async function liftObjection(ctx: Ctx, writer: Writer, id: string, source: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { objectedAt } = await lockPerson(ctx, id, writer.through)
    if (objectedAt === null) return
    const said = { ...writer, reason: source }
    await updatePerson(ctx, said, id, { objectedAt: null, objectionSource: null })
    await refreshCards(ctx, { people: [id] })
    await audit(ctx, 'directory.lift-objection', { id })
  })
}
