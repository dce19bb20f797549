import { and, asc, eq, gte, isNull, lte, or, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { refuseDates } from '../directory-records/dates.js'
import { asReaderOf, type PublicNetwork } from '../networks/public-networks.js'
import { antennas, territories } from '../networks/tables.js'
import { ANTENNA } from './reading.js'
import { isSameName, MOST_ANTENNAS } from './rules.js'
import {
  type Antenna,
  type AntennaChange,
  type AntennaFields,
  type KeptAntenna,
  seenAntenna,
} from './schemas.js'

/** An antenna that is open, with the territory it looks after. */
export type OpenAntenna = Antenna & { territory: string }

/** The antennas of a network that are open today, as anybody may read them, by territory. */
export async function listOpenAntennas(
  reader: Ctx,
  slug?: string,
): Promise<{ network: PublicNetwork; antennas: OpenAntenna[] }> {
  const { ctx, network } = await asReaderOf(reader, slug)
  const today = civilDate(ctx.now, network.timeZone)
  return inTransaction(ctx, async ({ db }) => ({
    network,
    antennas: await db
      .select({ ...ANTENNA, territory: territories.name })
      .from(antennas)
      .innerJoin(territories, eq(territories.id, antennas.territoryId))
      .where(
        and(
          within(ctx.actor, 'directory.read', { network: antennas.networkId }),
          or(isNull(antennas.openedOn), lte(antennas.openedOn, today)),
          or(isNull(antennas.closedOn), gte(antennas.closedOn, today)),
        ),
      )
      .orderBy(asc(territories.name), asc(antennas.name), asc(antennas.id))
      .limit(MOST_ANTENNAS),
  }))
}

/** An antenna this person keeps, with its territory. Throws `antenna.not-found`. */
export async function readAntenna(ctx: Ctx, id: string): Promise<KeptAntenna & { territory: string }> {
  return inTransaction(ctx, async ({ db }) => {
    const [row] = await db
      .select({ ...ANTENNA, territory: territories.name })
      .from(antennas)
      .innerJoin(territories, eq(territories.id, antennas.territoryId))
      .where(keptAntenna(ctx, id))
      .limit(1)
    if (!row) throw new AppError('antenna.not-found')
    return { ...row, seen: seenAntenna(row) }
  })
}

/** The name of a territory whose antennas this person keeps. Throws `territory.not-found`, `territory.closed`. */
export async function territoryToServe(ctx: Ctx, id: string): Promise<string> {
  const { name, closedOn } = await inTransaction(ctx, (ctx) => lockTerritory(ctx, id))
  if (closedOn !== null) throw new AppError('territory.closed')
  return name
}

/** Opens an antenna in a territory; its identifier. Throws `territory.not-found`, `territory.closed`, `antenna.name-taken`, `antenna.too-many`. */
export async function addAntenna(ctx: Ctx, territoryId: string, fields: AntennaFields): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    refuseDates('openedOn', 'closedOn', fields)
    const territory = await lockTerritory(ctx, territoryId)
    if (territory.closedOn !== null) throw new AppError('territory.closed')
    const others = await namesKept(ctx)
    if (others.length >= MOST_ANTENNAS) throw new AppError('antenna.too-many')
    refuseSameName(others, fields.name)
    const [row] = await ctx.db
      .insert(antennas)
      .values({ ...fields, networkId: territory.networkId, territoryId })
      .returning({ id: antennas.id })
    if (!row) throw new Error('the antenna was not written')
    await audit(ctx, 'directory.add-antenna', { id: row.id, details: { name: fields.name } })
    return row.id
  })
}

/** Writes an antenna whole. Throws `antenna.not-found`, `antenna.edited-meanwhile`, `antenna.name-taken`. */
export async function changeAntenna(ctx: Ctx, id: string, { seen, ...fields }: AntennaChange): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { territoryId } = await readAntenna(ctx, id)
    refuseDates('openedOn', 'closedOn', fields)
    await lockTerritory(ctx, territoryId)
    // Read again once nobody else writes it.
    const before = await readAntenna(ctx, id)
    if (before.seen !== seen) throw new AppError('antenna.edited-meanwhile')
    const others = (await namesKept(ctx)).filter((one) => one.id !== id)
    refuseSameName(others, fields.name)
    await ctx.db.update(antennas).set(fields).where(keptAntenna(ctx, id))
    await audit(ctx, 'directory.change-antenna', {
      id,
      details: { name: fields.name },
      before: journalled(before),
      after: journalled(fields),
    })
  })
}

/** What the journal keeps of an antenna. */
function journalled({ name, phone, email, closedOn }: AntennaFields) {
  return { name, phone, email, closedOn }
}

function keptAntenna(ctx: Ctx, id: string): SQL | undefined {
  return and(eq(antennas.id, id), kept(ctx))
}

function kept(ctx: Ctx): SQL {
  const { networkId: network, territoryId: territory } = antennas
  return within(ctx.actor, 'directory.manage', { network, territory })
}

/** One writer of the antennas of a territory at a time: of two who give the same name, the second is told. */
async function lockTerritory(
  ctx: Ctx,
  id: string,
): Promise<{ networkId: string; name: string; closedOn: string | null }> {
  const mine = within(ctx.actor, 'directory.manage', {
    network: territories.networkId,
    territory: territories.id,
  })
  const [row] = await ctx.db
    .select({ networkId: territories.networkId, name: territories.name, closedOn: territories.closedOn })
    .from(territories)
    .where(and(eq(territories.id, id), mine))
    .for('no key update')
  if (!row) throw new AppError('territory.not-found')
  return row
}

function namesKept(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  return ctx.db
    .select({ id: antennas.id, name: antennas.name })
    .from(antennas)
    .where(kept(ctx))
    .limit(MOST_ANTENNAS)
}

function refuseSameName(others: readonly { name: string }[], name: string): void {
  if (!others.some((one) => isSameName(one.name, name))) return
  throw new AppError('antenna.name-taken', {}, { fields: { name: 'Ce nom est déjà pris.' } })
}
