import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { directoryPeople } from '../directory/tables.js'
import { authorName } from '../directory-records/writer.js'
import type { ReceivedFile } from '../documents/receiving.js'
import { currentNetwork } from '../networks/service.js'
import { attachDocuments } from './attaching.js'
import { maskExample, matchesMask } from './mask.js'
import {
  type DatedDecision,
  dayRefusal,
  type EventKind,
  type IdentifierAct,
  mayDo,
  plannedActs,
} from './rules.js'
import type { Attribution, DatedAct, Renewal, TakingBack } from './schemas.js'
import { settingsOf } from './settings.js'
import { echographerEvents, echographerIdentifiers } from './tables.js'

export type IdentifierRow = typeof echographerIdentifiers.$inferSelect

/**
 * Gives an identifier to a person of the directory. It is unique in the network and never given again, whatever becomes
 * of it. Throws `echographer.identifier-taken`, `.person-has-one`, `directory.not-found`, `request.invalid`.
 */
export async function attributeIdentifier(ctx: Ctx, attribution: Attribution): Promise<string> {
  return (await attributeOn(ctx, attribution, [])).id
}

/** The same, with the documents it rests on; says which are kept. Throws as `attributeIdentifier`, `document.too-many`. */
export async function attributeOn(
  ctx: Ctx,
  attribution: Attribution,
  files: readonly ReceivedFile[],
): Promise<z.output<typeof Attributed>> {
  return once(ctx, Attributed, async (ctx) => {
    const { personId, identifier, attributedOn, validUntil, evidence } = attribution
    await refuseWrong(ctx, attribution)
    await lockPersonOfDirectory(ctx, personId)
    await refuseWhileAnotherGoesOn(ctx, attribution)
    const { id: networkId } = await currentNetwork(ctx)
    const [row] = await ctx.db
      .insert(echographerIdentifiers)
      .values({
        networkId,
        personId,
        identifier,
        attributedOn,
        validUntil,
        evidence,
        updatedAt: ctx.now,
        updatedBy: authorName(ctx),
      })
      .onConflictDoNothing()
      .returning()
    if (!row) throw await whyRefused(ctx, identifier)
    const told = { kind: 'attributed', on: attributedOn, validUntil, note: evidence } as const
    const eventId = await tell(ctx, row.id, told)
    await audit(ctx, 'echographer.attribute', { id: personId, details: { identifier } })
    return { id: row.id, kept: await attachDocuments(ctx, { ...MANAGED, row, eventId }, files) }
  })
}

const Attributed = z.strictObject({ id: z.uuid(), kept: z.array(z.uuid()) })
const MANAGED = { permission: 'echographer.manage' } as const

/** Suspends an identifier from a day on: laboratories no longer find it in their list. Throws as `actOn`. */
export async function suspendIdentifier(ctx: Ctx, id: string, { on, note }: DatedAct): Promise<void> {
  await actOn(ctx, id, 'suspend', async (ctx, row, today) => {
    refuseDay('suspension', on, { first: row.attributedOn, today })
    await change(ctx, row, { suspendedOn: on })
    await tell(ctx, id, { kind: 'suspended', on, note })
    await audit(ctx, 'echographer.suspend', subjectOf(row))
  })
}

/** Puts a suspended identifier back in use. Throws as `actOn`. */
export async function resumeIdentifier(ctx: Ctx, id: string, { on, note }: DatedAct): Promise<void> {
  await actOn(ctx, id, 'resume', async (ctx, row, today) => {
    refuseDay('resumption', on, { first: row.suspendedOn ?? row.attributedOn, today })
    await change(ctx, row, { suspendedOn: null })
    await tell(ctx, id, { kind: 'resumed', on, note })
    await audit(ctx, 'echographer.resume', subjectOf(row))
  })
}

