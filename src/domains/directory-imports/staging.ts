import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { CopyInto } from '../../db/copy.js'
import { directoryPeople, directorySituations, directoryStructures } from '../directory/tables.js'
import { establishments, territories } from '../networks/tables.js'
import { gatherMerged, matchByMergedNumber } from './merged-numbers.js'
import { STAGED_COLUMNS } from './staged-line.js'

/*
 * A file is compared by sets: its lines go by COPY into a temporary table, are grouped there into people, structures
 * and situations, and each group is joined with the record it is about. All of it goes with the transaction.
 */

/** Sends the lines of a file as they are read. */
export async function stageLines(ctx: Ctx, copy: CopyInto, blocks: AsyncIterable<string>): Promise<void> {
  await ctx.db.execute(sql`
    create temp table staged_lines (
      line int, person_key text, person jsonb, structure_key text, structure jsonb, richness int, situation jsonb
    ) on commit drop`)
  await copy.fill('staged_lines', STAGED_COLUMNS, blocks)
}

/** Makes one person of her lines, her skills united, and one structure of its descriptions, the richest. */
export async function groupLines(ctx: Ctx): Promise<void> {
  await createGroups(ctx)
  await ctx.db.execute(sql`
    insert into staged_people (key, line, label, fields, consent)
    select distinct on (person_key) person_key, line, person->>'label', person->'fields', (person->>'consent')::boolean
    from staged_lines where person_key is not null order by person_key, line`)
  await ctx.db.execute(sql`
    update staged_people p set fields = p.fields || jsonb_build_object('skillCodes', united.skills)
    from (
      select person_key, jsonb_agg(distinct skill order by skill) as skills
      from staged_lines, jsonb_array_elements_text(person->'fields'->'skillCodes') skill
      group by person_key having count(distinct skill) > 1
    ) united where united.person_key = p.key`)
  await ctx.db.execute(sql`
    insert into staged_structures (key, line, label, fields, supposed, activities)
    select distinct on (structure_key) structure_key, line, structure->>'label', structure->'fields',
      structure->'supposed', structure->'activities'
    from staged_lines where structure_key is not null order by structure_key, richness desc, line`)
  await ctx.db.execute(sql`
    insert into staged_situations (person_key, structure_key, fields)
    select distinct on (person_key, structure_key, situation->>'modeCode') person_key, structure_key, situation
    from staged_lines
    where person_key is not null and structure_key is not null
    order by person_key, structure_key, situation->>'modeCode', line`)
  await gatherWarnings(ctx)
  await ctx.db.execute(sql`drop table staged_lines`)
}

/**
 * Tables that hold a file by record; their keys are unique. Each record has a number of its own until it is tied to the
 * one it is about. What is supposed of it is for a new record alone. `old_id` is the number an earlier comparison gave it, a structure that is settled is only there for
 * the people who work in it, and one that is followed was found under a number that a merge left behind.
 */
export async function createGroups(ctx: Ctx): Promise<void> {
  for (const table of [sql`staged_people`, sql`staged_structures`]) {
    await ctx.db.execute(sql`
      create temp table ${table} (
        key text primary key, line int, label text, fields jsonb not null, supposed jsonb, consent boolean, activities jsonb,
        warning text,
        id uuid not null default gen_random_uuid(), is_new boolean not null default true, old_id uuid, is_settled boolean not null default false,
        is_followed boolean not null default false
      ) on commit drop`)
  }
  await ctx.db.execute(sql`
    create temp table staged_situations (
      person_key text not null, structure_key text not null, fields jsonb not null
    ) on commit drop`)
  await gatherMerged(ctx)
}

async function gatherWarnings(ctx: Ctx): Promise<void> {
  for (const [table, key, said] of [
    [sql`staged_people`, sql`person_key`, sql`person->>'warning'`],
    [sql`staged_structures`, sql`structure_key`, sql`structure->>'warning'`],
  ]) {
    await ctx.db.execute(sql`
      update ${table} one set warning = said.warning
      from (
        select ${key} as key, string_agg(distinct ${said}, ' ') as warning
        from staged_lines where ${said} is not null group by 1
      ) said where said.key = one.key`)
  }
}

