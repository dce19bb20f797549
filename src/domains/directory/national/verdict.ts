/**
 * What becomes of a value somebody typed or a file carries: read, read with a reservation, or refused.
 * The sentences are in French, for the person who will correct the file.
 */
export type Verdict<Value> = { value: Value; warning: string | null } | { refusal: string }

/** The value is what it seems to be. */
export function read<Value>(value: Value): Verdict<Value> {
  return { value, warning: null }
}

/** The value is kept, and somebody should look at it. */
export function readWithDoubt<Value>(value: Value, warning: string): Verdict<Value> {
  return { value, warning }
}

/** The value cannot be used; the sentence says what it is, why, and what to do. */
export function refuse(refusal: string): { refusal: string } {
  return { refusal }
}

/** One line, or one entity, that a reader could not use. */
export type Rejection = {
  /** Counted from 1 in the file; null in a file that has no lines (JSON), where the reason says which entity. */
  line: number | null
  /** Header of the column as the file writes it, or null when the whole line is at fault. */
  column: string | null
  reason: string
}
