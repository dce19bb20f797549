import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Sends one mail, again and again over two days while the way is blocked. */
export const sendMail = defineJob({
  name: 'mail.send',
  payload: z.strictObject({ mailId: z.uuid() }),
})

/** Asked for when a mail found no way to the server: looks each minute whether it is open again. */
export const watchWay = defineJob({ name: 'mail.watch-way', payload: z.strictObject({}) })

/** Asked for every day of every network: on Monday morning, writes the mail of the week. */
export const writeWeeklyDigest = defineJob({ name: 'mail.weekly-digest', payload: z.strictObject({}) })
