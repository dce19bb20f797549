import { and, eq, gt, ne, or, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import { comparisonOf } from './comparing.js'
import { matchNamesAgain } from './rematching.js'
import type { ByVerdict, ImportCounts } from './schemas.js'
import { isKeeping, ofNetwork } from './set-writing.js'
import { createGone, createGroups, matchByNumber } from './staging.js'
import { directoryImports, directoryImportRows as rows } from './tables.js'
import { compareStaged } from './verdict-rows.js'

type Row = typeof directoryImports.$inferSelect

/** Whether what a comparison was made with has changed: another import written or undone, a number taken or a record merged meanwhile. */
export async function isOutdated(ctx: Ctx, row: Row): Promise<boolean> {
  if (row.undoneAt !== null) return true
  const since = row.comparedAt ?? row.receivedAt
  const others = await ctx.db.$count(
    directoryImports,
    and(
      within(ctx.actor, 'directory.run-import', { network: directoryImports.networkId }),
      ne(directoryImports.id, row.id),
      or(gt(directoryImports.appliedAt, since), gt(directoryImports.undoneAt, since)),
    ),
  )
  return others > 0 || (await numbersTaken(ctx, row)) || (await isMerged(ctx, row))
}

/** Numbers are gathered first: row-level security lets an index find a value, and no expression. */
async function numbersTaken(ctx: Ctx, row: Row): Promise<boolean> {
  await ctx.db.execute(sql`
    create temp table given_numbers on commit drop as
    select ${rows.payload}->'fields'->>'rppsNumber' as rpps, ${rows.payload}->'fields'->>'finessNumber' as finess
    from ${rows}
    where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.verdict} = 'new'`)
  await ctx.db.execute(sql`analyze given_numbers`)
  const { rows: taken } = await ctx.db.execute(sql`
    select 1 from given_numbers given join ${directoryPeople} on ${directoryPeople.rppsNumber} = given.rpps
    where ${ofNetwork(ctx, directoryPeople)}
    union all
    select 1 from given_numbers given join ${directoryStructures} on ${directoryStructures.finessNumber} = given.finess
    where ${ofNetwork(ctx, directoryStructures)}
    limit 1`)
  return taken.length > 0
}

/** Whether a record it is about has become another one. */
async function isMerged(ctx: Ctx, row: Row): Promise<boolean> {
  const { rows: merged } = await ctx.db.execute(sql`
    with merged as materialized (
      select ${directoryPeople.id} as id from ${directoryPeople}
      where ${ofNetwork(ctx, directoryPeople)} and ${directoryPeople.mergedIntoId} is not null
      union all
      select ${directoryStructures.id} from ${directoryStructures}
      where ${ofNetwork(ctx, directoryStructures)} and ${directoryStructures.mergedIntoId} is not null
    )
    select 1 from merged where id in (
      select ${rows.subjectId} from ${rows}
      where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.verdict} in ('changed', 'unchanged', 'gone'))
    limit 1`)
  return merged.length > 0
}

/**
 * Makes a comparison again from its own rows, since the file is gone. True when it shows something else than before:
 * it is then kept as it is now, and nothing is to be written before somebody has read it.
 */
export async function compareAgain(ctx: Ctx, row: Row): Promise<boolean> {
  if (!row.proposal || !row.counts) throw new Error('an import that was never compared')
  const before = await digestOf(ctx, row)
  await stageAgain(ctx, row)
  await ctx.db.execute(sql`delete from ${rows} where ${restaged(ctx, row)}`)
  await compareStaged(ctx, comparisonOf(row, row.proposal, row.fileDate))
  if ((await digestOf(ctx, row)) === before) return false
  await ctx.db
    .update(directoryImports)
    .set({
      ...{ counts: await countedAgain(ctx, row, row.counts), comparedAt: ctx.now },
      ...{ failureCode: 'directory-import.outdated', applyAskedAt: null, appliedAt: null, undoneAt: null },
    })
    .where(and(ofNetwork(ctx, directoryImports), eq(directoryImports.id, row.id)))
  await audit(ctx, 'directory.finish-comparison', { id: row.id })
  return true
}

/** Rows that hold what the file says: the others say that nothing changes, or that something is gone. */
function restaged(ctx: Ctx, row: Row) {
  return sql`${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.payload} is not null`
}

async function stageAgain(ctx: Ctx, row: Row): Promise<void> {
  await createGroups(ctx)
  await createGone(ctx)
  for (const [kind, staged, table] of [
    ['person', sql`staged_people`, directoryPeople],
    ['structure', sql`staged_structures`, directoryStructures],
  ] as const) {
    await ctx.db.execute(sql`
      insert into ${staged} (key, line, label, fields, supposed, consent, activities, warning, old_id, id,
        is_new, is_followed)
      select ${rows.payload}->>'key', ${rows.line}, ${rows.label}, ${rows.payload}->'fields', ${rows.payload}->'supposed',
        (${rows.payload}->>'consent')::boolean, ${rows.payload}->'activities', ${rows.reason}, ${rows.subjectId},
        coalesce(merged.kept_id, ${rows.subjectId}), held.id is null, merged.id is not null
      from ${rows}
      left join merged_records merged on merged.id = ${rows.subjectId}
      left join lateral (
        select ${table.id} as id from ${table}
        where ${ofNetwork(ctx, table)} and ${table.id} = ${rows.subjectId}
      ) held on true
      where ${restaged(ctx, row)} and ${rows.subjectKind} = ${kind}`)
  }
  // Who works in a structure of which nothing is said any more still works there.
  await ctx.db.execute(sql`
    insert into staged_structures (key, fields, id, old_id, is_new, is_settled, is_followed)
    select distinct 'id:' || (one->>'structureId'), jsonb_build_object('name', one->>'place'),
      coalesce(merged.kept_id, (one->>'structureId')::uuid), (one->>'structureId')::uuid, false, true,
      merged.id is not null
    from ${rows} cross join lateral jsonb_array_elements(coalesce(${rows.payload}->'situations', '[]')) one
    left join merged_records merged on merged.id = (one->>'structureId')::uuid
    where ${restaged(ctx, row)}
      and not exists (select 1 from staged_structures s where s.old_id = (one->>'structureId')::uuid)`)
  await ctx.db.execute(sql`
    insert into staged_situations (person_key, structure_key, fields)
    select ${rows.payload}->>'key', s.key, one->'fields'
    from ${rows} cross join lateral jsonb_array_elements(coalesce(${rows.payload}->'situations', '[]')) one
    join staged_structures s on s.old_id = (one->>'structureId')::uuid
    where ${restaged(ctx, row)} and ${rows.subjectKind} = 'person'`)
  // Once her places are staged too: a record found under two numbers is told once, with the places of both.
  await matchByNumber(ctx)
  if (row.kind === 'sheet') await matchNamesAgain(ctx, row.id)
}

/** What a person reads of a comparison, whatever the numbers given to what is new. */
async function digestOf(ctx: Ctx, row: Row): Promise<string> {
  const { rows: found } = await ctx.db.execute<{ digest: string | null }>(sql`
    select md5(string_agg(words, chr(10) order by words)) as digest from (
      select concat_ws('|', ${rows.subjectKind}, ${rows.verdict}, ${rows.line}, ${rows.label}, ${rows.reason},
        ${rows.changes} - 'situations' - 'consent', ${rows.changes}->'consent'->>'what',
        (select string_agg(concat_ws(' ', one->>'what', one->>'place', one->'fields'), ';' order by one->>'place', one->>'what')
         from jsonb_array_elements(${rows.changes}->'situations') one)) as words
      from ${rows}
      where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id}
        and (${rows.verdict} in ('new', 'changed', 'gone') or ${rows.changes} is not null)
    ) shown`)
  return found[0]?.digest ?? ''
}

async function countedAgain(ctx: Ctx, row: Row, counts: ImportCounts): Promise<ImportCounts> {
  const { rows: found } = await ctx.db.execute<{
    kind: string
    verdict: string
    count: number
    kept: number
  }>(sql`
    select ${rows.subjectKind} as kind, ${rows.verdict} as verdict, count(*)::int as count,
      count(*) filter (where ${isKeeping})::int as kept
    from ${rows}
    where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.subjectKind} is not null
    group by 1, 2`)
  const of = (kind: string): ByVerdict => {
    const by = (verdict: string) =>
      found.find((one) => one.kind === kind && one.verdict === verdict)?.count ?? 0
    return { new: by('new'), changed: by('changed'), unchanged: by('unchanged'), gone: by('gone') }
  }
  return {
    ...counts,
    people: of('person'),
    structures: of('structure'),
    kept: found.reduce((sum, { kept }) => sum + kept, 0),
  }
}
