import { within } from '../../../access/policy.js'
import { type Ctx, inTransaction } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { cardDay } from '../../directory/card-rows.js'
import type { CardDay } from '../../directory/cards.js'
import { loadPeople, loadStructures, type PersonRow, type StructureRow } from '../../directory/records.js'
import { BLANK, type Names, provenanceWords, valueWords } from '../../directory-records/words.js'
import { establishments, territories } from '../../networks/tables.js'
import { type Parts, partsInWords } from './compared-parts.js'
import {
  compareGroup,
  type FieldGroup,
  type GroupState,
  type Holds,
  isBlank,
  PERSON_GROUPS,
  preferredRecord,
  preferredSide,
  type Side,
  STRUCTURE_GROUPS,
} from './fields.js'
import { type Duplicate, readPair } from './listing.js'

/** A group of values, as each record says it, and which one is kept unless somebody says otherwise. */
export type ComparedGroup = {
  key: string
  label: string
  state: GroupState
  first: ComparedValue
  second: ComparedValue
  preferred: Side
}
export type ComparedValue = { words: string; source: string | null }

export type Comparison = {
  pair: Duplicate
  /** Which record goes on living unless somebody says otherwise. */
  preferred: Side
  groups: ComparedGroup[]
  parts: Record<Side, Parts>
  day: CardDay
}

/** Two records side by side, for who decides whether they are one. Throws `directory-duplicate.not-found`. */
export async function compareDuplicate(ctx: Ctx, id: string): Promise<Comparison> {
  return inTransaction(ctx, async (ctx) => {
    const pair = await readPair(ctx, id)
    const day = await cardDay(ctx)
    const sides =
      pair.kind === 'person' ? await peopleSides(ctx, pair, day) : await structureSides(ctx, pair, day)
    const { first, second } = sides
    const preferred = preferredRecord(first.holds, second.holds)
    const names = await namesOf(ctx)
    const context = { today: day.today, timeZone: day.timeZone, names }
    const groups =
      'person' in first && 'person' in second
        ? comparedGroups(PERSON_GROUPS, first.person, second.person, preferred, context)
        : 'structure' in first && 'structure' in second
          ? comparedGroups(STRUCTURE_GROUPS, first.structure, second.structure, preferred, context)
          : []
    return { pair, preferred, groups, parts: { first: first.parts, second: second.parts }, day }
  })
}

type Context = { today: string; timeZone: string; names: Names }

function comparedGroups<Row extends PersonRow | StructureRow>(
  groups: readonly FieldGroup<Row>[],
  first: Row,
  second: Row,
  preferred: Side,
  context: Context,
): ComparedGroup[] {
  return groups
    .filter(({ fields }) => !isBlank(fields, first) || !isBlank(fields, second))
    .map((group) => ({
      key: group.key,
      label: group.label,
      state: compareGroup(group, first, second),
      first: comparedValue(group, first, context),
      second: comparedValue(group, second, context),
      preferred: preferredSide(group, first, second, preferred),
    }))
}

function comparedValue<Row extends PersonRow | StructureRow>(
  { fields }: FieldGroup<Row>,
  row: Row,
  context: Context,
): ComparedValue {
  const words = fields
    .filter((field) => !HIDDEN.has(field))
    .map((field) => valueWords(field, row[field], context))
    .filter((word) => word !== BLANK)
  const sources = fields.map((field) => provenanceWords(row.provenance, field)).filter((one) => one !== null)
  return { words: words.join(', ') || BLANK, source: sources[0] ?? null }
}

/** Parts of an address that a person does not read. */
const HIDDEN = new Set(['latitude', 'longitude', 'positionSource', 'departmentCode', 'communeCode'])

async function peopleSides(ctx: Ctx, { firstId, secondId }: Duplicate, day: CardDay) {
  const records = await loadPeople(ctx, [firstId, secondId])
  const [first, second] = [firstId, secondId].map((id) => {
    const record = records.find(({ person }) => person.id === id)
    if (!record) throw new AppError('directory-duplicate.not-found')
    const { person, situations, offers, membership } = record
    const holds: Holds = {
      hasAccount: person.userId !== null,
      hasNumber: person.rppsNumber !== null,
      parts: situations.length + offers.length,
      revision: person.revision,
    }
    return {
      person,
      holds,
      parts: partsInWords({ situations, offers, membership, hasObjected: person.objectedAt !== null }, day),
    }
  })
  return bothOf(first, second)
}

async function structureSides(ctx: Ctx, { firstId, secondId }: Duplicate, day: CardDay) {
  const records = await loadStructures(ctx, [firstId, secondId])
  const [first, second] = [firstId, secondId].map((id) => {
    const record = records.find(({ structure }) => structure.id === id)
    if (!record) throw new AppError('directory-duplicate.not-found')
    const { structure, offers, activities, membership } = record
    const holds: Holds = {
      hasAccount: structure.establishmentId !== null,
      hasNumber: structure.finessNumber !== null,
      parts: offers.length + activities.length,
      revision: structure.revision,
    }
    return {
      structure,
      holds,
      parts: partsInWords({ situations: [], offers, membership, hasObjected: false }, day),
    }
  })
  return bothOf(first, second)
}

function bothOf<One>(first: One | undefined, second: One | undefined): { first: One; second: One } {
  if (!first || !second) throw new AppError('directory-duplicate.not-found')
  return { first, second }
}

/** What the identifiers in a record are called. */
async function namesOf(ctx: Ctx): Promise<Names> {
  const rows = [
    ...(await ctx.db
      .select({ id: territories.id, name: territories.name })
      .from(territories)
      .where(within(ctx.actor, 'directory.read-records', { network: territories.networkId }))
      .limit(MOST_NAMES)),
    ...(await ctx.db
      .select({ id: establishments.id, name: establishments.name })
      .from(establishments)
      .where(within(ctx.actor, 'directory.read-records', { network: establishments.networkId }))
      .limit(MOST_NAMES)),
  ]
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const MOST_NAMES = 1000
