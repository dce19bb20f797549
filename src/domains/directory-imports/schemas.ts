import { z } from 'zod'

/** What the person chose for a file: a filter for a national one, a column mapping for her own table. */
export const ImportOptions = z.strictObject({
  departments: z.array(z.string().max(3)).max(120).optional(),
  professions: z.array(z.string().max(4)).max(60).optional(),
  /** Field of each column, in order; null leaves a column out. */
  columns: z.array(z.string().max(40).nullable()).max(200).optional(),
  headerLine: z.int().nullable().optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

export const ImportCounts = z.strictObject({
  lines: z.int(),
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  gone: z.int(),
  refused: z.int(),
  warnings: z.int(),
})
export type ImportCounts = z.infer<typeof ImportCounts>