/** Ends an identifier for good from a day on: it stays in the history, and is never given again. Throws as `actOn`. */
export async function ceaseIdentifier(ctx: Ctx, id: string, { on, note }: DatedAct): Promise<void> {
  await actOn(ctx, id, 'cease', async (ctx, row, today) => {
    refuseDay('cessation', on, { first: row.attributedOn, today })
    await change(ctx, row, { ceasedOn: on, renewalAskedAt: null })
    await tell(ctx, id, { kind: 'ceased', on, note })
    await audit(ctx, 'echographer.cease', subjectOf(row))
  })
}

/**
 * Extends an identifier; a suspended one stays suspended. Says which of the documents it rests on are kept. Throws as
 * `actOn`, `document.too-many`.
 */
export async function renewIdentifier(
  ctx: Ctx,
  id: string,
  { on, validUntil, note }: Renewal,
  files: readonly ReceivedFile[] = [],
): Promise<string[]> {
  return actAndAnswer(ctx, id, 'renew', z.array(z.uuid()), async (ctx, row, today) => {
    refuseDay('renewal', on, { first: row.attributedOn, today })
    if (validUntil !== null && validUntil < on) refuse('validUntil', 'La fin vient avant le renouvellement.')
    await change(ctx, row, { validUntil, remindedAt: null, renewalAskedAt: null })
    const eventId = await tell(ctx, id, { kind: 'renewed', on, validUntil, note })
    await audit(ctx, 'echographer.renew', subjectOf(row))
    return attachDocuments(ctx, { ...MANAGED, row, eventId }, files)
  })
}

/**
 * Adds a diploma, an attestation, an evaluation to what an identifier rests on. Says which documents are kept. Throws as
 * `actOn`, `document.too-many`.
 */
export async function addEvidence(
  ctx: Ctx,
  id: string,
  { on, note }: DatedAct,
  files: readonly ReceivedFile[] = [],
): Promise<string[]> {
  return actAndAnswer(ctx, id, 'add-evidence', z.array(z.uuid()), async (ctx, row, today) => {
    refuseDay('evidence', on, { first: null, today })
    await touch(ctx, row)
    const eventId = await tell(ctx, id, { kind: 'evidence-added', on, note })
    await audit(ctx, 'echographer.add-evidence', subjectOf(row))
    return attachDocuments(ctx, { ...MANAGED, row, eventId }, files)
  })
}

/** Closes what an echographer has asked for without a renewal, and says what she was answered. Throws as `actOn`. */
export async function answerRequest(ctx: Ctx, id: string, { on, note }: DatedAct): Promise<void> {
  await actOn(ctx, id, 'answer-request', async (ctx, row, today) => {
    if (row.renewalAskedAt === null) throw new AppError('echographer.wrong-state')
    refuseDay('answer', on, { first: row.attributedOn, today })
    await change(ctx, row, { renewalAskedAt: null })
    await tell(ctx, id, { kind: 'renewal-answered', on, note })
    await audit(ctx, 'echographer.answer-request', subjectOf(row))
  })
}

/**
 * Takes back what was planned, until its day. An attribution taken back ends before it begins: its number is never given
 * again either. Throws `echographer.not-found`, `.wrong-state`, `.person-has-one`.
 */
export async function takeBack(ctx: Ctx, id: string, { what, note }: TakingBack): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const row = await lockIdentifier(ctx, id, 'echographer.manage')
    const on = plannedActs(row, await todayOf(ctx))[what]
    if (on === undefined) throw new AppError('echographer.wrong-state')
    if (what === 'cessation') await refuseSecond(ctx, row)
    // Her link names the revision before: she is reminded again with one that lives.
    await change(ctx, row, { remindedAt: null, ...UNDONE[what](row) })
    await tell(ctx, id, { kind: `${what}-undone`, on, note })
    await audit(ctx, 'echographer.take-back', subjectOf(row))
  })
}

const UNDONE = {
  attribution: ({ attributedOn }: IdentifierRow) => ({ ceasedOn: attributedOn }),
  suspension: () => ({ suspendedOn: null }),
  cessation: () => ({ ceasedOn: null }),
} as const

