import { and, desc, eq, gt, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import { personOf } from '../../access/actor.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { refuseAfterClosing } from '../birth-houses/closing.js'
import { establishments } from '../networks/tables.js'
import { type Finding, question, refusal, settle } from './findings.js'
import { identityLikeness } from './identity-likeness.js'
import { transferNumber, womanNumber } from './numbers.js'
import { listReasons } from './reasons.js'
import {
  type Correction,
  changesOf,
  correctionsOf,
  herDelivery,
  type OwnHouse,
  oneWriterAtATime,
  openRegister,
  traceCorrection,
  writerName,
} from './register.js'
import { birthHouseDeliveries, birthHouseNewborns, birthHouseTransfers, birthHouseWomen } from './tables.js'
import {
  freeCorrectionUntil,
  IDENTITY_QUESTION,
  isBeforeBirth,
  judgeTransfer,
  type Known,
  termAtDecision,
} from './transfer-rules.js'
import type {
  Declared,
  NewTransfer,
  Transfer,
  TransferCancellation,
  TransferCorrection,
} from './transfer-schemas.js'
import { whoOf } from './vocabulary.js'

type TransferRow = typeof birthHouseTransfers.$inferSelect
type Declaration = Omit<NewTransfer, 'formKey'>

/** Declarations of one house in one year; beyond, the list says so. */
const MOST_TRANSFERS = 500
const HOURS_AROUND = 3 * 3_600_000

/**
 * Declares a transfer of the midwife’s house. The same form sent again, by a second tap or by a telephone that found
 * its network back, is answered the number it already has. Throws `register.impossible`, `register.to-confirm`,
 * `woman.not-found`.
 */
export async function declareTransfer(ctx: Ctx, { formKey, ...given }: NewTransfer): Promise<Declared> {
  return inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-transfer.declare')
    await oneWriterAtATime(ctx, house)
    const [sent] = await ctx.db
      .select()
      .from(birthHouseTransfers)
      .where(and(eq(birthHouseTransfers.formKey, formKey), ofHouse(ctx)))
      .limit(1)
    if (sent) return { id: sent.id, number: transferNumber(sent), again: true }
    const declared = await judged(ctx, house, given, null)
    const day = civilDate(declared.decidedAt, house.timeZone)
    refuseAfterClosing(house, day)
    const year = Number(day.slice(0, 4))
    const [row] = await ctx.db
      .insert(birthHouseTransfers)
      .values({
        ...declared,
        networkId: house.networkId,
        establishmentId: house.id,
        year,
        rank: await nextRank(ctx, year),
        formKey,
        receivedAt: ctx.now,
        declaredBy: writerName(ctx),
        declaredByUserId: personOf(ctx.actor)?.userId ?? null,
        updatedAt: ctx.now,
      })
      .returning()
    if (!row) throw new Error('the transfer was not written')
    const number = transferNumber(row)
    await audit(ctx, 'birth-transfer.declare', { id: row.id, details: { number } })
    return { id: row.id, number, again: false }
  })
}

/**
 * Corrects a declaration, with its trace; once two days have passed, only for a reason that is said. Throws
 * `transfer.not-found`, `transfer.cancelled`, `register.edited-meanwhile`, and what a declaration throws.
 */
export async function correctTransfer(ctx: Ctx, id: string, correction: TransferCorrection): Promise<void> {
  const { revision, reason, ...given } = correction
  await inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-transfer.declare')
    await oneWriterAtATime(ctx, house)
    const row = await lockTransfer(ctx, id)
    if (row.revision !== revision) throw new AppError('register.edited-meanwhile')
    const findings = reasonFindings(row, reason, ctx.now)
    const declared = await judged(ctx, house, given, row, findings)
    const changes = changesOf<Partial<TransferRow>>(row, declared)
    if (changes === null) return
    await ctx.db
      .update(birthHouseTransfers)
      .set({ ...declared, revision: row.revision + 1, updatedAt: ctx.now })
      .where(and(eq(birthHouseTransfers.id, id), ofHouse(ctx)))
    await traceCorrection(ctx, house, { what: 'transfer', rowId: id, ...changes, reason })
    await audit(ctx, 'birth-transfer.correct', { id, details: { number: transferNumber(row) } })
  })
}

