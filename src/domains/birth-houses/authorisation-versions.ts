import { and, eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { FileContent, type FileVersion } from './authorisation-schemas.js'
import { houseToRead, ofHouse } from './house-in-reach.js'
import { birthHouseFileVersions } from './tables.js'

export type SentVersion = Omit<FileVersion, 'elements'> & { content: FileContent; timeZone: string }
type FrozenDocument = FileContent['elements'][number]['documents'][number]

/** A request as it was sent, for the house and the agency. Throws `birth-house.not-found`, `birth-house.part-not-found`. */
export async function getFileVersion(ctx: Ctx, houseId: string, id: string): Promise<SentVersion> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId, 'birth-file.read')
    const [row] = await ctx.db
      .select()
      .from(birthHouseFileVersions)
      .where(
        and(
          eq(birthHouseFileVersions.id, id),
          ofHouse(ctx, 'birth-file.read', birthHouseFileVersions, house),
        ),
      )
      .limit(1)
    if (!row) throw new AppError('birth-house.part-not-found')
    const content = FileContent.parse(row.content)
    return {
      id: row.id,
      version: row.version,
      receipt: row.receipt,
      contentHash: row.contentHash,
      submittedAt: row.submittedAt.toISOString(),
      submittedBy: row.submittedBy,
      reason: row.reason,
      purpose: content.purpose,
      content,
      timeZone: house.timeZone,
    }
  })
}

/** A document as it was sent with a request. Throws as `getFileVersion`. */
export async function getSentDocument(
  ctx: Ctx,
  houseId: string,
  { versionId, documentId }: { versionId: string; documentId: string },
): Promise<FrozenDocument> {
  const { content } = await getFileVersion(ctx, houseId, versionId)
  const found = content.elements.flatMap(({ documents }) => documents).find(({ id }) => id === documentId)
  if (!found) throw new AppError('birth-house.part-not-found')
  return found
}

/** The same for a program, which does not learn where the disk keeps a document. */
export function asProgramReads({ content, timeZone: _, ...version }: SentVersion): FileVersion {
  return {
    ...version,
    elements: content.elements.map((element) => ({
      ...element,
      documents: element.documents.map(({ stored: _, ...document }) => document),
    })),
  }
}
