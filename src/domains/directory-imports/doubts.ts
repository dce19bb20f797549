import { and, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { formatDate } from '../../web/dates.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { shrinkageDoubt } from '../directory/national/rpps.js'
import type { ImportCounts, ImportProposal } from './schemas.js'
import { directoryImports } from './tables.js'

type Compared = {
  id: string
  kind: string | null
  proposal: ImportProposal | null
  fileDate: string
  counts: ImportCounts
}

/** A tenth of what was known gone at once is rarely the truth. */
const MOST_GONE = 0.1
const LEAST_GONE = 10

/** What somebody must confirm before a national file is written: it is short, old, or makes many records go. */
export async function doubtsOf(ctx: Ctx, compared: Compared): Promise<string[]> {
  if (compared.kind === 'sheet') return []
  const last = await lastApplied(ctx, compared)
  const shape = compared.proposal?.shape
  const isOlder = last?.fileDate != null && compared.fileDate < last.fileDate
  return [
    last?.proposal?.shape === shape
      ? shrinkageDoubt(compared.counts.lines, last?.counts?.lines ?? null)
      : null,
    isOlder
      ? `Ce fichier est du ${formatDate(compared.fileDate)}, plus ancien que le dernier appliqué (${formatDate(last.fileDate)}) : il remettrait d’anciennes valeurs. Confirmez que c’est voulu.`
      : null,
    goneDoubt(compared.counts),
  ].filter((doubt) => doubt !== null)
}

function goneDoubt({ people, structures }: ImportCounts): string | null {
  const gone = people.gone + structures.gone
  const known = gone + people.changed + people.unchanged + structures.changed + structures.unchanged
  if (gone < LEAST_GONE || gone <= known * MOST_GONE) return null
  return `${formatCount(gone, 'fiche disparaîtrait', 'fiches disparaîtraient')} sur ${formatNumber(known)} : le fichier est peut-être incomplet, ou les départements et professions choisis ne sont pas ceux de la dernière fois. Confirmez que c’est voulu.`
}

async function lastApplied(ctx: Ctx, { id, kind }: Compared) {
  const [last] = await ctx.db
    .select({
      fileDate: directoryImports.fileDate,
      counts: directoryImports.counts,
      proposal: directoryImports.proposal,
    })
    .from(directoryImports)
    .where(
      and(
        within(ctx.actor, 'directory.run-import', { network: directoryImports.networkId }),
        eq(directoryImports.kind, kind ?? ''),
        ne(directoryImports.id, id),
        isNotNull(directoryImports.appliedAt),
        isNull(directoryImports.undoneAt),
      ),
    )
    .orderBy(desc(directoryImports.appliedAt))
    .limit(1)
  return last
}