/** Cancels a declaration made by mistake: it stays in the list, and counts no more. Throws `transfer.cancelled`. */
export async function cancelTransfer(ctx: Ctx, id: string, given: TransferCancellation): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-transfer.declare')
    const row = await lockTransfer(ctx, id)
    const isLike = identityLikeness(given.reason) !== null
    settle(isLike ? [question('identity', IDENTITY_QUESTION)] : [], given.confirmed)
    const cancelled = { cancelledAt: ctx.now, cancelledReason: given.reason }
    await ctx.db
      .update(birthHouseTransfers)
      .set({ ...cancelled, revision: row.revision + 1, updatedAt: ctx.now })
      .where(and(eq(birthHouseTransfers.id, id), ofHouse(ctx)))
    await traceCorrection(ctx, house, {
      what: 'transfer',
      rowId: id,
      before: { cancelledAt: null },
      after: { cancelledAt: ctx.now },
      reason: given.reason,
    })
    await audit(ctx, 'birth-transfer.cancel', { id, details: { number: transferNumber(row) } })
  })
}

/** The declarations of the midwife’s house in a year, the latest first; cancelled ones are among them. */
export async function listTransfers(ctx: Ctx, year: number): Promise<Transfer[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectTransfers(ctx)
      .where(and(eq(birthHouseTransfers.year, year), ofHouse(ctx)))
      .orderBy(desc(birthHouseTransfers.decidedAt), desc(birthHouseTransfers.id))
      .limit(MOST_TRANSFERS)
    return rows.map(asTransfer)
  })
}

/** The declarations about one woman of the register, the latest first. */
export async function listTransfersOf(ctx: Ctx, womanId: string): Promise<Transfer[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectTransfers(ctx)
      .where(and(eq(birthHouseTransfers.womanId, womanId), ofHouse(ctx, 'birth-register.read')))
      .orderBy(desc(birthHouseTransfers.decidedAt), desc(birthHouseTransfers.id))
      .limit(50)
    return rows.map(asTransfer)
  })
}

/** One declaration of the midwife’s house. Throws `transfer.not-found`. */
export async function getTransfer(ctx: Ctx, id: string): Promise<Transfer> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await selectTransfers(ctx)
      .where(and(eq(birthHouseTransfers.id, id), ofHouse(ctx)))
      .limit(1)
    if (!row) throw new AppError('transfer.not-found')
    return asTransfer(row)
  })
}

/** What was corrected of a declaration, the latest first. Out of reach, nothing. */
export async function transferCorrections(ctx: Ctx, id: string): Promise<Correction[]> {
  return inTransaction(ctx, (ctx) => correctionsOf(ctx, id))
}

/** What a declaration becomes in its row once it is judged. Throws what `settle` throws. */
async function judged(
  ctx: Ctx,
  house: OwnHouse,
  given: Declaration,
  row: TransferRow | null,
  already: readonly Finding[] = [],
) {
  const { confirmed, termDays, ...fields } = given
  const times = {
    decidedAt: new Date(given.decidedAt),
    departedAt: given.departedAt === null ? null : new Date(given.departedAt),
    arrivedAt: given.arrivedAt === null ? null : new Date(given.arrivedAt),
  }
  const declared = { ...fields, ...times }
  const known = await knownOf(ctx, house, given, times.decidedAt, row)
  const destination = destinationOf(given, house)
  settle(
    [
      ...already,
      ...judgeTransfer(declared, known),
      ...(destination === null ? [refusal('destination', 'Dites où elle est transférée.')] : []),
      ...(await judgeReason(ctx, given)),
    ],
    confirmed,
  )
  if (destination?.destinationEstablishmentId)
    await requireMaternity(ctx, destination.destinationEstablishmentId)
  const unlisted = isBeforeBirth(given.phase) ? termDays : null
  return {
    ...declared,
    ...(destination ?? {}),
    who: whoOf(given.phase),
    termDays: given.womanId === null ? unlisted : termAtDecision(declared, known),
    newbornId: await onlyChild(ctx, given),
  }
}