/** Ties each record of a national file to the one that bears its number, or that took the place of the one that does. */
export async function matchByNumber(ctx: Ctx): Promise<void> {
  const people = within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId })
  const structures = within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId })
  await ctx.db.execute(sql`
    update staged_people s set id = ${directoryPeople.id}, is_new = false from ${directoryPeople}
    where s.is_new and ${people} and ${directoryPeople.mergedIntoId} is null
      and ${directoryPeople.rppsNumber} = s.fields->>'rppsNumber'`)
  await ctx.db.execute(sql`
    update staged_people s set id = ${directoryPeople.id}, is_new = false from ${directoryPeople}
    where s.is_new and ${people} and ${directoryPeople.mergedIntoId} is null
      and ${directoryPeople.formerIdentifier} = s.fields->>'formerIdentifier'`)
  await ctx.db.execute(sql`
    update staged_structures s set id = ${directoryStructures.id}, is_new = false from ${directoryStructures}
    where s.is_new and ${structures} and ${directoryStructures.mergedIntoId} is null
      and ${directoryStructures.finessNumber} = s.fields->>'finessNumber'`)
  await ctx.db.execute(sql`
    update staged_structures s set id = found.id, is_new = false
    from (
      select distinct on (${directoryStructures.technicalId})
        ${directoryStructures.technicalId} as technical_id, ${directoryStructures.id} as id
      from ${directoryStructures}
      where ${structures} and ${directoryStructures.mergedIntoId} is null
        and ${directoryStructures.technicalId} is not null
      order by ${directoryStructures.technicalId}, ${directoryStructures.createdAt}, ${directoryStructures.id}
    ) found
    where s.is_new and found.technical_id = s.fields->>'technicalId'`)
  await matchByMergedNumber(ctx)
}

/** The record a group is about, when one surely is. */
export type Found = {
  key: string
  id: string | null
  warning: string | null
  isFollowed: boolean
  /** It says of no place. */
  isNoPlace?: boolean
}

/** Ties groups to records somebody else has found, by key. */
export async function tie(ctx: Ctx, kind: 'people' | 'structures', found: readonly Found[]): Promise<void> {
  if (found.length === 0) return
  const table = kind === 'people' ? sql`staged_people` : sql`staged_structures`
  await ctx.db.execute(sql`
    update ${table} s
    set id = case when s.is_new then coalesce(found.id, s.id) else s.id end, is_new = s.is_new and found.id is null,
      is_followed = s.is_followed or (s.is_new and found."isFollowed"),
      warning = nullif(concat_ws(' ', s.warning, found.warning), '')
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) 
      as found (key text, id uuid, warning text, "isFollowed" boolean)
    where found.key = s.key`)
}

/** Takes away what says of no place, and who would be put there. */
export async function leaveOut(ctx: Ctx, structures: readonly Found[]): Promise<void> {
  const keys = structures.flatMap(({ key, isNoPlace }) => (isNoPlace === true ? [key] : []))
  if (keys.length === 0) return
  const given = sql`any (${sql.param(keys)}::text[])`
  await ctx.db.execute(sql`delete from staged_situations where structure_key = ${given}`)
  await ctx.db.execute(sql`delete from staged_structures where key = ${given}`)
}

/**
 * Says where each structure and person belongs when it is certain: the maternity of the indicators of that number, the
 * one territory of the structures of the same commune, that of the whole department.
 */
export async function placeGroups(ctx: Ctx): Promise<void> {
  const known = within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId })
  const sites = within(ctx.actor, 'directory.run-import', { network: establishments.networkId })
  // A territory once known is not guessed again.
  const isUnplaced = sql`not s.fields ? 'territoryId' and not exists (
    select 1 from ${directoryStructures}
    where ${known} and ${directoryStructures.id} = s.id and ${directoryStructures.territoryId} is not null)`
  await ctx.db.execute(sql`
    update staged_structures s set fields = s.fields
      || jsonb_build_object('establishmentId', ${establishments.id})
      || case when ${isOpen(establishments.territoryId)} and ${isUnplaced}
           then jsonb_build_object('territoryId', ${establishments.territoryId}) else '{}' end
    from ${establishments} where ${sites} and ${establishments.finessGeo} = s.fields->>'finessNumber'`)
  for (const [column, field, least] of [
    [directoryStructures.communeCode, 'communeCode', 1],
    [directoryStructures.departmentCode, 'departmentCode', 3],
  ] as const) {
    await ctx.db.execute(sql`
      update staged_structures s set fields = s.fields || jsonb_build_object('territoryId', certain.territory_id)
      from (
        select ${column} as place, min(${directoryStructures.territoryId}::text) as territory_id
        from ${directoryStructures}
        where ${known} and ${column} is not null and ${isOpen(directoryStructures.territoryId)}
          and ${directoryStructures.archivedAt} is null
        group by 1 having count(distinct ${directoryStructures.territoryId}) = 1 and count(*) >= ${least}
      ) certain
      where certain.place = s.fields->>${field} and ${isUnplaced}`)
  }
  await placePeople(ctx)
}

