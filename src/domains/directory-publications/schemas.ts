import { z } from 'zod'
import { CardSearch, CardsPageQuery } from '../directory/search-schemas.js'
import { AUDIENCES } from '../directory/visibility.js'

/** A choice left open in a form arrives as an empty text. */
const open = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const keysOf = <Key extends string>(list: Record<Key, unknown>) => Object.keys(list) as [Key, ...Key[]]

/** Which records: what the search narrows by. */
export const CardFilter = CardSearch.omit({ sort: true, page: true })
export type CardFilter = z.infer<typeof CardFilter>

/** The same as the pages name it. */
const FilterFields = CardsPageQuery.omit({ tri: true, page: true, reseau: true })

/** A choice as it was kept; one that this version cannot read chooses nothing in particular. */
export function keptFilter(filters: Record<string, string>): CardFilter {
  return CardFilter.safeParse(filters).data ?? {}
}

/** What somebody may take away, and for whom: French in forms, English in the API. */
export const FORMATS = { livret: 'booklet', xlsx: 'xlsx', csv: 'csv', vcf: 'vcf' } as const

/** Kinds of documents a list is narrowed to, as addresses say them. */
export const KINDS = { ...FORMATS, fiche: 'emergency-sheet' } as const
export type KindWord = keyof typeof KINDS

export const EDITIONS = {
  public: 'public',
  membres: 'members',
  urgences: 'emergency',
  equipe: 'team',
} as const

export const PublicationForm = FilterFields.extend({
  format: z.enum(keysOf(FORMATS), 'Choisissez un format.'),
  pour: z.enum(keysOf(EDITIONS), 'Choisissez pour qui.'),
})

/** The page itself, with what a form on it starts from. */
export const PublicationsPageQuery = FilterFields.extend({
  reseau: open(z.string().max(60)),
  documents: open(z.enum(keysOf(KINDS))),
  page: open(z.coerce.number().int().min(1).max(10_000)),
})

export const FileQuery = z.strictObject({ reseau: open(z.string().max(60)) })

export const SheetQuery = z.strictObject({ territoire: open(z.uuid()) })

export const SheetForm = z.strictObject({ territoire: z.uuid() })

export const PublicationParams = z.strictObject({ id: z.uuid() })

export const PublicationRequest = z.strictObject({
  format: z.enum(['booklet', 'xlsx']),
  audience: z.enum(AUDIENCES),
  filters: CardFilter,
})

/** The list as a program asks for it. */
export const PublicationsQuery = z.strictObject({
  kind: z.enum(['booklet', 'emergency-sheet', 'csv', 'xlsx', 'vcf']).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
})

export const PUBLICATION_STATES = ['preparing', 'ready', 'failed', 'withdrawn', 'removed'] as const

export const Publication = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['booklet', 'emergency-sheet', 'open-data', 'csv', 'xlsx', 'vcf']),
  audience: z.enum(AUDIENCES),
  title: z.string(),
  filters: z.record(z.string(), z.string()),
  entries: z.int(),
  madeAt: z.iso.datetime(),
  madeBy: z.string(),
  state: z.enum(PUBLICATION_STATES),
  bytes: z.int().nullable(),
})
export type Publication = z.infer<typeof Publication>

export const Publications = z.strictObject({
  /** By thirty, booklets first, then the newest. */
  publications: z.array(Publication),
  total: z.int(),
  page: z.int(),
  pageCount: z.int(),
})
