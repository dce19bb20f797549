import { z } from 'zod'
import type { Counters } from './counters.js'
import { SECTOR_LABELS, type Sector } from './member-counts.js'

const SECTORS = Object.keys(SECTOR_LABELS) as [Sector, ...Sector[]]

export const CountersQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2100).optional() })

const Territory = z.strictObject({ id: z.uuid(), name: z.string() })

/** Members of one profession in one sector. Somebody who works in two territories counts in each, and once in all. */
const MemberCount = z.strictObject({
  /** Null when nobody told it. */
  professionCode: z.string().nullable(),
  sector: z.enum(SECTORS),
  territories: z.array(z.strictObject({ id: z.uuid(), count: z.int() })),
  elsewhere: z.int(),
  total: z.int(),
})

const DocumentCount = z.strictObject({
  kind: z.enum(['booklet', 'emergency-sheet', 'open-data', 'csv', 'xlsx', 'vcf']),
  made: z.int(),
  renewed: z.int(),
})

export const CountersAnswer = z.strictObject({
  today: z.iso.date(),
  territories: z.array(Territory),
  /** Null when no membership was ever recorded: nothing is known, which is not zero. */
  members: z.strictObject({ total: z.int(), counts: z.array(MemberCount) }).nullable(),
  year: z.int(),
  years: z.array(z.int()),
  documents: z.array(DocumentCount),
})
export type CountersAnswer = z.infer<typeof CountersAnswer>

/** The counters as a program reads them. */
export function countersAnswer({ members, ...counters }: Counters): CountersAnswer {
  return {
    ...counters,
    members: members && {
      total: members.total,
      counts: members.counts.map(({ byTerritory, ...count }) => ({
        ...count,
        territories: [...byTerritory].map(([id, count]) => ({ id, count })),
      })),
    },
  }
}
