import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Asked for every day of every network: in the first days of a month, asks the houses that declared nothing. */
export const askMonthlyReturns = defineJob({
  name: 'birth-registers.ask-returns',
  payload: z.strictObject({}),
})
