import { eq } from 'drizzle-orm'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { formatDate } from '../../web/dates.js'
import { cardDay } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import { lockPerson, lockStructure } from '../directory/writing.js'
import { writeObjection } from '../directory-records/objections.js'
import { applyPersonCorrections, applyStructureCorrections } from './applying.js'
import { ownChanges } from './correction-form.js'
import { readPersonForm, readStructureForm } from './corrections.js'
import type { LinkedRecord } from './linked-record.js'
import { loadLinked } from './linked-record.js'
import { offerKey, type Proposal } from './proposals.js'
import { proposeCorrection } from './reports.js'
import { openReviewLink, type ReviewRow, readReview, stateOf } from './review-links.js'
import { directoryReviews } from './tables.js'
import { markVerified } from './verifying.js'

/** How a question about a record is answered from its link. */
export type Answer = 'exact' | 'corrected' | 'objected'

/** What a link gives the right to do: the keys that may have signed it, and what the browser sent of it. */
export type LinkProof = { keys: readonly Buffer[]; token: string }

/** « Toujours exact »; said twice, it is done once. Throws `directory-review.dead-link`. */
export async function confirmExact(ctx: Ctx, proof: LinkProof): Promise<void> {
  await answer(ctx, proof, 'exact', (ctx, record, writer) => markVerified(ctx, writer, record.subject))
}

/**
 * « Corriger »: what is hers to say changes at once, the rest is proposed to the team. Throws
 * `directory-review.dead-link`, `request.invalid` with what could not be read, `directory.edited-meanwhile` when somebody
 * changed the same fields since her form was made.
 */
export async function correctByLink(
  ctx: Ctx,
  proof: LinkProof,
  typed: Readonly<Record<string, unknown>>,
): Promise<void> {
  await answer(ctx, proof, 'corrected', async (ctx, record, writer, review) => {
    const { proposal, message } = await applyForm(ctx, record, writer, typed)
    const isRight = Object.keys(proposal).length === 0 && message === null
    // A record with something left to put right is not right: it will be once the team has seen to it.
    if (isRight) return markVerified(ctx, writer, record.subject)
    const recordSaid = saidBefore(record, proposal)
    await proposeCorrection(ctx, review, { motive: 'owner-correction', proposal, recordSaid, message })
  })
}

async function applyForm(
  ctx: Ctx,
  record: LinkedRecord,
  writer: Writer,
  typed: Readonly<Record<string, unknown>>,
) {
  const { changed, meanwhile, lost } = ownChanges(typed, record)
  if (Object.keys(meanwhile).length + lost.length > 0) throw new AppError('directory.edited-meanwhile')
  if (record.kind === 'person') {
    const form = readPersonForm(changed, record.file)
    if ('errors' in form) throw new AppError('request.invalid', {}, { fields: form.errors })
    // Who sees what is hers alone to say.
    const corrections = record.isOwn ? form.corrections : { ...form.corrections, choices: {} }
    await applyPersonCorrections(ctx, writer, record.file, corrections, await linkWords(ctx))
    return corrections
  }
  const form = readStructureForm(changed, record.file)
  if ('errors' in form) throw new AppError('request.invalid', {}, { fields: form.errors })
  await applyStructureCorrections(ctx, writer, record.file, form.corrections)
  return form.corrections
}

/** What the record says of what is proposed instead. */
function saidBefore(record: LinkedRecord, proposal: Proposal): Proposal {
  const said: Readonly<Record<string, unknown>> = {
    ...(record.kind === 'person' ? record.file.person : record.file.structure),
    ...Object.fromEntries(record.file.offers.map(({ id, link }) => [offerKey(id, 'link'), link])),
  }
  const asWritten = (value: unknown) => (typeof value === 'string' ? value : null)
  return Object.fromEntries(Object.keys(proposal).map((field) => [field, asWritten(said[field])]))
}

/**
 * « Je ne veux plus apparaître »: a person is shown to nobody from this instant on; for a structure the team is asked.
 * Throws `directory-review.dead-link`.
 */
export async function objectByLink(ctx: Ctx, proof: LinkProof): Promise<void> {
  await answer(ctx, proof, 'objected', async (ctx, record, writer, review) => {
    if (record.kind === 'structure') {
      const said = { motive: 'owner-removal', proposal: {}, recordSaid: null, message: null } as const
      return proposeCorrection(ctx, review, said)
    }
    // Nobody objects in her place.
    if (!record.isOwn) throw new AppError('directory-review.dead-link')
    await writeObjection(ctx, writer, record.file.person, await linkWords(ctx))
  })
}

type Work = (ctx: Ctx, record: LinkedRecord, writer: Writer, review: ReviewRow) => Promise<void>

/** Answers a question once, in one transaction: of two browsers at once, one does it and the other finds it done. */
async function answer(ctx: Ctx, { keys, token }: LinkProof, answer: Answer, work: Work): Promise<void> {
  const opened = await openReviewLink(ctx, keys, token)
  await inTransaction(opened.ctx, async (ctx) => {
    await lockSubject(ctx, opened.review)
    const review = await readReview(ctx, opened.review.id, 'update')
    const state = stateOf(review, opened.version, ctx.now)
    if (state === 'answered' && review.answer === answer) return
    if (state !== 'open') throw new AppError('directory-review.dead-link')
    const record = await loadLinked(ctx, review)
    await work(ctx, record, await ownerOf(ctx, record), review)
    await ctx.db
      .update(directoryReviews)
      .set({ answeredAt: ctx.now, answer })
      .where(eq(directoryReviews.id, review.id))
    await audit(ctx, 'directory.answer-review', {
      id: record.subject.id,
      details: { kind: record.kind, answer },
    })
  })
}

/** The record is locked before its question, as everywhere. */
async function lockSubject(ctx: Ctx, { subjectKind, subjectId }: ReviewRow): Promise<void> {
  await (subjectKind === 'person' ? lockPerson(ctx, subjectId) : lockStructure(ctx, subjectId))
}

/** Who answers, as a writer: her word counts as hers. */
async function ownerOf(ctx: Ctx, record: LinkedRecord): Promise<Writer> {
  const { today } = await cardDay(ctx)
  if (!record.isOwn)
    return { source: 'team', on: today, by: 'la personne qui répond de la fiche, par son lien' }
  const name =
    record.kind === 'person'
      ? [record.file.person.firstName, record.file.person.lastName].filter((part) => part !== null).join(' ')
      : 'la structure'
  return { source: 'person', on: today, by: `${name}, par son lien` }
}

async function linkWords(ctx: Ctx): Promise<string> {
  const { today } = await cardDay(ctx)
  return `lien de vérification, le ${formatDate(today)}`
}
