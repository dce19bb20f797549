import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import {
  directoryActivities,
  directoryChanges,
  directoryConsents,
  directoryOffers,
  directoryPeople,
  directorySituations,
} from '../directory/tables.js'
import { SITUATION_COLUMNS, SITUATION_FIELDS } from './imported-fields.js'
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

type Import = { id: string; networkId: string; fileName: string }

/** Puts people at their places, marks the places a file no longer gives, changes those it gives otherwise. */
export async function writeSituations(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  const after = (field: keyof typeof SITUATION_FIELDS) => sql`fields->${field}::text->>'after'`
  await ctx.db.execute(sql`
    with given as materialized (
      select (one->>'id')::uuid as id, person_id, (one->>'structureId')::uuid as structure_id,
        ${after('modeCode')} as mode_code, ${after('sectorCode')} as sector_code,
        ${after('functionWords')} as function_words, ${after('phone')} as phone, ${after('email')} as email,
        (${after('startsOn')})::date as starts_on, (${after('endsOn')})::date as ends_on,
        ${namesOf(sql`fields`)} as names
      from (${situationsOf(ctx, row, sql`= 'added'`)}) added
      cross join lateral (select one->'fields' as fields offset 0) computed_once
    ), sources as (
      select names, ${provenanceOf(writer, sql`names || '{personId, structureId}'`)} as provenance
      from given group by names
    ), written as (
      insert into ${directorySituations} (id, network_id, person_id, structure_id, mode_code, sector_code,
        function_words, phone, email, starts_on, ends_on, provenance, created_at, updated_at)
      select id, ${row.networkId}::uuid, person_id, structure_id, mode_code, sector_code, function_words, phone, email,
        starts_on, ends_on, provenance, ${instantOf(ctx)}, ${instantOf(ctx)}
      from given join sources using (names)
    )
    insert into ${directoryChanges} (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, after)
    select ${row.networkId}::uuid, 'person', person_id, 'situation', id, ${instantOf(ctx)}, ${writer.by},
      ${row.id}::uuid, jsonb_strip_nulls(jsonb_build_object('structureId', structure_id, 'modeCode', mode_code,
        'sectorCode', sector_code, 'functionWords', function_words, 'phone', phone, 'email', email,
        'startsOn', starts_on, 'endsOn', ends_on))
    from given`)
  await patchSituations(ctx, writer, row, { from: 'before', to: 'after' })
  await noteBeside(ctx, row, {
    keptPlaces: { said: saidNow(writer), unsaid: sql`'{}'::text[]` },
    settledPlaces: { said: sql`'{}'::jsonb`, unsaid: sql`array(select jsonb_object_keys(one->'settled'))` },
  })
}

/** Takes away the places an import gave and nobody has touched since, and puts back the others as they were. */
export async function restoreSituations(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  await patchSituations(ctx, writer, row, { from: 'after', to: 'before' })
  await noteBeside(ctx, row, {
    keptPlaces: { said: SAID_BEFORE, unsaid: sql`array(select jsonb_object_keys(one->'kept'))` },
    settledPlaces: { said: sql`one->'settled'`, unsaid: sql`'{}'::text[]` },
  })
  if ((await gatherSituations(ctx, row, sql`= 'added'`)) === 0) return
  const gone = sql`
    delete from ${directorySituations} using had
    where ${directorySituations.id} = had.id and ${ofNetwork(ctx, directorySituations)}
      and ${isUntouched(sql`one`)}
      and not exists (
        select 1 from ${directoryOffers}
        where ${ofNetwork(ctx, directoryOffers)} and ${directoryOffers.situationId} = ${directorySituations.id})
    returning ${directorySituations.id} as id, ${directorySituations.personId} as person_id,
      ${directorySituations.structureId} as structure_id`
  await ctx.db.execute(sql`
    with gone as (${gone})
    insert into ${directoryChanges} (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, reason, before)
    select ${row.networkId}::uuid, 'person', person_id, 'situation', id, ${instantOf(ctx)}, ${writer.by},
      ${row.id}::uuid, ${writer.reason ?? null}, jsonb_build_object('structureId', structure_id)
    from gone`)
  await ctx.db.execute(sql`
    update ${rows} set remark = concat_ws(' ', ${rows.remark}, ${PLACE_STAYS}::text || held.places || '.')
    from (
      select had.person_id, string_agg(had.one->>'place', ', ' order by had.one->>'place') as places
      from had join ${directorySituations} on ${directorySituations.id} = had.id
        and ${ofNetwork(ctx, directorySituations)}
      group by 1
    ) held
    where ${ofVerdict(ctx, row, 'person', sql`<> 'refused'`)} and ${rows.subjectId} = held.person_id`)
}

const PLACE_STAYS = 'Lieu gardé, modifié depuis ou cité par une offre de soins : '