/** Another identifier may have been given from the day this one was to end, or be about to: of two at once, one waits. */
async function refuseSecond(ctx: Ctx, { personId, networkId }: IdentifierRow): Promise<void> {
  await ctx.db
    .select({ id: directoryPeople.id })
    .from(directoryPeople)
    .where(eq(directoryPeople.id, personId))
    .limit(1)
    .for('no key update')
  const others = await ctx.db.$count(
    echographerIdentifiers,
    and(
      eq(echographerIdentifiers.personId, personId),
      isNull(echographerIdentifiers.ceasedOn),
      eq(echographerIdentifiers.networkId, networkId),
    ),
  )
  if (others > 0) throw new AppError('echographer.person-has-one')
}

type Work<Result> = (ctx: Ctx, row: IdentifierRow, today: string) => Promise<Result>

/** Does one act on one identifier, locked. Throws `echographer.not-found`, `echographer.wrong-state`. */
async function actOn(ctx: Ctx, id: string, act: IdentifierAct, work: Work<void>): Promise<void> {
  await actAndAnswer(ctx, id, act, z.void(), work)
}

async function actAndAnswer<Result extends z.ZodType>(
  ctx: Ctx,
  id: string,
  act: IdentifierAct,
  Result: Result,
  work: Work<z.output<Result>>,
): Promise<z.output<Result>> {
  return once(ctx, Result, async (ctx) => {
    const row = await lockIdentifier(ctx, id, 'echographer.manage')
    const today = await todayOf(ctx)
    if (!mayDo(act, row, today)) throw new AppError('echographer.wrong-state')
    return work(ctx, row, today)
  })
}

/** An identifier in reach, locked until the transaction ends. Throws `echographer.not-found`. */
export async function lockIdentifier(ctx: Ctx, id: string, permission: Permission): Promise<IdentifierRow> {
  const [row] = await ctx.db
    .select()
    .from(echographerIdentifiers)
    .where(
      and(
        eq(echographerIdentifiers.id, id),
        within(ctx.actor, permission, { network: echographerIdentifiers.networkId }),
      ),
    )
    .limit(1)
    .for('update')
  if (!row) throw new AppError('echographer.not-found')
  return row
}

type Told = { kind: EventKind; on: string; validUntil?: string | null; note: string | null }

/** Writes what happened to an identifier, in the transaction of the act; a document that came with it names it. */
export async function tell(
  ctx: Ctx,
  identifierId: string,
  { kind, on, validUntil, note }: Told,
): Promise<string> {
  const { id: networkId } = await currentNetwork(ctx)
  const [event] = await ctx.db
    .insert(echographerEvents)
    .values({
      networkId,
      identifierId,
      kind,
      on,
      validUntil: validUntil ?? null,
      note,
      at: ctx.now,
      by: authorName(ctx),
    })
    .returning({ id: echographerEvents.id })
  if (!event) throw new Error('an event that was not written')
  return event.id
}

/** Changes an identifier; `revision` is what a link sent before no longer matches. */
async function change(
  ctx: Ctx,
  row: IdentifierRow,
  patch: Partial<
    Pick<IdentifierRow, 'validUntil' | 'suspendedOn' | 'ceasedOn' | 'remindedAt' | 'renewalAskedAt'>
  >,
): Promise<void> {
  await ctx.db
    .update(echographerIdentifiers)
    .set({ ...patch, revision: row.revision + 1, updatedAt: ctx.now, updatedBy: authorName(ctx) })
    .where(eq(echographerIdentifiers.id, row.id))
}

/** Says who wrote last; a link sent before goes on serving. */
async function touch(ctx: Ctx, { id }: IdentifierRow): Promise<void> {
  await ctx.db
    .update(echographerIdentifiers)
    .set({ updatedAt: ctx.now, updatedBy: authorName(ctx) })
    .where(eq(echographerIdentifiers.id, id))
}

