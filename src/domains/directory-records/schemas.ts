import { z } from 'zod'

export const RecordParams = z.strictObject({ id: z.uuid() })

/** What a page says was just done. */
export const DONE = {
  creee: 'La fiche est créée.',
  modifiee: 'La fiche est modifiée.',
} as const
export type Done = keyof typeof DONE

export const DoneQuery = z.strictObject({ fait: z.enum(Object.keys(DONE) as [Done, ...Done[]]).optional() })
