import type { Readable } from 'node:stream'
import { can } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { openFile } from './files.js'
import { getPublication } from './publishing.js'
import type { Publication } from './schemas.js'

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
  // What to do of it depends on who may make it again.
  const reader = { by: can(ctx.actor, 'directory.export') ? 'maker' : 'reader' }
  if (publication.bytes === null && publication.state === 'ready') throw new AppError('publication.not-found')
  if (publication.state === 'removed') throw new AppError('publication.removed', reader)
  if (publication.state === 'withdrawn') throw new AppError('publication.withdrawn', reader)
  if (publication.state !== 'ready') throw new AppError('publication.not-ready')
  const content = await openFile(dataDir, id)
  if (!content) throw new AppError('publication.removed', reader)
  if (publication.audience !== 'public') await traceDownload(ctx, publication)
  return { publication, content }
}

function traceDownload(ctx: Ctx, { id, kind, audience, entries }: Publication): Promise<void> {
  return inTransaction(ctx, (ctx) =>
    audit(ctx, 'directory.download', { id, details: { format: kind, scope: audience, entries } }),
  )
}
