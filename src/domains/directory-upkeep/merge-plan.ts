/** Fields of the record kept: what each held before the merge, and what it holds since. */
export type MergedFields = { before: Record<string, unknown>; after: Record<string, unknown> }

/** A row that a merge moved or closed, with the columns it changed as they were before and as it left them. */
export type MovedRow = {
  table: MovedTable
  id: string
  before: Record<string, unknown>
  after: Record<string, unknown>
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
