import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { directoryStructures } from '../directory/tables.js'
import { ofNetwork } from './set-writing.js'
import { directoryImportRows as rows } from './tables.js'

/*
 * Of a record that is new there is nothing to compare: its row says what its file says. A first import has nothing else,
 * so that these rows are made where the records are staged, without being read here.
 */

type Import = { importId: string; networkId: string }

/** How many rows were written, and how many of them have a reservation. */
export type WrittenRows = { count: number; warnings: number }

/** Writes the rows of the people that are new, each with her places and the consent that the file says. */
export function writeNewPeople(ctx: Ctx, of: Import): Promise<WrittenRows> {
  const given = sql`jsonb_build_object('what', 'given', 'id', gen_random_uuid(), 'opens', true)`
  return write(
    ctx,
    sql`
      select ${of.networkId}::uuid, ${of.importId}::uuid, s.line, 'new', 'person', s.id, left(s.label, 300),
        jsonb_build_object('key', s.key, 'fields', s.fields, 'situations', coalesce(places.said, '[]'))
          || case when s.consent is null then '{}' else jsonb_build_object('consent', s.consent) end,
        case when places.added is null then '{}' else jsonb_build_object('situations', places.added) end
          || case when s.consent then jsonb_build_object('consent', ${given}) else '{}' end,
        s.warning
      from staged_people s
      left join (
        select l.person_key, jsonb_agg(place.said order by place.rank) as said,
          jsonb_agg(place.added order by place.rank) as added
        from staged_situations l
        join staged_structures t on t.key = l.structure_key
        join (${ADDED_FIELDS}) added on added.said = l.fields
        cross join lateral (${placeOf(ctx)}) place
        where l.person_key in (select key from staged_people where is_new)
        group by 1
      ) places on places.person_key = s.key
      where s.is_new
      order by s.line nulls last, s.key`,
  )
}

/** Writes the rows of the structures that are new, each with its authorised activities. */
export function writeNewStructures(ctx: Ctx, of: Import): Promise<WrittenRows> {
  const hasActivities = sql`coalesce(s.activities, '[]') <> '[]'`
  return write(
    ctx,
    sql`
      select ${of.networkId}::uuid, ${of.importId}::uuid, s.line, 'new', 'structure', s.id, left(s.label, 300),
        jsonb_build_object('key', s.key, 'fields', s.fields)
          || case when s.supposed is null then '{}' else jsonb_build_object('supposed', s.supposed) end
          || case when s.activities is null then '{}' else jsonb_build_object('activities', s.activities) end,
        case when ${hasActivities}
          then jsonb_build_object('activities', jsonb_build_object('before', '[]'::jsonb, 'after', s.activities))
          else '{}' end,
        s.warning
      from staged_structures s
      where s.is_new
      order by s.line nulls last, s.key`,
  )
}

/** What a place is called, of the staged structure `t`: as the directory does when the file gives it no name. */
export function placeName(ctx: Ctx): SQL {
  const known = sql`
    select ${directoryStructures.name} from ${directoryStructures}
    where ${ofNetwork(ctx, directoryStructures)} and ${directoryStructures.id} = t.id`
  return sql`coalesce(case when t.supposed ? 'name' then (${known}) end, t.fields->>'name', '')`
}

/** What the fields of a place become as changes: made once for all that say the same, few among thousands of places. */
const ADDED_FIELDS = sql`
  select fields as said, (
    select coalesce(jsonb_object_agg(key, jsonb_build_object('before', null, 'after', value, 'from', null)), '{}')
    from jsonb_each(jsonb_strip_nulls(fields))) as fields
  from (select distinct fields from staged_situations) each_said`

/** A place and function of the file, as it says it and as the change it is. */
function placeOf(ctx: Ctx): SQL {
  return sql`
    select (t.line, t.key, l.fields::text) as rank,
      jsonb_build_object('structureId', t.id, 'place', place, 'fields', l.fields) as said,
      jsonb_build_object('structureId', t.id, 'place', place, 'fields', added.fields,
        'what', 'added', 'id', gen_random_uuid(), 'goneSince', null) as added
    from (select ${placeName(ctx)} as place offset 0) named`
}

async function write(ctx: Ctx, selected: SQL): Promise<WrittenRows> {
  const { rows: written } = await ctx.db.execute<WrittenRows>(sql`
    with written as (
      insert into ${rows}
        (network_id, import_id, line, verdict, subject_kind, subject_id, label, payload, changes, reason)
      ${selected}
      returning reason
    )
    select count(*)::int as count, count(reason)::int as warnings from written`)
  return written[0] ?? { count: 0, warnings: 0 }
}
