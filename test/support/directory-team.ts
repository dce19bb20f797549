import type { Ctx } from '../../src/context.js'

/** What every signed-in person has; a test adds her role. */
export const SIGNED_IN = {
  userId: '00000000-0000-4000-8000-000000000001',
  userName: 'Camille Roy',
  grantId: '00000000-0000-4000-8000-000000000002',
  sessionId: '00000000-0000-4000-8000-000000000003',
  networkName: 'Réseau',
}

/** The coordinator of the network of a context, at the same instant. */
export function asCoordinator(ctx: Ctx): Ctx {
  if (ctx.actor.role !== 'system' || ctx.actor.networkId === null) throw new Error('a context of a network')
  return { ...ctx, actor: { ...SIGNED_IN, role: 'coordinator', networkId: ctx.actor.networkId } }
}
