import { and, arrayContains, arrayOverlaps, desc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { pdfDocument } from '../../web/pdf/pdf-document.js'
import type { DirectoryCard } from '../directory/cards.js'
import { accessIn } from '../directory/place-accesses.js'
import { BY_NAME, readableCards } from '../directory/reading.js'
import { facetLexeme } from '../directory/search/lexemes.js'
import { directoryCards } from '../directory/tables.js'
import { currentNetwork, listEstablishments } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { hashOfSheet } from './content-hash.js'
import { type EmergencySheet, emergencySheet, type SheetMaternity, sheetDocument } from './emergency-sheet.js'
import { recordPublication } from './publishing.js'
import { directoryPublications } from './tables.js'
import { listTerritoryNames, type TerritoryName } from './territories.js'

/** More cards than a sheet names, whatever the territory. */
const MOST_CARDS = 1000

export type SheetOfTerritory = {
  sheet: EmergencySheet
  territory: TerritoryName
  territories: TerritoryName[]
}

/**
 * The sheet of a territory: the one asked for, else the reader’s own, else the first. Null when the network has none.
 * Throws `territory.not-found`.
 */
export async function readSheet(ctx: Ctx, territoryId?: string): Promise<SheetOfTerritory | null> {
  const maternities = await listEstablishments(ctx)
  return inTransaction(ctx, async (ctx) => {
    const network = await currentNetwork(ctx)
    const territories = await listTerritoryNames(ctx, network.id)
    const wanted = territoryId ?? (await ownTerritory(ctx)) ?? territories[0]?.id
    if (wanted === undefined) return null
    const territory = territories.find(({ id }) => id === wanted)
    if (!territory) throw new AppError('territory.not-found')
    const here: SheetMaternity[] = maternities.filter((one) => one.territory === territory.name)
    const cards = await cardsOfSheet(ctx, network.id, territory.id, here)
    const sheet = emergencySheet(cards, here, {
      networkName: network.name,
      territory: territory.name,
      date: civilDate(ctx.now, network.timeZone),
    })
    return { sheet, territory, territories }
  })
}

/**
 * The sheet of a territory as a PDF. Printed again with the same content, it is the same edition: that leaves a trace, and
 * no second publication. Throws as `readSheet`, or `publication.empty`.
 */
export async function publishSheet(
  ctx: Ctx,
  territoryId: string,
): Promise<{ content: Buffer; territory: TerritoryName }> {
  const read = await readSheet(ctx, territoryId)
  if (!read) throw new AppError('publication.empty')
  await once(ctx, z.uuid(), (ctx) => recordSheet(ctx, read))
  return { content: await pdfDocument(sheetDocument(read.sheet, ctx.now)), territory: read.territory }
}

async function recordSheet(ctx: Ctx, { sheet, territory }: SheetOfTerritory): Promise<string> {
  const contentHash = hashOfSheet(sheet)
  const entries = sheet.sections.reduce((sum, { lines }) => sum + lines.length, 0)
  const last = await lastSheet(ctx, territory.id)
  if (last?.contentHash === contentHash) {
    const details = { format: 'emergency-sheet', scope: 'emergency', entries }
    await audit(ctx, 'directory.download', { id: last.id, details })
    return last.id
  }
  const filter = { territory: territory.id }
  return recordPublication(ctx, {
    kind: 'emergency-sheet',
    audience: 'emergency',
    filter,
    entries,
    isLater: false,
    contentHash,
  })
}

async function lastSheet(ctx: Ctx, territoryId: string) {
  const [last] = await ctx.db
    .select({ id: directoryPublications.id, contentHash: directoryPublications.contentHash })
    .from(directoryPublications)
    .where(
      and(
        within(ctx.actor, 'directory.read-emergency-sheet', { network: directoryPublications.networkId }),
        eq(directoryPublications.kind, 'emergency-sheet'),
        sql`${directoryPublications.filters}->>'territory' = ${territoryId}`,
      ),
    )
    .orderBy(desc(directoryPublications.madeAt), desc(directoryPublications.id))
    .limit(1)
  return last
}

/** The territory of the reader’s maternity, or of her antenna. */
async function ownTerritory(ctx: Ctx): Promise<string | undefined> {
  const { actor } = ctx
  if ('territoryId' in actor) return actor.territoryId
  if (!('establishmentId' in actor)) return undefined
  const [row] = await ctx.db
    .select({ territoryId: establishments.territoryId })
    .from(establishments)
    .where(
      and(
        eq(establishments.id, actor.establishmentId),
        within(actor, 'network.read', { network: establishments.networkId }),
      ),
    )
    .limit(1)
  return row?.territoryId ?? undefined
}

/** With what they offer in this territory alone. */
async function cardsOfSheet(
  ctx: Ctx,
  networkId: string,
  territoryId: string,
  maternities: readonly SheetMaternity[],
): Promise<DirectoryCard[]> {
  const finess = maternities.map(({ finessGeo }) => finessGeo)
  const isMaternity =
    finess.length === 0 ? sql`false` : inArray(sql`${directoryCards.card}->>'finessNumber'`, finess)
  const hasDirectLine = isNotNull(sql`${directoryCards.card}->>'emergencyPhone'`)
  const isUseful = or(
    arrayOverlaps(directoryCards.facets, [
      facetLexeme('category', 'pmi'),
      facetLexeme('offer', 'ivg'),
      facetLexeme('offer', 'perinatal-psychology'),
    ]),
    hasDirectLine,
    isMaternity,
  )
  const rows = await ctx.db
    .select({ card: directoryCards.card })
    .from(directoryCards)
    .where(
      and(
        readableCards(ctx, 'emergency'),
        eq(directoryCards.networkId, networkId),
        arrayContains(directoryCards.facets, [facetLexeme('territory', territoryId)]),
        isUseful,
      ),
    )
    // Whatever is left out of a very long territory, it is neither a maternity nor a direct line.
    .orderBy(sql`not coalesce(${isMaternity}, false)`, sql`not ${hasDirectLine}`, BY_NAME)
    .limit(MOST_CARDS)
  return rows.map(({ card }) => ({ ...card, offers: accessIn(card, territoryId).offers }))
}
