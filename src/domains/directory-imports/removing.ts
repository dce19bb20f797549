import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Ctx } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import {
  directoryActivities,
  directoryChanges,
  directoryConsents,
  directoryMemberships,
  directoryOffers,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import { directoryReports, directoryReviews } from '../directory-upkeep/tables.js'
import { echographerIdentifiers } from '../echographers/tables.js'
import { instantOf, ofNetwork, ofVerdict } from './set-writing.js'
import { directoryImports, directoryImportRows as rows } from './tables.js'

type Import = { id: string; networkId: string }

/** Something that keeps a record, and how its row says so. */
type Tie = { holds: SQL; words: string }

/**
 * Takes away the records an import made, as long as nothing has become of them: edited, changed by an import that was
 * not undone, tied to an account, cited by something else, they stay, and their row says why and what stays of them.
 */
export async function removeRecords(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  await remove(ctx, writer, row, 'person', directoryPeople, tiesOfPeople(ctx))
  await remove(ctx, writer, row, 'structure', directoryStructures, tiesOfStructures(ctx))
}

function tiesOfPeople(ctx: Ctx): Tie[] {
  const cited = (table: { networkId: PgColumn; personId: PgColumn }) => sql`exists (
    select 1 from ${table} where ${ofNetwork(ctx, table)} and ${table.personId} = ${directoryPeople.id})`
  return [
    { holds: sql`${directoryPeople.userId} is not null`, words: 'un compte y est rattaché' },
    { holds: sql`${directoryPeople.objectedAt} is not null`, words: 'la personne s’y est opposée' },
    { holds: cited(directorySituations), words: 'un de ses lieux a été saisi ou modifié depuis' },
    { holds: cited(directoryOffers), words: 'des offres de soins y sont notées' },
    { holds: cited(directoryConsents), words: 'un accord y est noté' },
    { holds: cited(directoryMemberships), words: 'une adhésion y est notée' },
    { holds: cited(echographerIdentifiers), words: 'un identifiant d’échographiste y est noté' },
    ...tiesOfAll(ctx, directoryPeople),
  ]
}

function tiesOfStructures(ctx: Ctx): Tie[] {
  const cited = (table: { networkId: PgColumn; structureId: PgColumn }) => sql`exists (
    select 1 from ${table} where ${ofNetwork(ctx, table)} and ${table.structureId} = ${directoryStructures.id})`
  return [
    { holds: cited(directorySituations), words: 'des personnes y exercent' },
    { holds: cited(directoryOffers), words: 'des offres de soins y sont notées' },
    { holds: cited(directoryMemberships), words: 'une adhésion y est notée' },
    { holds: cited(directoryActivities), words: 'des activités autorisées y sont notées' },
    ...tiesOfAll(ctx, directoryStructures),
  ]
}

function tiesOfAll(ctx: Ctx, table: typeof directoryPeople | typeof directoryStructures): Tie[] {
  const about = (cited: { networkId: PgColumn; subjectId: PgColumn }) => sql`exists (
    select 1 from ${cited} where ${ofNetwork(ctx, cited)} and ${cited.subjectId} = ${table.id})`
  return [
    {
      holds: sql`exists (select 1 from ${table} other where other.merged_into_id = ${table.id})`,
      words: 'une autre fiche y a été réunie',
    },
    { holds: sql`${table.archivedAt} is not null`, words: 'elle a été retirée de l’annuaire' },
    { holds: about(directoryReviews), words: 'une vérification y est notée' },
    { holds: about(directoryReports), words: 'un signalement s’y rapporte' },
  ]
}

async function remove(
  ctx: Ctx,
  writer: Writer,
  row: Import,
  kind: 'person' | 'structure',
  table: typeof directoryPeople | typeof directoryStructures,
  ties: readonly Tie[],
): Promise<void> {
  await gatherChanged(ctx, row, kind, table)
  const isFree = sql.join(
    ties.map(({ holds }) => sql`not (${holds})`),
    sql` and `,
  )
  await ctx.db.execute(sql`
    with gone as (
      delete from ${table} using ${rows}
      where ${ofVerdict(ctx, row, kind, sql`= 'new'`)} and ${table.id} = ${rows.subjectId} and ${ofNetwork(ctx, table)}
        and ${isFree}
        and not exists (select 1 from changed_since where changed_since.id = ${table.id})
      returning ${table.id} as id, ${rows.payload}->'fields' as fields
    )
    insert into ${directoryChanges} (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, reason, before)
    select ${row.networkId}::uuid, ${kind}, id, ${kind}, id, ${instantOf(ctx)}, ${writer.by}, ${row.id}::uuid,
      ${writer.reason ?? null}, jsonb_strip_nulls(fields)
    from gone`)
  const why = [
    sql`case changed.by_somebody when true then ${CHANGED}::text when false then ${CHANGED_BY_IMPORT}::text end`,
    ...ties.map(({ holds, words }) => sql`case when ${holds} then ${words}::text end`),
  ]
  await ctx.db.execute(sql`
    update ${rows} set remark = concat_ws(' ',
      ${STAYS} || ' : ' || concat_ws(', ', ${sql.join(why, sql`, `)}) || '.', ${placesTaken(ctx)}, ${rows.remark},
      case when ${table.archivedAt} is null then ${ADVICE}::text end)
    from ${table} left join changed_since changed on changed.id = ${table.id}
    where ${ofVerdict(ctx, row, kind, sql`= 'new'`)} and ${table.id} = ${rows.subjectId} and ${ofNetwork(ctx, table)}`)
}

/** How many of the places that an import gave are no longer there. */
function placesTaken(ctx: Ctx): SQL {
  return sql`(
    select case count(*) when 0 then null when 1 then ${PLACE_TAKEN}::text
      else replace(${PLACES_TAKEN}, '{n}', count(*)::text) end
    from jsonb_array_elements(coalesce(${rows.changes}->'situations', '[]')) one
    where not exists (
      select 1 from ${directorySituations}
      where ${ofNetwork(ctx, directorySituations)} and ${directorySituations.id} = (one->>'id')::uuid))`
}

/** In `changed_since`: the records of an import that hold what somebody wrote since, or another import not undone. */
async function gatherChanged(
  ctx: Ctx,
  row: Import,
  kind: 'person' | 'structure',
  table: typeof directoryPeople | typeof directoryStructures,
): Promise<void> {
  await ctx.db.execute(sql`drop table if exists changed_since`)
  await ctx.db.execute(sql`
    create temp table changed_since on commit drop as
    select ${table.id} as id, bool_or(${directoryChanges.importId} is null) as by_somebody
    from ${rows}
    join ${table} on ${table.id} = ${rows.subjectId} and ${ofNetwork(ctx, table)} and ${table.revision} > 1
    join ${directoryChanges} on ${directoryChanges.subjectId} = ${table.id} and ${directoryChanges.what} = ${kind}
      and ${ofNetwork(ctx, directoryChanges)} and ${directoryChanges.importId} is distinct from ${row.id}::uuid
    where ${ofVerdict(ctx, row, kind, sql`= 'new'`)} and not exists (
      select 1 from ${directoryImports} where ${ofNetwork(ctx, directoryImports)}
        and ${directoryImports.id} = ${directoryChanges.importId} and ${directoryImports.undoneAt} is not null)
    group by 1`)
}

const STAYS = 'Fiche gardée avec ce que l’import y a écrit'
const CHANGED = 'quelqu’un l’a modifiée depuis'
const CHANGED_BY_IMPORT = 'un import plus récent, qui n’est pas annulé, l’a modifiée'
const PLACE_TAKEN = 'Le lieu d’exercice donné par l’import n’y est plus.'
const PLACES_TAKEN = 'Les {n} lieux d’exercice donnés par l’import n’y sont plus.'
const ADVICE = 'Si elle n’a plus lieu d’être, retirez-la de l’annuaire depuis la fiche.'
