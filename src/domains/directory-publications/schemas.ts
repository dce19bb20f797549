import { z } from 'zod'
import { PROFESSIONS } from '../directory/national/professions.js'
import { CAHIER_CATEGORIES } from '../directory/national/structure-categories.js'
import { AUDIENCES } from '../directory/visibility.js'

/** A choice left open in a form arrives as an empty text. */
const open = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const keysOf = <Key extends string>(list: Record<Key, unknown>) => Object.keys(list) as [Key, ...Key[]]

/** Which records, as the address writes it. */
export const CardFilter = z.strictObject({
  q: open(z.string().max(200, 'La recherche compte au plus 200 caractères.')),
  territoire: open(z.uuid()),
  type: open(z.enum(['personne', 'structure'])),
  categorie: open(z.enum(keysOf(CAHIER_CATEGORIES))),
  profession: open(z.enum([...PROFESSIONS.codes.keys()])),
})
export type CardFilter = z.infer<typeof CardFilter>

/** What somebody may take away, and for whom: French in forms, English in the API. */
export const FORMATS = { livret: 'booklet', xlsx: 'xlsx', csv: 'csv', vcf: 'vcf' } as const
export const EDITIONS = {
  public: 'public',
  membres: 'members',
  urgences: 'emergency',
  equipe: 'team',
} as const

export const PublicationForm = CardFilter.extend({
  format: z.enum(keysOf(FORMATS), 'Choisissez un format.'),
  pour: z.enum(keysOf(EDITIONS), 'Choisissez pour qui.'),
})

/** The page itself, with what a form on it starts from. */
export const PublicationsPageQuery = CardFilter.extend({
  reseau: open(z.string().max(60)),
})

export const FileQuery = z.strictObject({ reseau: open(z.string().max(60)) })

export const PublicationParams = z.strictObject({ id: z.uuid() })

export const PublicationRequest = z.strictObject({
  format: z.enum(['booklet', 'xlsx']),
  audience: z.enum(AUDIENCES),
  filters: CardFilter,
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
