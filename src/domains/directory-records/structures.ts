import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { can, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import { insertStructures, lockStructure, updateStructure } from '../directory/writing.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { addressAfter } from './address.js'
import { checkTerritory, ownTerritory } from './choices.js'
import { refusingTwins } from './constraints.js'
import { refuseDates } from './dates.js'
import { saidElsewhereAfter } from './elsewhere.js'
import { findStructuresLike, isSameStructure } from './look-alikes.js'
import type { NewStructure, PresentationPatch, StructurePatch } from './structure-schemas.js'
import { ownWriter, teamWriter } from './writer.js'

/** Makes the record of a structure; its identifier. Throws `directory.number-taken`, `directory.looks-alike`. */
export async function createStructure(ctx: Ctx, { isAnother, ...given }: NewStructure): Promise<string> {
  return refusingTwins(() =>
    once(ctx, z.uuid(), async (ctx) => {
      const structure = { ...given, territoryId: given.territoryId ?? ownTerritory(ctx) }
      await checkTerritory(ctx, structure.territoryId)
      await checkEstablishment(ctx, structure.establishmentId ?? null)
      refuseDates('openedOn', 'closedOn', structure)
      if (!isAnother) await refuseSameStructure(ctx, structure)
      const { regionCode } = await currentNetwork(ctx)
      const [id] = await insertStructures(ctx, await teamWriter(ctx), [
        { ...structure, ...addressAfter(null, structure, regionCode) },
      ])
      if (id === undefined) throw new Error('the record was not written')
      await refreshCards(ctx, { structures: [id] })
      await audit(ctx, 'directory.create-record', { id, details: { kind: 'structure' } })
      return id
    }),
  )
}

/** Changes what the team writes of a structure. Throws `directory.edited-meanwhile`, `directory.not-found`. */
export async function changeStructure(
  ctx: Ctx,
  id: string,
  { revision, ...patch }: StructurePatch & { revision: number },
): Promise<void> {
  await refusingTwins(() =>
    inTransaction(ctx, async (ctx) => {
      await writeStructure(ctx, await teamWriter(ctx), { id, patch, revision })
    }),
  )
}

/** Changes how a structure is presented: what its referent may. Throws as `changeStructure`. */
export async function changePresentation(
  ctx: Ctx,
  id: string,
  { revision, ...patch }: PresentationPatch & { revision: number },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const isTeam = can(ctx.actor, 'directory.manage')
    const writer = isTeam ? await teamWriter(ctx) : await ownWriter(ctx, 'directory.write')
    await writeStructure(ctx, writer, { id, patch, revision })
  })
}

type Writing = { id: string; patch: StructurePatch; revision?: number | undefined }

/** As `changeStructure`, whoever writes, in the caller’s transaction. */
export async function writeStructure(
  ctx: Ctx,
  writer: Writer,
  { id, patch, revision }: Writing,
): Promise<void> {
  const row = await lockStructure(ctx, id, writer.through)
  if (patch.territoryId !== undefined && patch.territoryId !== row.territoryId) {
    await checkTerritory(ctx, patch.territoryId)
  }
  await checkEstablishment(ctx, patch.establishmentId ?? null)
  refuseDates('openedOn', 'closedOn', { ...row, ...given(patch) })
  const whole = { ...patch, ...addressAfter(row, patch, (await currentNetwork(ctx)).regionCode) }
  const saidElsewhere = saidElsewhereAfter(row, whole, writer.on)
  const hasChanged = await updateStructure(ctx, writer, id, { ...whole, saidElsewhere }, revision)
  if (!hasChanged) return
  await refreshCards(ctx, { structures: [id] })
  await audit(ctx, 'directory.edit-record', { id, details: { kind: 'structure' } })
}

/** What was said, without what was left out. */
function given(patch: StructurePatch): StructurePatch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}

/** A maternity of another network is refused as one that does not exist. */
async function checkEstablishment(ctx: Ctx, establishmentId: string | null): Promise<void> {
  if (establishmentId === null) return
  const found = await ctx.db.$count(
    establishments,
    and(
      eq(establishments.id, establishmentId),
      within(ctx.actor, 'network.read', { network: establishments.networkId }),
    ),
  )
  if (found === 0) throw new AppError('establishment.not-found')
}

async function refuseSameStructure(ctx: Ctx, structure: NewStructure): Promise<void> {
  const alike = await findStructuresLike(ctx, structure)
  if (alike.some((one) => isSameStructure(one, structure))) throw new AppError('directory.looks-alike')
}
