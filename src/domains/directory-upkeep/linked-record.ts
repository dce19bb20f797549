import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { loadPeople, loadStructures, type PersonRecord, type StructureRecord } from '../directory/records.js'
import type { ReviewRow } from './review-links.js'
import type { Subject } from './schemas.js'

/**
 * The record a question is about, whole. `isOwn` when the person or the structure is asked; else it is who answers for the
 * record of a person: she keeps it true, and gives no accord nor objection in its person’s place.
 */
export type LinkedRecord =
  | { kind: 'person'; subject: Subject; isOwn: boolean; file: PersonRecord }
  | { kind: 'structure'; subject: Subject; isOwn: true; file: StructureRecord }

/** In the caller’s transaction. Throws `directory.not-found` for a record withdrawn since. */
export async function loadLinked(ctx: Ctx, review: ReviewRow): Promise<LinkedRecord> {
  const { subjectKind, subjectId } = review
  if (subjectKind === 'person') {
    const [file] = await loadPeople(ctx, [subjectId])
    if (!file || file.person.archivedAt !== null) throw new AppError('directory.not-found')
    const isOwn = isAsked(file, review.email)
    return { kind: 'person', subject: { kind: 'person', id: subjectId }, isOwn, file: inOrder(file) }
  }
  const [file] = await loadStructures(ctx, [subjectId])
  if (!file || file.structure.archivedAt !== null) throw new AppError('directory.not-found')
  return { kind: 'structure', subject: { kind: 'structure', id: subjectId }, isOwn: true, file }
}

/** Whether this is an address of the person herself, rather than of who answers for her record. */
function isAsked({ person, situations }: PersonRecord, email: string): boolean {
  if (person.owner === null) return true
  const hers = [person.email, ...situations.map(({ situation }) => situation.email)]
  return hers.some((one) => one?.toLowerCase() === email.toLowerCase())
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