/** Whether there is a territory, and nobody has closed it: what lies in a closed one brings no other there. */
function isOpen(territoryId: SQLWrapper): SQL {
  return sql`${territoryId} is not null and ${territoryId}::text not in (
    select ${territories.id}::text from ${territories} where ${territories.closedOn} is not null)`
}

/** A person is of the territory of all her places, when they are of one. */
async function placePeople(ctx: Ctx): Promise<void> {
  const structures = within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId })
  const people = within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId })
  await ctx.db.execute(sql`
    update staged_people p set fields = p.fields || jsonb_build_object('territoryId', certain.territory_id)
    from (
      select l.person_key, min(place.territory_id) as territory_id
      from staged_situations l
      join staged_structures s on s.key = l.structure_key
      left join ${directoryStructures} on ${directoryStructures.id} = s.id and ${structures}
      cross join lateral (
        select coalesce(s.fields->>'territoryId', ${directoryStructures.territoryId}::text) as territory_id
      ) place
      where ${isOpen(sql`place.territory_id`)}
      group by 1 having count(distinct place.territory_id) = 1
    ) certain
    where certain.person_key = p.key and not p.fields ? 'territoryId' and not exists (
      select 1 from ${directoryPeople}
      where ${people} and ${directoryPeople.id} = p.id and ${directoryPeople.territoryId} is not null)`)
}

/** What a national file covers: who is not in it, of these, has gone. */
export type Scope = {
  departments: readonly string[]
  /** Null for a file without people. */
  professions: readonly string[] | null
  /** Null for a file that is not of FINESS. */
  categories: readonly string[] | null
}

/** Who is no longer named; nobody as long as `findGone` has not looked. */
export async function createGone(ctx: Ctx): Promise<void> {
  await ctx.db.execute(sql`
    create temp table staged_gone (kind text not null, id uuid not null, is_whole boolean not null) on commit drop`)
}

/**
 * Lists, in `staged_gone`, the people the same register had placed in these departments and places there no more, and
 * the structures it no longer names. Who still works elsewhere is not gone, only some of her places are.
 */
export async function findGone(ctx: Ctx, { departments, professions, categories }: Scope): Promise<void> {
  const people = within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId })
  const structures = within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId })
  await createGone(ctx)
  const isInScope = sql`coalesce(${directoryStructures.departmentCode} = any (${sql.param([...departments])}::text[]), false)`
  if (professions !== null)
    await ctx.db.execute(sql`
      insert into staged_gone
      select 'person', ${directoryPeople.id}, bool_and(${isInScope}) from ${directoryPeople}
      join ${directorySituations} on ${directorySituations.personId} = ${directoryPeople.id}
        and ${directorySituations.provenance}->'structureId'->>'source' = 'rpps'
        and ${directorySituations.goneSince} is null
      join ${directoryStructures} on ${directoryStructures.id} = ${directorySituations.structureId}
      where ${people} and ${directoryPeople.archivedAt} is null and ${directoryPeople.goneSince} is null
        and ${directoryPeople.professionCode} = any (${sql.param([...professions])}::text[])
        and not exists (select 1 from staged_people s where s.id = ${directoryPeople.id})
      group by ${directoryPeople.id}
      having bool_or(${isInScope})`)
  if (categories !== null)
    await ctx.db.execute(sql`
      insert into staged_gone
      select 'structure', ${directoryStructures.id}, true from ${directoryStructures}
      where ${structures} and ${directoryStructures.archivedAt} is null and ${directoryStructures.goneSince} is null
        and ${directoryStructures.closedOn} is null
        and ${directoryStructures.provenance}->'finessNumber'->>'source' = 'finess'
        and ${isInScope}
        and ${directoryStructures.categoryCode} = any (${sql.param([...categories])}::text[])
        and not exists (select 1 from staged_structures s where s.id = ${directoryStructures.id})`)
}