/** A place that says what the import said and nothing more. */
function isUntouched(one: SQL): SQL {
  return sql`${directorySituations.visibility} = '{}'
    and jsonb_strip_nulls(${asJson(SITUATION_FIELDS)}) = (
      select coalesce(jsonb_object_agg(key, value->'after'), '{}') from jsonb_each(${one}->'fields'))`
}

function situationsOf(ctx: Ctx, row: Import, what: SQL): SQL {
  return sql`
    select ${rows.subjectId} as person_id, one
    from ${rows} cross join lateral jsonb_array_elements(coalesce(${rows.changes}->'situations', '[]')) one
    where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.subjectKind} = 'person'
      and one->>'what' ${what}`
}

type Way = { from: 'before' | 'after'; to: 'before' | 'after' }

/**
 * Changes the situations of an import, one way or back, where they are still what they were. When somebody has changed
 * one date meanwhile, the other may no longer go with it: both are left.
 */
async function patchSituations(ctx: Ctx, writer: Writer, row: Import, { from, to }: Way): Promise<void> {
  const marked = to === 'after' ? 'gone' : 'back'
  const cleared = to === 'after' ? 'back' : 'gone'
  const day = to === 'after' ? sql`${writer.on}::date` : sql`(one->>'goneSince')::date`
  const origins = to === 'after' ? originsOf(writer) : ORIGINS_BEFORE
  if ((await gatherSituations(ctx, row, sql`<> 'added'`)) === 0) return
  await ctx.db.execute(sql`
    with given as (
      select had.*, fit.written, fit.before, made
      from had
      join ${directorySituations} on ${directorySituations.id} = had.id
        and ${ofNetwork(ctx, directorySituations)}
      cross join lateral (select ${asJson(SITUATION_FIELDS)} as now) known
      cross join lateral (
        select coalesce(jsonb_object_agg(key, value->${to}), '{}') as written,
          coalesce(jsonb_object_agg(key, value->${from}), '{}') as before
        from jsonb_each(had.one->'fields') where known.now->key is not distinct from value->${from}
      ) free
      cross join lateral (
        select case when known.now || free.written @@ '$.startsOn > $.endsOn' then array['startsOn', 'endsOn']
          else '{}'::text[] end as backwards
      ) dates
      cross join lateral (
        select free.written - dates.backwards as written, free.before - dates.backwards as before
      ) fit
      cross join lateral jsonb_populate_record(${directorySituations}, ${snakeKeys(sql`fit.written`)}) as made
    ), changed as (
      update ${directorySituations} set ${SITUATION_COLUMNS},
        provenance = ${origins},
        said_elsewhere = ${directorySituations.saidElsewhere} - array(select jsonb_object_keys(written)),
        gone_since = case given.one->>'what' when ${marked} then ${day} when ${cleared} then null
          else ${directorySituations.goneSince} end,
        updated_at = ${instantOf(ctx)}
      from given
      where ${directorySituations.id} = given.id and ${ofNetwork(ctx, directorySituations)}
      returning given.*
    )
    insert into ${directoryChanges}
      (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, reason, before, after)
    select ${row.networkId}::uuid, 'person', person_id, 'situation', id, ${instantOf(ctx)}, ${writer.by},
      ${row.id}::uuid, ${writer.reason ?? null}, before,
      written || case one->>'what' when ${marked} then jsonb_build_object('goneSince', ${day})
        when ${cleared} then '{"goneSince": null}' else '{}' end
    from changed`)
}

/** Where the values of a place come from once those of an import are `written`. */
function originsOf(writer: Writer): SQL {
  return sql`${directorySituations.provenance} || (
    select coalesce(jsonb_object_agg(key, ${sourceOf(writer)}), '{}') from jsonb_each(written))`
}

/** The same once it is undone: a value put back comes from where it came. */
const ORIGINS_BEFORE = sql`(${directorySituations.provenance} - array(select jsonb_object_keys(written))) || (
  select coalesce(jsonb_object_agg(key, origin) filter (where origin <> 'null'), '{}')
  from (select key, one->'fields'->key->'from' as origin from jsonb_each(written)) put_back)`

type Beside = { said: SQL; unsaid: SQL }

/** Notes on the places that stay as they are what the file says of them, or takes the note away. */
async function noteBeside(
  ctx: Ctx,
  row: Import,
  notes: Record<'keptPlaces' | 'settledPlaces', Beside>,
): Promise<void> {
  for (const [key, { said, unsaid }] of Object.entries(notes)) {
    await ctx.db.execute(sql`drop table if exists beside`)
    const { rowCount } = await ctx.db.execute(sql`
      create temp table beside on commit drop as
      select (one->>'id')::uuid as id, ${said} as said, ${unsaid} as unsaid
      from ${rows} cross join lateral jsonb_array_elements(${rows.changes}->${key}::text) one
      where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.changes} ? ${key}`)
    if (!rowCount) continue
    await ctx.db.execute(sql`analyze beside`)
    await ctx.db.execute(sql`
      update ${directorySituations}
      set said_elsewhere = (${directorySituations.saidElsewhere} - beside.unsaid) || beside.said
      from beside
      where ${directorySituations.id} = beside.id and ${ofNetwork(ctx, directorySituations)}`)
  }
}

