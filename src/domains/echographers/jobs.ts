import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Asked for every day of every network: tells the echographers whose identifier ends soon. */
export const remindOfEnds = defineJob({ name: 'echographers.remind', payload: z.strictObject({}) })

/** Deletes the contents of documents no row needs any more. */
export const sweepEchographerDocuments = defineJob({
  name: 'echographers.sweep-documents',
  payload: z.strictObject({}),
})
