import { sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import { directoryMerges } from '../directory-upkeep/tables.js'
import { ofNetwork } from './set-writing.js'

/*
 * A record that was merged is kept, archived, with its numbers; registers go on naming it by them. They lead to the record
 * that took its place, or the merge would be undone by the next file.
 */

/** The two kinds of records, and the numbers by which files name them. */
const KINDS = [
  {
    kind: 'person',
    table: directoryPeople,
    staged: sql`staged_people`,
    stagedKey: sql`person_key`,
    numbers: { rppsNumber: directoryPeople.rppsNumber, formerIdentifier: directoryPeople.formerIdentifier },
  },
  {
    kind: 'structure',
    table: directoryStructures,
    staged: sql`staged_structures`,
    stagedKey: sql`structure_key`,
    numbers: {
      finessNumber: directoryStructures.finessNumber,
      technicalId: directoryStructures.technicalId,
    },
  },
] as const

/** Merges of merges: more in a row would be a mistake of ours. */
const LONGEST_CHAIN = 20

/**
 * Lists, in `merged_records`, the records that were merged with the one that has taken their place, and in
 * `merged_numbers` what they may be called by: their numbers, and those that a merge replaced by theirs.
 */
export async function gatherMerged(ctx: Ctx): Promise<void> {
  await ctx.db.execute(sql`
    create temp table merged_records (kind text not null, id uuid primary key, kept_id uuid not null) on commit drop`)
  await ctx.db.execute(sql`
    create temp table merged_numbers (
      kind text not null, field text not null, number text not null, kept_id uuid not null,
      primary key (kind, field, number)
    ) on commit drop`)
  for (const { kind, table, numbers } of KINDS) {
    await ctx.db.execute(sql`
      with recursive chain (id, kept_id, hops) as (
        select ${table.id}, ${table.mergedIntoId}, 1 from ${table}
        where ${ofNetwork(ctx, table)} and ${table.mergedIntoId} is not null
        union all
        select chain.id, ${table.mergedIntoId}, hops + 1 from chain join ${table} on ${table.id} = chain.kept_id
        where ${ofNetwork(ctx, table)} and ${table.mergedIntoId} is not null and hops < ${LONGEST_CHAIN}
      )
      insert into merged_records select distinct on (id) ${kind}, id, kept_id from chain order by id, hops desc`)
    for (const [field, column] of Object.entries(numbers))
      await ctx.db.execute(sql`
        insert into merged_numbers
        select distinct on (number) ${kind}, ${field}, number, kept_id from (
          select ${column} as number, merged.kept_id, 1 as rank
          from merged_records merged join ${table} on ${table.id} = merged.id
          where merged.kind = ${kind} and ${ofNetwork(ctx, table)}
          union all
          select ${directoryMerges.fields}->'before'->>${field}::text,
            coalesce(merged.kept_id, ${directoryMerges.keptId}), 2
          from ${directoryMerges} left join merged_records merged on merged.id = ${directoryMerges.keptId}
          where ${ofNetwork(ctx, directoryMerges)} and ${directoryMerges.subjectKind} = ${kind}
            and ${directoryMerges.undoneAt} is null
        ) called where number is not null order by number, rank, kept_id`)
  }
}

/** Ties each new group to the record that has taken the place of the one that bears its number. */
export async function matchByMergedNumber(ctx: Ctx): Promise<void> {
  const { rows: some } = await ctx.db.execute(sql`select 1 from merged_numbers limit 1`)
  if (some.length === 0) return
  for (const { kind, staged, numbers } of KINDS)
    for (const field of Object.keys(numbers))
      await ctx.db.execute(sql`
        update ${staged} s set id = merged.kept_id, is_new = false, is_followed = true
        from merged_numbers merged
        where s.is_new and merged.kind = ${kind} and merged.field = ${field}
          and merged.number = s.fields->>${field}::text`)
  await foldFollowed(ctx)
}

/** The records that have taken the place of those that bore these numbers, by number. */
export async function keptByNumber(
  ctx: Ctx,
  field: 'rppsNumber' | 'finessNumber',
  numbers: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await ctx.db.execute<{ number: string; id: string }>(sql`
    select number, kept_id as id from merged_numbers
    where field = ${field} and number = any (${sql.param([...numbers])}::text[])`)
  return new Map(rows.map(({ number, id }) => [number, id]))
}

/**
 * A file may name one record under several numbers: it is then told once, under the number the record bears. A number it
 * does not bear is not written on it. The places of all of them are hers.
 */
export async function foldFollowed(ctx: Ctx): Promise<void> {
  for (const { staged, stagedKey, numbers } of KINDS) {
    const names = sql.param(Object.keys(numbers))
    const { rowCount } = await ctx.db.execute(sql`
      update ${staged} s set fields = s.fields - ${names}::text[] where s.is_followed`)
    if (!rowCount) continue
    await ctx.db.execute(sql`drop table if exists folded`)
    await ctx.db.execute(sql`
      create temp table folded on commit drop as
      select key, kept_key from (
        select key, first_value(key) over (
          partition by id order by is_settled, is_followed, line nulls last, key) as kept_key
        from ${staged}
        where not is_new and id in (select id from ${staged} where is_followed)
      ) called where key <> kept_key`)
    await ctx.db.execute(sql`
      update staged_situations s set ${stagedKey} = folded.kept_key from folded where s.${stagedKey} = folded.key`)
    await ctx.db.execute(sql`delete from ${staged} s using folded where s.key = folded.key`)
    await ctx.db.execute(sql`
      delete from staged_situations one using staged_situations other
      where one.person_key = other.person_key and one.structure_key = other.structure_key
        and one.fields->>'modeCode' is not distinct from other.fields->>'modeCode' and one.ctid > other.ctid
        and one.${stagedKey} in (select kept_key from folded)`)
  }
}