/** What the file says, where it is not what it said before: what somebody has chosen not to follow is not asked again. */
function saidNow({ on }: Writer): SQL {
  return sql`(
    select coalesce(jsonb_object_agg(key, jsonb_build_object(
      'value', value->'theirs', 'source', value->'source', 'on', ${on}::text)), '{}')
    from jsonb_each(one->'kept') where value->'was'->'value' is distinct from value->'theirs')`
}

const SAID_BEFORE = sql`(
  select coalesce(jsonb_object_agg(key, value->'was') filter (where value->'was' <> 'null'), '{}')
  from jsonb_each(one->'kept'))`

/**
 * In `had`: some of the situations of an import, by their number. Gathered first, counted and indexed, so that the planner
 * does not look for them again in the whole import for each situation of the directory, which it takes for few.
 */
async function gatherSituations(ctx: Ctx, row: Import, what: SQL): Promise<number> {
  await ctx.db.execute(sql`drop table if exists had`)
  const { rowCount } = await ctx.db.execute(sql`
    create temp table had on commit drop as
    select (one->>'id')::uuid as id, person_id, one from (${situationsOf(ctx, row, what)}) given`)
  await ctx.db.execute(sql`create index on had (id)`)
  await ctx.db.execute(sql`analyze had`)
  return rowCount ?? 0
}

/** The authorised activities of a structure take the place of those known. */
export async function writeActivities(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  await ctx.db.execute(sql`
    delete from ${directoryActivities} using ${rows}
    where ${ofNetwork(ctx, directoryActivities)} and ${withActivities(ctx, row)}
      and ${directoryActivities.structureId} = ${rows.subjectId}`)
  await ctx.db.execute(sql`
    insert into ${directoryActivities} (network_id, structure_id, regime, activity_code, modality_code, form_code,
      starts_on, ends_on, is_active, read_on, import_id)
    select ${row.networkId}::uuid, ${rows.subjectId}, one.regime, one."activityCode", one."modalityCode",
      one."formCode", one."startsOn", one."endsOn", one."isActive", ${writer.on}::date, ${row.id}::uuid
    from ${rows} cross join lateral jsonb_to_recordset(${rows.changes}->'activities'->'after') as one ${ACTIVITY}
    where ${withActivities(ctx, row)}`)
  await recordActivities(ctx, writer, row, ['before', 'after'])
}

/** Puts back the activities an import replaced, unless another file has replaced them since. */
export async function restoreActivities(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  const isOwn = sql`not exists (
    select 1 from ${directoryActivities}
    where ${ofNetwork(ctx, directoryActivities)} and ${directoryActivities.structureId} = ${rows.subjectId}
      and ${directoryActivities.importId} is distinct from ${row.id}::uuid)`
  await ctx.db.execute(sql`
    create temp table restored on commit drop as
    select ${rows.subjectId} as structure_id, ${rows.changes}->'activities'->'before' as before
    from ${rows} where ${withActivities(ctx, row)} and ${isOwn}`)
  await ctx.db.execute(sql`
    update ${rows} set remark = concat_ws(' ', ${rows.remark},
      'Activités autorisées : remplacées depuis par un autre fichier, laissées telles quelles.')
    where ${withActivities(ctx, row)} and not ${isOwn}`)
  await recordActivities(ctx, writer, row, ['after', 'before'], isOwn)
  await ctx.db.execute(sql`
    delete from ${directoryActivities} using restored
    where ${ofNetwork(ctx, directoryActivities)} and ${directoryActivities.structureId} = restored.structure_id`)
  await ctx.db.execute(sql`
    insert into ${directoryActivities} (network_id, structure_id, regime, activity_code, modality_code, form_code,
      starts_on, ends_on, is_active, read_on, import_id)
    select ${row.networkId}::uuid, structure_id, one.regime, one."activityCode", one."modalityCode",
      one."formCode", one."startsOn", one."endsOn", one."isActive", one."readOn", one."importId"
    from restored cross join lateral jsonb_to_recordset(before) as one ${ACTIVITY}`)
}

const ACTIVITY = sql`(regime text, "activityCode" text, "modalityCode" text, "formCode" text, "startsOn" date,
  "endsOn" date, "isActive" boolean, "readOn" date, "importId" uuid)`

