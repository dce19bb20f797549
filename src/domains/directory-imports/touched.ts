import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { directoryImportRows } from './tables.js'

/** More records than a region has. */
const MOST = 1_000_000

/** The records an import touches, the structures whose people it moves, and how many records it writes. */
export async function touchedBy(
  ctx: Ctx,
  importId: string,
): Promise<{ people: string[]; structures: string[]; records: number }> {
  const ofImport = and(
    within(ctx.actor, 'directory.run-import', { network: directoryImportRows.networkId }),
    eq(directoryImportRows.importId, importId),
  )
  const rows = await ctx.db
    .select({
      kind: directoryImportRows.subjectKind,
      id: directoryImportRows.subjectId,
      verdict: directoryImportRows.verdict,
    })
    .from(directoryImportRows)
    .where(
      and(
        ofImport,
        isNotNull(directoryImportRows.subjectId),
        or(
          inArray(directoryImportRows.verdict, ['new', 'changed', 'gone']),
          isNotNull(directoryImportRows.changes),
        ),
      ),
    )
    .limit(MOST)
  const { rows: places } = await ctx.db.execute<{ id: string }>(sql`
    select distinct one->>'structureId' as id
    from ${directoryImportRows} cross join lateral jsonb_array_elements(${directoryImportRows.changes}->'situations') one
    where ${ofImport} limit ${MOST}`)
  const ids = (kind: string) => rows.flatMap((row) => (row.kind === kind && row.id !== null ? [row.id] : []))
  return {
    people: ids('person'),
    structures: [...new Set([...ids('structure'), ...places.map(({ id }) => id)])],
    // Of those said unchanged, only what the file says otherwise is noted beside.
    records: rows.filter(({ verdict }) => verdict !== 'unchanged').length,
  }
}
