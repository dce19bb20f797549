import { type Actor, networksOf, personOf } from './access/actor.js'
import type { Sending } from './access/repetition.js'
import type { Db } from './db/connect.js'
import type { Reading } from './db/transactions.js'

/** Everything a service may depend on. `now` is fixed at the start of the request or job. */
export type Ctx = {
  db: Db
  actor: Actor
  now: Date
  /** What came with a request so that sent twice it is done once; see `once`. */
  sending?: Sending
}

/**
 * Runs `work` in one transaction that may touch the actor's networks and her own account, and no other:
 * row-level security hides the rest, and leaves a reader without an account the public cards of one network. Nested calls are savepoints. `ctx` is shadowed so that the outer
 * connection is out of sight.
 */
export async function inTransaction<Result>(
  ctx: Ctx,
  work: (ctx: Ctx) => Promise<Result>,
  { reads }: { reads?: Reading } = {},
): Promise<Result> {
  const networks = networksOf(ctx.actor).join(',')
  const settings = {
    'trame.networks': networks,
    'trame.user': personOf(ctx.actor)?.userId ?? '',
    'trame.public': ctx.actor.role === 'public' && networks !== '' ? 'on' : '',
    'trame.house': houseOf(ctx.actor),
  }
  return ctx.db.transaction((db) => work({ ...ctx, db }), { settings, reads })
}

/** The same where nothing is written, not even by mistake: a journey shorter, and the answer does not wait for its end. */
export async function inReading<Result>(ctx: Ctx, work: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  return inTransaction(ctx, work, { reads: 'quickly' })
}

/** `checkRight` is asked just before what was written is kept, however long it took: what it throws undoes all. */
export type LongTools = { checkRight?: (db: Db) => Promise<void> }

/** The same for what takes so long that the right to it may go meanwhile. */
export async function inLongTransaction<Result>(
  ctx: Ctx,
  { checkRight }: LongTools,
  work: (ctx: Ctx) => Promise<Result>,
): Promise<Result> {
  return inTransaction(ctx, async (ctx) => {
    const done = await work(ctx)
    await checkRight?.(ctx.db)
    return done
  })
}

/** The birth house whose register a transaction may read: the midwife’s own, every one for a job, none for anybody else. */
function houseOf(actor: Actor): string {
  if (actor.role === 'birth_house') return actor.establishmentId
  return actor.role === 'system' ? 'every' : ''
}
