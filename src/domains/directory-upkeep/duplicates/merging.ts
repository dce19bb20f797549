import { and, eq, isNull, notExists, or } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../../access/once.js'
import { audit } from '../../../audit/audit.js'
import type { Ctx } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { refreshCards } from '../../directory/card-rows.js'
import { differences, type Patch, type Writer } from '../../directory/changes.js'
import type { Provenance } from '../../directory/provenance.js'
import { loadPeople, loadStructures, type PersonRow, type StructureRow } from '../../directory/records.js'
import { lockPerson, lockStructure, updatePerson, updateStructure } from '../../directory/writing.js'
import { authorName, teamWriter } from '../../directory-records/writer.js'
import { currentNetwork } from '../../networks/service.js'
import type { MergedFields, MovedRow } from '../merge-plan.js'
import { directoryDuplicates, directoryMerges } from '../tables.js'
import { type FieldGroup, PERSON_GROUPS, type Side, STRUCTURE_GROUPS } from './fields.js'
import { type Duplicate, readPair } from './listing.js'
import { mergeConsents } from './merging-consents.js'
import { movePersonParts, moveStructureParts } from './moving.js'
import { eitherObjection, strictPersonVisibility, strictStructureVisibility } from './strictness.js'

/** Which record goes on living, and from which one each group of values is kept. */
export type MergeChoices = { kept: Side; from: Readonly<Record<string, Side | undefined>> }

/**
 * Makes one record of two: what hangs on the other moves, its values are kept where chosen, and it is archived with the
 * address of the one that took its place. Nothing becomes visible to more people than it was in both. Throws
 * `directory-duplicate.not-found`, `.decided`, `.two-numbers`, `.two-accounts`, `.two-identifiers`.
 */
export async function mergeDuplicate(ctx: Ctx, id: string, choices: MergeChoices): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const pair = await lockPair(ctx, id)
    const keptId = choices.kept === 'first' ? pair.firstId : pair.secondId
    const archivedId = choices.kept === 'first' ? pair.secondId : pair.firstId
    const writer = await teamWriter(ctx, `réunion de ${pair.firstName} et de ${pair.secondName}`)
    const merge = pair.kind === 'person' ? mergePeople : mergeStructures
    const { fields, moved } = await merge(ctx, writer, { keptId, archivedId }, choices)
    const { id: networkId } = await currentNetwork(ctx)
    await ctx.db.insert(directoryMerges).values({
      networkId,
      duplicateId: id,
      subjectKind: pair.kind,
      keptId,
      archivedId,
      mergedAt: ctx.now,
      mergedBy: authorName(ctx),
      fields,
      moved,
    })
    await decidePair(ctx, id, 'merged', keptId)
    await forgetPairsOf(ctx, archivedId)
    await refreshCards(
      ctx,
      pair.kind === 'person' ? { people: [keptId, archivedId] } : { structures: [keptId, archivedId] },
    )
    await audit(ctx, 'directory.merge', {
      id: keptId,
      details: { kind: pair.kind },
      before: { merged: archivedId },
    })
  })
}

/** « Ce n’est pas un doublon »: not asked again unless somebody reopens the pair. Throws `directory-duplicate.not-found`, `.decided`. */
export async function markDistinct(ctx: Ctx, id: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const pair = await lockPair(ctx, id)
    await decidePair(ctx, id, 'distinct', null)
    await audit(ctx, 'directory.mark-distinct', { id: pair.firstId, details: { kind: pair.kind } })
  })
}

/** A pair said distinct is to be decided again. Throws `directory-duplicate.not-found`, `.not-distinct`. */
export async function reopenPair(ctx: Ctx, id: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const pair = await readPair(ctx, id)
    const { rowCount } = await ctx.db
      .update(directoryDuplicates)
      .set({ decision: null, decidedAt: null, decidedBy: null })
      .where(and(eq(directoryDuplicates.id, id), eq(directoryDuplicates.decision, 'distinct')))
    if (rowCount === 0) throw new AppError('directory-duplicate.not-distinct')
    await audit(ctx, 'directory.reopen-pair', { id: pair.firstId, details: { kind: pair.kind } })
  })
}

/** The pair, undecided, its two records locked in the order of their identifiers, as everywhere. */
async function lockPair(ctx: Ctx, id: string): Promise<Duplicate> {
  const { kind, firstId, secondId } = await undecided(ctx, id)
  const lock = kind === 'person' ? lockPerson : lockStructure
  await lock(ctx, firstId, 'directory.manage')
  await lock(ctx, secondId, 'directory.manage')
  // Read again: somebody may have decided while we waited.
  return undecided(ctx, id)
}

async function undecided(ctx: Ctx, id: string): Promise<Duplicate> {
  const pair = await readPair(ctx, id)
  if (pair.decidedAt !== null) throw new AppError('directory-duplicate.decided')
  return pair
}

async function decidePair(
  ctx: Ctx,
  id: string,
  decision: 'merged' | 'distinct',
  keptId: string | null,
): Promise<void> {
  await ctx.db
    .update(directoryDuplicates)
    .set({ decision, keptId, decidedAt: ctx.now, decidedBy: authorName(ctx) })
    .where(eq(directoryDuplicates.id, id))
}

