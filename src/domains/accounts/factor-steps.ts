import { z } from 'zod'
import { unseal } from '../../access/secrets.js'
import { type Secrets, storageKeys } from '../../access/token-keys.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { newFactorSecret, proveFactor, sealed, setFactor, stepOfCode } from './second-factor.js'
import { tellOfChange } from './security-notices.js'
import { endSessionsOf, type OpenSession } from './sessions.js'
import { onBehalfOf, openFirstRight } from './sign-in.js'
import { openStep, seeStep, tryStep, useStep } from './steps.js'
import { countCodeTry, returnCodeTry, type Visit } from './tries.js'

const StepData = z.object({
  email: z.string(),
  /** Where to go after. */
  next: z.string(),
  /** The sealed secret of a factor to set; none when a code of the one she has is asked. */
  secret: z.string().optional(),
  /** Asked from an open session: the new factor takes the place of the old one. */
  replaces: z.boolean().default(false),
})

/** What the page of a step shows. `secret` is to be set, or null. */
export type FactorStep = {
  userId: string
  email: string
  next: string
  secret: string | null
  replaces: boolean
}

type Person = { userId: string; email: string }

/** Begins the page that asks a code, after the password. The id goes into the browser's cookie. */
export function askCode(ctx: Ctx, { userId, email }: Person, next: string): Promise<string> {
  return openStep(ctx, { kind: 'second-factor', userId, data: { email, next } })
}

/** Begins the setting of a second factor, after the password: at a sign-in, or from « Mon compte » where it replaces another. */
export function askNewFactor(
  ctx: Ctx,
  secrets: Secrets,
  { userId, email }: Person,
  { next, replaces }: { next: string; replaces: boolean },
): Promise<string> {
  const secret = sealed(secrets, userId, newFactorSecret())
  return openStep(ctx, { kind: 'second-factor', userId, data: { email, next, secret, replaces } })
}

/** The step a cookie names, without counting a try. Throws `access.step-ended`. */
export async function readFactorStep(
  ctx: Ctx,
  secrets: Secrets,
  id: string | undefined,
): Promise<FactorStep> {
  return opened(secrets, await seeStep(ctx, 'second-factor', id))
}

/** Opens the session when the code is right. Throws `access.bad-code`, `access.step-ended`, `access.too-many-tries`. */
export async function answerCode(
  ctx: Ctx,
  visit: Visit,
  id: string | undefined,
  code: string,
): Promise<{ session: OpenSession; next: string; recoveryCodesLeft: number | null }> {
  const step = opened(visit.secrets, await tryStep(ctx, 'second-factor', id))
  if (step.secret !== null) throw new AppError('access.step-ended')
  const acting = await onBehalfOf(ctx, step.userId)
  const { recoveryCodesLeft } = await proveFactor(acting, visit, step.userId, code)
  if (!(await useStep(ctx, 'second-factor', id))) throw new AppError('access.step-ended')
  return { session: await openFirstRight(ctx, visit, step.userId), next: step.next, recoveryCodesLeft }
}

/**
 * Sets the second factor when the code shows that her telephone has it: her other sessions end, a new one opens,
 * a mail tells her. Throws `access.bad-code`, `access.step-ended`, `access.too-many-tries`.
 */
export async function confirmFactor(
  ctx: Ctx,
  visit: Visit,
  id: string | undefined,
  code: string,
): Promise<{ session: OpenSession; next: string; recoveryCodes: string[] }> {
  const { userId, secret, next, replaces } = opened(visit.secrets, await tryStep(ctx, 'second-factor', id))
  if (secret === null) throw new AppError('access.step-ended')
  await countCodeTry(ctx, visit, userId)
  const step = stepOfCode(secret, code.replace(/\s/g, ''), ctx.now)
  if (step === null) throw new AppError('access.bad-code')
  await returnCodeTry(ctx, visit, userId)
  const recoveryCodes = await inTransaction(await onBehalfOf(ctx, userId), async (ctx) => {
    if (!(await useStep(ctx, 'second-factor', id))) throw new AppError('access.step-ended')
    const codes = await setFactor(ctx, visit.secrets, userId, { secret, step, replaces })
    if (!codes) throw new AppError('access.step-ended')
    await endSessionsOf(ctx, userId)
    await tellOfChange(ctx, userId, { what: 'second-factor-set', device: visit.device })
    await audit(ctx, 'account.set-second-factor', { id: userId, by: userId })
    return codes
  })
  return { session: await openFirstRight(ctx, visit, userId), next, recoveryCodes }
}

function opened(secrets: Secrets, step: Awaited<ReturnType<typeof seeStep>>): FactorStep {
  const data = StepData.safeParse(step?.data)
  if (!step?.userId || !data.success) throw new AppError('access.step-ended')
  const { email, next, secret, replaces } = data.data
  const keys = storageKeys(secrets, 'second-factor')
  const plain = secret ? unseal(keys, step.userId, secret) : null
  return { userId: step.userId, email, next, secret: plain, replaces }
}
