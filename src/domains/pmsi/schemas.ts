import { z } from 'zod'

export const ImportParams = z.strictObject({ id: z.uuid() })

export const ImportSummary = z.strictObject({
  id: z.uuid(),
  state: z.enum(['waiting', 'running', 'cancelling', 'finished', 'failed', 'cancelled']),
  receivedAt: z.iso.datetime(),
  uploadedByName: z.string(),
  files: z.array(z.string()),
  bytesTotal: z.int(),
  /** Null until the archives are opened. */
  bytesToRead: z.int().nullable(),
  bytesRead: z.int(),
  linesRead: z.int(),
  staysKept: z.int().nullable(),
  unchanged: z.boolean().nullable(),
  failureCode: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
})
export type ImportSummary = z.infer<typeof ImportSummary>

export const ImportFile = z.strictObject({
  name: z.string(),
  kind: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  versions: z.array(z.string()),
  lines: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  finess: z.string().nullable(),
  year: z.int().nullable(),
})
export type ImportFile = z.infer<typeof ImportFile>

export const Rejection = z.strictObject({
  file: z.string(),
  line: z.int().nullable(),
  field: z.string().nullable(),
  reason: z.string(),
})
export type Rejection = z.infer<typeof Rejection>

export const ImportDetail = ImportSummary.extend({
  importedFiles: z.array(ImportFile),
  rejections: z.array(Rejection),
  rejectionCount: z.int(),
})
export type ImportDetail = z.infer<typeof ImportDetail>

export const FindingCount = z.strictObject({ code: z.string(), count: z.int() })
export type FindingCount = z.infer<typeof FindingCount>

export const Progress = z.strictObject({
  percent: z.number().nullable(),
  words: z.string(),
  finished: z.boolean(),
})
