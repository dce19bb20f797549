import type { Provenance } from '../directory/provenance.js'

/** Fields of the record kept: what each held before the merge, from where, and what it holds since. */
export type MergedFields = {
  before: Record<string, unknown>
  after: Record<string, unknown>
  provenance: Provenance
}

/**
 * A row that a merge moved, closed or removed: the columns it changed, as they were and as it left them. A row removed
 * has no `after`, and its whole `before` as the database writes it.
 */
export type MovedRow = {
  table: MovedTable
  id: string
  before: Record<string, unknown>
  after: Record<string, unknown> | null
}

export type MovedTable =
  | 'situation'
  | 'offer'
  | 'consent'
  | 'membership'
  | 'activity'
  | 'review'
  | 'report'
  | 'identifier'
  | 'midwife'
