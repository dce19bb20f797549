import { type SQL, sql } from 'drizzle-orm'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { keptRecord } from '../directory/merged-records.js'
import type { LinkProof } from './answering.js'
import { openReviewLink } from './review-links.js'
import { reviewMails } from './review-mails.js'
import { openReview } from './reviews.js'
import { UPKEPT, type UpkeptRecord, upkeptRecords } from './upkept-records.js'
import { countAct, type OpenAct, type Visitor } from './visits.js'

/** A hospital has one address for many people; more links for one record would be somebody else’s doing. */
const LINK: OpenAct = {
  fromRange: { name: 'review-link-range', atOnce: 20, everySeconds: 300 },
  about: { name: 'review-link', atOnce: 3, everySeconds: 7200 },
}

/** Records of one address whose links leave together. */
const MOST_RECORDS = 5

/**
 * Sends another link for the record of a link that no longer serves, to the address the record has now. Throws
 * `directory-review.unknown-link`, `directory.no-address`, `directory.not-found`, `request.too-many`.
 */
export async function renewLink(ctx: Ctx, { keys, token }: LinkProof, visitor: Visitor): Promise<void> {
  const { ctx: asJob, review } = await openReviewLink(ctx, keys, token)
  await countAct(ctx, LINK, visitor, review.subjectId)
  await inTransaction(asJob, async (ctx) => {
    const kind = review.subjectKind === 'person' ? 'person' : 'structure'
    const id = await keptRecord(ctx, { kind, id: review.subjectId })
    const records = await recordsWhere(ctx, sql`upkept.id = ${id}`)
    const [record] = records
    if (!record) throw new AppError('directory.not-found')
    if (record.email === null) throw new AppError('directory.no-address')
    await sendLinks(ctx, [askedAt(record, review.email)])
  })
}

/**
 * Sends a link for each record that has this address, in the network of this reader. It answers the same whether there
 * is one or not: who asks learns nothing of who is in the directory. Throws `request.too-many`.
 */
export async function sendLinkTo(
  ctx: Ctx,
  networkId: string,
  email: string,
  visitor: Visitor,
): Promise<void> {
  await countAct(ctx, LINK, visitor, email)
  const asJob: Ctx = { ...ctx, actor: { role: 'system', job: 'directory-review', networkId } }
  await inTransaction(asJob, async (ctx) =>
    sendLinks(
      ctx,
      (await recordsAt(ctx, email)).map((record) => askedAt(record, email)),
    ),
  )
}

function recordsAt(ctx: Ctx, email: string): Promise<UpkeptRecord[]> {
  return recordsWhere(ctx, sql`${email.toLowerCase()} in (lower(upkept.email), lower(upkept.own_email))`)
}

/** Somebody else may answer for her record: she still has a link of her own at her own address. */
function askedAt(record: UpkeptRecord, email: string): UpkeptRecord {
  const isOwn = record.ownEmail?.toLowerCase() === email.toLowerCase()
  return isOwn ? { ...record, email: record.ownEmail } : record
}

async function sendLinks(ctx: Ctx, records: readonly UpkeptRecord[]): Promise<void> {
  const send = await reviewMails(ctx, records)
  for (const record of records) {
    if (record.email === null) continue
    await send(record, await openReview(ctx, record, record.email, 'self'))
    await audit(ctx, 'directory.renew-review-link', { id: record.id, details: { kind: record.kind } })
  }
}

async function recordsWhere(ctx: Ctx, condition: SQL): Promise<UpkeptRecord[]> {
  return ctx.db
    .select(UPKEPT)
    .from(await upkeptRecords(ctx, 'directory.run-upkeep'))
    .where(condition)
    .orderBy(sql`upkept.id`)
    .limit(MOST_RECORDS)
}
