import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { removeFile } from './files.js'
import { keptSince } from './rules.js'
import { directoryPublications } from './tables.js'
import { showsWhatWasTakenBack } from './taken-back.js'

/** Files looked at in one run: more than anybody makes in a month. */
const MOST_FILES = 500

type Swept = { removed: number; withdrawn: number }

/** Deletes the files kept for a month, and withdraws, file included, those that show what was taken back. */
export async function sweepFiles(ctx: Ctx, dataDir: string): Promise<Swept> {
  const swept: Swept = { removed: 0, withdrawn: 0 }
  for (const row of await keptFiles(ctx)) {
    const isOld = row.madeAt < keptSince(ctx.now)
    if (!isOld && !(await showsWhatWasTakenBack(ctx, row))) continue
    await removeFile(dataDir, row.id)
    await inTransaction(ctx, (ctx) =>
      ctx.db
        .update(directoryPublications)
        .set({ shown: null, ...(isOld ? { fileRemovedAt: ctx.now } : { withdrawnAt: ctx.now }) })
        .where(and(kept(ctx), eq(directoryPublications.id, row.id))),
    )
    swept[isOld ? 'removed' : 'withdrawn'] += 1
  }
  return swept
}

function keptFiles(ctx: Ctx) {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({
        id: directoryPublications.id,
        audience: directoryPublications.audience,
        madeAt: directoryPublications.madeAt,
      })
      .from(directoryPublications)
      .where(kept(ctx))
      .orderBy(directoryPublications.madeAt)
      .limit(MOST_FILES),
  )
}

function kept(ctx: Ctx) {
  return and(
    within(ctx.actor, 'directory.run-publication', { network: directoryPublications.networkId }),
    isNotNull(directoryPublications.bytes),
    isNull(directoryPublications.fileRemovedAt),
    isNull(directoryPublications.withdrawnAt),
  )
}
