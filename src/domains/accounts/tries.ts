import { setTimeout as pause } from 'node:timers/promises'
import {
  addressRange,
  bucketKey,
  forgetTries,
  type Limit,
  returnTry,
  takeTry,
  waitFor,
} from '../../access/rate-limits.js'
import type { Secrets } from '../../access/token-keys.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'

/** Where a try comes from, and what checks it. */
export type Visit = { secrets: Secrets; ip: string; device: string }

/** Twenty-five tries in twenty-four hours, with a wait from the sixth: what the CNIL asks beside a password of 50 bits. */
const ACCOUNT_FROM_RANGE: Limit = { name: 'sign-in', atOnce: 5, everySeconds: 4320 }
/** A hospital signs in from one address: only failures stay counted. */
const RANGE: Limit = { name: 'sign-in-range', atOnce: 100, everySeconds: 30 }
/** From everywhere at once. It only slows down: otherwise anybody could lock anybody out. */
const ACCOUNT: Limit = { name: 'sign-in-account', atOnce: 25, everySeconds: 3600 }
const SLOWED_MILLISECONDS = 1000

/** Codes are short, so they also have a limit from everywhere: who meets it already holds the password. */
const CODE_FROM_RANGE: Limit = { name: 'code', atOnce: 5, everySeconds: 600 }
const CODE: Limit = { name: 'code-account', atOnce: 30, everySeconds: 600 }

const RESET_FROM_RANGE: Limit = { name: 'reset-range', atOnce: 20, everySeconds: 180 }
const RESET: Limit = { name: 'reset', atOnce: 3, everySeconds: 3600 }

/** The password asked again in an open session. */
const AGAIN: Limit = { name: 'password-again', atOnce: 10, everySeconds: 600 }

/** Counts a try of a password, the same whether the address is known or not. Throws `access.too-many-tries`. */
export async function countPasswordTry(ctx: Ctx, visit: Visit, email: string): Promise<void> {
  const keys = passwordKeys(visit, email)
  // Looked at first and taken last: a range that has spent its tries fills no table with the addresses it makes up.
  const waitSeconds = await waitFor(ctx.db, RANGE, keys.range, ctx.now)
  if (waitSeconds > 0) refuseFor(waitSeconds)
  await take(ctx, ACCOUNT_FROM_RANGE, keys.accountFromRange)
  await take(ctx, RANGE, keys.range)
  const ofAccount = await takeTry(ctx.db, ACCOUNT, keys.account, ctx.now)
  if (ofAccount.waitSeconds > 0) await pause(SLOWED_MILLISECONDS)
}

/** Gives the try back: the password was right. */
export async function returnPasswordTry(ctx: Ctx, visit: Visit, email: string): Promise<void> {
  const keys = passwordKeys(visit, email)
  await returnTry(ctx.db, ACCOUNT_FROM_RANGE, keys.accountFromRange)
  await returnTry(ctx.db, RANGE, keys.range)
  await returnTry(ctx.db, ACCOUNT, keys.account)
}

/** After a new password, chosen with a link only she received, the failures before no longer count. */
export async function forgetFailures(ctx: Ctx, visit: Visit, userId: string, email: string): Promise<void> {
  await forgetTries(ctx.db, passwordKeys(visit, email).accountFromRange)
  for (const key of Object.values(codeKeys(visit, userId))) await forgetTries(ctx.db, key)
}

/** Counts a try of a second factor. Throws `access.too-many-tries`. */
export async function countCodeTry(ctx: Ctx, visit: Visit, userId: string): Promise<void> {
  const keys = codeKeys(visit, userId)
  await take(ctx, CODE_FROM_RANGE, keys.fromRange)
  await take(ctx, CODE, keys.account)
}

/** Gives the try back: the code was right. */
export async function returnCodeTry(ctx: Ctx, visit: Visit, userId: string): Promise<void> {
  const keys = codeKeys(visit, userId)
  await returnTry(ctx.db, CODE_FROM_RANGE, keys.fromRange)
  await returnTry(ctx.db, CODE, keys.account)
}

/** Counts the password asked again in an open session. Throws `access.too-many-tries`. */
export async function countAgain(ctx: Ctx, { secrets }: Visit, userId: string): Promise<void> {
  await take(ctx, AGAIN, bucketKey(secrets.current, AGAIN, userId))
}

/** Whether a mail may leave to this address. Throws `access.too-many-tries` when the range asks for too many. */
export async function mayAskReset(ctx: Ctx, { secrets, ip }: Visit, email: string): Promise<boolean> {
  await take(ctx, RESET_FROM_RANGE, bucketKey(secrets.current, RESET_FROM_RANGE, addressRange(ip)))
  const { waitSeconds } = await takeTry(ctx.db, RESET, bucketKey(secrets.current, RESET, email), ctx.now)
  return waitSeconds === 0
}

function passwordKeys({ secrets: { current }, ip }: Visit, email: string) {
  const range = addressRange(ip)
  return {
    accountFromRange: bucketKey(current, ACCOUNT_FROM_RANGE, email, range),
    range: bucketKey(current, RANGE, range),
    account: bucketKey(current, ACCOUNT, email),
  }
}

function codeKeys({ secrets: { current }, ip }: Visit, userId: string) {
  return {
    fromRange: bucketKey(current, CODE_FROM_RANGE, userId, addressRange(ip)),
    account: bucketKey(current, CODE, userId),
  }
}

async function take(ctx: Ctx, limit: Limit, key: string): Promise<void> {
  const { waitSeconds } = await takeTry(ctx.db, limit, key, ctx.now)
  if (waitSeconds > 0) refuseFor(waitSeconds)
}

function refuseFor(waitSeconds: number): never {
  throw new AppError('access.too-many-tries', { minutes: Math.ceil(waitSeconds / 60) })
}
