import { and, desc, eq, isNull, ne, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import type { Permission } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { ReceivedFile } from '../documents/receiving.js'
import { receivedRow, toldOf } from '../documents/rows.js'
import { DOCUMENT_KINDS, type DocumentKind, type HouseDocument } from './document-schemas.js'
import { swapInRequest } from './document-uses.js'
import { type HouseInReach, houseToRead, houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import { birthHouseDocuments, birthHouseFileVersions } from './tables.js'

const MOST_DOCUMENTS = 300
const MOST_SHOWN = 1000

type DocumentRow = typeof birthHouseDocuments.$inferSelect

/** The documents of a house, the latest first, those taken away included. Throws `birth-house.not-found`. */
export async function listDocuments(ctx: Ctx, houseId: string): Promise<HouseDocument[]> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId, 'birth-document.read')
    const rows = await ctx.db
      .select()
      .from(birthHouseDocuments)
      .where(readable(ctx, house))
      .orderBy(desc(birthHouseDocuments.uploadedAt), desc(birthHouseDocuments.id))
      .limit(MOST_SHOWN)
    return rows.map(asDocument)
  })
}

/** One that is still there. Throws `birth-house.not-found`, `birth-house.part-not-found`. */
export async function getDocument(
  ctx: Ctx,
  houseId: string,
  id: string,
): Promise<HouseDocument & { stored: string }> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId, 'birth-document.read')
    const row = await currentDocument(ctx, id, readable(ctx, house))
    return { ...asDocument(row), stored: row.stored }
  })
}

/** Keeps a document sent to a house. Throws `birth-house.not-found`, `document.too-many`. */
export async function addDocument(
  ctx: Ctx,
  houseId: string,
  { kind, file }: { kind: DocumentKind; file: ReceivedFile },
): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    await insertDocuments(ctx, house, kind, [file])
    return file.id
  })
}

/** Writes the rows of files received, in the caller’s transaction. Throws `document.too-many`. */
export async function insertDocuments(
  ctx: Ctx,
  house: HouseInReach,
  kind: DocumentKind,
  files: readonly ReceivedFile[],
): Promise<void> {
  if (files.length === 0) return
  const there = await ctx.db.$count(
    birthHouseDocuments,
    and(isNull(birthHouseDocuments.removedAt), ofHouse(ctx, 'birth-house.write', birthHouseDocuments, house)),
  )
  if (there + files.length > MOST_DOCUMENTS) throw new AppError('document.too-many', { most: MOST_DOCUMENTS })
  await ctx.db.insert(birthHouseDocuments).values(
    files.map((file) => ({
      ...receivedRow(file, { at: ctx.now, by: writerOf(ctx) }),
      networkId: house.networkId,
      establishmentId: house.id,
      kind,
    })),
  )
  await trace(ctx, 'birth-house.document', house, kind)
}

/**
 * Another content takes the place of a document, which is kept aside with its trace. Throws `birth-house.not-found`,
 * `birth-house.part-not-found`.
 */
export async function replaceDocument(
  ctx: Ctx,
  houseId: string,
  id: string,
  file: ReceivedFile,
): Promise<{ id: string; isDiscarded: boolean }> {
  return once(ctx, Replaced, async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const old = await currentDocument(ctx, id, writable(ctx, house))
    await insertDocuments(ctx, house, kindOf(old), [file])
    const isDiscarded = await takeAway(ctx, house, old, file.id)
    await trace(ctx, 'birth-house.document-replaced', house, kindOf(old))
    return { id: file.id, isDiscarded }
  })
}

const Replaced = z.strictObject({ id: z.uuid(), isDiscarded: z.boolean() })

/**
 * Takes a document away, with its trace. Says whether its content is to be deleted: what was sent to the agency stays.
 * Throws `birth-house.not-found`, `birth-house.part-not-found`.
 */
export async function removeDocument(ctx: Ctx, houseId: string, id: string): Promise<boolean> {
  return once(ctx, z.boolean(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const row = await currentDocument(ctx, id, writable(ctx, house))
    const isDiscarded = await takeAway(ctx, house, row, null)
    await trace(ctx, 'birth-house.document-removed', house, kindOf(row))
    return isDiscarded
  })
}

async function takeAway(
  ctx: Ctx,
  house: HouseInReach,
  { id }: DocumentRow,
  replacedById: string | null,
): Promise<boolean> {
  await ctx.db
    .update(birthHouseDocuments)
    .set({ removedAt: ctx.now, removedBy: writerOf(ctx), replacedById })
    .where(and(eq(birthHouseDocuments.id, id), writable(ctx, house)))
  await swapInRequest(ctx, house, id, replacedById)
  const sent = await ctx.db.$count(
    birthHouseFileVersions,
    and(
      sql`${id} = any(${birthHouseFileVersions.documentIds})`,
      ofHouse(ctx, 'birth-house.write', birthHouseFileVersions, house),
    ),
  )
  return sent === 0
}

async function currentDocument(ctx: Ctx, id: string, mine: ReturnType<typeof ofHouse>): Promise<DocumentRow> {
  const [row] = await ctx.db
    .select()
    .from(birthHouseDocuments)
    .where(and(eq(birthHouseDocuments.id, id), isNull(birthHouseDocuments.removedAt), mine))
    .limit(1)
  if (!row) throw new AppError('birth-house.part-not-found')
  return row
}

/** What belongs to the request for authorisation alone is for who reads the request. */
function readable(ctx: Ctx, house: HouseInReach) {
  return documentsFor(ctx, house, 'birth-document.read')
}

function writable(ctx: Ctx, house: HouseInReach) {
  return documentsFor(ctx, house, 'birth-house.write')
}

function documentsFor(ctx: Ctx, house: HouseInReach, permission: Permission) {
  return and(
    ofHouse(ctx, permission, birthHouseDocuments, house),
    or(ne(birthHouseDocuments.kind, 'request'), ofHouse(ctx, 'birth-file.read', birthHouseDocuments, house)),
  )
}

function trace(
  ctx: Ctx,
  action: 'birth-house.document' | 'birth-house.document-replaced' | 'birth-house.document-removed',
  house: HouseInReach,
  kind: DocumentKind,
): Promise<void> {
  return audit(ctx, action, { id: house.id, details: { name: house.shortName, kind } })
}

function kindOf({ kind }: DocumentRow): DocumentKind {
  return kind in DOCUMENT_KINDS ? (kind as DocumentKind) : 'other'
}

function asDocument(row: DocumentRow): HouseDocument {
  return { ...toldOf(row), kind: kindOf(row), replacedById: row.replacedById }
}
