import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { authorName } from '../directory-records/writer.js'
import { currentNetwork } from '../networks/service.js'
import type { Settings } from './schemas.js'
import { echographerSettings } from './tables.js'

/** What a network that has chosen nothing follows: any form, and no renewal, for no national text sets one. */
export const USUAL_SETTINGS: Settings = {
  pattern: null,
  patternWords: null,
  renewalMonths: null,
  reminderDays: 60,
  source: null,
}

/** In the caller’s transaction. */
export async function settingsOf(ctx: Ctx): Promise<Settings> {
  const { id } = await currentNetwork(ctx)
  const [row] = await ctx.db
    .select({
      pattern: echographerSettings.pattern,
      patternWords: echographerSettings.patternWords,
      renewalMonths: echographerSettings.renewalMonths,
      reminderDays: echographerSettings.reminderDays,
      source: echographerSettings.source,
    })
    .from(echographerSettings)
    .where(eq(echographerSettings.networkId, id))
    .limit(1)
  return row ?? USUAL_SETTINGS
}

export function readSettings(ctx: Ctx): Promise<Settings> {
  return inTransaction(ctx, settingsOf)
}

/** Changes how the network numbers its echographers; identifiers already given stay as they are. */
export async function changeSettings(ctx: Ctx, settings: Settings): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    const before = await settingsOf(ctx)
    const stamp = { updatedAt: ctx.now, updatedBy: authorName(ctx) }
    await ctx.db
      .insert(echographerSettings)
      .values({ networkId, ...settings, ...stamp })
      .onConflictDoUpdate({
        target: echographerSettings.networkId,
        set: { ...settings, ...stamp },
        setWhere: within(ctx.actor, 'echographer.manage', { network: echographerSettings.networkId }),
      })
    await audit(ctx, 'echographer.change-settings', {
      id: networkId,
      before: factsOf(before),
      after: factsOf(settings),
    })
  })
}

function factsOf({ pattern, renewalMonths, reminderDays }: Settings) {
  return { pattern, renewalMonths, reminderDays }
}
