import { eq } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { cardDay } from '../directory/card-rows.js'
import { secrecyOf } from '../directory/cards.js'
import { loadPeople, loadStructures } from '../directory/records.js'
import { queueMail } from '../mail/service.js'
import { mails } from '../mail/tables.js'
import { summaryOfPerson, summaryOfStructure } from './review-summary.js'
import type { ReviewLink } from './reviews.js'
import type { Subject } from './schemas.js'
import { directoryReviews } from './tables.js'

/** Writes the mail that asks about one of these records, with its link. */
export type SendReview = (record: Asked, link: ReviewLink) => Promise<void>

/** A record, the address that is asked, and its own. */
type Asked = Subject & { email: string | null; ownEmail: string | null }

/** Reads what the mails about these records will say of them, once for all. */
export async function reviewMails(ctx: Ctx, subjects: readonly Subject[]): Promise<SendReview> {
  const described = new Map([...(await peopleIn(ctx, subjects)), ...(await structuresIn(ctx, subjects))])
  return async ({ id, kind, email, ownEmail }, link) => {
    const record = described.get(id)
    if (!record || email === null) return
    // Who answers for the record of somebody is not her: neither her name nor her account go with the mail.
    const isOwn = kind === 'structure' || email.toLowerCase() === ownEmail?.toLowerCase()
    const event = `directory-review:${link.id}:${link.linkVersion}`
    await queueMail(ctx, {
      template: 'directory-review',
      params: {
        ...record.params,
        reviewId: link.id,
        version: link.linkVersion,
        expiresAt: link.expiresAt.toISOString(),
        kind: isOwn ? kind : 'person-answered-for',
      },
      to: isOwn
        ? { address: email, name: record.name, ...(record.userId && { userId: record.userId }) }
        : { address: email, name: '' },
      event,
    })
    await rememberMail(ctx, link.id, event)
  }
}

type Described = { name: string; userId: string | null; params: Record<string, unknown> }

async function peopleIn(ctx: Ctx, subjects: readonly Subject[]): Promise<[string, Described][]> {
  const day = await cardDay(ctx)
  const records = await loadPeople(ctx, idsOf(subjects, 'person'))
  return records.map((record) => [
    record.person.id,
    {
      name: [record.person.firstName, record.person.lastName].filter((part) => part !== null).join(' '),
      userId: record.person.userId,
      params: {
        structureName: '',
        verifiedOn: dayOf(record.person.verifiedAt, day.timeZone),
        ...summaryOfPerson(record, day),
      },
    },
  ])
}

async function structuresIn(ctx: Ctx, subjects: readonly Subject[]): Promise<[string, Described][]> {
  const day = await cardDay(ctx)
  const records = await loadStructures(ctx, idsOf(subjects, 'structure'))
  return records.map((record) => [
    record.structure.id,
    {
      name: '',
      userId: null,
      params: {
        // The name of a practice is often a person’s, and this is no place for it.
        structureName: secrecyOf(record).isPractice ? '' : record.structure.name,
        verifiedOn: dayOf(record.structure.verifiedAt, day.timeZone),
        ...summaryOfStructure(record, day),
      },
    },
  ])
}

/** So that a mail that comes back is found beside the record it was about. */
async function rememberMail(ctx: Ctx, reviewId: string, event: string): Promise<void> {
  const [mail] = await ctx.db.select({ id: mails.id }).from(mails).where(eq(mails.event, event)).limit(1)
  await ctx.db
    .update(directoryReviews)
    .set({ mailId: mail?.id ?? null })
    .where(eq(directoryReviews.id, reviewId))
}

function idsOf(subjects: readonly Subject[], kind: Subject['kind']): string[] {
  return subjects.filter((one) => one.kind === kind).map(({ id }) => id)
}

function dayOf(instant: Date | null, timeZone: string): string | null {
  return instant === null ? null : civilDate(instant, timeZone)
}
