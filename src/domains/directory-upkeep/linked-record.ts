import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { loadPeople, loadStructures, type PersonRecord, type StructureRecord } from '../directory/records.js'
import type { ReviewRow } from './review-links.js'
import type { Subject } from './schemas.js'

/** The record a question is about, whole: its owner answers for all of it. */
export type LinkedRecord =
  | { kind: 'person'; subject: Subject; file: PersonRecord }
  | { kind: 'structure'; subject: Subject; file: StructureRecord }

/** In the caller’s transaction. Throws `directory.not-found` for a record withdrawn since. */
export async function loadLinked(ctx: Ctx, { subjectKind, subjectId }: ReviewRow): Promise<LinkedRecord> {
  if (subjectKind === 'person') {
    const [file] = await loadPeople(ctx, [subjectId])
    if (!file || file.person.archivedAt !== null) throw new AppError('directory.not-found')
    return { kind: 'person', subject: { kind: 'person', id: subjectId }, file: inOrder(file) }
  }
  const [file] = await loadStructures(ctx, [subjectId])
  if (!file || file.structure.archivedAt !== null) throw new AppError('directory.not-found')
  return { kind: 'structure', subject: { kind: 'structure', id: subjectId }, file }
}

/** Places in the order they were written: a form numbers them. */
function inOrder(file: PersonRecord): PersonRecord {
  const situations = [...file.situations].sort(
    (a, b) =>
      a.situation.createdAt.getTime() - b.situation.createdAt.getTime() ||
      (a.situation.id < b.situation.id ? -1 : 1),
  )
  return { ...file, situations }
}