async function refuseWrong(ctx: Ctx, { identifier, attributedOn, validUntil }: Attribution): Promise<void> {
  if (validUntil !== null && validUntil < attributedOn) {
    refuse('validUntil', 'La fin vient avant l’attribution : corrigez l’une des deux dates.')
  }
  const refusal = dayRefusal('attribution', attributedOn, await todayOf(ctx))
  if (refusal !== null) refuse('attributedOn', refusal)
  const { pattern } = await settingsOf(ctx)
  if (pattern !== null && !matchesMask(pattern, identifier)) {
    refuse('identifier', `Le réseau écrit ses identifiants comme « ${maskExample(pattern)} ».`)
  }
}

/** A person is always one of the directory, and she stays there while it is given. */
async function lockPersonOfDirectory(ctx: Ctx, personId: string): Promise<void> {
  const [person] = await ctx.db
    .select({ id: directoryPeople.id })
    .from(directoryPeople)
    .where(
      and(
        eq(directoryPeople.id, personId),
        isNull(directoryPeople.archivedAt),
        within(ctx.actor, 'echographer.manage', { network: directoryPeople.networkId }),
      ),
    )
    .limit(1)
    .for('share')
  if (!person) throw new AppError('directory.not-found')
}

/** One that is to end goes on until its day: the next one begins then at the earliest. */
async function refuseWhileAnotherGoesOn(ctx: Ctx, { personId, attributedOn }: Attribution): Promise<void> {
  const { identifier, ceasedOn } = echographerIdentifiers
  const [other] = await ctx.db
    .select({ identifier, ceasedOn })
    .from(echographerIdentifiers)
    .where(
      and(
        eq(echographerIdentifiers.personId, personId),
        within(ctx.actor, 'echographer.manage', { network: echographerIdentifiers.networkId }),
        gt(ceasedOn, echographerIdentifiers.attributedOn),
        gt(ceasedOn, await todayOf(ctx)),
        gt(ceasedOn, attributedOn),
      ),
    )
    .limit(1)
  if (!other) return
  const until = formatDate(other.ceasedOn)
  refuse(
    'attributedOn',
    `Son identifiant ${other.identifier} prend fin le ${until} : attribuez à partir de ce jour.`,
  )
}

async function whyRefused(ctx: Ctx, identifier: string): Promise<AppError> {
  const bare = identifier.replace(/[^A-Z0-9]/g, '')
  const [taken] = await ctx.db
    .select({ id: echographerIdentifiers.id })
    .from(echographerIdentifiers)
    .where(
      and(
        within(ctx.actor, 'echographer.manage', { network: echographerIdentifiers.networkId }),
        sql`regexp_replace(upper(${echographerIdentifiers.identifier}), '[^A-Z0-9]', '', 'g') = ${bare}`,
      ),
    )
    .limit(1)
  return taken
    ? new AppError(
        'echographer.identifier-taken',
        {},
        { fields: { identifier: 'Cet identifiant a déjà été donné : il ne l’est jamais deux fois.' } },
      )
    : new AppError(
        'echographer.person-has-one',
        {},
        { fields: { personId: 'Cette personne a déjà un identifiant en cours.' } },
      )
}

type Bounds = { first: string | null; today: string }

function refuseDay(decision: DatedDecision, on: string, { first, today }: Bounds): void {
  if (first !== null && on < first)
    refuse('on', 'Cette date vient avant celle de l’acte précédent : corrigez-la.')
  const refusal = dayRefusal(decision, on, today)
  if (refusal !== null) refuse('on', refusal)
}

function refuse(field: string, words: string): never {
  throw new AppError('request.invalid', {}, { fields: { [field]: words } })
}

function subjectOf({ personId, identifier }: IdentifierRow) {
  return { id: personId, details: { identifier } }
}

export async function todayOf(ctx: Ctx): Promise<string> {
  const { timeZone } = await currentNetwork(ctx)
  return civilDate(ctx.now, timeZone)
}
