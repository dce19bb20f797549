import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Reads the files of an upload, replaces the deliveries they hold and computes the indicators again. */
export const importPmsiFiles = defineJob({
  name: 'pmsi.import-files',
  payload: z.strictObject({ importId: z.uuid() }),
})

/** Deletes the files of uploads that never became an import. */
export const sweepOrphanUploads = defineJob({ name: 'pmsi.sweep-uploads', payload: z.strictObject({}) })
