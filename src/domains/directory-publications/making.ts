import { and, eq, isNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { HandlerTools } from '../../jobs/jobs.js'
import { civilDate } from '../../web/dates.js'
import { pdfDocument } from '../../web/pdf/pdf-document.js'
import { xlsxDocument } from '../../web/xlsx.js'
import type { DirectoryCard } from '../directory/cards.js'
import { wantedOf } from '../directory/wanted.js'
import { senderOf } from '../mail/senders.js'
import { currentNetwork } from '../networks/service.js'
import { type BookletOptions, bookletDocument } from './booklet.js'
import { readCards } from './card-list.js'
import { cardTable } from './card-table.js'
import { hashOfCards } from './content-hash.js'
import { coordinationWords } from './coordination.js'
import { keepFile } from './files.js'
import { filterWords } from './filter-words.js'
import { preambleOf } from './preamble.js'
import { keptFilter } from './schemas.js'
import { shownParts } from './shown-parts.js'
import { directoryPublications } from './tables.js'
import { listTerritoryNames } from './territories.js'

type PublicationRow = typeof directoryPublications.$inferSelect
type Tools = Pick<HandlerTools, 'dataDir' | 'mail'>

/** Makes the file of a publication from the cards of the moment; once it is made or given up, does nothing more. */
export async function makeFile(ctx: Ctx, publicationId: string, tools: Tools): Promise<void> {
  const row = await inTransaction(ctx, (ctx) => findWaiting(ctx, publicationId))
  if (!row) return
  const network = await currentNetwork(ctx, row.networkId)
  const cards = await readCards(ctx, { network, audience: row.audience, filter: keptFilter(row.filters) })
  const file = await documentOf(ctx, row, cards, tools)
  await keepFile(tools.dataDir, publicationId, file)
  await end(ctx, row, {
    readyAt: ctx.now,
    bytes: file.length,
    entries: cards.length,
    contentHash: hashOfCards(cards),
    shown: shownParts(cards),
  })
}

/** Says that a publication could not be made. */
export async function giveUpFile(ctx: Ctx, publicationId: string): Promise<void> {
  const row = await inTransaction(ctx, (ctx) => findWaiting(ctx, publicationId))
  if (row) await end(ctx, row, { failedAt: ctx.now })
}

async function findWaiting(ctx: Ctx, id: string): Promise<PublicationRow | undefined> {
  const [row] = await ctx.db.select().from(directoryPublications).where(waiting(ctx, id)).limit(1)
  return row
}

function waiting(ctx: Ctx, id: string) {
  return and(
    eq(directoryPublications.id, id),
    within(ctx.actor, 'directory.run-publication', { network: directoryPublications.networkId }),
    isNull(directoryPublications.readyAt),
    isNull(directoryPublications.failedAt),
  )
}

async function end(ctx: Ctx, row: PublicationRow, set: Partial<PublicationRow>): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { rowCount } = await ctx.db.update(directoryPublications).set(set).where(waiting(ctx, row.id))
    // Delivered twice at once, the other one has said so.
    if (rowCount === 0) return
    const details = { format: row.kind, scope: row.audience, entries: set.entries ?? 0 }
    await audit(ctx, 'directory.finish-publication', {
      id: row.id,
      details: { ...details, results: set.readyAt !== undefined },
    })
  })
}

async function documentOf(
  ctx: Ctx,
  row: PublicationRow,
  cards: readonly DirectoryCard[],
  tools: Tools,
): Promise<Buffer> {
  const options = await optionsOf(ctx, row, tools)
  if (row.kind === 'booklet') return pdfDocument(bookletDocument(cards, options))
  const { territories, today } = options
  const names = new Map(territories.map(({ id, name }) => [id, name]))
  return xlsxDocument(
    'Annuaire',
    cardTable(preambleOf(cards, options), cards, { day: today, territories: names }),
  )
}

async function optionsOf(ctx: Ctx, row: PublicationRow, { mail }: Tools): Promise<BookletOptions> {
  return inTransaction(ctx, async (ctx) => {
    const sender = await senderOf(ctx, row.networkId)
    const { networkName, timeZone } = sender
    const { regionCode } = await currentNetwork(ctx, row.networkId)
    const territories = await listTerritoryNames(ctx, row.networkId)
    const today = civilDate(row.madeAt, timeZone)
    const filter = keptFilter(row.filters)
    return {
      title: row.title,
      networkName,
      audience: row.audience,
      filters: filterWords(filter, { territories, day: today, regionCode }),
      madeAt: row.madeAt,
      today,
      territories,
      sought: wantedOf(row.networkId, filter, null).sought,
      directoryUrl: mail ? `${mail.publicUrl}/annuaire` : null,
      coordination: await coordinationWords(ctx, sender),
    }
  })
}
