import { z } from 'zod'

export const MonthParams = z.strictObject({ month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/) })

export const HouseMonthView = z.strictObject({
  month: z.iso.date(),
  state: z.enum(['declared', 'nil', 'awaited', 'going-on']),
  transfers: z.int(),
  nilAt: z.iso.datetime().nullable(),
  nilBy: z.string().nullable(),
})
