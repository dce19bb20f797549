import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import { directoryChanges, directoryPeople, directoryStructures } from '../directory/tables.js'
import {
  type Columns,
  PERSON_COLUMNS,
  PERSON_FIELDS,
  PERSON_SAID,
  STRUCTURE_COLUMNS,
  STRUCTURE_FIELDS,
  STRUCTURE_SAID,
} from './imported-fields.js'
import { FIELD_WORDS } from './row-words.js'
import {
  asJson,
  instantOf,
  namesOf,
  ofNetwork,
  ofVerdict,
  provenanceOf,
  snakeKeys,
  sourceOf,
} from './set-writing.js'
import { directoryImportRows as rows } from './tables.js'

/*
 * Records are written by sets: a first import makes a hundred thousand of them. Each writing has the provenance and the
 * history that `directory/writing.ts` gives to one made by hand.
 */

type Import = { id: string; networkId: string }

/** What the two kinds of records have of their own. */
const KINDS = [
  {
    kind: 'person',
    table: directoryPeople,
    fields: PERSON_FIELDS,
    columns: PERSON_COLUMNS,
    said: PERSON_SAID,
  },
  {
    kind: 'structure',
    table: directoryStructures,
    fields: STRUCTURE_FIELDS,
    columns: STRUCTURE_COLUMNS,
    said: STRUCTURE_SAID,
  },
] as const

type Kind = (typeof KINDS)[number]

/** Makes the records that are new, under the numbers the comparison gave them. */
export async function insertRecords(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  for (const { kind, table, said } of KINDS) {
    const fields = sql`jsonb_strip_nulls(${rows.payload}->'fields')`
    await ctx.db.execute(sql`
      with given as materialized (
        select ${rows.subjectId} as subject_id, fields, ${namesOf(sql`fields`)} as names
        from ${rows} cross join lateral (select ${fields} as fields offset 0) computed_once
        where ${ofVerdict(ctx, row, kind, sql`= 'new'`)}
      ), sources as (
        select names, ${provenanceOf(writer, sql`names`)} as provenance from given group by names
      )
      insert into ${table} (id, network_id, provenance, created_at, updated_at, updated_by, ${said.columns})
      select subject_id, ${row.networkId}::uuid, provenance, ${instantOf(ctx)}, ${instantOf(ctx)}, ${writer.by}, said.*
      from given join sources using (names)
      cross join lateral jsonb_to_record(${said.blank} || fields) as said ${said.record}`)
    await ctx.db.execute(sql`
      insert into ${directoryChanges} (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, after)
      select ${row.networkId}::uuid, ${kind}, ${rows.subjectId}, ${kind}, ${rows.subjectId}, ${instantOf(ctx)},
        ${writer.by}, ${row.id}::uuid, ${fields}
      from ${rows} where ${ofVerdict(ctx, row, kind, sql`= 'new'`)}`)
  }
}

/**
 * Writes the fields that change, in the records where they are still what the comparison saw; marks what is no longer
 * named, and notes beside what is kept. A field that somebody changed meanwhile is left, and its row says so.
 */
export async function updateRecords(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  for (const { kind, table, fields, columns } of KINDS) {
    await planPatches(ctx, row, kind, { table, fields, from: 'before', to: 'after' })
    await ctx.db.execute(sql`
      update patches set
        sources = (
          select coalesce(jsonb_object_agg(key, ${sourceOf(writer)}), '{}') from jsonb_each(written)),
        said = (
          select coalesce(jsonb_object_agg(key, jsonb_build_object(
            'value', value->'theirs', 'source', value->'source', 'on', ${writer.on}::text)), '{}')
          from jsonb_each(coalesce(changes->'kept', '{}'))
          where value->'was'->'value' is distinct from value->'theirs'),
        unsaid = array(
          select jsonb_object_keys(coalesce(changes->'settled', '{}')) union select jsonb_object_keys(written)),
        gone = case when verdict = 'gone' then ${writer.on}::text end,
        is_back = changes ? 'backSince'`)
    await ctx.db.execute(sql`
      update ${table} set ${columns},
        provenance = ${table.provenance} || sources,
        said_elsewhere = (${table.saidElsewhere} - unsaid) || said,
        gone_since = case when gone is not null then gone::date when is_back then null
          else ${table.goneSince} end,
        revision = ${table.revision} + 1, updated_at = ${instantOf(ctx)}, updated_by = ${writer.by}
      from ${patched(table)}
      where ${table.id} = patched.subject_id and ${ofNetwork(ctx, table)}`)
    await recordPatches(ctx, writer, row, kind)
    await sayWhatIsLeft(ctx, 'modifié dans l’annuaire depuis la comparaison, laissé tel quel')
  }
}