/** The other suspicions about a record that is no longer one: the next search finds them again on the record kept. */
async function forgetPairsOf(ctx: Ctx, archivedId: string): Promise<void> {
  const merges = ctx.db
    .select({ id: directoryMerges.id })
    .from(directoryMerges)
    .where(eq(directoryMerges.duplicateId, directoryDuplicates.id))
  await ctx.db
    .delete(directoryDuplicates)
    .where(
      and(
        or(eq(directoryDuplicates.firstId, archivedId), eq(directoryDuplicates.secondId, archivedId)),
        isNull(directoryDuplicates.decidedAt),
        notExists(merges),
      ),
    )
}

type Two = { keptId: string; archivedId: string }
type Merged = { fields: MergedFields; moved: MovedRow[] }

async function mergePeople(ctx: Ctx, writer: Writer, two: Two, choices: MergeChoices): Promise<Merged> {
  const { kept, archived } = await bothPeople(ctx, two)
  refuseTwo(kept.person.rppsNumber, archived.person.rppsNumber, 'directory-duplicate.two-numbers')
  refuseTwo(kept.person.userId, archived.person.userId, 'directory-duplicate.two-accounts')
  const moved = [
    ...(await mergeConsents(ctx, writer, kept, archived)),
    ...(await movePersonParts(ctx, writer, kept, archived)),
  ]
  const patch: Patch<PersonRow> = {
    ...chosenValues(PERSON_GROUPS, archived.person, choices),
    userId: kept.person.userId ?? archived.person.userId,
    visibility: strictPersonVisibility(kept, archived),
    ...eitherObjection(kept.person, archived.person),
  }
  const fields = differences<PersonRow>(kept.person, patch) ?? { before: {}, after: {} }
  // First the record that goes: a number or an account belongs to one record at a time.
  await updatePerson(ctx, writer, archived.person.id, {
    userId: null,
    ...gone(ctx, kept.person.id),
  })
  await updatePerson(ctx, sourced(writer, archived.person.provenance, fields.after), kept.person.id, patch)
  return { fields: { ...fields, provenance: kept.person.provenance }, moved }
}

async function mergeStructures(ctx: Ctx, writer: Writer, two: Two, choices: MergeChoices): Promise<Merged> {
  const { kept, archived } = await bothStructures(ctx, two)
  const { structure } = kept
  refuseTwo(structure.finessNumber, archived.structure.finessNumber, 'directory-duplicate.two-numbers')
  const moved = await moveStructureParts(ctx, writer, kept, archived)
  const patch: Patch<StructureRow> = {
    ...chosenValues(STRUCTURE_GROUPS, archived.structure, choices),
    isPrivateAddress: structure.isPrivateAddress || archived.structure.isPrivateAddress,
    visibility: strictStructureVisibility(kept, archived),
  }
  const fields = differences<StructureRow>(structure, patch) ?? { before: {}, after: {} }
  await updateStructure(ctx, writer, archived.structure.id, gone(ctx, structure.id))
  await updateStructure(
    ctx,
    sourced(writer, archived.structure.provenance, fields.after),
    structure.id,
    patch,
  )
  return { fields: { ...fields, provenance: structure.provenance }, moved }
}

async function bothPeople(ctx: Ctx, { keptId, archivedId }: Two) {
  const records = await loadPeople(ctx, [keptId, archivedId])
  const [kept, archived] = [keptId, archivedId].map((id) => records.find(({ person }) => person.id === id))
  if (!kept || !archived) throw new AppError('directory-duplicate.not-found')
  return { kept, archived }
}

async function bothStructures(ctx: Ctx, { keptId, archivedId }: Two) {
  const records = await loadStructures(ctx, [keptId, archivedId])
  const [kept, archived] = [keptId, archivedId].map((id) =>
    records.find(({ structure }) => structure.id === id),
  )
  if (!kept || !archived) throw new AppError('directory-duplicate.not-found')
  return { kept, archived }
}

function refuseTwo(
  one: string | null,
  other: string | null,
  code: 'directory-duplicate.two-numbers' | 'directory-duplicate.two-accounts',
): void {
  if (one !== null && other !== null && one !== other) throw new AppError(code)
}

/** The values chosen in the record that goes; those of the record kept need no writing. */
function chosenValues<Row extends PersonRow | StructureRow>(
  groups: readonly FieldGroup<Row>[],
  archived: Row,
  { kept, from }: MergeChoices,
): Patch<Row> {
  const patch: Patch<Row> = {}
  for (const { key, fields } of groups) {
    if ((from[key] ?? kept) === kept) continue
    for (const field of fields) patch[field] = archived[field]
  }
  return patch
}

/** A value keeps the source it had: the next file must still know that it is its own. */
function sourced(writer: Writer, provenance: Provenance, after: Readonly<Record<string, unknown>>): Writer {
  const sources = Object.fromEntries(
    Object.keys(after).flatMap((field) => {
      const source = provenance[field]
      return source ? [[field, source]] : []
    }),
  )
  return { ...writer, sources }
}

function gone(ctx: Ctx, keptId: string) {
  return { archivedAt: ctx.now, archivedReason: 'Réunie à une autre fiche', mergedIntoId: keptId }
}
