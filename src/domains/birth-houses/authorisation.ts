import { createHash } from 'node:crypto'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import type { Permission } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import type { ReceivedFile } from '../documents/receiving.js'
import { currentNetwork } from '../networks/service.js'
import {
  answersOf,
  type ElementAnswers,
  FILE_ELEMENT_CODES,
  FILE_ELEMENTS,
  PURPOSE_CODES,
  type Purpose,
} from './authorisation-elements.js'
import { houseSaid, type KnownFacts, knownFacts } from './authorisation-known.js'
import { tellAgency } from './authorisation-mails.js'
import { fileReceipt, isComplete, type PartState, partStates } from './authorisation-rules.js'
import type { DraftChange, FileContent, Submission } from './authorisation-schemas.js'
import { refuseRequestOfClosed } from './closing.js'
import { insertDocuments } from './documents.js'
import { type HouseInReach, houseToRead, houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import { getHouse } from './service.js'
import { birthHouseDocuments, birthHouseFiles, birthHouseFileVersions } from './tables.js'

const MOST_DOCUMENTS = 300

export type FileRow = typeof birthHouseFiles.$inferSelect
type DocumentRow = typeof birthHouseDocuments.$inferSelect

/** A document of the house one may join to the request. */
export type JoinedDocument = { id: string; name: string; bytes: number }

/** The request being prepared, as its house sees it. */
export type OwnFile = {
  purpose: Purpose
  revision: number
  updatedAt: Date
  updatedBy: string
  answers: ElementAnswers
  known: KnownFacts
  parts: PartState[]
  /** Every document of the house, those joined and the others. */
  documents: JoinedDocument[]
  timeZone: string
}

/**
 * Opens a request: a house has one at a time. Throws `birth-house.not-found`, `birth-file.house-closed`,
 * `birth-file.already-open`.
 */
export async function openFile(ctx: Ctx, houseId: string, purpose: Purpose): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    // Two who open it at once wait here for each other: there is one.
    const house = await requestToWrite(ctx, houseId)
    if (await openedFile(ctx, house)) throw new AppError('birth-file.already-open')
    await ctx.db.insert(birthHouseFiles).values({
      networkId: house.networkId,
      establishmentId: house.id,
      purpose,
      elements: {},
      openedAt: ctx.now,
      updatedAt: ctx.now,
      updatedBy: writerOf(ctx),
    })
    await audit(ctx, 'birth-house.file-opened', { id: house.id, details: { name: house.shortName } })
  })
}

/** The request being prepared. Throws `birth-house.not-found`, `birth-file.none-open`. */
export async function readDraft(ctx: Ctx, houseId: string): Promise<OwnFile> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId, 'birth-house.submit')
    return describe(ctx, house, await requireOpen(ctx, house))
  })
}

/**
 * Keeps what is written of some elements, and the files sent with it. Nothing needs to be complete. Throws
 * `birth-house.not-found`, `birth-file.house-closed`, `birth-file.none-open`, `birth-house.edited-meanwhile`,
 * `birth-house.part-not-found`.
 */
export async function saveElements(
  ctx: Ctx,
  houseId: string,
  { revision, elements }: DraftChange,
  files: readonly ReceivedFile[] = [],
): Promise<string[]> {
  return once(ctx, z.array(z.uuid()), async (ctx) => {
    const house = await requestToWrite(ctx, houseId)
    const file = await requireOpen(ctx, house)
    if (file.revision !== revision) throw new AppError('birth-house.edited-meanwhile')
    await insertDocuments(ctx, house, 'request', files)
    const named = [...new Set(Object.values(elements).flatMap(({ documentIds }) => documentIds))]
    const there = await documentsOf(ctx, house)
    if (named.some((id) => !there.some((one) => one.id === id)))
      throw new AppError('birth-house.part-not-found')
    await ctx.db
      .update(birthHouseFiles)
      .set({
        elements: { ...file.elements, ...elements },
        revision: revision + 1,
        updatedAt: ctx.now,
        updatedBy: writerOf(ctx),
      })
      .where(and(eq(birthHouseFiles.id, file.id), mine(ctx, house)))
    await audit(ctx, 'birth-house.file-written', { id: house.id, details: { name: house.shortName } })
    return files.map(({ id }) => id)
  })
}

const Sent = z.strictObject({ id: z.uuid(), version: z.int(), receipt: z.string() })
export type SentFile = z.infer<typeof Sent>

/**
 * Hands the request to the agency: words, facts and documents are frozen as they are at this instant, under a receipt.
 * Another version says what changes. Throws `birth-house.not-found`, `birth-file.house-closed`,
 * `birth-file.none-open`, `birth-house.edited-meanwhile`, `birth-file.incomplete`, `birth-file.reason-missing`.
 */
