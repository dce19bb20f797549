import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import { insertPeople, lockPerson, updatePerson } from '../directory/writing.js'
import { checkTerritory, ownTerritory } from './choices.js'
import { refusingTwins } from './constraints.js'
import { saidElsewhereAfter } from './elsewhere.js'
import { findPeopleLike, isSameName } from './look-alikes.js'
import type { NewPerson, PersonPatch } from './people-schemas.js'
import { ownWriter, teamWriter } from './writer.js'

/**
 * Makes the record of a person; its identifier. Throws `directory.number-taken` when her RPPS number has a record,
 * `directory.looks-alike` when somebody of her name has one and nobody said that she is another.
 */
export async function createPerson(ctx: Ctx, person: NewPerson): Promise<string> {
  return refusingTwins(() => once(ctx, z.uuid(), (ctx) => insertPerson(ctx, person)))
}

/** As `createPerson`, in the caller’s transaction, which refuses twins. */
export async function insertPerson(ctx: Ctx, { isAnother, ...given }: NewPerson): Promise<string> {
  const person = { ...given, territoryId: given.territoryId ?? ownTerritory(ctx) }
  await checkTerritory(ctx, person.territoryId)
  if (!isAnother) await refuseSameName(ctx, person)
  const [id] = await insertPeople(ctx, await teamWriter(ctx), [person])
  if (id === undefined) throw new Error('the record was not written')
  await refreshCards(ctx, { people: [id] })
  await audit(ctx, 'directory.create-record', { id, details: { kind: 'person' } })
  return id
}

/** Changes what the team writes of a person. Throws `directory.edited-meanwhile`, `directory.not-found`. */
export async function changePerson(
  ctx: Ctx,
  id: string,
  { revision, ...patch }: PersonPatch & { revision: number },
): Promise<void> {
  await refusingTwins(() =>
    inTransaction(ctx, async (ctx) => {
      await writePerson(ctx, await teamWriter(ctx), { id, patch, revision })
    }),
  )
}

/** Changes what a person says of herself. Throws as `changePerson`. */
export async function changeOwnPerson(
  ctx: Ctx,
  id: string,
  { revision, ...patch }: PersonPatch & { revision: number },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await writePerson(ctx, await ownWriter(ctx, 'directory.own-record'), { id, patch, revision })
  })
}

type Writing = { id: string; patch: PersonPatch; revision?: number | undefined }

/** As `changePerson`, whoever writes, in the caller’s transaction. */
export async function writePerson(ctx: Ctx, writer: Writer, { id, patch, revision }: Writing): Promise<void> {
  const row = await lockPerson(ctx, id, writer.through)
  if (patch.territoryId !== undefined && patch.territoryId !== row.territoryId) {
    await checkTerritory(ctx, patch.territoryId)
  }
  const saidElsewhere = saidElsewhereAfter(row, patch, writer.on)
  const hasChanged = await updatePerson(ctx, writer, id, { ...patch, saidElsewhere }, revision)
  if (!hasChanged) return
  await refreshCards(ctx, { people: [id] })
  await audit(ctx, 'directory.edit-record', { id, details: { kind: 'person' } })
}

async function refuseSameName(ctx: Ctx, person: NewPerson): Promise<void> {
  const alike = await findPeopleLike(ctx, person)
  if (alike.some((one) => isSameName(one, person))) throw new AppError('directory.looks-alike')
}
