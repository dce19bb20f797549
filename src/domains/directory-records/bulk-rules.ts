/** What the team may do to many records at once, and undo. */
export const BULK_ACTS = ['territory', 'membership', 'archive'] as const
export type BulkAct = (typeof BULK_ACTS)[number]

/** Most records changed by one act. */
export const MOST_BULK = 200