export async function submitFile(
  ctx: Ctx,
  houseId: string,
  { revision, reason }: Submission,
): Promise<SentFile> {
  return once(ctx, Sent, async (ctx) => {
    const house = await requestToWrite(ctx, houseId)
    const file = await requireOpen(ctx, house)
    if (file.revision !== revision) throw new AppError('birth-house.edited-meanwhile')
    const own = await describe(ctx, house, file)
    if (!isComplete(own.parts)) throw new AppError('birth-file.incomplete')
    const version = (await latestVersion(ctx, house, file.id)) + 1
    if (version > 1 && reason === null) {
      const fields = { reason: 'Dites en une phrase ce qui change depuis la version précédente.' }
      throw new AppError('birth-file.reason-missing', {}, { fields })
    }
    const documents = await documentsOf(ctx, house)
    const content = await frozenContent(ctx, house, own, { fileId: file.id, version, documents })
    const contentHash = createHash('sha256').update(JSON.stringify(content)).digest('hex')
    const [row] = await ctx.db
      .insert(birthHouseFileVersions)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        fileId: file.id,
        version,
        content,
        contentHash,
        receipt: fileReceipt(house.shortName, version, contentHash),
        documentIds: [...new Set(content.elements.flatMap((one) => one.documents.map(({ id }) => id)))],
        submittedAt: ctx.now,
        submittedBy: writerOf(ctx),
        reason: version === 1 ? null : reason,
      })
      .returning({ id: birthHouseFileVersions.id, receipt: birthHouseFileVersions.receipt })
    if (!row) throw new Error('the version was not written')
    await audit(ctx, 'birth-house.file-sent', {
      id: house.id,
      details: { name: house.shortName, reference: row.receipt },
    })
    await tellAgency(ctx, house, { what: 'submitted', version, event: `file-version:${row.id}` })
    return { id: row.id, version, receipt: row.receipt }
  })
}

/** The request that waits for a decision, if there is one. */
export async function openedFile(
  ctx: Ctx,
  house: Pick<HouseInReach, 'id'>,
  permission: Permission = 'birth-house.submit',
): Promise<FileRow | null> {
  const [row] = await ctx.db
    .select()
    .from(birthHouseFiles)
    .where(and(isNull(birthHouseFiles.decision), ofHouse(ctx, permission, birthHouseFiles, house)))
    .limit(1)
  return row ?? null
}

/** What each part of a request lacks today. */
export async function partsOf(ctx: Ctx, house: HouseInReach, file: FileRow): Promise<PartState[]> {
  const known = knownFacts(await houseSaid(ctx, house.id), civilDate(ctx.now, house.timeZone))
  return partStates(answersOf(file.elements), known)
}

/** A house whose request is written: it is not closed. Throws `birth-house.not-found`, `birth-file.house-closed`. */
async function requestToWrite(ctx: Ctx, houseId: string): Promise<HouseInReach> {
  const house = await houseToWrite(ctx, houseId, 'birth-house.submit')
  refuseRequestOfClosed(house, civilDate(ctx.now, house.timeZone))
  return house
}

async function requireOpen(ctx: Ctx, house: HouseInReach): Promise<FileRow> {
  const file = await openedFile(ctx, house)
  if (!file) throw new AppError('birth-file.none-open')
  return file
}

async function describe(ctx: Ctx, house: HouseInReach, file: FileRow): Promise<OwnFile> {
  const known = knownFacts(await houseSaid(ctx, house.id), civilDate(ctx.now, house.timeZone))
  const answers = answersOf(file.elements)
  return {
    purpose: purposeOf(file),
    revision: file.revision,
    updatedAt: file.updatedAt,
    updatedBy: file.updatedBy,
    answers,
    known,
    parts: partStates(answers, known),
    documents: (await documentsOf(ctx, house)).map(({ id, name, bytes }) => ({ id, name, bytes })),
    timeZone: house.timeZone,
  }
}

export function purposeOf({ purpose }: Pick<FileRow, 'purpose'>): Purpose {
  return PURPOSE_CODES.find((one) => one === purpose) ?? 'creation'
}

async function frozenContent(
  ctx: Ctx,
  house: HouseInReach,
  { purpose, answers, known }: OwnFile,
  { fileId, version, documents }: { fileId: string; version: number; documents: DocumentRow[] },
): Promise<FileContent> {
  const { name, finessGeo } = await getHouse(ctx, house.id)
  const network = await currentNetwork(ctx, house.networkId)
  return {
    house: { name, finessNumber: finessGeo, network: network.name },
    fileId,
    purpose,
    version,
    submittedAt: ctx.now.toISOString(),
    elements: FILE_ELEMENT_CODES.map((code) => ({
      code,
      label: FILE_ELEMENTS[code].label,
      text: answers[code].text,
      facts: known[code].facts,
      documents: documents
        .filter(({ id }) => answers[code].documentIds.includes(id))
        .map(({ id, name, mediaType, bytes, contentHash, stored }) => ({
          id,
          name,
          mediaType,
          bytes,
          sha256: contentHash,
          stored,
        })),
    })),
  }
}

function documentsOf(ctx: Ctx, house: HouseInReach): Promise<DocumentRow[]> {
  return ctx.db
    .select()
    .from(birthHouseDocuments)
    .where(
      and(
        isNull(birthHouseDocuments.removedAt),
        ofHouse(ctx, 'birth-house.submit', birthHouseDocuments, house),
      ),
    )
    .orderBy(desc(birthHouseDocuments.uploadedAt), desc(birthHouseDocuments.id))
    .limit(MOST_DOCUMENTS)
}

async function latestVersion(ctx: Ctx, house: HouseInReach, fileId: string): Promise<number> {
  return ctx.db.$count(
    birthHouseFileVersions,
    and(
      eq(birthHouseFileVersions.fileId, fileId),
      ofHouse(ctx, 'birth-house.submit', birthHouseFileVersions, house),
    ),
  )
}

function mine(ctx: Ctx, house: HouseInReach) {
  return ofHouse(ctx, 'birth-house.submit', birthHouseFiles, house)
}
