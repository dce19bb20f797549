import { and, eq, isNull, ne, notExists, type SQL, sql } from 'drizzle-orm'
import { alias, type PgColumn, type PgTable, type PgUpdateSetSource } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import type { Ctx } from '../../../context.js'
import { birthHouseMidwives } from '../../birth-houses/tables.js'
import { recordChanges, type Writer } from '../../directory/changes.js'
import { OFFER_SAID } from '../../directory/offer-said.js'
import type { Provenance } from '../../directory/provenance.js'
import {
  directoryActivities,
  directoryConsents,
  directoryMemberships,
  directoryOffers,
  directorySituations,
} from '../../directory/tables.js'
import { AUDIENCES } from '../../directory/visibility.js'
import { MEMBERSHIP_CODES } from '../../directory-records/membership-schemas.js'
import { echographerIdentifiers } from '../../echographers/tables.js'
import type { MovedRow, MovedTable } from '../merge-plan.js'
import { directoryReports, directoryReviews } from '../tables.js'

/** Puts a row back as it was before a merge, unless somebody has changed since what the merge had changed. */
export async function restoreRow(ctx: Ctx, writer: Writer, row: MovedRow): Promise<void> {
  await (row.after === null ? putBack(ctx, writer, row) : RESTORE[row.table](ctx, row))
}

type Restorer = (ctx: Ctx, row: MovedRow) => Promise<void>

const id = z.uuid().nullable()
const text = z.string().nullable()
const SOURCES = z.record(z.string(), z.object({ source: z.string(), on: z.string() }))

/** What a merge may have changed of each kind of row; anything else kept is not written back. */
const RESTORE: Record<MovedTable, Restorer> = {
  situation: restorer(directorySituations, (before) =>
    z
      .object({
        personId: z.uuid(),
        structureId: z.uuid(),
        visibility: z.record(z.string(), z.enum(AUDIENCES)),
        functionWords: text,
        modeCode: text,
        sectorCode: text,
        phone: text,
        email: text,
        startsOn: text,
        provenance: z.custom<Provenance>((value) => SOURCES.safeParse(value).success),
      })
      .partial()
      .parse(before),
  ),
  offer: restorer(directoryOffers, (before) =>
    z
      .object({
        personId: id,
        structureId: id,
        situationId: id,
        visibleTo: z.enum(AUDIENCES),
        ...OFFER_SAID,
        provenance: z.custom<Provenance>((value) => SOURCES.safeParse(value).success),
      })
      .partial()
      .parse(before),
  ),
  membership: restorer(directoryMemberships, (before) =>
    z
      .object({
        personId: id,
        structureId: id,
        state: z.enum(MEMBERSHIP_CODES),
        stateSince: z.string(),
        appliedOn: z.string().nullable(),
        charterSignedOn: z.string().nullable(),
        college: z.string().nullable(),
      })
      .partial()
      .parse(before),
  ),
  activity: restorer(directoryActivities, (before) =>
    z.object({ structureId: z.uuid() }).partial().parse(before),
  ),
  review: restorer(directoryReviews, (before) =>
    z.object({ subjectId: z.uuid(), closedAt: z.null() }).partial().parse(before),
  ),
  report: restorer(directoryReports, (before) => z.object({ subjectId: z.uuid() }).partial().parse(before)),
  identifier: restorer(echographerIdentifiers, (before) =>
    z.object({ personId: z.uuid() }).partial().parse(before),
  ),
  midwife: restorer(birthHouseMidwives, (before) => z.object({ personId: z.uuid() }).partial().parse(before)),
  consent: restorer(
    directoryConsents,
    (before) =>
      z
        .object({ personId: z.uuid(), withdrawnAt: z.null(), withdrawnSource: z.null() })
        .partial()
        .parse(before),
    noOtherConsent,
  ),
}

type Restorable = PgTable & { id: PgColumn }

function restorer<Table extends Restorable>(
  table: Table,
  read: (before: Record<string, unknown>) => PgUpdateSetSource<Table>,
  unless?: (ctx: Ctx, row: MovedRow) => SQL | undefined,
): Restorer {
  return async (ctx, row) => {
    await ctx.db
      .update(table)
      .set(read(row.before))
      .where(and(eq(table.id, row.id), ...asMerged(table, row.after ?? {}), unless?.(ctx, row)))
  }
}

/** The row still says what the merge made it say. An instant is only there or not: kept as JSON it has another form. */
function asMerged(table: Restorable, after: Readonly<Record<string, unknown>>): SQL[] {
  return Object.entries(after).map(([field, value]) => {
    const column: PgColumn = Reflect.get(table, field)
    if (value === null) return isNull(column)
    return field.endsWith('At')
      ? sql`${column} is not null`
      : sql`to_jsonb(${column}) = ${JSON.stringify(value)}::jsonb`
  })
}

/** Since the merge she may have given her accord again: it stays the one in force. */
function noOtherConsent(ctx: Ctx, { before }: MovedRow): SQL | undefined {
  if (!('withdrawnAt' in before)) return undefined
  const other = alias(directoryConsents, 'other_consent')
  return notExists(
    ctx.db
      .select({ id: other.id })
      .from(other)
      .where(
        and(
          eq(other.personId, directoryConsents.personId),
          eq(other.scope, directoryConsents.scope),
          ne(other.id, directoryConsents.id),
          isNull(other.withdrawnAt),
        ),
      ),
  )
}

/** A place removed because it would have been there twice. */
async function putBack(ctx: Ctx, writer: Writer, { id, before }: MovedRow): Promise<void> {
  await ctx.db.execute(
    sql`insert into ${directorySituations}
      select * from jsonb_populate_record(null::directory_situations, ${JSON.stringify(before)}::jsonb)
      on conflict do nothing`,
  )
  const [row] = await ctx.db.select().from(directorySituations).where(eq(directorySituations.id, id)).limit(1)
  if (!row) return
  await recordChanges(ctx, writer, [
    {
      subjectKind: 'person',
      subjectId: row.personId,
      what: 'situation',
      rowId: id,
      before: null,
      after: row,
    },
  ])
}
