import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { within } from '../../../access/policy.js'
import type { Ctx } from '../../../context.js'
import { directoryPeople, directorySituations, directoryStructures } from '../../directory/tables.js'
import type { PersonFacts } from './people.js'
import type { StructureFacts } from './structures.js'

/** Records read at a time. */
const BATCH = 5000
/** Far more than a region has; beyond, the last ones are not compared. */
const MOST_RECORDS = 200_000

/** What a suspicion about people is made of, for every person of the network. In the caller’s transaction. */
export async function loadPeopleFacts(ctx: Ctx): Promise<PersonFacts[]> {
  return inBatches(async (after) => {
    const people = await ctx.db
      .select({
        id: directoryPeople.id,
        rppsNumber: directoryPeople.rppsNumber,
        formerIdentifier: directoryPeople.formerIdentifier,
        lastName: directoryPeople.lastName,
        firstName: directoryPeople.firstName,
        professionCode: directoryPeople.professionCode,
        phone: directoryPeople.phone,
        mobile: directoryPeople.mobile,
        email: directoryPeople.email,
      })
      .from(directoryPeople)
      .where(
        and(
          within(ctx.actor, 'directory.run-upkeep', { network: directoryPeople.networkId }),
          isNull(directoryPeople.archivedAt),
          after === null ? undefined : gt(directoryPeople.id, after),
        ),
      )
      .orderBy(asc(directoryPeople.id))
      .limit(BATCH)
    const places = await placesOf(
      ctx,
      people.map(({ id }) => id),
    )
    return people.map(({ phone, mobile, email, ...person }) => {
      const at = places.get(person.id) ?? []
      return {
        ...person,
        phones: said([phone, mobile, ...at.map((place) => place.phone)]),
        emails: said([email, ...at.map((place) => place.email)]),
        communes: said(at.map(({ communeCode }) => communeCode)),
        places: at.map(({ structureId }) => structureId),
      }
    })
  })
}

/** The same for structures. */
export async function loadStructureFacts(ctx: Ctx): Promise<StructureFacts[]> {
  return inBatches(async (after) => {
    const structures = await ctx.db
      .select({
        id: directoryStructures.id,
        finessNumber: directoryStructures.finessNumber,
        siret: directoryStructures.siret,
        name: directoryStructures.name,
        street: directoryStructures.street,
        communeCode: directoryStructures.communeCode,
        postcode: directoryStructures.postcode,
        phone: directoryStructures.phone,
        phone2: directoryStructures.phone2,
        email: directoryStructures.email,
      })
      .from(directoryStructures)
      .where(
        and(
          within(ctx.actor, 'directory.run-upkeep', { network: directoryStructures.networkId }),
          isNull(directoryStructures.archivedAt),
          after === null ? undefined : gt(directoryStructures.id, after),
        ),
      )
      .orderBy(asc(directoryStructures.id))
      .limit(BATCH)
    return structures.map(({ phone, phone2, email, ...structure }) => ({
      ...structure,
      phones: said([phone, phone2]),
      emails: said([email]),
    }))
  })
}

type Place = {
  structureId: string
  communeCode: string | null
  phone: string | null
  email: string | null
}

/** Past places count too: a record seldom says that somebody has left. */
async function placesOf(ctx: Ctx, personIds: readonly string[]): Promise<Map<string, Place[]>> {
  const places = new Map<string, Place[]>()
  if (personIds.length === 0) return places
  const rows = await ctx.db
    .select({
      personId: directorySituations.personId,
      structureId: directorySituations.structureId,
      phone: directorySituations.phone,
      email: directorySituations.email,
      communeCode: directoryStructures.communeCode,
    })
    .from(directorySituations)
    .innerJoin(directoryStructures, eq(directoryStructures.id, directorySituations.structureId))
    .where(inArray(directorySituations.personId, [...personIds]))
  for (const { personId, ...place } of rows) places.set(personId, [...(places.get(personId) ?? []), place])
  return places
}

async function inBatches<Facts extends { id: string }>(
  read: (after: string | null) => Promise<Facts[]>,
): Promise<Facts[]> {
  const all: Facts[] = []
  for (let after: string | null = null; all.length < MOST_RECORDS; ) {
    const batch: Facts[] = await read(after)
    all.push(...batch)
    if (batch.length < BATCH) break
    after = batch.at(-1)?.id ?? null
  }
  return all
}

function said(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null && value !== ''))] as string[]
}
