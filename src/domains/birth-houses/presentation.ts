import { and, asc, desc, eq, gte, isNull, lte, or } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { directoryStructures } from '../directory/tables.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import { establishments } from '../networks/tables.js'
import { ofHouse } from './house-in-reach.js'
import { getHouse, reachableHouse } from './service.js'
import { birthHouseCharters, birthHouses } from './tables.js'

const PERMISSION = 'birth-house.present'
/** One legal person keeps a few houses at most. */
const MOST_HOUSES = 20

/** What anybody may know of a house (arrêté du 30 novembre 2021, annexe 1: its charter is public by its summary). */
export type Presentation = {
  name: string
  partner: string | null
  territory: string | null
  /** Null while the house is open, even when it is known to close. */
  closedOn: string | null
  charter: { adoptedOn: string; summary: string } | null
}

/**
 * The public face of a house of this network. Nothing else of its file is for everybody, so that this reads as a job and
 * gives these facts alone. Throws `birth-house.not-found`.
 */
export async function presentHouse(ctx: Ctx, network: PublicNetwork, id: string): Promise<Presentation> {
  return inTransaction(asJob(ctx, network), async (ctx) => {
    const { name, partner, territory, closedOn } = await getHouse(ctx, id, PERMISSION)
    const today = civilDate(ctx.now, network.timeZone)
    return {
      ...{ name, partner: partner?.name ?? null, territory },
      closedOn: closedOn !== null && closedOn < today ? closedOn : null,
      charter: await summaryInForce(ctx, id, today),
    }
  })
}

/** A house with a public page to read. */
export type PresentedHouse = { id: string; name: string }

/**
 * The open houses which a structure of the directory is, by its site, or keeps, by its legal person, and whose charter
 * has a summary for everybody. The caller has seen to it that the structure is in reach.
 */
export async function housesPresentedAt(
  ctx: Ctx,
  network: PublicNetwork,
  structureId: string,
): Promise<PresentedHouse[]> {
  return inTransaction(asJob(ctx, network), async (ctx) => {
    const today = civilDate(ctx.now, network.timeZone)
    const houses = await ctx.db
      .select({ id: birthHouses.establishmentId, name: establishments.name })
      .from(birthHouses)
      .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
      .innerJoin(
        directoryStructures,
        or(
          eq(directoryStructures.establishmentId, birthHouses.establishmentId),
          eq(directoryStructures.finessNumber, establishments.finessGeo),
          eq(directoryStructures.finessNumber, birthHouses.legalFinessNumber),
        ),
      )
      .where(
        and(
          eq(directoryStructures.id, structureId),
          within(ctx.actor, PERMISSION, { network: directoryStructures.networkId }),
          or(isNull(birthHouses.closedOn), gte(birthHouses.closedOn, today)),
          reachableHouse(ctx, PERMISSION),
        ),
      )
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_HOUSES)
    const presented: PresentedHouse[] = []
    for (const house of houses) {
      if (await summaryInForce(ctx, house.id, today)) presented.push(house)
    }
    return presented
  })
}

function asJob(ctx: Ctx, { id: networkId }: PublicNetwork): Ctx {
  return { ...ctx, actor: { role: 'system', job: 'house-presentation', networkId } }
}

async function summaryInForce(ctx: Ctx, id: string, today: string): Promise<Presentation['charter']> {
  const [row] = await ctx.db
    .select({ adoptedOn: birthHouseCharters.adoptedOn, summary: birthHouseCharters.publicSummary })
    .from(birthHouseCharters)
    .where(
      and(lte(birthHouseCharters.adoptedOn, today), ofHouse(ctx, PERMISSION, birthHouseCharters, { id })),
    )
    .orderBy(desc(birthHouseCharters.version))
    .limit(1)
  const { adoptedOn = null, summary = null } = row ?? {}
  return adoptedOn === null || summary === null ? null : { adoptedOn, summary }
}
