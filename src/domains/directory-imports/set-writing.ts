import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import type { Columns } from './imported-fields.js'
import { directoryImportRows as rows } from './tables.js'

/* Pieces of the statements that write an import by sets. */

/** Rows of an import about one kind of record. */
export function ofVerdict(ctx: Ctx, { id }: { id: string }, kind: 'person' | 'structure', verdict: SQL): SQL {
  return sql`${within(ctx.actor, 'directory.run-import', { network: rows.networkId })}
    and ${rows.importId} = ${id} and ${rows.subjectKind} = ${kind} and ${rows.verdict} ${verdict}`
}

export function ofNetwork(ctx: Ctx, table: { networkId: PgColumn }): SQL {
  return within(ctx.actor, 'directory.run-import', { network: table.networkId })
}

/** Rows that keep a value, of a record or of a place, although the file says otherwise. */
export const isKeeping: SQL = sql`${rows.changes} ?| array['kept', 'keptPlaces']`

/** Rows of an import that say what could not be done. */
export function withRemark(ctx: Ctx, { id }: { id: string }): SQL {
  return sql`${ofNetwork(ctx, rows)} and ${rows.importId} = ${id} and ${rows.remark} is not null`
}

/**
 * From here on, in this transaction, sets are joined whole. The planner has no statistics of what has just been written:
 * it takes it for a few rows, and would read the import again for each record of the directory.
 */
export async function joinWhole(ctx: Ctx, isWhole = true): Promise<void> {
  await ctx.db.execute(sql`select set_config('enable_nestloop', ${isWhole ? 'off' : 'on'}, true)`)
}

export function instantOf(ctx: Ctx): SQL {
  return sql`${ctx.now.toISOString()}::timestamptz`
}

/** Where a value comes from, as a record keeps it. */
export function sourceOf({ source, on }: Writer): SQL {
  return sql`${JSON.stringify({ source, on })}::jsonb`
}

/** The names of the fields that say something, in the order JSON keeps them. */
export function namesOf(fields: SQL): SQL {
  return sql`array(
    select name from (select jsonb_object_keys(${fields}) as name) names where ${fields}->name not in ('null', '[]'))`
}

/** The provenance of fields of these names. It is made once for all that have the same, few among thousands of records. */
export function provenanceOf(writer: Writer, names: SQL): SQL {
  return sql`(select coalesce(jsonb_object_agg(name, ${sourceOf(writer)}), '{}') from unnest(${names}) name)`
}

/** The columns of a row as JSON, by the name of their field. */
export function asJson(fields: Columns): SQL {
  const pairs = Object.entries(fields).map(([name, column]) => sql`${name}::text, ${column}`)
  return sql`jsonb_build_object(${sql.join(pairs, sql`, `)})`
}

/** Names of fields turned into names of columns: `lastName` is `last_name`. */
export function snakeKeys(fields: SQL): SQL {
  return sql`(select coalesce(jsonb_object_agg(lower(regexp_replace(key, '([A-Z])', '_\\1', 'g')), value), '{}')
    from jsonb_each(${fields}))`
}