/** Puts back the fields an import changed, where nobody has changed them since. */
export async function restoreRecords(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  for (const { kind, table, fields, columns } of KINDS) {
    await planPatches(ctx, row, kind, { table, fields, from: 'after', to: 'before' })
    await ctx.db.execute(sql`
      update patches set
        sources = (
          select coalesce(jsonb_object_agg(key, changes->'fields'->key->'from')
            filter (where changes->'fields'->key->'from' <> 'null'), '{}') from jsonb_each(written)),
        unsourced = array(
          select key from jsonb_each(written) where changes->'fields'->key->'from' = 'null'),
        said = (
          select coalesce(jsonb_object_agg(key, was) filter (where was <> 'null'), '{}') from (
            select key, value->'was' as was from jsonb_each(coalesce(changes->'kept', '{}'))
            union all select key, value from jsonb_each(coalesce(changes->'settled', '{}'))) before),
        unsaid = array(select jsonb_object_keys(coalesce(changes->'kept', '{}'))),
        gone = changes->>'backSince',
        is_back = verdict = 'gone'`)
    await ctx.db.execute(sql`
      update ${table} set ${columns},
        provenance = (${table.provenance} - unsourced) || sources,
        said_elsewhere = (${table.saidElsewhere} - unsaid) || said,
        gone_since = case when gone is not null then gone::date
          when is_back and ${table.goneSince} = ${writer.on}::date then null else ${table.goneSince} end,
        revision = ${table.revision} + 1, updated_at = ${instantOf(ctx)}, updated_by = ${writer.by}
      from ${patched(table)}
      where ${table.id} = patched.subject_id and ${ofNetwork(ctx, table)}`)
    await recordPatches(ctx, writer, row, kind)
    await sayWhatIsLeft(ctx, 'modifié depuis par quelqu’un, laissé tel quel')
  }
}

/** The patches, each with the whole row it makes of its record. */
function patched(table: Kind['table']): SQL {
  return sql`(
    select patches.*, made from patches
    join ${table} held on held.id = patches.subject_id
    cross join lateral jsonb_populate_record(held, ${snakeKeys(sql`patches.written`)}) as made
  ) patched`
}

type Way = { table: Kind['table']; fields: Columns; from: 'before' | 'after'; to: 'before' | 'after' }

/** In `patches`: for each record that changes, the fields to write, and those that are no longer what they were. */
async function planPatches(
  ctx: Ctx,
  row: Import,
  kind: Kind['kind'],
  { table, fields, from, to }: Way,
): Promise<void> {
  // Locked in one order before they are read: what is written over them below is what they hold.
  await ctx.db.execute(sql`
    with locked as (
      select ${table.id} from ${table}
      where ${ofNetwork(ctx, table)} and ${table.id} in (
        select ${rows.subjectId} from ${rows} where ${ofVerdict(ctx, row, kind, sql`<> 'new'`)}
          and ${isWriting})
      order by ${table.id} for update
    ) select count(*) from locked`)
  await ctx.db.execute(sql`drop table if exists patches`)
  await ctx.db.execute(sql`
    create temp table patches on commit drop as
    select ${rows.id} as row_id, ${rows.subjectId} as subject_id, ${rows.verdict} as verdict,
      coalesce(${rows.changes}, '{}') as changes, fit.written, fit.before, fit.left_fields,
      '{}'::jsonb as sources, '{}'::text[] as unsourced, '{}'::jsonb as said, '{}'::text[] as unsaid,
      null::text as gone, false as is_back
    from ${rows}
    join ${table} on ${table.id} = ${rows.subjectId} and ${ofNetwork(ctx, table)}
    cross join lateral (select ${asJson(fields)} as now) known
    cross join lateral (
      select coalesce(jsonb_object_agg(key, value->${to}) filter (where is_same), '{}') as written,
        coalesce(jsonb_object_agg(key, value->${from}) filter (where is_same), '{}') as before,
        coalesce(array_agg(key) filter (where not is_same), '{}') as left_fields
      from jsonb_each(coalesce(${rows.changes}->'fields', '{}'))
      cross join lateral (select known.now->key is not distinct from value->${from} as is_same) fits
    ) fit
    where ${ofVerdict(ctx, row, kind, sql`<> 'new'`)}
      and ${isWriting}`)
}

/** A place that is kept as it is changes nothing in the record. */
const isWriting = sql`(${rows.changes} - array['keptPlaces', 'settledPlaces'] <> '{}' or ${rows.verdict} = 'gone')`

async function recordPatches(ctx: Ctx, writer: Writer, row: Import, kind: Kind['kind']): Promise<void> {
  await ctx.db.execute(sql`
    insert into ${directoryChanges}
      (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, reason, before, after)
    select ${row.networkId}::uuid, ${kind}, subject_id, ${kind}, subject_id, ${instantOf(ctx)}, ${writer.by},
      ${row.id}::uuid, ${writer.reason ?? null},
      before || case when gone is not null or is_back then '{"goneSince": null}'::jsonb else '{}' end,
      written || case when gone is not null or is_back then jsonb_build_object('goneSince', gone) else '{}' end
    from patches where written <> '{}' or gone is not null or is_back`)
}

async function sayWhatIsLeft(ctx: Ctx, why: string): Promise<void> {
  await ctx.db.execute(sql`
    update ${rows} set remark = concat_ws(' ', ${rows.remark},
      (select string_agg(coalesce(labels.label, field), ', ') from unnest(left_fields) field
         left join jsonb_each_text(${JSON.stringify(FIELD_WORDS)}::jsonb) as labels (name, label) on labels.name = field)
      || ' : ' || ${why} || '.')
    from patches where patches.row_id = ${rows.id} and cardinality(left_fields) > 0`)
}
