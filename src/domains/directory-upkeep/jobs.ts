import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Asked for every day of every network: looks for records that may be one. */
export const findDuplicatePairs = defineJob({
  name: 'directory.find-duplicates',
  payload: z.strictObject({}),
})

/** Asked for every day of every network: asks about the records whose time has come, a few at a time. */
export const sendReviewWave = defineJob({ name: 'directory.send-review-wave', payload: z.strictObject({}) })
