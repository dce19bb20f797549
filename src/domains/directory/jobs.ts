import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Asked for every day of every network: makes again the cards that the calendar alone has changed, recounts their names. */
export const refreshDatedCards = defineJob({
  name: 'directory.refresh-dated-cards',
  payload: z.strictObject({}),
})

/** Makes again the cards of a network that were made by older rules than those of this version: `CARD_RULES`. */
export const remakeCards = defineJob({
  name: 'directory.remake-cards',
  payload: z.strictObject({}),
})
