import { z } from 'zod'
import { defineJob } from '../../src/jobs/jobs.js'

/** The job of the fault tests: it leaves a row each time it runs. */
export const countRun = defineJob({ name: 'test.count-run', payload: z.strictObject({ id: z.uuid() }) })
