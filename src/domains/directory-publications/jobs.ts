import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Makes the file of a booklet or of a workbook that somebody asked for. */
export const makePublication = defineJob({
  name: 'directory.make-publication',
  payload: z.strictObject({ publicationId: z.uuid() }),
})

/** Deletes the files kept for a month, and withdraws those that show what was taken back. */
export const sweepPublications = defineJob({
  name: 'directory.sweep-publications',
  payload: z.strictObject({}),
})
