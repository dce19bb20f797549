import { and, eq, isNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import {
  birthHouseDeliveries,
  birthHouseNewborns,
  birthHouseTransfers,
  birthHouseWomen,
  transferReasons,
} from '../birth-registers/tables.js'
import { startingLabel } from '../birth-registers/vocabulary.js'
import { establishments } from '../networks/tables.js'
import type { HouseRegister, RegisterDelivery, RegisterNewborn } from './figures.js'

/** Far beyond what a house holds in twenty years. */
const MOST_ROWS = 20_000

/**
 * The register and the declarations of the reader’s own house, days where it is. Runs in the caller’s transaction;
 * anybody but the house reads nothing.
 */
export async function readHouseRegister(
  ctx: Ctx,
  establishmentId: string,
  timeZone: string,
): Promise<HouseRegister> {
  const day = (instant: Date | null) => (instant === null ? null : civilDate(instant, timeZone))
  const women = await ctx.db
    .select()
    .from(birthHouseWomen)
    .where(
      and(
        eq(birthHouseWomen.establishmentId, establishmentId),
        within(ctx.actor, 'birth-register.read', columnsOf(birthHouseWomen)),
      ),
    )
    .limit(MOST_ROWS)
  const deliveries = await ctx.db
    .select()
    .from(birthHouseDeliveries)
    .where(
      and(
        eq(birthHouseDeliveries.establishmentId, establishmentId),
        within(ctx.actor, 'birth-register.read', columnsOf(birthHouseDeliveries)),
      ),
    )
    .limit(MOST_ROWS)
  const newborns = await ctx.db
    .select()
    .from(birthHouseNewborns)
    .where(
      and(
        eq(birthHouseNewborns.establishmentId, establishmentId),
        within(ctx.actor, 'birth-register.read', columnsOf(birthHouseNewborns)),
      ),
    )
    .limit(MOST_ROWS)
  return {
    women: women.map((row) => ({
      id: row.id,
      number: womanNumber(row),
      firstConsultationOn: row.firstConsultationOn,
    })),
    deliveries: deliveries.map((row) => ({
      ...row,
      labourOn: day(row.labourAdmittedAt),
      bornOn: day(row.bornAt),
      birthPlace: row.birthPlace as RegisterDelivery['birthPlace'],
      mode: row.mode as RegisterDelivery['mode'],
    })),
    newborns: newborns.map((row) => ({
      ...row,
      intervention: row.intervention as RegisterNewborn['intervention'],
      outcome: row.outcome as RegisterNewborn['outcome'],
    })),
    transfers: await readTransfers(ctx, establishmentId, timeZone),
  }
}

/** « 2026-014 ». */
export function womanNumber({ year, rank }: { year: number; rank: number }): string {
  return `${year}-${String(rank).padStart(3, '0')}`
}

async function readTransfers(
  ctx: Ctx,
  establishmentId: string,
  timeZone: string,
): Promise<HouseRegister['transfers']> {
  const rows = await ctx.db
    .select({
      transfer: birthHouseTransfers,
      reason: transferReasons.label,
      destination: establishments.name,
    })
    .from(birthHouseTransfers)
    .leftJoin(
      transferReasons,
      and(
        eq(transferReasons.networkId, birthHouseTransfers.networkId),
        eq(transferReasons.phase, birthHouseTransfers.phase),
        eq(transferReasons.code, birthHouseTransfers.reasonCode),
      ),
    )
    .leftJoin(establishments, eq(establishments.id, birthHouseTransfers.destinationEstablishmentId))
    .where(
      and(
        eq(birthHouseTransfers.establishmentId, establishmentId),
        isNull(birthHouseTransfers.cancelledAt),
        within(ctx.actor, 'birth-register.read', columnsOf(birthHouseTransfers)),
      ),
    )
    .limit(MOST_ROWS)
  return rows.map(({ transfer, reason, destination }) => ({
    id: transfer.id,
    womanId: transfer.womanId,
    newbornId: transfer.newbornId,
    who: transfer.who === 'newborn' ? 'newborn' : 'mother',
    phase: transfer.phase as HouseRegister['transfers'][number]['phase'],
    decidedOn: civilDate(transfer.decidedAt, timeZone),
    termDays: transfer.termDays,
    reason: transfer.reasonWords ?? reason ?? startingLabel(transfer.phase, transfer.reasonCode),
    destination: destination ?? transfer.destinationWords ?? 'non précisé',
  }))
}

type RegisterTable =
  | typeof birthHouseWomen
  | typeof birthHouseDeliveries
  | typeof birthHouseNewborns
  | typeof birthHouseTransfers

function columnsOf(table: RegisterTable) {
  return { network: table.networkId, establishment: table.establishmentId }
}
