import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import {
  type Adoption,
  CHARTER_ITEM_NUMBERS,
  type Charter,
  type CharterDraft,
  CharterItems,
  type CharterText,
  charterLacks,
} from './charter-schemas.js'
import { houseToRead, houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import { birthHouseCharters } from './tables.js'

const MOST_VERSIONS = 200

type CharterRow = typeof birthHouseCharters.$inferSelect

/** The versions of the charter of a house, the latest first, the draft included. Throws `birth-house.not-found`. */
export async function listCharters(ctx: Ctx, houseId: string): Promise<Charter[]> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId)
    const rows = await ctx.db
      .select()
      .from(birthHouseCharters)
      .where(ofHouse(ctx, 'birth-house.read', birthHouseCharters, house))
      .orderBy(desc(birthHouseCharters.version))
      .limit(MOST_VERSIONS)
    return rows.map(asCharter)
  })
}

/** One version. Throws `birth-house.not-found`, `birth-house.part-not-found`. */
export async function getCharter(ctx: Ctx, houseId: string, version: number): Promise<Charter> {
  const found = (await listCharters(ctx, houseId)).find((one) => one.version === version)
  if (!found) throw new AppError('birth-house.part-not-found')
  return found
}

/**
 * Writes the draft of the next version, made when there is none. Throws `birth-house.not-found`,
 * `birth-house.edited-meanwhile`.
 */
export async function saveDraft(
  ctx: Ctx,
  houseId: string,
  { revision, ...text }: CharterDraft,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const mine = ofHouse(ctx, 'birth-house.write', birthHouseCharters, house)
    const draft = await draftOf(ctx, mine)
    if ((draft?.revision ?? 0) !== revision) throw new AppError('birth-house.edited-meanwhile')
    const said = { ...text, items: saidItems(text), updatedAt: ctx.now, updatedBy: writerOf(ctx) }
    if (draft) {
      await ctx.db
        .update(birthHouseCharters)
        .set({ ...said, revision: revision + 1 })
        .where(and(eq(birthHouseCharters.id, draft.id), mine))
    } else {
      const [latest] = await ctx.db
        .select({ version: birthHouseCharters.version })
        .from(birthHouseCharters)
        .where(mine)
        .orderBy(desc(birthHouseCharters.version))
        .limit(1)
      const of = { networkId: house.networkId, establishmentId: house.id }
      await ctx.db.insert(birthHouseCharters).values({ ...of, ...said, version: (latest?.version ?? 0) + 1 })
    }
    await audit(ctx, 'birth-house.charter', { id: house.id, details: { name: house.shortName } })
  })
}

/**
 * The house adopts its draft, which is then never changed again. Throws `birth-house.not-found`,
 * `birth-house.part-not-found` without a draft, `birth-house.edited-meanwhile`, `birth-house.charter-incomplete`,
 * `birth-house.adopted-to-come`.
 */
export async function adoptCharter(
  ctx: Ctx,
  houseId: string,
  { revision, adoptedOn }: Adoption,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const mine = ofHouse(ctx, 'birth-house.submit', birthHouseCharters, house)
    const draft = await draftOf(ctx, mine)
    if (!draft) throw new AppError('birth-house.part-not-found')
    if (draft.revision !== revision) throw new AppError('birth-house.edited-meanwhile')
    refuseIncomplete(asCharter(draft))
    if (adoptedOn > civilDate(ctx.now, house.timeZone)) {
      const fields = { adoptedOn: 'Cette date est à venir : la charte se date du jour de son adoption.' }
      throw new AppError('birth-house.adopted-to-come', {}, { fields })
    }
    await ctx.db
      .update(birthHouseCharters)
      .set({ adoptedOn, adoptedBy: writerOf(ctx), updatedAt: ctx.now, updatedBy: writerOf(ctx) })
      .where(and(eq(birthHouseCharters.id, draft.id), mine))
    await audit(ctx, 'birth-house.adopt-charter', {
      id: house.id,
      details: { name: house.shortName },
    })
  })
}

function refuseIncomplete(draft: Charter): void {
  const lacking = charterLacks(draft)
  if (lacking.length > 0) throw new AppError('birth-house.charter-incomplete', { count: lacking.length })
}

/** The house is locked by whoever calls: there is one draft, and one who writes it. */
async function draftOf(ctx: Ctx, mine: ReturnType<typeof ofHouse>): Promise<CharterRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(birthHouseCharters)
    .where(and(isNull(birthHouseCharters.adoptedOn), mine))
    .limit(1)
  return row
}

/** A version of a charter as it is read: every item, said or not. */
export function asCharter(row: CharterRow): Charter {
  return {
    version: row.version,
    items: CharterItems.parse(
      Object.fromEntries(CHARTER_ITEM_NUMBERS.map((number) => [number, row.items[number] ?? null])),
    ),
    presenceMaxHours: row.presenceMaxHours,
    bloodScreening: row.bloodScreening,
    hearingScreening: row.hearingScreening,
    publicSummary: row.publicSummary,
    adoptedOn: row.adoptedOn,
    adoptedBy: row.adoptedBy,
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  }
}

/** The items that say something: a blank one is absent. */
function saidItems({ items }: CharterText): Record<string, string> {
  return Object.fromEntries(
    CHARTER_ITEM_NUMBERS.flatMap((number) => (items[number] ? [[number, items[number]]] : [])),
  )
}
