import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

/** Deletes what has been kept long enough: of a network, or of the platform. */
export const purgeExpired = defineJob({ name: 'privacy.purge-expired', payload: z.strictObject({}) })
