import { personOf } from '../../access/actor.js'
import type { Permission } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import type { Provenance, Source } from './provenance.js'
import { directoryChanges } from './tables.js'

/** Who writes in the directory, from what, on which day. */
export type Writer = {
  source: Source
  /** Day the value is of: today for a person, the day of the file for an import. */
  on: string
  by: string
  importId?: string
  /** The bulk act it is part of, which an undo restores. */
  bulkId?: string
  reason?: string
  /** Field → where its value comes from, for those that come from elsewhere: a merge carries them over. */
  sources?: Provenance
  /** What the writing is allowed by: `directory.write` unless said. */
  through?: Permission
}

export type Change = {
  subjectKind: 'person' | 'structure'
  subjectId: string
  what: 'person' | 'structure' | 'situation' | 'offer' | 'consent' | 'membership'
  rowId: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** What is to be changed of a row: a field left out, or undefined, stays as it is. */
export type Patch<Row> = { [Field in keyof Row]?: Row[Field] | undefined }

/** Changes written at once. */
const BATCH = 500

/** Keeps what changed, in the transaction of the change: the history of a record, and what an undo restores. */
export async function recordChanges(ctx: Ctx, writer: Writer, changes: readonly Change[]): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  for (let start = 0; start < changes.length; start += BATCH) {
    await ctx.db.insert(directoryChanges).values(
      changes.slice(start, start + BATCH).map((change) => ({
        ...change,
        networkId,
        at: ctx.now,
        by: writer.by,
        byUserId: personOf(ctx.actor)?.userId ?? null,
        importId: writer.importId ?? null,
        bulkId: writer.bulkId ?? null,
        reason: writer.reason ?? null,
      })),
    )
  }
}

/** The fields of `patch` that are not what `row` holds, before and after; null when nothing changes. */
export function differences<Row extends Record<string, unknown>>(
  row: Row,
  patch: Patch<Row>,
): { before: Partial<Row>; after: Partial<Row> } | null {
  const before: Partial<Row> = {}
  const after: Partial<Row> = {}
  for (const field of Object.keys(patch) as (keyof Row)[]) {
    const value = patch[field]
    if (value === undefined || same(row[field], value)) continue
    before[field] = row[field]
    after[field] = value
  }
  return Object.keys(after).length === 0 ? null : { before, after }
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
