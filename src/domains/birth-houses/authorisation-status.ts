import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { type FileRow, openedFile, partsOf, purposeOf } from './authorisation.js'
import { type Decision, fileStage } from './authorisation-rules.js'
import type { FileStatus, FollowedFile } from './authorisation-schemas.js'
import { type HouseInReach, houseToRead, ofHouse } from './house-in-reach.js'
import { listHouses } from './service.js'
import { birthHouseExchanges, birthHouseFiles, birthHouseFileVersions } from './tables.js'

const MOST_FILES = 50
const MOST_VERSIONS = 50
const MOST_EXCHANGES = 500

/** The requests of a house, the latest first: where each stands, not what it says. Throws `birth-house.not-found`. */
export async function listFiles(ctx: Ctx, houseId: string): Promise<FileStatus[]> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId)
    const rows = await ctx.db
      .select()
      .from(birthHouseFiles)
      .where(ofHouse(ctx, 'birth-house.read', birthHouseFiles, house))
      .orderBy(desc(birthHouseFiles.openedAt), desc(birthHouseFiles.id))
      .limit(MOST_FILES)
    const statuses: FileStatus[] = []
    for (const row of rows) statuses.push(await statusOf(ctx, house, row))
    return statuses
  })
}

/** The houses within reach, each with its latest request: for the network and the agency. */
export async function listFollowedFiles(ctx: Ctx): Promise<FollowedFile[]> {
  return inTransaction(ctx, async (ctx) => {
    const followed: FollowedFile[] = []
    for (const { id, name } of await listHouses(ctx)) {
      const [status] = await listFiles(ctx, id)
      followed.push({ houseId: id, house: name, status: status ?? null })
    }
    return followed
  })
}

/** The request an exchange or a decision is about: the one that is open, else the latest. */
export async function currentFile(ctx: Ctx, house: HouseInReach): Promise<FileRow | null> {
  const open = await openedFile(ctx, house, 'birth-file.read')
  if (open) return open
  const [latest] = await ctx.db
    .select()
    .from(birthHouseFiles)
    .where(ofHouse(ctx, 'birth-file.read', birthHouseFiles, house))
    .orderBy(desc(birthHouseFiles.openedAt), desc(birthHouseFiles.id))
    .limit(1)
  return latest ?? null
}

/** The versions of a request, the latest first, without what they say. */
export async function versionsOf(ctx: Ctx, house: HouseInReach, fileId: string) {
  return ctx.db
    .select({
      id: birthHouseFileVersions.id,
      version: birthHouseFileVersions.version,
      receipt: birthHouseFileVersions.receipt,
      submittedAt: birthHouseFileVersions.submittedAt,
      submittedBy: birthHouseFileVersions.submittedBy,
      reason: birthHouseFileVersions.reason,
    })
    .from(birthHouseFileVersions)
    .where(
      and(
        eq(birthHouseFileVersions.fileId, fileId),
        ofHouse(ctx, 'birth-house.read', birthHouseFileVersions, house),
      ),
    )
    .orderBy(desc(birthHouseFileVersions.version))
    .limit(MOST_VERSIONS)
}

async function statusOf(ctx: Ctx, house: HouseInReach, row: FileRow): Promise<FileStatus> {
  const versions = await versionsOf(ctx, house, row.id)
  const { askedAt, answeredAt, answerBy } = await exchangedOn(ctx, house, row.id)
  const decision = decisionOf(row)
  const stage = fileStage({
    decision: decision?.decision ?? null,
    submittedAt: versions[0]?.submittedAt ?? null,
    askedAt,
    answeredAt,
  })
  return {
    purpose: purposeOf(row),
    stage,
    openedAt: row.openedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    // The draft is between the house and its network: the agency reads what was sent.
    parts: ctx.actor.role === 'ars' || decision !== null ? null : await partsOf(ctx, house, row),
    versions: versions.map((one) => ({ ...one, submittedAt: one.submittedAt.toISOString() })),
    answerBy: stage === 'complement-asked' ? answerBy : null,
    decision,
  }
}

/** When the agency last asked and the house last answered; what they wrote stays between them. */
async function exchangedOn(ctx: Ctx, house: HouseInReach, fileId: string) {
  const rows = await ctx.db
    .select({
      kind: birthHouseExchanges.kind,
      writtenAt: birthHouseExchanges.writtenAt,
      answerBy: birthHouseExchanges.answerBy,
    })
    .from(birthHouseExchanges)
    .where(
      and(
        eq(birthHouseExchanges.about, 'file'),
        eq(birthHouseExchanges.aboutId, fileId),
        inArray(birthHouseExchanges.kind, ['question', 'answer']),
        ofHouse(ctx, 'birth-house.read', birthHouseExchanges, house),
      ),
    )
    .orderBy(asc(birthHouseExchanges.writtenAt))
    .limit(MOST_EXCHANGES)
  const question = rows.findLast(({ kind }) => kind === 'question')
  return {
    askedAt: question?.writtenAt ?? null,
    answerBy: question?.answerBy ?? null,
    answeredAt: rows.findLast(({ kind }) => kind === 'answer')?.writtenAt ?? null,
  }
}

const DECISIONS: readonly Decision[] = ['granted', 'refused']

function decisionOf(row: FileRow): FileStatus['decision'] {
  const decision = DECISIONS.find((one) => one === row.decision)
  if (!decision || row.decidedOn === null || row.decidedVersion === null) return null
  return {
    decision,
    version: row.decidedVersion,
    decidedOn: row.decidedOn,
    reference: row.decisionReference,
    validFrom: row.validFrom,
    validTo: row.validTo,
    decidedBy: row.decidedBy,
  }
}
