import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { formatInstant } from '../../web/dates.js'
import { timeZoneOf } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { type Finding, question, refusal, settle } from './findings.js'
import { transferNumber } from './numbers.js'
import { NO_OUTCOME, OUTCOME_FIELDS, type Outcome } from './outcome.js'
import type { OutcomeChange, Received } from './received-schemas.js'
import { writerName } from './register.js'
import { birthHouseTransfers } from './tables.js'
import { isBeforeBirth } from './transfer-rules.js'

type TransferRow = typeof birthHouseTransfers.$inferSelect

const MOST_RECEIVED = 300
const CLOCK_SLACK = 15 * 60_000
const UNLIKELY_LOSS_ML = 3000

/** The transfers of birth houses whose destination is the reader’s maternity: those to complete first, then the latest. */
export async function listReceived(ctx: Ctx): Promise<Received[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectReceived(ctx)
      .where(ofMaternity(ctx))
      .orderBy(
        sql`(${birthHouseTransfers.outcome} is null and ${birthHouseTransfers.cancelledAt} is null) desc`,
        desc(birthHouseTransfers.decidedAt),
        desc(birthHouseTransfers.id),
      )
      .limit(MOST_RECEIVED)
    return rows.map(asReceived)
  })
}

/** One of them. Throws `transfer.not-found`. */
export async function getReceived(ctx: Ctx, id: string): Promise<Received> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await selectReceived(ctx)
      .where(and(eq(birthHouseTransfers.id, id), ofMaternity(ctx)))
      .limit(1)
    if (!row) throw new AppError('transfer.not-found')
    return asReceived(row)
  })
}

/**
 * Writes what came of a transfer, as the maternity knows it: a proposal the house accepts or not. Throws
 * `transfer.not-found`, `transfer.cancelled`, `register.edited-meanwhile`, and what `settle` throws.
 */
export async function writeOutcome(ctx: Ctx, id: string, change: OutcomeChange): Promise<void> {
  const { seen, confirmed, ...given } = change
  const timeZone = await timeZoneOf(ctx)
  await inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select()
      .from(birthHouseTransfers)
      .where(and(eq(birthHouseTransfers.id, id), ofMaternity(ctx)))
      .for('update')
    if (!row) throw new AppError('transfer.not-found')
    if (row.cancelledAt !== null) throw new AppError('transfer.cancelled', { number: transferNumber(row) })
    if ((row.outcomeAt?.toISOString() ?? null) !== seen) throw new AppError('register.edited-meanwhile')
    const outcome = askedOf(row, given)
    settle(judgeOutcome(row, outcome, ctx.now, timeZone), confirmed)
    await ctx.db
      .update(birthHouseTransfers)
      .set({ outcome, outcomeAt: ctx.now, outcomeBy: writerName(ctx) })
      .where(and(eq(birthHouseTransfers.id, id), isNull(birthHouseTransfers.cancelledAt), ofMaternity(ctx)))
    await audit(ctx, 'birth-transfer.outcome', { id, details: { number: transferNumber(row) } })
  })
}

/** Only what its phase asks: the rest is for the house to say. */
function askedOf({ phase }: TransferRow, given: Outcome): Outcome {
  const asked = OUTCOME_FIELDS[phase].map((field) => [field, given[field]])
  return { ...NO_OUTCOME, ...Object.fromEntries(asked) }
}

function judgeOutcome(row: TransferRow, outcome: Outcome, now: Date, timeZone: string): Finding[] {
  const { bornAt, mode, bloodLossMl, sphincterInjury, apgar5, childOutcome } = outcome
  const findings: Finding[] = []
  const born = bornAt === null ? null : new Date(bornAt)
  if (born && born.getTime() > now.getTime() + CLOCK_SLACK) {
    findings.push(refusal('bornAt', `Cette heure est à venir (${formatInstant(born, timeZone)}).`))
  }
  if (born && isBeforeBirth(row.phase) && born < row.decidedAt) {
    const decided = formatInstant(row.decidedAt, timeZone)
    findings.push(
      refusal('bornAt', `Le transfert a été décidé avant la naissance, le ${decided}. Vérifiez l’heure.`),
    )
  }
  if (
    isBeforeBirth(row.phase) &&
    born === null &&
    [mode, bloodLossMl, sphincterInjury].some((one) => one !== null && one !== false)
  ) {
    findings.push(refusal('bornAt', 'Indiquez le jour et l’heure de la naissance, même approchée.'))
  }
  if (childOutcome === 'labour' && apgar5 !== null && apgar5 > 0) {
    findings.push(
      refusal(
        'apgar5',
        'Un enfant décédé pendant le travail n’a pas de score d’Apgar. Corrigez l’un des deux.',
      ),
    )
  }
  if (bloodLossMl !== null && bloodLossMl > UNLIKELY_LOSS_ML) {
    findings.push(question('unlikely-value', `Les pertes sont notées à ${bloodLossMl} mL.`))
  }
  if (childOutcome !== null && childOutcome !== 'alive') {
    findings.push(question('unlikely-value', 'Le décès de l’enfant est noté.'))
  }
  return findings
}

function ofMaternity(ctx: Ctx): SQL {
  return within(ctx.actor, 'birth-transfer.receive', {
    network: birthHouseTransfers.networkId,
    establishment: birthHouseTransfers.destinationEstablishmentId,
  })
}

function selectReceived(ctx: Ctx) {
  return ctx.db
    .select({ transfer: birthHouseTransfers, house: establishments.name })
    .from(birthHouseTransfers)
    .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
    .$dynamic()
}

function asReceived({ transfer, house }: { transfer: TransferRow; house: string }): Received {
  const iso = (instant: Date | null) => instant?.toISOString() ?? null
  return {
    id: transfer.id,
    number: transferNumber(transfer),
    house,
    who: transfer.who,
    accompanied: transfer.accompanied,
    phase: transfer.phase,
    termDays: transfer.termDays,
    reasonCode: transfer.reasonCode,
    reasonWords: transfer.reasonWords,
    urgent: transfer.urgent,
    transport: transfer.transport,
    decidedAt: transfer.decidedAt.toISOString(),
    departedAt: iso(transfer.departedAt),
    arrivedAt: iso(transfer.arrivedAt),
    cancelled: transfer.cancelledAt !== null,
    outcome: transfer.outcome,
    outcomeAt: iso(transfer.outcomeAt),
    outcomeBy: transfer.outcomeBy,
  }
}
