import { and, isNotNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { regionOfDepartment } from '../directory/communes/regions.js'
import { DEPARTMENTS } from '../directory/national/departments.js'
import { FINESS_CATEGORIES } from '../directory/national/structure-categories.js'
import { mappingRefusal } from '../directory/spreadsheet/columns.js'
import { type EntryField, FIELD_LABELS } from '../directory/spreadsheet/entry-fields.js'
import { directoryStructures } from '../directory/tables.js'
import { establishments, networks } from '../networks/tables.js'
import type { ComparisonRequest, ImportOptions, ImportProposal } from './schemas.js'

const MOST_STRUCTURES = 100_000
const MOST_ESTABLISHMENTS = 500

/** What a form about a national file is filled with before anybody has chosen. */
export type Prefill = { departments: string[]; professions: string[]; categories: string[] }

/** Professions a perinatal network gathers first; the others are one tick away. */
const PERINATAL_PROFESSIONS = ['10', '50', '60', '93', '96']

/** The departments where the network already knows structures, else those of its region; the professions of its field. */
export async function prefillOf(ctx: Ctx): Promise<Prefill> {
  return inTransaction(ctx, async (ctx) => {
    const known = await ctx.db
      .selectDistinct({ code: directoryStructures.departmentCode })
      .from(directoryStructures)
      .where(
        and(
          within(ctx.actor, 'directory.import', { network: directoryStructures.networkId }),
          isNotNull(directoryStructures.departmentCode),
        ),
      )
      .limit(MOST_STRUCTURES)
    const sites = await ctx.db
      .select({ finess: establishments.finessGeo })
      .from(establishments)
      .where(within(ctx.actor, 'directory.import', { network: establishments.networkId }))
      .limit(MOST_ESTABLISHMENTS)
    const [region] = await ctx.db
      .select({ code: networks.regionCode })
      .from(networks)
      .where(within(ctx.actor, 'directory.import', { network: networks.id }))
      .limit(1)
    const codes = new Set([
      ...known.map(({ code }) => code ?? ''),
      ...sites.map(({ finess }) => departmentOfSite(finess)),
    ])
    const found = [...codes].filter((code) => DEPARTMENTS.has(code))
    const ofRegion = [...DEPARTMENTS.values()].filter(({ code }) => regionOfDepartment(code) === region?.code)
    return {
      departments: (found.length > 0 ? found : ofRegion.map(({ code }) => code)).sort(),
      professions: PERINATAL_PROFESSIONS,
      categories: [...FINESS_CATEGORIES.codes.keys()],
    }
  })
}

/** The first characters of a FINESS number say who gave it: 01, 2A; 9D is La Réunion. */
function departmentOfSite(finess: string): string {
  const overseas = /^97\d/.exec(finess)
  return overseas ? overseas[0] : finess.slice(0, 2)
}

/** The options of a comparison, or `directory-import.choose` with what is missing, field by field. */
export function checkedOptions(
  { proposal }: { proposal: ImportProposal | null },
  request: ComparisonRequest,
): ImportOptions {
  if (proposal === null) throw new AppError('directory-import.not-now')
  const date = request.fileDate === undefined ? {} : { fileDate: request.fileDate }
  switch (proposal.shape) {
    case 'sheet':
      return { ...date, headerLine: proposal.headerLine, columns: checkedColumns(proposal, request) }
    case 'rpps-activities':
      return {
        ...date,
        departments: atLeastOne(request.departments, 'departments', 'Choisissez au moins un département.'),
        professions: atLeastOne(request.professions, 'professions', 'Choisissez au moins une profession.'),
        perinatalOnly: request.perinatalOnly ?? false,
      }
    case 'rpps-skills':
      return date
    default:
      return {
        departments: atLeastOne(request.departments, 'departments', 'Choisissez au moins un département.'),
        categories: atLeastOne(request.categories, 'categories', 'Choisissez au moins une catégorie.'),
      }
  }
}

function checkedColumns({ columns }: ImportProposal, request: ComparisonRequest): (EntryField | null)[] {
  const given = request.columns ?? columns.map(({ field }) => field)
  if (given.length !== columns.length)
    throw choose({ columns: `Le tableau a ${columns.length} colonnes : dites ce que contient chacune.` })
  const mapping = given.map((field) => (isField(field) ? field : null))
  const refusal = mappingRefusal(mapping)
  if (refusal !== null) throw choose({ columns: refusal })
  return mapping
}

function isField(field: string | null): field is EntryField {
  return field !== null && Object.hasOwn(FIELD_LABELS, field)
}

function atLeastOne(given: readonly string[] | undefined, field: string, sentence: string): string[] {
  if (given === undefined || given.length === 0) throw choose({ [field]: sentence })
  return [...new Set(given)].sort()
}

function choose(fields: Record<string, string>): AppError {
  return new AppError('directory-import.choose', {}, { fields })
}
