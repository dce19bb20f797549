import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Asked for every day of every network: makes again the cards that the calendar alone has changed. */
export const refreshDatedCards = defineJob({
  name: 'directory.refresh-dated-cards',
  payload: z.strictObject({}),
})
