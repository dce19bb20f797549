import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import type { FileRow } from './authorisation.js'
import { tellAgency, tellHouse } from './authorisation-mails.js'
import type { NewDecision } from './authorisation-schemas.js'
import { currentFile, versionsOf } from './authorisation-status.js'
import type { Exchange, NewExchange } from './exchange-schemas.js'
import { exchangesAbout, writeAbout } from './exchanges.js'
import { type HouseInReach, houseToRead, houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import { birthHouseFiles } from './tables.js'

/**
 * What was asked and answered about the current request of a house, oldest first. Internal notes are the agency’s: the
 * house never reads one. Throws `birth-house.not-found`.
 */
export async function listFileExchanges(ctx: Ctx, houseId: string): Promise<Exchange[]> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId, 'birth-file.read')
    const file = await currentFile(ctx, house)
    if (!file) return []
    return exchangesAbout(ctx, { about: 'file', aboutId: file.id }, 'birth-file.read')
  })
}

/**
 * Writes about the current request: the agency asks, observes, notes for itself; the house answers. The other side is
 * told by mail, without the words. Throws `birth-house.not-found`, `birth-file.nothing-sent`, `birth-file.not-hers`.
 */
export async function writeFileExchange(ctx: Ctx, houseId: string, given: NewExchange): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId, 'birth-file.read')
    const { file, version } = await sentFile(ctx, house)
    const of = { networkId: house.networkId, establishmentId: house.id }
    const id = await writeAbout(ctx, { ...of, about: 'file', aboutId: file.id }, given)
    const { kind, answerBy } = given
    await audit(ctx, 'birth-house.file-exchange', { id: house.id, details: { name: house.shortName, kind } })
    const event = `file-exchange:${id}`
    if (kind === 'answer') await tellAgency(ctx, house, { what: kind, version, event })
    else if (kind !== 'internal') await tellHouse(ctx, house, { what: kind, version, answerBy, event })
  })
}

/**
 * The agency says what it decided, about the latest version; said again, it corrects what it said. The request is then
 * closed. Throws `birth-house.not-found`, `birth-file.nothing-sent`, `birth-file.newer-version`,
 * `birth-file.decided-to-come`.
 */
export async function decideFile(ctx: Ctx, houseId: string, given: NewDecision): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId, 'birth-house.review')
    const { file, version } = await sentFile(ctx, house)
    if (given.version !== version) throw new AppError('birth-file.newer-version', { version })
    if (given.decidedOn > civilDate(ctx.now, house.timeZone)) {
      const fields = { decidedOn: 'Cette date est à venir : une décision se date du jour où elle est prise.' }
      throw new AppError('birth-file.decided-to-come', {}, { fields })
    }
    const { decision, decidedOn, reference, validFrom, validTo } = given
    await ctx.db
      .update(birthHouseFiles)
      .set({
        decision,
        decidedVersion: version,
        decidedOn,
        decisionReference: reference,
        validFrom,
        validTo,
        decidedBy: writerOf(ctx),
      })
      .where(and(eq(birthHouseFiles.id, file.id), ofHouse(ctx, 'birth-house.review', birthHouseFiles, house)))
    await audit(ctx, 'birth-house.file-decided', {
      id: house.id,
      details: { name: house.shortName, kind: decision },
    })
    await tellHouse(ctx, house, {
      what: decision,
      version,
      event: `file-decision:${file.id}:${ctx.now.toISOString()}`,
    })
  })
}

/** The current request and its latest version; without one there is nothing to write about yet. */
async function sentFile(ctx: Ctx, house: HouseInReach): Promise<{ file: FileRow; version: number }> {
  const file = await currentFile(ctx, house)
  const [latest] = file ? await versionsOf(ctx, house, file.id) : []
  if (!file || !latest) throw new AppError('birth-file.nothing-sent')
  return { file, version: latest.version }
}
