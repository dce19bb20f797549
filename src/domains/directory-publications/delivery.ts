import type { Readable } from 'node:stream'
import { and, eq, inArray } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { DirectoryCard } from '../directory/cards.js'
import { readableCards } from '../directory/reading.js'
import { directoryCards } from '../directory/tables.js'
import { openFile } from './files.js'
import { getPublication } from './publishing.js'
import type { Publication } from './schemas.js'
import { isTakenBack, recordKey } from './shown-parts.js'
import { directoryPublications } from './tables.js'

/** Cards compared at a time. */
const BATCH = 500

/**
 * The file of a publication, unless something it shows was taken back since. Throws `publication.not-found`,
 * `publication.not-ready`, `publication.withdrawn` or `publication.removed`.
 */
export async function openPublication(
  ctx: Ctx,
  id: string,
  dataDir: string,
): Promise<{ publication: Publication; content: Readable }> {
  const publication = await getPublication(ctx, id)
  if (publication.bytes === null && publication.state === 'ready') throw new AppError('publication.not-found')
  if (publication.state === 'removed') throw new AppError('publication.removed')
  if (publication.state === 'withdrawn') throw new AppError('publication.withdrawn')
  if (publication.state !== 'ready') throw new AppError('publication.not-ready')
  if (await showsWhatWasTakenBack(ctx, publication)) throw new AppError('publication.withdrawn')
  const content = await openFile(dataDir, id)
  if (!content) throw new AppError('publication.removed')
  if (publication.audience !== 'public') await traceDownload(ctx, publication)
  return { publication, content }
}

/** Compares what a document shows with what its public may know today. */
export async function showsWhatWasTakenBack(
  ctx: Ctx,
  { id, audience }: Pick<Publication, 'id' | 'audience'>,
): Promise<boolean> {
  const shown = Object.entries(await readShown(ctx, id))
  for (let start = 0; start < shown.length; start += BATCH) {
    const some = shown.slice(start, start + BATCH)
    const cards = await cardsNow(
      ctx,
      audience,
      some.map(([key]) => key),
    )
    if (some.some(([key, parts]) => isTakenBack(parts, cards.get(key)))) return true
  }
  return false
}

async function readShown(ctx: Ctx, id: string) {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select({ shown: directoryPublications.shown })
      .from(directoryPublications)
      .where(
        and(
          eq(directoryPublications.id, id),
          within(ctx.actor, 'directory.read', { network: directoryPublications.networkId }),
        ),
      )
      .limit(1)
    return row?.shown ?? {}
  })
}

async function cardsNow(
  ctx: Ctx,
  audience: Publication['audience'],
  keys: readonly string[],
): Promise<Map<string, DirectoryCard>> {
  const ids = keys.map((key) => key.slice(key.indexOf(':') + 1))
  const rows = await inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ card: directoryCards.card })
      .from(directoryCards)
      .where(and(readableCards(ctx, audience), inArray(directoryCards.subjectId, ids)))
      .limit(2 * BATCH),
  )
  return new Map(rows.map(({ card }) => [recordKey(card), card]))
}

function traceDownload(ctx: Ctx, { id, kind, audience, entries }: Publication): Promise<void> {
  return inTransaction(ctx, (ctx) =>
    audit(ctx, 'directory.download', { id, details: { format: kind, scope: audience, entries } }),
  )
}
