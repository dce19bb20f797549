import { z } from 'zod'
import { LEGAL_STATUSES, type LegalStatus } from '../directory/national/legal-status.js'
import { CAHIER_CATEGORIES, type CahierCategory } from '../directory/national/structure-categories.js'
import { SECTOR_LABELS, type Sector } from './activity-sectors.js'
import type { Counters } from './counters.js'
import { MODE_LABELS, type Mode, type Spread } from './member-counts.js'

const SECTORS = Object.keys(SECTOR_LABELS) as [Sector, ...Sector[]]
const MODES = Object.keys(MODE_LABELS) as [Mode, ...Mode[]]
const CATEGORIES = Object.keys(CAHIER_CATEGORIES) as [CahierCategory, ...CahierCategory[]]

export const CountersQuery = z.strictObject({ year: z.coerce.number().int().min(2000).max(2100).optional() })

const Territory = z.strictObject({ id: z.uuid(), name: z.string() })

/** Where the members of one kind are. Somebody who works in two territories counts in each, and once in all. */
const spread = {
  territories: z.array(z.strictObject({ id: z.uuid(), count: z.int() })),
  elsewhere: z.int(),
  total: z.int(),
}

const MemberCount = z.strictObject({
  /** Null when nobody told it. */
  professionCode: z.string().nullable(),
  /** Sector of activity: hospital, private or public, out of hospital, PMI… `unknown` when nobody told it. */
  sector: z.enum(SECTORS),
  /** Self-employed or salaried. */
  mode: z.enum(MODES),
  ...spread,
})

const STATUSES = Object.keys(LEGAL_STATUSES) as [LegalStatus, ...LegalStatus[]]

const StructureCount = z.strictObject({
  category: z.enum(CATEGORIES),
  /** Public or private; null when nobody told it. */
  legalStatus: z.enum(STATUSES).nullable(),
  ...spread,
})

/** A document is a format, a public and a choice of records; downloads (CSV, vCard, open data) are not counted. */
const DocumentCount = z.strictObject({
  kind: z.enum(['booklet', 'emergency-sheet', 'open-data', 'csv', 'xlsx', 'vcf']),
  /** Made or updated in the year, each once. */
  documents: z.int(),
  /** Of them, those made for the first time. */
  made: z.int(),
  /** Later editions whose content has changed; the same printed again is none. */
  renewed: z.int(),
})

export const CountersAnswer = z.strictObject({
  today: z.iso.date(),
  territories: z.array(Territory),
  /** Null when no membership was ever recorded: nothing is known, which is not zero. */
  members: z.strictObject({ total: z.int(), counts: z.array(MemberCount) }).nullable(),
  /** Null when no structure’s membership was ever recorded. */
  structures: z.strictObject({ total: z.int(), counts: z.array(StructureCount) }).nullable(),
  year: z.int(),
  years: z.array(z.int()),
  documents: z.array(DocumentCount),
})
export type CountersAnswer = z.infer<typeof CountersAnswer>

/** The counters as a program reads them. */
export function countersAnswer({ members, structures, ...counters }: Counters): CountersAnswer {
  return {
    ...counters,
    members: members && { total: members.total, counts: members.counts.map(withList) },
    structures: structures && { total: structures.total, counts: structures.counts.map(withList) },
  }
}

function withList<Count extends Spread>({ byTerritory, ...count }: Count) {
  return { ...count, territories: [...byTerritory].map(([id, count]) => ({ id, count })) }
}
