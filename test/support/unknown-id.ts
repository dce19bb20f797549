import { randomUUID } from 'node:crypto'

/** An id that names nothing. */
export const UNKNOWN_ID = randomUUID()
