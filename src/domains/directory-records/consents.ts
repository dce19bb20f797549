import { and, eq, isNull } from 'drizzle-orm'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { cardDay, refreshCards } from '../directory/card-rows.js'
import { recordChanges, type Writer } from '../directory/changes.js'
import { directoryConsents } from '../directory/tables.js'
import type { PersonField } from '../directory/visibility.js'
import { lockPerson } from '../directory/writing.js'
import { currentNetwork } from '../networks/service.js'

type Given = { scope: PersonField; givenOn: string; source: string }
type Withdrawn = { scope: PersonField; withdrawnOn: string; source: string }

/** Notes that a person agrees to be shown, for one part of her record. Agreed to twice, it is once. */
export async function giveConsent(ctx: Ctx, writer: Writer, personId: string, given: Given): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockPerson(ctx, personId, writer.through)
    await refuseFuture(ctx, 'givenOn', given.givenOn)
    if ((await consentsInForce(ctx, personId)).includes(given.scope)) return
    await writeConsent(ctx, writer, personId, given)
    await refreshCards(ctx, { people: [personId] })
    await audit(ctx, 'directory.give-consent', { id: personId })
  })
}

/** Notes that she no longer agrees: it counts at once, whatever the day she said so. */
export async function withdrawConsent(
  ctx: Ctx,
  writer: Writer,
  personId: string,
  { scope, withdrawnOn, source }: Withdrawn,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockPerson(ctx, personId, writer.through)
    const { today } = await refuseFuture(ctx, 'withdrawnOn', withdrawnOn)
    const withdrawnAt = withdrawnOn === today ? ctx.now : new Date(`${withdrawnOn}T12:00:00Z`)
    if (!(await writeWithdrawal(ctx, writer, personId, { scope, withdrawnAt, source }))) return
    await refreshCards(ctx, { people: [personId] })
    await audit(ctx, 'directory.withdraw-consent', { id: personId })
  })
}

/** What she agrees to now. */
export async function consentsInForce(ctx: Ctx, personId: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ scope: directoryConsents.scope })
    .from(directoryConsents)
    .where(and(eq(directoryConsents.personId, personId), isNull(directoryConsents.withdrawnAt)))
  return rows.map(({ scope }) => scope)
}

/** Writes a consent with its history; the caller has locked the person and makes her cards again. */
export async function writeConsent(ctx: Ctx, writer: Writer, personId: string, given: Given): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  const [row] = await ctx.db
    .insert(directoryConsents)
    .values({ ...given, networkId, personId, recordedBy: writer.by, recordedAt: ctx.now })
    .returning()
  if (!row) throw new Error('the consent was not written')
  await recordChanges(ctx, writer, [
    { subjectKind: 'person', subjectId: personId, what: 'consent', rowId: row.id, before: null, after: row },
  ])
}

/** Writes a withdrawal with its history; false when there was nothing to withdraw. */
export async function writeWithdrawal(
  ctx: Ctx,
  writer: Writer,
  personId: string,
  { scope, withdrawnAt, source }: { scope: string; withdrawnAt: Date; source: string },
): Promise<boolean> {
  const [row] = await ctx.db
    .update(directoryConsents)
    .set({ withdrawnAt, withdrawnSource: source })
    .where(
      and(
        eq(directoryConsents.personId, personId),
        eq(directoryConsents.scope, scope),
        isNull(directoryConsents.withdrawnAt),
      ),
    )
    .returning({ id: directoryConsents.id })
  if (!row) return false
  await recordChanges(ctx, writer, [
    {
      subjectKind: 'person',
      subjectId: personId,
      what: 'consent',
      rowId: row.id,
      before: { scope, withdrawnAt: null },
      after: { scope, withdrawnAt, withdrawnSource: source },
    },
  ])
  return true
}

async function refuseFuture(ctx: Ctx, field: string, day: string): Promise<{ today: string }> {
  const { today } = await cardDay(ctx)
  if (day > today) {
    throw new AppError('request.invalid', {}, { fields: { [field]: 'Cette date n’est pas encore passée.' } })
  }
  return { today }
}
