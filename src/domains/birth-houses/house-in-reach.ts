import { and, eq, inArray } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { personOf } from '../../access/actor.js'
import type { Permission } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { reachableHouse } from './service.js'
import { birthHouses } from './tables.js'

/** A house whose file is read or written, and where it is. */
export type HouseInReach = {
  id: string
  networkId: string
  shortName: string
  partnerId: string | null
  closedOn: string | null
  timeZone: string
}

/** A house in reach of a reader, in her transaction. Throws `birth-house.not-found`. */
export async function houseToRead(
  ctx: Ctx,
  id: string,
  permission: Permission = 'birth-house.read',
): Promise<HouseInReach> {
  const [row] = await selectHouse(ctx, id, permission).limit(1)
  return found(ctx, row)
}

/** The same for who writes: two who write in the file of one house wait for each other. Throws `birth-house.not-found`. */
export async function houseToWrite(
  ctx: Ctx,
  id: string,
  permission: Permission = 'birth-house.write',
): Promise<HouseInReach> {
  const [row] = await selectHouse(ctx, id, permission).for('update', { of: birthHouses })
  return found(ctx, row)
}

/** The rows of one house in its network, for who reaches it: the condition of every table of its file. */
export function ofHouse(
  ctx: Ctx,
  permission: Permission,
  table: { networkId: PgColumn; establishmentId: PgColumn },
  house: Pick<HouseInReach, 'id'>,
) {
  const reached = ctx.db
    .select({ id: birthHouses.establishmentId })
    .from(birthHouses)
    .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
    .where(and(reachableHouse(ctx, permission), eq(birthHouses.networkId, table.networkId)))
  return and(eq(table.establishmentId, house.id), inArray(table.establishmentId, reached))
}

/** The name of who writes, kept beside what she wrote. */
export function writerOf(ctx: Ctx): string {
  return personOf(ctx.actor)?.userName ?? 'Trame'
}

function selectHouse(ctx: Ctx, id: string, permission: Permission) {
  return ctx.db
    .select({
      id: birthHouses.establishmentId,
      networkId: birthHouses.networkId,
      shortName: birthHouses.shortName,
      partnerId: birthHouses.partnerEstablishmentId,
      closedOn: birthHouses.closedOn,
    })
    .from(birthHouses)
    .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
    .where(and(eq(birthHouses.establishmentId, id), reachableHouse(ctx, permission)))
    .$dynamic()
}

type Row = Omit<HouseInReach, 'timeZone'>

async function found(ctx: Ctx, row: Row | undefined): Promise<HouseInReach> {
  if (!row) throw new AppError('birth-house.not-found')
  const { timeZone } = await currentNetwork(ctx, row.networkId)
  return { ...row, timeZone }
}