async function knownOf(
  ctx: Ctx,
  house: OwnHouse,
  { womanId }: Declaration,
  decidedAt: Date,
  row: TransferRow | null,
): Promise<Known> {
  const about =
    womanId === null ? isNull(birthHouseTransfers.womanId) : eq(birthHouseTransfers.womanId, womanId)
  const others = await ctx.db
    .select()
    .from(birthHouseTransfers)
    .where(
      and(
        about,
        gt(birthHouseTransfers.decidedAt, new Date(decidedAt.getTime() - HOURS_AROUND)),
        lt(birthHouseTransfers.decidedAt, new Date(decidedAt.getTime() + HOURS_AROUND)),
        isNull(birthHouseTransfers.cancelledAt),
        row ? ne(birthHouseTransfers.id, row.id) : undefined,
        ofHouse(ctx),
      ),
    )
    .limit(20)
  const found = womanId === null ? null : await womanOf(ctx, womanId)
  return {
    now: ctx.now,
    timeZone: house.timeZone,
    woman: found?.woman ?? null,
    bornAt: found?.bornAt ?? null,
    others: others.map((one) => ({ ...one, number: transferNumber(one) })),
  }
}

async function womanOf(ctx: Ctx, womanId: string) {
  const [found] = await ctx.db
    .select({ woman: birthHouseWomen, bornAt: birthHouseDeliveries.bornAt })
    .from(birthHouseWomen)
    .leftJoin(birthHouseDeliveries, herDelivery(ctx))
    .where(
      and(
        eq(birthHouseWomen.id, womanId),
        within(ctx.actor, 'birth-register.read', {
          network: birthHouseWomen.networkId,
          establishment: birthHouseWomen.establishmentId,
        }),
      ),
    )
    .limit(1)
  if (!found) throw new AppError('woman.not-found')
  return found
}

/** The child a transfer of a newborn is about, when the register knows exactly one. */
async function onlyChild(ctx: Ctx, { phase, womanId }: Declaration): Promise<string | null> {
  if (phase !== 'newborn' || womanId === null) return null
  const children = await ctx.db
    .select({ id: birthHouseNewborns.id })
    .from(birthHouseNewborns)
    .where(
      and(
        eq(birthHouseNewborns.womanId, womanId),
        within(ctx.actor, 'birth-register.read', {
          network: birthHouseNewborns.networkId,
          establishment: birthHouseNewborns.establishmentId,
        }),
      ),
    )
    .limit(2)
  return children.length === 1 ? (children[0]?.id ?? null) : null
}

/** Where it goes: what was said, or the partner; null when there is neither. */
function destinationOf({ destinationEstablishmentId, destinationWords }: Declaration, house: OwnHouse) {
  if (destinationEstablishmentId !== null) return { destinationEstablishmentId, destinationWords: null }
  if (destinationWords !== null) {
    return destinationWords === '' ? null : { destinationEstablishmentId: null, destinationWords }
  }
  return house.partnerId === null
    ? null
    : { destinationEstablishmentId: house.partnerId, destinationWords: null }
}

async function requireMaternity(ctx: Ctx, id: string): Promise<void> {
  const found = await ctx.db.$count(
    establishments,
    and(
      eq(establishments.id, id),
      eq(establishments.kind, 'maternity'),
      within(ctx.actor, 'network.read', { network: establishments.networkId }),
    ),
  )
  if (found === 0) throw new AppError('establishment.not-found')
}

