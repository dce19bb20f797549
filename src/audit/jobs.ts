import { z } from 'zod'
import { defineJob } from '../jobs/jobs.js'

/** Verifies the chain of a network, or the platform's, and says so in the journal itself. */
export const verifyJournal = defineJob({ name: 'audit.verify-journal', payload: z.strictObject({}) })

/** Writes where every chain ends outside the database. */
export const anchorJournals = defineJob({ name: 'audit.anchor-journals', payload: z.strictObject({}) })
