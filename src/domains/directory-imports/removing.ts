import { type SQL, sql } from 'drizzle-orm'
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

/**
 * Takes away the records an import made, as long as nothing has become of them: edited, changed by an import that was
 * not undone, tied to an account, cited by something else, they stay, and their row says so.
 */
export async function removeRecords(ctx: Ctx, writer: Writer, row: Import): Promise<void> {
  await remove(
    ctx,
    writer,
    row,
    'person',
    directoryPeople,
    sql`
    ${directoryPeople.userId} is null and ${directoryPeople.objectedAt} is null
    and not exists (select 1 from ${directorySituations} where ${ofNetwork(ctx, directorySituations)}
      and ${directorySituations.personId} = ${directoryPeople.id})
    and not exists (select 1 from ${directoryOffers} where ${ofNetwork(ctx, directoryOffers)}
      and ${directoryOffers.personId} = ${directoryPeople.id})
    and not exists (select 1 from ${directoryConsents} where ${ofNetwork(ctx, directoryConsents)}
      and ${directoryConsents.personId} = ${directoryPeople.id})
    and not exists (select 1 from ${directoryMemberships} where ${ofNetwork(ctx, directoryMemberships)}
      and ${directoryMemberships.personId} = ${directoryPeople.id})
    and not exists (select 1 from ${echographerIdentifiers} where ${ofNetwork(ctx, echographerIdentifiers)}
      and ${echographerIdentifiers.personId} = ${directoryPeople.id})
    and not exists (select 1 from ${directoryPeople} other where other.merged_into_id = ${directoryPeople.id})`,
  )
  await remove(
    ctx,
    writer,
    row,
    'structure',
    directoryStructures,
    sql`
    not exists (select 1 from ${directorySituations} where ${ofNetwork(ctx, directorySituations)}
      and ${directorySituations.structureId} = ${directoryStructures.id})
    and not exists (select 1 from ${directoryOffers} where ${ofNetwork(ctx, directoryOffers)}
      and ${directoryOffers.structureId} = ${directoryStructures.id})
    and not exists (select 1 from ${directoryMemberships} where ${ofNetwork(ctx, directoryMemberships)}
      and ${directoryMemberships.structureId} = ${directoryStructures.id})
    and not exists (select 1 from ${directoryActivities} where ${ofNetwork(ctx, directoryActivities)}
      and ${directoryActivities.structureId} = ${directoryStructures.id})
    and not exists (select 1 from ${directoryStructures} other where other.merged_into_id = ${directoryStructures.id})`,
  )
}

async function remove(
  ctx: Ctx,
  writer: Writer,
  row: Import,
  kind: 'person' | 'structure',
  table: typeof directoryPeople | typeof directoryStructures,
  isFree: SQL,
): Promise<void> {
  await gatherChanged(ctx, row, kind, table)
  await ctx.db.execute(sql`
    with gone as (
      delete from ${table} using ${rows}
      where ${ofVerdict(ctx, row, kind, sql`= 'new'`)} and ${table.id} = ${rows.subjectId} and ${ofNetwork(ctx, table)}
        and ${table.archivedAt} is null and ${isFree}
        and not exists (select 1 from changed_since where changed_since.id = ${table.id})
        and not exists (select 1 from ${directoryReviews} where ${ofNetwork(ctx, directoryReviews)}
          and ${directoryReviews.subjectId} = ${table.id})
        and not exists (select 1 from ${directoryReports} where ${ofNetwork(ctx, directoryReports)}
          and ${directoryReports.subjectId} = ${table.id})
      returning ${table.id} as id, ${rows.payload}->'fields' as fields
    )
    insert into ${directoryChanges} (network_id, subject_kind, subject_id, what, row_id, at, by, import_id, reason, before)
    select ${row.networkId}::uuid, ${kind}, id, ${kind}, id, ${instantOf(ctx)}, ${writer.by}, ${row.id}::uuid,
      ${writer.reason ?? null}, jsonb_strip_nulls(fields)
    from gone`)
  await ctx.db.execute(sql`
    update ${rows} set remark = case changed.by_somebody when false then ${CHANGED_BY_IMPORT} else ${STAYS} end
    from ${table} left join changed_since changed on changed.id = ${table.id}
    where ${ofVerdict(ctx, row, kind, sql`= 'new'`)} and ${table.id} = ${rows.subjectId} and ${ofNetwork(ctx, table)}`)
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

const STAYS =
  'Fiche gardée : quelqu’un l’a modifiée depuis, ou autre chose s’y rapporte (lieu, offre, accord, adhésion, vérification, compte).'
const CHANGED_BY_IMPORT =
  'Fiche gardée : un import plus récent, qui n’est pas annulé, l’a modifiée. Si elle n’a plus lieu d’être, retirez-la de l’annuaire depuis la fiche.'
