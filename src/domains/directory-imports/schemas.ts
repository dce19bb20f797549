import { z } from 'zod'
import { FIELD_LABELS } from '../directory/spreadsheet/entry-fields.js'
import { IMPORT_STATES } from './rules.js'

export const ImportParams = z.strictObject({ id: z.uuid() })

const count = z.int().min(0)
const departmentCode = z
  .string()
  .regex(/^(?:\d{2,3}|2[AB])$/, 'Un code de département, par exemple 01, 2A ou 974.')
const professionCode = z.string().regex(/^\d{2}$/, 'Un code de profession à deux chiffres.')
const categoryCode = z.string().regex(/^\d{3,4}$/, 'Un code de catégorie d’établissement.')
const civilDate = z.iso.date('Indiquez une date, par exemple 31/12/2026.').refine((date) => date >= '1900')

/** What the person chose for a file: a filter for a national one, a column mapping for her own table. */
export const ImportOptions = z.strictObject({
  departments: z.array(departmentCode).max(120).optional(),
  professions: z.array(professionCode).max(60).optional(),
  /** Of physicians and nurses, only those with a skill of perinatal care. */
  perinatalOnly: z.boolean().optional(),
  /** Categories of establishment, for FINESS. */
  categories: z.array(categoryCode).max(60).optional(),
  /** Field of each column, in order; null leaves a column out. */
  columns: z.array(z.string().max(40).nullable()).max(200).optional(),
  headerLine: z.int().nullable().optional(),
  fileDate: civilDate.optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

const ByVerdict = z.strictObject({ new: count, changed: count, unchanged: count, gone: count })
export type ByVerdict = z.infer<typeof ByVerdict>

/** What a comparison found. A line may be about two records, and several lines about one. */
export const ImportCounts = z.strictObject({
  /** Lines of the file, whatever became of them. */
  lines: count,
  /** Lines, or entities of a national file, that are of no interest to this network. */
  setAside: count,
  people: ByVerdict,
  structures: ByVerdict,
  refused: count,
  /** Refusals beyond those listed. */
  refusedNotListed: count,
  warnings: count,
  /** Records of which a value is kept although the file says another. */
  kept: count,
})
export type ImportCounts = z.infer<typeof ImportCounts>

/** How the records of an import were written, or put back. */
export const ImportOutcome = z.strictObject({
  /** Records written as shown, or put back as they were. */
  done: count,
  /** Records of which something was left, because somebody had changed it; each says so. */
  left: count,
})
export type ImportOutcome = z.infer<typeof ImportOutcome>

/** A column of a sheet as the reader understood it, for a person to correct. */
export const ProposedColumn = z.strictObject({
  index: z.int(),
  header: z.string(),
  examples: z.array(z.string()),
  field: z.string().nullable(),
  confidence: z.enum(['certain', 'probable', 'possible']).nullable(),
  reason: z.string(),
})
export type ProposedColumn = z.infer<typeof ProposedColumn>

/** What a file was recognised as, before anybody has chosen anything. */
export const ImportProposal = z.strictObject({
  shape: z.enum(['rpps-activities', 'rpps-skills', 'finess-etalab', 'finess-plus', 'sheet']),
  /** Name of the file inside an archive. */
  entry: z.string().nullable(),
  headerLine: z.int().nullable(),
  columns: z.array(ProposedColumn),
})
export type ImportProposal = z.infer<typeof ImportProposal>

export const ImportSummary = z.strictObject({
  id: z.uuid(),
  state: z.enum(IMPORT_STATES),
  kind: z.enum(['rpps', 'finess', 'sheet']).nullable(),
  fileName: z.string(),
  /** Day the file says it was made. */
  fileDate: z.iso.date().nullable(),
  receivedAt: z.iso.datetime(),
  uploadedByName: z.string(),
  bytesTotal: count,
  bytesRead: count,
  stepsDone: count,
  stepsTotal: count.nullable(),
  counts: ImportCounts.nullable(),
  outcome: ImportOutcome.nullable(),
  notes: z.array(z.string()),
  /** What must be confirmed before it is applied. */
  doubts: z.array(z.string()),
  comparedAt: z.iso.datetime().nullable(),
  appliedAt: z.iso.datetime().nullable(),
  undoneAt: z.iso.datetime().nullable(),
  failureCode: z.string().nullable(),
  failureWords: z.string().nullable(),
})
export type ImportSummary = z.infer<typeof ImportSummary>

export const ImportDetail = ImportSummary.extend({
  proposal: ImportProposal.nullable(),
  options: ImportOptions,
})
export type ImportDetail = z.infer<typeof ImportDetail>

export const VERDICTS = ['new', 'changed', 'unchanged', 'gone', 'refused'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Filters of the rows of a comparison: a verdict, or what deserves a look whatever the verdict. */
export const ROW_FILTERS = [...VERDICTS, 'kept', 'warned', 'left'] as const
export type RowFilter = (typeof ROW_FILTERS)[number]

const page = z
  .string()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number)
  .default(1)
const sought = z.string().trim().max(100).default('')

export const RowsQuery = z.strictObject({ show: z.enum(ROW_FILTERS).optional(), q: sought, page })

/** The same question as a page asks it. */
const SHOWN = {
  nouvelles: 'new',
  modifiees: 'changed',
  inchangees: 'unchanged',
  disparues: 'gone',
  refus: 'refused',
  gardees: 'kept',
  reserves: 'warned',
  laissees: 'left',
} as const satisfies Record<string, RowFilter>
export type Shown = keyof typeof SHOWN

export function filterOf(shown: Shown | undefined): RowFilter | undefined {
  return shown && SHOWN[shown]
}

const DONE = ['envoi', 'comparaison', 'application', 'annulation', 'abandon'] as const

export const RowsPageQuery = z.strictObject({
  montrer: z.enum(Object.keys(SHOWN) as [Shown, ...Shown[]]).optional(),
  q: sought,
  page,
  fait: z.enum(DONE).optional(),
})

/** A value before and after, in words. */
const FieldChange = z.strictObject({ field: z.string(), before: z.string(), after: z.string() })
export type FieldChangeWords = z.infer<typeof FieldChange>

export const ImportRow = z.strictObject({
  line: z.int().nullable(),
  verdict: z.enum(VERDICTS),
  subjectKind: z.enum(['person', 'structure']).nullable(),
  subjectId: z.uuid().nullable(),
  label: z.string(),
  changes: z.array(FieldChange),
  /** Values kept: what the record says, what the file says. */
  kept: z.array(z.strictObject({ field: z.string(), ours: z.string(), theirs: z.string(), why: z.string() })),
  column: z.string().nullable(),
  reason: z.string().nullable(),
  /** What could not be written or put back, and why. */
  remark: z.string().nullable(),
})
export type ImportRow = z.infer<typeof ImportRow>

export const ImportRows = z.strictObject({
  rows: z.array(ImportRow),
  page: z.int(),
  pageCount: z.int(),
  total: z.int(),
})
export type ImportRows = z.infer<typeof ImportRows>

export const Progress = z.strictObject({
  percent: z.number().nullable(),
  words: z.string(),
  finished: z.boolean(),
})

const field = z.enum(Object.keys(FIELD_LABELS))

/** What a program asks of the comparison. */
export const ComparisonRequest = z.strictObject({
  departments: z.array(departmentCode).max(120).optional(),
  professions: z.array(professionCode).max(60).optional(),
  perinatalOnly: z.boolean().optional(),
  categories: z.array(categoryCode).max(60).optional(),
  columns: z.array(field.nullable()).max(200).optional(),
  fileDate: civilDate.optional(),
})
export type ComparisonRequest = z.infer<typeof ComparisonRequest>

/** One box ticked is a word, several are a list; none is no field at all. */
const several = <Item extends z.ZodType<string, string>>(item: Item, most: number) =>
  z
    .union([z.array(item).max(most), item])
    .optional()
    .transform((given) => [given ?? []].flat())

/** The same as its form sends it. */
export const ComparisonForm = z.strictObject({
  departements: several(departmentCode, 120),
  professions: several(professionCode, 60),
  perinatalite: z.literal('oui').optional(),
  categories: several(categoryCode, 60),
  colonnes: several(z.union([z.literal(''), field]), 200),
  date: z.union([z.literal('').transform(() => undefined), civilDate]).optional(),
})
export type ComparisonForm = z.infer<typeof ComparisonForm>

export const ApplicationRequest = z.strictObject({
  /** The doubts were read: the file is whole, and it is the one meant. */
  confirmed: z.boolean().optional(),
})

export const ApplicationForm = z.strictObject({ confirme: z.literal('oui').optional() })
