import { addressRange, bucketKey, takeTry } from '../../../access/rate-limits.js'
import { audit } from '../../../audit/audit.js'
import { type Ctx, inTransaction } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { openStep } from '../steps.js'
import type { Visit } from '../tries.js'
import { requestIdentity } from './exchange.js'
import type { Provider } from './providers.js'
import type { ProviderStep, Purpose } from './schemas.js'

/** Where a browser goes to prove who its reader is, with the step its cookie will name. */
export type Departure = { stepId: string; url: string }

/** A hospital comes from one address: enough for a morning, too little to make us call a provider without end. */
const RANGE = { name: 'provider-range', atOnce: 100, everySeconds: 5 }

/** Counts a departure to a provider or a return from one. Throws `request.too-many`. */
export async function countVisit(ctx: Ctx, { secrets, ip }: Visit): Promise<void> {
  const key = bucketKey(secrets.current, RANGE, addressRange(ip))
  const { waitSeconds } = await takeTry(ctx.db, RANGE, key, ctx.now)
  if (waitSeconds > 0) throw new AppError('request.too-many', { seconds: waitSeconds })
}

/** Opens the step that the return will use, and says where to send the browser. */
export async function depart(
  ctx: Ctx,
  provider: Provider,
  purpose: Purpose,
  next: string,
): Promise<Departure> {
  const { url, secrets } = await traced(ctx, provider, () => requestIdentity(provider, ctx.now))
  const data: ProviderStep = { provider: provider.settings.provider, ...secrets, next, purpose }
  return { stepId: await openStep(ctx, { kind: 'provider', data }), url }
}

/** Does the work; its refusals leave a trace that says why, coarsely, and nothing of who. */
export async function traced<Result>(
  ctx: Ctx,
  provider: Provider,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) await traceRefusal(ctx, provider, reasonOf(error))
    throw error
  }
}

/** Writes that somebody was not let in, in a transaction of its own. */
export function traceRefusal(ctx: Ctx, provider: Provider, reason: string): Promise<void> {
  const details = { method: provider.settings.provider, reason }
  return inTransaction(ctx, (ctx) => audit(ctx, 'session.refused', { details }))
}

const reasonOf = ({ values, code }: AppError) => String(values.reason ?? code)
