import { z } from 'zod'
import { BLANK } from '../../directory-records/words.js'
import { SUBJECT_KINDS } from '../schemas.js'
import type { ComparedGroup, ComparedValue, Comparison } from './comparing.js'
import { PERSON_GROUPS, SIDES, STRUCTURE_GROUPS } from './fields.js'
import type { Duplicate, DuplicateList } from './listing.js'

const side = z.enum(SIDES)
const KEYS = new Set([...PERSON_GROUPS, ...STRUCTURE_GROUPS].map(({ key }) => key))

export const DuplicatesQuery = z.strictObject({
  kind: z.enum(SUBJECT_KINDS).default('person'),
  state: z.enum(['suspected', 'distinct', 'merged']).default('suspected'),
  page: z.coerce.number().int().min(1).max(1000).default(1),
})

/** Which record is kept, and from which one each group of values; `from` names those that differ from the proposal. */
export const MergeRequest = z.strictObject({
  kept: side,
  from: z.strictObject(Object.fromEntries([...KEYS].map((key) => [key, side.optional()]))).optional(),
})

const Side = z.strictObject({ id: z.uuid(), name: z.string() })

const Pair = z.strictObject({
  id: z.uuid(),
  kind: z.enum(SUBJECT_KINDS),
  first: Side,
  second: Side,
  /** 0 to 100. */
  score: z.int(),
  reasons: z.array(z.string()),
  foundAt: z.iso.datetime(),
  decision: z.enum(['merged', 'distinct']).nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  keptId: z.uuid().nullable(),
})
type Pair = z.infer<typeof Pair>

export const Duplicates = z.strictObject({
  duplicates: z.array(Pair),
  /** Pairs of each kind still to be decided. */
  counts: z.strictObject({ person: z.int(), structure: z.int() }),
  total: z.int(),
  page: z.int(),
  pageCount: z.int(),
})
type Duplicates = z.infer<typeof Duplicates>

/** A value in French words, as the page says it; null when the record says nothing. */
const Value = z.strictObject({ words: z.string().nullable(), source: z.string().nullable() })

const Group = z.strictObject({
  key: z.string(),
  label: z.string(),
  state: z.enum(['same', 'one-blank', 'different']),
  first: Value,
  second: Value,
  preferred: side,
})

/** What hangs on a record and would move, each in French words, as the page says it. */
const Parts = z.strictObject({
  places: z.array(z.string()),
  offers: z.array(z.string()),
  membership: z.string().nullable(),
  hasObjected: z.boolean(),
})

export const ComparedPair = Pair.extend({
  preferred: side,
  groups: z.array(Group),
  parts: z.strictObject({ first: Parts, second: Parts }),
})
type ComparedPair = z.infer<typeof ComparedPair>

/** The pairs as a program reads them. */
export function duplicatesAnswer({ duplicates, ...list }: DuplicateList): Duplicates {
  return { ...list, duplicates: duplicates.map(pairAnswer) }
}

/** Two records side by side as a program reads them. */
export function comparisonAnswer({ pair, preferred, groups, parts }: Comparison): ComparedPair {
  return { ...pairAnswer(pair), preferred, groups: groups.map(groupAnswer), parts }
}

function pairAnswer(pair: Duplicate): Pair {
  const { id, kind, score, reasons, decidedBy, keptId } = pair
  return {
    id,
    kind,
    first: { id: pair.firstId, name: pair.firstName },
    second: { id: pair.secondId, name: pair.secondName },
    score,
    reasons,
    foundAt: pair.foundAt.toISOString(),
    decision: decisionOf(pair),
    decidedAt: pair.decidedAt?.toISOString() ?? null,
    decidedBy,
    keptId,
  }
}

function decisionOf({ decision }: Duplicate): Pair['decision'] {
  return decision === 'merged' || decision === 'distinct' ? decision : null
}

function groupAnswer(group: ComparedGroup): z.infer<typeof Group> {
  return { ...group, first: valueAnswer(group.first), second: valueAnswer(group.second) }
}

function valueAnswer({ words, source }: ComparedValue): z.infer<typeof Value> {
  return { words: words === BLANK ? null : words, source }
}
