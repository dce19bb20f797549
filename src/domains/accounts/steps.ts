import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { signInSteps } from './tables.js'

const STEP_MINUTES = 10
const MAX_ATTEMPTS = 5

export type StepKind = (typeof signInSteps.$inferSelect)['kind']
export type Step = { id: string; userId: string | null; data: unknown; attempts: number }

/** The cookie that binds a step to the browser that began it; it holds the id of the row and nothing else. */
export function stepCookieName(cookieSecure: boolean): string {
  return cookieSecure ? '__Host-trame-etape' : 'trame-etape'
}

/** Begins a step; the id, unguessable, goes into the browser's cookie. */
export async function openStep(
  ctx: Ctx,
  step: { kind: StepKind; userId?: string; data: Record<string, unknown> },
): Promise<string> {
  const [row] = await ctx.db
    .insert(signInSteps)
    .values({ ...step, createdAt: ctx.now, expiresAt: new Date(ctx.now.getTime() + STEP_MINUTES * 60_000) })
    .returning({ id: signInSteps.id })
  if (!row) throw new Error('the step was not written')
  return row.id
}

/** The step a cookie names while it lasts: to show its page, which is no try. */
export async function seeStep(ctx: Ctx, kind: StepKind, id: string | undefined): Promise<Step | null> {
  if (!isId(id)) return null
  const [row] = await ctx.db
    .select(STEP)
    .from(signInSteps)
    .where(and(current(ctx, kind, id), lt(signInSteps.attempts, MAX_ATTEMPTS)))
    .limit(1)
  return row ?? null
}

/** The step a cookie names while it lasts, without using it; each look counts as a try. Null after five. */
export async function tryStep(ctx: Ctx, kind: StepKind, id: string | undefined): Promise<Step | null> {
  if (!isId(id)) return null
  const [row] = await ctx.db
    .update(signInSteps)
    .set({ attempts: sql`${signInSteps.attempts} + 1` })
    .where(and(current(ctx, kind, id), lt(signInSteps.attempts, MAX_ATTEMPTS)))
    .returning(STEP)
  return row ?? null
}

/** Uses the step up: of two browsers sending it at once, one gets it. */
export async function useStep(ctx: Ctx, kind: StepKind, id: string | undefined): Promise<Step | null> {
  if (!isId(id)) return null
  const [row] = await ctx.db
    .update(signInSteps)
    .set({ usedAt: ctx.now })
    .where(current(ctx, kind, id))
    .returning(STEP)
  return row ?? null
}

const STEP = {
  id: signInSteps.id,
  userId: signInSteps.userId,
  data: signInSteps.data,
  attempts: signInSteps.attempts,
}

const current = (ctx: Ctx, kind: StepKind, id: string) =>
  and(
    eq(signInSteps.id, id),
    eq(signInSteps.kind, kind),
    isNull(signInSteps.usedAt),
    gt(signInSteps.expiresAt, ctx.now),
  )

function isId(id: string | undefined): id is string {
  return id !== undefined && /^[0-9a-f-]{36}$/.test(id)
}
