export type ImportDates = {
  kind: string | null
  askedAt: Date | null
  comparedAt: Date | null
  applyAskedAt: Date | null
  appliedAt: Date | null
  undoAskedAt: Date | null
  undoneAt: Date | null
  cancelledAt: Date | null
  failedAt: Date | null
}

export const IMPORT_STATES = [
  'looking',
  'choosing',
  'comparing',
  'compared',
  'applying',
  'applied',
  'undoing',
  'undone',
  'cancelled',
  'failed',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

/** Where an import stands, from who did what and when. Applied again, it forgets that it was undone. */
export function importState(dates: ImportDates): ImportState {
  if (dates.cancelledAt) return 'cancelled'
  if (dates.failedAt) return 'failed'
  if (dates.undoAskedAt) return 'undoing'
  if (dates.applyAskedAt) return 'applying'
  if (dates.undoneAt) return 'undone'
  if (dates.appliedAt) return 'applied'
  if (dates.comparedAt) return 'compared'
  if (dates.askedAt) return 'comparing'
  return dates.kind === null ? 'looking' : 'choosing'
}

/** True while a worker has something to do for it. */
export function isMoving(state: ImportState): boolean {
  return state === 'looking' || state === 'comparing' || state === 'applying' || state === 'undoing'
}

/** From each state, what a person may ask. */
const ACTS: Record<ImportState, readonly ImportAct[]> = {
  looking: ['cancel'],
  choosing: ['compare', 'cancel'],
  comparing: ['cancel'],
  compared: ['apply', 'cancel'],
  applying: [],
  applied: ['undo'],
  undoing: [],
  undone: ['apply'],
  cancelled: [],
  failed: [],
}
export type ImportAct = 'compare' | 'cancel' | 'apply' | 'undo'

export function may(state: ImportState, act: ImportAct): boolean {
  return ACTS[state].includes(act)
}
