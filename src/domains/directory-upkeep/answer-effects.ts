import { and, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { Change } from '../directory/changes.js'
import { directoryChanges } from '../directory/tables.js'
import { AUDIENCES, type Audience } from '../directory/visibility.js'
import { FIELD_LABELS, fieldLabel } from '../directory-records/words.js'
import type { ReviewRow } from './review-links.js'
import { directoryReports } from './tables.js'

/** What an answer did, by the names of fields alone: a link that has served shows the record no more. */
export type AnswerEffects = {
  changed: string[]
  /** Who sees a part from then on. */
  seen: { label: string; audience: Audience }[]
  agreed: string[]
  withdrawn: string[]
  /** Something is left for the team to look at. */
  isProposed: boolean
}

type Answered = Pick<ReviewRow, 'id' | 'subjectId' | 'answeredAt' | 'answer'>

/** More than one form changes. */
const MOST_CHANGES = 100

/** What the answer to a question changed, as the history keeps it. In the caller’s transaction. */
export async function effectsOf(ctx: Ctx, review: Answered): Promise<AnswerEffects | null> {
  if (review.answeredAt === null || review.answer !== 'corrected') return null
  const changes = await ctx.db
    .select({
      what: directoryChanges.what,
      before: directoryChanges.before,
      after: directoryChanges.after,
    })
    .from(directoryChanges)
    .where(
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: directoryChanges.networkId }),
        eq(directoryChanges.subjectId, review.subjectId),
        // An answer is written in one transaction, at one instant.
        eq(directoryChanges.at, review.answeredAt),
      ),
    )
    .limit(MOST_CHANGES)
  const proposed = await ctx.db.$count(
    directoryReports,
    and(
      within(ctx.actor, 'directory.run-upkeep', { network: directoryReports.networkId }),
      eq(directoryReports.reviewId, review.id),
    ),
  )
  const consents = changes.filter(({ what }) => what === 'consent')
  return {
    changed: [...new Set(changes.flatMap(labelsOf))],
    seen: changes.flatMap(seenOf),
    agreed: consents.filter(({ before }) => before === null).map(scopeOf),
    withdrawn: consents.filter(({ before }) => before !== null).map(scopeOf),
    isProposed: proposed > 0,
  }
}

type Kept = Pick<Change, 'what' | 'before' | 'after'>

function labelsOf({ what, before, after }: Kept): string[] {
  if (what === 'consent' || before === null) return []
  return Object.keys(after ?? {}).flatMap((field) =>
    SAID_OTHERWISE.has(field) ? [] : (FIELD_LABELS[field] ?? []),
  )
}

/** Who sees what is said apart; that the record was confirmed goes without saying. */
const SAID_OTHERWISE = new Set(['visibility', 'visibleTo', 'verifiedAt', 'verifiedBy'])

function seenOf({ what, before, after }: Kept): AnswerEffects['seen'] {
  if (what !== 'person' || before === null || after?.visibility === undefined) return []
  const was = new Map<string, unknown>(Object.entries(Object(before.visibility)))
  return Object.entries(Object(after.visibility)).flatMap(([field, chosen]) => {
    const audience = AUDIENCES.find((one) => one === chosen)
    return audience === undefined || was.get(field) === chosen
      ? []
      : [{ label: fieldLabel('person', field), audience }]
  })
}

function scopeOf({ before, after }: Kept): string {
  return fieldLabel('person', String((before ?? after)?.scope))
}
