import { z } from 'zod'
import { CharterText } from '../birth-houses/charter-schemas.js'
import { ReportAnswers } from './answers.js'

/** Somebody or something counted on the last day of the year. */
const Workforce = z.strictObject({
  globalMidwives: z.int(),
  /** Null when a time is not known for one of them. */
  globalFte: z.number().nullable(),
  supportMidwives: z.int(),
  others: z.array(
    z.strictObject({
      occupation: z.string(),
      headcount: z.int(),
      fte: z.number().nullable(),
      missions: z.string().nullable(),
    }),
  ),
})

const Meetings = z.strictObject({ count: z.int(), subjects: z.array(z.string()) })

/**
 * A report as the agency receives it: counts, words and amounts, no row of the register. It is frozen when it is sent:
 * both documents are made from it, at any time, the same.
 */
export const ReportContent = z.strictObject({
  house: z.strictObject({
    name: z.string(),
    finessNumber: z.string(),
    legalName: z.string().nullable(),
    legalForm: z.string().nullable(),
    partner: z.string().nullable(),
    network: z.string(),
  }),
  year: z.int(),
  isFirst: z.boolean(),
  answers: ReportAnswers,
  workforce: Workforce,
  meetings: z.strictObject({ partner: Meetings, network: Meetings, staff: Meetings }),
  charter: z
    .strictObject({
      version: z.int(),
      adoptedOn: z.string(),
      /** Null in the reports sent before it was joined to them. */
      text: CharterText.nullable().default(null),
    })
    .nullable(),
  figures: z.array(
    z.strictObject({
      code: z.string(),
      value: z.int(),
      /** How many are not known: the value may be too low by as many. */
      missing: z.int(),
      details: z.array(
        z.strictObject({
          label: z.string(),
          counts: z.array(z.strictObject({ words: z.string(), count: z.int() })),
        }),
      ),
    }),
  ),
  /** What does not add up, and how the house explains it. */
  remarks: z.array(z.strictObject({ sentence: z.string(), explanation: z.string() })),
})
export type ReportContent = z.infer<typeof ReportContent>
