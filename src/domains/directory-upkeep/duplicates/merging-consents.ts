import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Ctx } from '../../../context.js'
import { recordChanges, type Writer } from '../../directory/changes.js'
import type { PersonRecord } from '../../directory/records.js'
import { directoryConsents } from '../../directory/tables.js'
import type { MovedRow } from '../merge-plan.js'

const SOURCE = 'réunion de deux fiches : accord donné sur une seule'

/**
 * The accords of a person made of two: one given on a single record was given for what that record said, so it is
 * withdrawn, with its source. The others stay, and their history follows.
 */
export async function mergeConsents(
  ctx: Ctx,
  writer: Writer,
  kept: PersonRecord,
  archived: PersonRecord,
): Promise<MovedRow[]> {
  return [
    ...(await withdrawLonely(ctx, writer, kept, archived)),
    ...(await withdrawLonely(ctx, writer, archived, kept)),
    ...(await moveHistory(ctx, kept, archived)),
  ]
}

async function withdrawLonely(
  ctx: Ctx,
  writer: Writer,
  of: PersonRecord,
  other: PersonRecord,
): Promise<MovedRow[]> {
  const lonely = of.consents.filter((scope) => !other.consents.includes(scope))
  if (lonely.length === 0) return []
  const withdrawn = { withdrawnAt: ctx.now, withdrawnSource: SOURCE }
  const rows = await ctx.db
    .update(directoryConsents)
    .set(withdrawn)
    .where(
      and(
        eq(directoryConsents.personId, of.person.id),
        inArray(directoryConsents.scope, lonely),
        isNull(directoryConsents.withdrawnAt),
      ),
    )
    .returning({ id: directoryConsents.id, scope: directoryConsents.scope })
  await recordChanges(
    ctx,
    writer,
    rows.map(({ id, scope }) => ({
      subjectKind: 'person',
      subjectId: of.person.id,
      what: 'consent',
      rowId: id,
      before: { scope, withdrawnAt: null },
      after: { scope, ...withdrawn },
    })),
  )
  return rows.map(({ id }) => ({
    table: 'consent',
    id,
    before: { withdrawnAt: null, withdrawnSource: null },
    after: withdrawn,
  }))
}

/** What was withdrawn is hers to show, whichever record it was given on. */
async function moveHistory(ctx: Ctx, kept: PersonRecord, archived: PersonRecord): Promise<MovedRow[]> {
  const rows = await ctx.db
    .update(directoryConsents)
    .set({ personId: kept.person.id })
    .where(and(eq(directoryConsents.personId, archived.person.id), isNotNull(directoryConsents.withdrawnAt)))
    .returning({ id: directoryConsents.id })
  return rows.map(({ id }) => ({
    table: 'consent',
    id,
    before: { personId: archived.person.id },
    after: { personId: kept.person.id },
  }))
}
