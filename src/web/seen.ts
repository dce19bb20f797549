import { createHash } from 'node:crypto'
import { z } from 'zod'

/** What somebody read of a record that keeps no revision, sent back with what she writes; see `seenOf`. */
export const Seen = z.string().max(16)

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain }

/**
 * A short fingerprint of the saved values that a form edits, and of nothing else: when it is no longer the same,
 * somebody wrote meanwhile. Pure.
 */
export function seenOf(values: Plain): string {
  return createHash('sha256').update(JSON.stringify(values, inOrder)).digest('hex').slice(0, 16)
}

/** Objects with the same values say the same, in whatever order a query named their columns. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
