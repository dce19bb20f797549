import { z } from 'zod'
import { PROFESSIONS } from '../directory/national/professions.js'
import { CAHIER_CATEGORIES } from '../directory/national/structure-categories.js'
import { SOURCE_LABELS } from '../directory/provenance.js'
import { MEMBERSHIP_STATES } from '../directory/vocabulary.js'

export const RECORDS_PER_PAGE = 30

/** What a list of records may be cut down to by where they stand. */
export const RECORD_STATES = ['never-verified', 'objected', 'gone', 'archived'] as const
export type RecordState = (typeof RECORD_STATES)[number]

export const SORTS = ['name', 'verified', 'updated'] as const
export type Sort = (typeof SORTS)[number]

const keys = <Key extends string>(list: Readonly<Record<Key, unknown>>) =>
  Object.keys(list) as [Key, ...Key[]]
const professions = [...PROFESSIONS.codes.keys()]
const pageNumber = z.coerce.number().int().min(1).max(10_000).optional()
const words = z.string().trim().max(100).optional()

/** Which records a list shows. */
export type RecordFilter = {
  search?: string | undefined
  kind?: 'person' | 'structure' | undefined
  /** A territory, or `none` for the records that have none. */
  territory?: string | undefined
  profession?: string | undefined
  category?: string | undefined
  /** A state of membership, or `none`. */
  membership?: string | undefined
  source?: string | undefined
  state?: RecordState | undefined
  sort?: Sort | undefined
  order?: 'asc' | 'desc' | undefined
  page?: number | undefined
}

/** French words of the address for each kind of record and each state. */
export const KIND_WORDS = { personnes: 'person', structures: 'structure' } as const
export const STATE_WORDS = {
  'jamais-verifiees': 'never-verified',
  oppositions: 'objected',
  disparues: 'gone',
  retirees: 'archived',
} as const satisfies Record<string, RecordState>
export const SORT_WORDS = { nom: 'name', verification: 'verified', modification: 'updated' } as const

/** The same question in the address of a page; what is left open is an empty field. */
export const RecordsPageQuery = z.strictObject({
  q: words,
  genre: z.enum(['', ...keys(KIND_WORDS)]).optional(),
  territoire: z.union([z.uuid(), z.enum(['', 'aucun'])]).optional(),
  profession: z.enum(['', ...professions]).optional(),
  categorie: z.enum(['', ...keys(CAHIER_CATEGORIES)]).optional(),
  adhesion: z.enum(['', ...keys(MEMBERSHIP_STATES), 'aucune']).optional(),
  provenance: z.enum(['', ...keys(SOURCE_LABELS)]).optional(),
  etat: z.enum(['', ...keys(STATE_WORDS)]).optional(),
  tri: z.enum(keys(SORT_WORDS)).optional(),
  ordre: z.enum(['asc', 'desc']).optional(),
  page: pageNumber,
})
export type RecordsPageQuery = z.infer<typeof RecordsPageQuery>

/** The same question as a program asks it. */
export const RecordsQuery = z.strictObject({
  search: words,
  kind: z.enum(['person', 'structure']).optional(),
  territory: z.union([z.uuid(), z.literal('none')]).optional(),
  profession: z.enum(professions).optional(),
  category: z.enum(keys(CAHIER_CATEGORIES)).optional(),
  membership: z.enum([...keys(MEMBERSHIP_STATES), 'none']).optional(),
  source: z.enum(keys(SOURCE_LABELS)).optional(),
  state: z.enum(RECORD_STATES).optional(),
  sort: z.enum(SORTS).optional(),
  order: z.enum(['asc', 'desc']).optional(),
  page: pageNumber,
}) satisfies z.ZodType<RecordFilter>

/** What an address asks for. */
export function filterOf(query: RecordsPageQuery): RecordFilter {
  return {
    search: query.q || undefined,
    kind: query.genre ? KIND_WORDS[query.genre] : undefined,
    territory: query.territoire === 'aucun' ? 'none' : query.territoire || undefined,
    profession: query.profession || undefined,
    category: query.categorie || undefined,
    membership: query.adhesion === 'aucune' ? 'none' : query.adhesion || undefined,
    source: query.provenance || undefined,
    state: query.etat ? STATE_WORDS[query.etat] : undefined,
    sort: query.tri && SORT_WORDS[query.tri],
    order: query.ordre,
    page: query.page,
  }
}

export type RecordLine = {
  kind: 'person' | 'structure'
  id: string
  name: string
  /** Profession of a person, category of a structure: codes. */
  code: string | null
  professionWords: string | null
  commune: string | null
  territoryId: string | null
  membership: string | null
  verifiedAt: Date | null
  updatedAt: Date
  objectedAt: Date | null
  archivedAt: Date | null
  goneSince: string | null
  closedOn: string | null
}

export type RecordList = { records: RecordLine[]; total: number; page: number; pageCount: number }
