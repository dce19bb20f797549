import { z } from 'zod'
import { PHASE_CODES } from './vocabulary.js'

const phase = z.enum(PHASE_CODES)
const count = z.int()

/** Transfers of a year, counted. A figure that is withheld is null, and `withheld` names the tables that are. */
export const TransferCounts = z.strictObject({
  year: z.int(),
  years: z.array(z.int()),
  total: z.int().nullable(),
  urgent: z.int().nullable(),
  houses: z.int(),
  /** Transfers whose arrival is known: those the median is of. */
  arrivals: z.int().nullable(),
  /** Minutes from the decision to the arrival. */
  medianMinutes: z.number().nullable(),
  phases: z.array(z.strictObject({ phase, count })),
  months: z.array(z.strictObject({ month: z.int(), phase, count })),
  reasons: z.array(z.strictObject({ phase, reasonCode: z.string(), count })),
  /** With births unexpectedly outside, which the agency is not told. */
  byHouse: z.array(z.strictObject({ house: z.string(), count, outsideBirths: count.nullable() })),
  /** What went wrong, in the words of whoever declared it; of no house and no day. */
  difficulties: z.array(z.string()),
  withheld: z.array(z.enum(['phases', 'months', 'reasons', 'byHouse'])),
})
export type TransferCounts = z.infer<typeof TransferCounts>
