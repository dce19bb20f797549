import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Asked for every day of every network: tells the houses what is due soon, and what ends. */
export const remindHouses = defineJob({ name: 'birth-houses.remind', payload: z.strictObject({}) })

/** Deletes the contents of documents no row needs any more. */
export const sweepHouseDocuments = defineJob({
  name: 'birth-houses.sweep-documents',
  payload: z.strictObject({}),
})