function withActivities(ctx: Ctx, row: Import): SQL {
  return sql`${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.subjectKind} = 'structure'
    and ${rows.changes} ? 'activities'`
}

async function recordActivities(
  ctx: Ctx,
  writer: Writer,
  row: Import,
  [before, after]: ['before' | 'after', 'before' | 'after'],
  condition: SQL = sql`true`,
): Promise<void> {
  await ctx.db.execute(sql`
    insert into ${directoryChanges}
      (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, reason, before, after)
    select ${row.networkId}::uuid, 'structure', ${rows.subjectId}, 'structure', ${rows.subjectId}, ${instantOf(ctx)},
      ${writer.by}, ${row.id}::uuid, ${writer.reason ?? null},
      jsonb_build_object('activities', ${rows.changes}->'activities'->${before}),
      jsonb_build_object('activities', ${rows.changes}->'activities'->${after})
    from ${rows} where ${withActivities(ctx, row)} and ${condition}`)
}

/** Records the consents a sheet gives, each with the file and line it comes from, and ends those it withdraws. */
export async function writeConsents(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  if ((await gatherConsents(ctx, row)) === 0) return
  await ctx.db.execute(sql`
    insert into ${directoryConsents}
      (id, network_id, person_id, scope, given_on, source, recorded_by, recorded_at)
    select id, ${row.networkId}::uuid, person_id, 'listing', ${writer.on}::date, source, ${writer.by}, ${instantOf(ctx)}
    from said where what = 'given'`)
  await ctx.db.execute(sql`
    update ${directoryPeople} set visibility = ${directoryPeople.visibility} || '{"listing": "public"}'
    from said
    where what = 'given' and opens and ${directoryPeople.id} = said.person_id and ${ofNetwork(ctx, directoryPeople)}`)
  await ctx.db.execute(sql`
    update ${directoryConsents} set withdrawn_at = ${instantOf(ctx)}, withdrawn_source = said.source
    from said
    where what = 'withdrawn' and ${ofNetwork(ctx, directoryConsents)}
      and ${directoryConsents.personId} = said.person_id and ${directoryConsents.scope} = 'listing'
      and ${directoryConsents.withdrawnAt} is null`)
  await recordConsents(ctx, writer, row)
}

/** Takes back the consents an import recorded and nobody has touched since; those it ended hold again. */
export async function restoreConsents(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  if ((await gatherConsents(ctx, row)) === 0) return
  await ctx.db.execute(sql`
    with gone as (
      delete from ${directoryConsents} using said
      where what = 'given' and ${ofNetwork(ctx, directoryConsents)} and ${directoryConsents.id} = said.id
        and ${directoryConsents.withdrawnAt} is null
      returning ${directoryConsents.personId} as person_id, opens
    )
    update ${directoryPeople} set visibility = ${directoryPeople.visibility} - 'listing'
    from gone
    where gone.opens and ${directoryPeople.id} = gone.person_id and ${ofNetwork(ctx, directoryPeople)}
      and ${directoryPeople.visibility}->>'listing' = 'public'`)
  await ctx.db.execute(sql`
    update ${directoryConsents} set withdrawn_at = null, withdrawn_source = null
    from said
    where what = 'withdrawn' and ${ofNetwork(ctx, directoryConsents)}
      and ${directoryConsents.personId} = said.person_id and ${directoryConsents.withdrawnSource} = said.source`)
  await recordConsents(ctx, writer, row)
}

/**
 * In `said`: the consents of an import, each with its source, « tableau « annuaire.csv », ligne 12 ». Gathered first, as
 * situations are: people who have just been written have no statistics, and the whole import was read again for each.
 */
async function gatherConsents(ctx: Ctx, row: Import): Promise<number> {
  await ctx.db.execute(sql`drop table if exists said`)
  const { rowCount } = await ctx.db.execute(sql`
    create temp table said on commit drop as
    select ${rows.subjectId} as person_id, (consent->>'id')::uuid as id, consent->>'what' as what,
      (consent->>'opens')::boolean as opens,
      ${`tableau « ${row.fileName.slice(0, 150)} »`}::text || coalesce(', ligne ' || ${rows.line}, '') as source
    from ${rows} cross join lateral (select ${rows.changes}->'consent' as consent) one
    where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${row.id} and ${rows.subjectKind} = 'person'
      and ${rows.changes} ? 'consent'`)
  await ctx.db.execute(sql`analyze said`)
  return rowCount ?? 0
}

async function recordConsents(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  await ctx.db.execute(sql`
    insert into ${directoryChanges}
      (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, reason, after)
    select ${row.networkId}::uuid, 'person', person_id, 'consent', coalesce(id, person_id), ${instantOf(ctx)},
      ${writer.by}, ${row.id}::uuid, ${writer.reason ?? null}, jsonb_build_object('scope', 'listing', 'what', what)
    from said`)
}
