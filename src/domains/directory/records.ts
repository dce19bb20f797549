import { and, isNull } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { isAmong } from '../../db/among.js'
import { atOnce } from '../../db/at-once.js'
import { hostsOfIvg } from './ivg-places.js'
import { objectedPractices } from './objecting-practices.js'
import {
  directoryActivities,
  directoryConsents,
  directoryMemberships,
  directoryOffers,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from './tables.js'
import { isPractice } from './visibility.js'

export type PersonRow = typeof directoryPeople.$inferSelect
export type StructureRow = typeof directoryStructures.$inferSelect
export type SituationRow = typeof directorySituations.$inferSelect
export type OfferRow = typeof directoryOffers.$inferSelect
export type MembershipRow = typeof directoryMemberships.$inferSelect
export type ActivityRow = typeof directoryActivities.$inferSelect

/** What is shown of a structure where somebody works: read for each of her places, it is not the whole record. */
const PLACE_COLUMNS = {
  id: directoryStructures.id,
  territoryId: directoryStructures.territoryId,
  finessNumber: directoryStructures.finessNumber,
  name: directoryStructures.name,
  category: directoryStructures.category,
  categoryCode: directoryStructures.categoryCode,
  legalStatus: directoryStructures.legalStatus,
  street: directoryStructures.street,
  addressMore: directoryStructures.addressMore,
  postcode: directoryStructures.postcode,
  communeCode: directoryStructures.communeCode,
  communeName: directoryStructures.communeName,
  latitude: directoryStructures.latitude,
  longitude: directoryStructures.longitude,
  isPrivateAddress: directoryStructures.isPrivateAddress,
  accessibility: directoryStructures.accessibility,
  visibility: directoryStructures.visibility,
  closedOn: directoryStructures.closedOn,
  archivedAt: directoryStructures.archivedAt,
}
export type PlaceStructure = Pick<StructureRow, keyof typeof PLACE_COLUMNS>

/** A structure with what its secrecy depends on. */
export type Place<Structure extends PlaceStructure = PlaceStructure> = {
  structure: Structure
  hostsIvgPractitioner: boolean
}

/** A person with everything her cards are made of. */
export type PersonRecord = {
  person: PersonRow
  situations: { situation: SituationRow; place: Place }[]
  offers: OfferRow[]
  /** Scopes of the consents in force. */
  consents: string[]
  membership: MembershipRow | null
}

/** A structure with everything its cards are made of. */
export type StructureRecord = Place<StructureRow> & {
  /** A practice where everybody has objected to being shown. */
  isObjectedTo: boolean
  offers: OfferRow[]
  activities: ActivityRow[]
  membership: MembershipRow | null
}

/** The people of these identifiers, whole. For the directory’s own services: who may read them is for the caller to say. */
export async function loadPeople(ctx: Ctx, ids: readonly string[]): Promise<PersonRecord[]> {
  if (ids.length === 0) return []
  const [{ situations, placeOf }, people, offers, consents, memberships] = await atOnce([
    loadSituations(ctx, ids),
    ctx.db.select().from(directoryPeople).where(isAmong(directoryPeople.id, ids)),
    ctx.db
      .select()
      .from(directoryOffers)
      .where(isAmong(directoryOffers.personId, ids))
      .orderBy(directoryOffers.kind, directoryOffers.id),
    ctx.db
      .select({ personId: directoryConsents.personId, scope: directoryConsents.scope })
      .from(directoryConsents)
      .where(and(isAmong(directoryConsents.personId, ids), isNull(directoryConsents.withdrawnAt))),
    ctx.db.select().from(directoryMemberships).where(isAmong(directoryMemberships.personId, ids)),
  ])
  const situationsOf = grouped(situations, ({ personId }) => personId)
  const offersOf = grouped(offers, ({ personId }) => personId)
  const consentsOf = grouped(consents, ({ personId }) => personId)
  const membershipOf = new Map(memberships.map((row) => [row.personId, row]))
  return people.map((person) => ({
    person,
    situations: (situationsOf.get(person.id) ?? []).flatMap((situation) => {
      const place = placeOf.get(situation.structureId)
      return place ? [{ situation, place }] : []
    }),
    offers: offersOf.get(person.id) ?? [],
    consents: (consentsOf.get(person.id) ?? []).map(({ scope }) => scope),
    membership: membershipOf.get(person.id) ?? null,
  }))
}

/** The structures of these identifiers, whole. Who may read them is for the caller to say. */
export async function loadStructures(ctx: Ctx, ids: readonly string[]): Promise<StructureRecord[]> {
  if (ids.length === 0) return []
  const [structures, offers, activities, memberships, hosting] = await atOnce([
    ctx.db.select().from(directoryStructures).where(isAmong(directoryStructures.id, ids)),
    ctx.db
      .select()
      .from(directoryOffers)
      .where(isAmong(directoryOffers.structureId, ids))
      .orderBy(directoryOffers.kind, directoryOffers.id),
    ctx.db.select().from(directoryActivities).where(isAmong(directoryActivities.structureId, ids)),
    ctx.db.select().from(directoryMemberships).where(isAmong(directoryMemberships.structureId, ids)),
    hostsOfIvg(ctx, ids),
  ])
  const practices = structures.filter(isPractice).map(({ id }) => id)
  const objected = await objectedPractices(ctx, practices)
  const offersOf = grouped(offers, ({ structureId }) => structureId)
  const activitiesOf = grouped(activities, ({ structureId }) => structureId)
  const membershipOf = new Map(memberships.map((row) => [row.structureId, row]))
  return structures.map((structure) => ({
    structure,
    hostsIvgPractitioner: hosting.has(structure.id),
    isObjectedTo: objected.has(structure.id),
    offers: offersOf.get(structure.id) ?? [],
    activities: activitiesOf.get(structure.id) ?? [],
    membership: membershipOf.get(structure.id) ?? null,
  }))
}

async function loadSituations(ctx: Ctx, personIds: readonly string[]) {
  const situations = await ctx.db
    .select()
    .from(directorySituations)
    .where(isAmong(directorySituations.personId, personIds))
  return { situations, placeOf: await loadPlaces(ctx, situations) }
}

/**
 * Where these situations are, asked apart and by identifier: joined, in the transaction of an import, which has no
 * statistics yet, the planner reads every structure of the network for each batch of people.
 */
async function loadPlaces(ctx: Ctx, situations: readonly SituationRow[]): Promise<Map<string, Place>> {
  const ids = [...new Set(situations.map(({ structureId }) => structureId))]
  const [structures, hosting] = await atOnce([
    ctx.db.select(PLACE_COLUMNS).from(directoryStructures).where(isAmong(directoryStructures.id, ids)),
    hostsOfIvg(ctx, ids),
  ])
  return new Map(
    structures.map((structure) => [
      structure.id,
      { structure, hostsIvgPractitioner: hosting.has(structure.id) },
    ]),
  )
}

function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
