import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import type { Patch, Writer } from '../directory/changes.js'
import type { Audience, VisibilityChoices } from '../directory/visibility.js'
import { lockPerson, lockSubject, updateSubject } from '../directory/writing.js'
import { consentsInForce, writeConsent, writeWithdrawal } from './consents.js'
import { openIvgOffers } from './ivg-offers.js'
import { refreshCardsOf, type Subject } from './subject.js'
import { needsConsent } from './visibility-rules.js'
import { PERSON_PARTS } from './visibility-schemas.js'

type Choices = Patch<Record<string, Audience>>
type Chosen = { revision: number; choices: Choices }

/** Chooses who sees each part of a record. Throws `directory.edited-meanwhile`, `directory.not-found`. */
export async function chooseVisibility(
  ctx: Ctx,
  writer: Writer,
  subject: Subject,
  chosen: Chosen,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (!(await writeVisibility(ctx, writer, subject, chosen))) return
    await refreshCardsOf(ctx, subject)
    await audit(ctx, 'directory.choose-visibility', { id: subject.id, details: { kind: subject.kind } })
  })
}

/** How her own choice is cited as the source of her agreement. */
export const OWN_CHOICE = 'choisi par la personne sur sa fiche'

/**
 * A person chooses for herself: to open a part of her record beyond what needs no agreement is to agree to it, to
 * close it again is to withdraw. Throws as `chooseVisibility`.
 */
export async function chooseOwnVisibility(
  ctx: Ctx,
  writer: Writer,
  id: string,
  chosen: Chosen,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockPerson(ctx, id, writer.through)
    const { today } = await cardDay(ctx)
    const inForce = await consentsInForce(ctx, id)
    const before = row.visibility.ivg
    await writeVisibility(ctx, writer, { kind: 'person', id }, chosen)
    const { ivg } = chosen.choices
    if (ivg !== undefined && ivg !== before) await openIvgOffers(ctx, writer, id, ivg)
    for (const scope of PERSON_PARTS) {
      const audience = chosen.choices[scope]
      if (audience === undefined) continue
      const agrees = needsConsent(scope, audience)
      if (agrees === inForce.includes(scope)) continue
      if (agrees) await writeConsent(ctx, writer, id, { scope, givenOn: today, source: OWN_CHOICE })
      else await writeWithdrawal(ctx, writer, id, { scope, withdrawnAt: ctx.now, source: OWN_CHOICE })
    }
    await refreshCardsOf(ctx, { kind: 'person', id })
    await audit(ctx, 'directory.choose-visibility', { id, details: { kind: 'person' } })
  })
}

async function writeVisibility(
  ctx: Ctx,
  writer: Writer,
  subject: Subject,
  { revision, choices }: Chosen,
): Promise<boolean> {
  const row = await lockSubject(ctx, subject.kind, subject.id, writer.through)
  const visibility: VisibilityChoices = { ...row.visibility }
  for (const [field, audience] of Object.entries(choices)) {
    if (audience !== undefined) visibility[field] = audience
  }
  return updateSubject(ctx, writer, subject, { visibility }, revision)
}