/** A reason retired since the form was opened is still taken: at night nobody is asked to choose again. */
async function judgeReason(ctx: Ctx, { phase, reasonCode }: Declaration): Promise<Finding[]> {
  const reasons = await listReasons(ctx)
  const isKnown = reasons.some((one) => one.phase === phase && one.code === reasonCode)
  return isKnown
    ? []
    : [refusal('reason', 'Ce motif n’est pas dans la liste de cette phase. Choisissez-en un autre.')]
}

function reasonFindings(row: TransferRow, reason: string | null, now: Date): Finding[] {
  if (now <= freeCorrectionUntil(row.receivedAt)) return []
  if (reason === null || reason.length < 3) {
    return [
      refusal(
        'correctionReason',
        'Plus de deux jours ont passé depuis la déclaration : dites pourquoi vous la corrigez.',
      ),
    ]
  }
  return identityLikeness(reason) === null ? [] : [question('identity', IDENTITY_QUESTION)]
}

async function lockTransfer(ctx: Ctx, id: string): Promise<TransferRow> {
  const [row] = await ctx.db
    .select()
    .from(birthHouseTransfers)
    .where(and(eq(birthHouseTransfers.id, id), ofHouse(ctx)))
    .for('update')
  if (!row) throw new AppError('transfer.not-found')
  if (row.cancelledAt !== null) throw new AppError('transfer.cancelled', { number: transferNumber(row) })
  return row
}

async function nextRank(ctx: Ctx, year: number): Promise<number> {
  const [last] = await ctx.db
    .select({ rank: sql<number>`coalesce(max(${birthHouseTransfers.rank}), 0)::int` })
    .from(birthHouseTransfers)
    .where(and(eq(birthHouseTransfers.year, year), ofHouse(ctx)))
  return (last?.rank ?? 0) + 1
}

function ofHouse(ctx: Ctx, permission: Permission = 'birth-transfer.declare'): SQL {
  return within(ctx.actor, permission, {
    network: birthHouseTransfers.networkId,
    establishment: birthHouseTransfers.establishmentId,
  })
}

function selectTransfers(ctx: Ctx) {
  return ctx.db
    .select({ transfer: birthHouseTransfers, woman: birthHouseWomen, destination: establishments.name })
    .from(birthHouseTransfers)
    .leftJoin(birthHouseWomen, eq(birthHouseWomen.id, birthHouseTransfers.womanId))
    .leftJoin(establishments, eq(establishments.id, birthHouseTransfers.destinationEstablishmentId))
    .$dynamic()
}

type Selected = {
  transfer: TransferRow
  woman: typeof birthHouseWomen.$inferSelect | null
  destination: string | null
}

function asTransfer({ transfer, woman, destination }: Selected): Transfer {
  const iso = (instant: Date | null) => instant?.toISOString() ?? null
  return {
    id: transfer.id,
    number: transferNumber(transfer),
    formKey: transfer.formKey,
    woman: woman && { id: woman.id, number: womanNumber(woman) },
    who: transfer.who,
    accompanied: transfer.accompanied,
    phase: transfer.phase,
    termDays: transfer.termDays,
    reasonCode: transfer.reasonCode,
    reasonWords: transfer.reasonWords,
    urgent: transfer.urgent,
    transport: transfer.transport,
    destination: {
      id: transfer.destinationEstablishmentId,
      name: destination ?? transfer.destinationWords ?? '',
    },
    decidedAt: transfer.decidedAt.toISOString(),
    departedAt: iso(transfer.departedAt),
    arrivedAt: iso(transfer.arrivedAt),
    receivedAt: transfer.receivedAt.toISOString(),
    declaredBy: transfer.declaredBy,
    difficulty: transfer.difficulty,
    cancelledAt: iso(transfer.cancelledAt),
    cancelledReason: transfer.cancelledReason,
    revision: transfer.revision,
  }
}
