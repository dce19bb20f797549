import { and, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { writeDelivery, writeNewborn } from './deliveries.js'
import { QUESTION_CODES } from './findings.js'
import { transferNumber } from './numbers.js'
import { type Outcome, type Proposed, proposalOf } from './outcome.js'
import { openRegister } from './register.js'
import { birthHouseTransfers } from './tables.js'
import type { WomanRecord } from './woman-schemas.js'
import { getWoman } from './women.js'

/** What a maternity proposes for the register of one woman. */
export type Proposal = { transferId: string; number: string; by: string; at: Date; proposed: Proposed[] }

type TransferRow = typeof birthHouseTransfers.$inferSelect

const MOST_TRANSFERS = 20

/** What the maternities that received her propose and the register does not say yet, or says otherwise. */
export async function proposalsFor(ctx: Ctx, record: WomanRecord): Promise<Proposal[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(birthHouseTransfers)
      .where(and(eq(birthHouseTransfers.womanId, record.woman.id), ofHouse(ctx)))
      .limit(MOST_TRANSFERS)
    return rows
      .filter((row) => row.cancelledAt === null && row.outcomeAt !== null)
      .map((row) => ({
        transferId: row.id,
        number: transferNumber(row),
        by: row.outcomeBy ?? '',
        at: row.outcomeAt ?? row.receivedAt,
        proposed: proposedTo(record, row),
      }))
      .filter(({ proposed }) => proposed.length > 0)
  })
}

/**
 * Takes into the register what a maternity proposes, where nothing is written: what the midwife wrote stays. The acts are
 * those of the register, with their trace under her name. Throws `transfer.not-found`, and what they throw.
 */
export async function acceptOutcome(ctx: Ctx, transferId: string): Promise<{ womanId: string }> {
  return inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const [row] = await ctx.db
      .select()
      .from(birthHouseTransfers)
      .where(and(eq(birthHouseTransfers.id, transferId), ofHouse(ctx)))
      .limit(1)
    if (!row?.womanId || row.outcome === null || row.cancelledAt !== null)
      throw new AppError('transfer.not-found')
    const record = await getWoman(ctx, row.womanId)
    const taken = Object.fromEntries(
      proposedTo(record, row)
        .filter(({ written }) => written === null)
        .map(({ field, proposed }) => [field, proposed]),
    ) as Partial<Outcome>
    const elsewhere = row.destinationEstablishmentId === house.partnerId ? 'partner' : 'other'
    await takeForMother(ctx, record, taken, elsewhere)
    await takeForChild(ctx, row.womanId, taken)
    return { womanId: row.womanId }
  })
}

/** What she is shown has been shown her: nothing surprising is asked a second time. */
const ALL = [...QUESTION_CODES]

async function takeForMother(
  ctx: Ctx,
  { woman, delivery }: WomanRecord,
  taken: Partial<Outcome>,
  elsewhere: 'partner' | 'other',
): Promise<void> {
  const { apgar5: _, childOutcome: __, ...hers } = taken
  if (Object.keys(hers).length === 0) return
  const {
    updatedAt: ___,
    updatedBy: ____,
    ...said
  } = delivery ?? { ...NOTHING, updatedAt: '', updatedBy: '' }
  const birthPlace = said.birthPlace ?? (hers.bornAt ? elsewhere : null)
  await writeDelivery(ctx, woman.id, { ...said, ...hers, birthPlace, confirmed: ALL })
}

async function takeForChild(
  ctx: Ctx,
  womanId: string,
  { apgar5, childOutcome }: Partial<Outcome>,
): Promise<void> {
  if (apgar5 === undefined && childOutcome === undefined) return
  // The birth may just have made the child.
  const [child] = (await getWoman(ctx, womanId)).newborns
  if (!child) return
  const { id: _, rank, bornInHouse: __, updatedAt: ___, updatedBy: ____, ...said } = child
  await writeNewborn(ctx, womanId, rank, {
    ...said,
    apgar5: said.apgar5 ?? apgar5 ?? null,
    outcome: said.outcome ?? childOutcome ?? null,
    confirmed: ALL,
  })
}

const NOTHING = {
  revision: 0,
  labourInHouse: null,
  labourAdmittedAt: null,
  birthPlace: null,
  bornAt: null,
  mode: null,
  bloodLossMl: null,
  sphincterInjury: null,
  intensiveCare: null,
  died: null,
  leftHouseAt: null,
  readmitted: null,
  readmissionCause: null,
  readmissionPlace: null,
} as const

/** What a maternity says beside what is written; of several children, which one is for the midwife to tell. */
function proposedTo({ delivery, newborns }: WomanRecord, { phase, outcome }: TransferRow): Proposed[] {
  const [child] = newborns
  const written: Outcome = {
    bornAt: delivery?.bornAt ?? null,
    mode: delivery?.mode ?? null,
    bloodLossMl: delivery?.bloodLossMl ?? null,
    sphincterInjury: delivery?.sphincterInjury ?? null,
    intensiveCare: delivery?.intensiveCare ?? null,
    apgar5: child?.apgar5 ?? null,
    childOutcome: child?.outcome ?? null,
  }
  const isOfChild = ({ field }: Proposed) => field === 'apgar5' || field === 'childOutcome'
  return proposalOf(phase, outcome, written).filter((one) => newborns.length < 2 || !isOfChild(one))
}

function ofHouse(ctx: Ctx) {
  return within(ctx.actor, 'birth-register.read', {
    network: birthHouseTransfers.networkId,
    establishment: birthHouseTransfers.establishmentId,
  })
}
