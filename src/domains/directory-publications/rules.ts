import type { Publication } from './schemas.js'

/** A file is kept this long: after it, a booklet is made again rather than found. */
export const DAYS_KEPT = 30

type Instants = {
  readyAt: Date | null
  failedAt: Date | null
  withdrawnAt: Date | null
  fileRemovedAt: Date | null
}

/** Where a publication stands: the worst thing that happened to it, last. */
export function publicationState({
  readyAt,
  failedAt,
  withdrawnAt,
  fileRemovedAt,
}: Instants): Publication['state'] {
  if (failedAt !== null) return 'failed'
  if (readyAt === null) return 'preparing'
  if (fileRemovedAt !== null) return 'removed'
  return withdrawnAt === null ? 'ready' : 'withdrawn'
}

/** Files made before this instant are deleted. */
export function keptSince(now: Date): Date {
  return new Date(now.getTime() - DAYS_KEPT * 86_400_000)
}
