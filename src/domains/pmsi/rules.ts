export type ImportDates = {
  startedAt: Date | null
  finishedAt: Date | null
  failedAt: Date | null
  cancelRequestedAt: Date | null
  cancelledAt: Date | null
}

export type ImportState = 'waiting' | 'running' | 'cancelling' | 'finished' | 'failed' | 'cancelled'

/** Where an import stands, from who did what and when. */
export function importState(dates: ImportDates): ImportState {
  if (dates.cancelledAt) return 'cancelled'
  if (dates.finishedAt) return 'finished'
  if (dates.failedAt) return 'failed'
  if (dates.cancelRequestedAt) return 'cancelling'
  return dates.startedAt ? 'running' : 'waiting'
}

/** An ended import moves no more: a job delivered twice stops here. */
export function hasEnded(dates: ImportDates): boolean {
  return ['finished', 'failed', 'cancelled'].includes(importState(dates))
}

/**
 * Why the stays of these hospitals (FINESS e-PMSI) cannot be kept, or null. A network keeps only its own
 * maternities' stays; an establishment sends only its own.
 */
export function deliveryRefusal(
  finesses: ReadonlySet<string>,
  scope: { known: ReadonlySet<string>; own: string | null },
): 'foreign' | 'unknown' | null {
  if (scope.own !== null && [...finesses].some((finess) => finess !== scope.own)) return 'foreign'
  return [...finesses].every((finess) => scope.known.has(finess)) ? null : 'unknown'
}

/** The file inside its archive: the archive's long name hides what one looks for. */
export function entryName(file: string): string {
  return file.split(' › ').at(-1) ?? file
}
