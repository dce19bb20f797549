export type ArchiveLimits = {
  entries: number
  /** Bytes inflated in all from one archive, counted while inflating. */
  inflatedBytes: number
  /** Inflated bytes for each compressed one, once above `ratioFromBytes`. */
  ratio: number
  ratioFromBytes: number
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 2000,
  inflatedBytes: 8 * 1024 ** 3,
  ratio: 200,
  ratioFromBytes: 50 * 1024 ** 2,
}
