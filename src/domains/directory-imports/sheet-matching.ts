import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { DirectoryCard } from '../directory/cards.js'
import { foldCommune } from '../directory/communes/gazetteer.js'
import {
  directoryCards,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import { practicesOf } from './known-practices.js'
import { keptByNumber } from './merged-numbers.js'
import { type Candidate, chosenAmong } from './name-matching.js'
import { isAtStreet, isNoPlace, practicesAmong } from './practice-matching.js'
import type { Fields } from './records.js'
import { ofNetwork } from './set-writing.js'
import { isUnnamed, type SheetGroup, type SheetGroups } from './sheet-groups.js'
import type { Found } from './staging.js'
import { BATCH, batches, teamCards } from './team-cards.js'

/** Records of one name: beyond, nothing can be told from a name. */
const MOST_NAMESAKES = 20_000
/** Places with dates of some people, read at a time. */
const MOST_PLACES = 5000

/** What is found by number, and whether it was under one that a merge left behind. */
type ByNumber = Map<string, { id: string; isFollowed: boolean }>

/** Finds the people of a sheet by RPPS number, else by name with a telephone, a mail or a commune in common. */
export async function findPeople(ctx: Ctx, { people }: SheetGroups): Promise<Found[]> {
  const byNumber = await peopleByNumber(ctx, people)
  const cards = await cardsByName(ctx, 'person', people)
  return people.map((group): Found => {
    const { key, fields } = group
    const found = byNumber.get(String(fields.rppsNumber ?? ''))
    if (found !== undefined) return { key, ...found, warning: null }
    return { key, ...chosenAmong(group, cards.get(nameOf(group)) ?? []), isFollowed: false }
  })
}

/**
 * Finds the structures of a sheet by FINESS number, else by name with a commune, a telephone or a mail in common, else
 * as the place of that category a person already has in that commune. A place without a name is never taken for one by
 * the name we would give it, unless it is at the same street.
 */
export async function findStructures(
  ctx: Ctx,
  groups: SheetGroups,
  people: readonly Found[],
): Promise<Found[]> {
  const { structures } = groups
  const byNumber = await structuresByNumber(ctx, structures)
  const cards = await cardsByName(ctx, 'structure', structures)
  const byName = new Map(
    structures.map((group) => {
      const candidates = cards.get(nameOf(group)) ?? []
      const possible = isUnnamed(group) ? candidates.filter((one) => isSamePlace(group, one)) : candidates
      return [group.key, chosenAmong(group, possible)]
    }),
  )
  const numberOf = ({ fields }: SheetGroup) => byNumber.get(String(fields.finessNumber ?? ''))
  const settled = (group: SheetGroup) =>
    numberOf(group)?.id ?? (isUnnamed(group) ? null : (byName.get(group.key)?.id ?? null))
  const left = structures.filter(
    (group) => settled(group) === null && (isUnnamed(group) || group.fields.category === 'professionals'),
  )
  const hers = new Map(
    (await practicesOf(ctx, groups, people, left)).map((one) => [one.group.key, one] as const),
  )
  const taken = new Set(structures.map(settled).filter((id) => id !== null))
  const practices = practicesAmong([...hers.values()], taken)
  const situations = situationsAt(groups)
  return structures.map((group): Found => {
    const { key } = group
    const found = numberOf(group)
    if (found !== undefined) return { key, ...found, warning: null }
    const own = practices.get(key)
    const named = byName.get(key) ?? { id: null, warning: null }
    const best = own === undefined || (own.id === null && named.id !== null) ? named : own
    const known = hers.get(key)
    const isNothing =
      best.id === null && isUnnamed(group) && known && isNoPlace(known, situations.get(key) ?? [])
    return { key, ...best, isFollowed: false, ...(isNothing && { isNoPlace: true }) }
  })
}

function situationsAt({ links }: SheetGroups): Map<string, Fields[]> {
  const found = new Map<string, Fields[]>()
  for (const { where, situation } of links)
    if (where && situation) found.set(where.key, [...(found.get(where.key) ?? []), situation])
  return found
}

function isSamePlace(group: SheetGroup, { category, streets }: Candidate): boolean {
  return category === group.fields.category && streets.some((street) => isAtStreet(group, street))
}

function nameOf({ hints }: SheetGroup): string {
  return hints[0]?.name ?? ''
}

async function peopleByNumber(ctx: Ctx, groups: readonly SheetGroup[]): Promise<ByNumber> {
  const found: ByNumber = new Map()
  const numbers = groups.map(({ fields }) => fields.rppsNumber).filter((one) => typeof one === 'string')
  for (const some of batches(numbers)) {
    const rows = await ctx.db
      .select({ id: directoryPeople.id, number: directoryPeople.rppsNumber })
      .from(directoryPeople)
      .where(
        and(
          within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId }),
          inArray(directoryPeople.rppsNumber, some),
          isNull(directoryPeople.mergedIntoId),
        ),
      )
      .limit(BATCH)
    for (const [number, id] of await keptByNumber(ctx, 'rppsNumber', some))
      found.set(number, { id, isFollowed: true })
    for (const { id, number } of rows) found.set(number ?? '', { id, isFollowed: false })
  }
  return found
}

async function structuresByNumber(ctx: Ctx, groups: readonly SheetGroup[]): Promise<ByNumber> {
  const found: ByNumber = new Map()
  const numbers = groups.map(({ fields }) => fields.finessNumber).filter((one) => typeof one === 'string')
  for (const some of batches(numbers)) {
    const rows = await ctx.db
      .select({ id: directoryStructures.id, number: directoryStructures.finessNumber })
      .from(directoryStructures)
      .where(
        and(
          within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId }),
          inArray(directoryStructures.finessNumber, some),
          isNull(directoryStructures.mergedIntoId),
        ),
      )
      .limit(BATCH)
    for (const [number, id] of await keptByNumber(ctx, 'finessNumber', some))
      found.set(number, { id, isFollowed: true })
    for (const { id, number } of rows) found.set(number ?? '', { id, isFollowed: false })
  }
  return found
}

/** What the team sees of the records that bear these names, which its cards keep folded. */
async function cardsByName(
  ctx: Ctx,
  kind: DirectoryCard['kind'],
  groups: readonly SheetGroup[],
): Promise<Map<string, Candidate[]>> {
  const found = new Map<string, Candidate[]>()
  for (const names of batches([...new Set(groups.map(nameOf))])) {
    const rows = await ctx.db
      .select({ sortName: directoryCards.sortName, card: directoryCards.card })
      .from(directoryCards)
      .where(
        and(teamCards(ctx), eq(directoryCards.subjectKind, kind), inArray(directoryCards.sortName, names)),
      )
      .limit(MOST_NAMESAKES)
    const people = kind === 'person' ? rows.map(({ card }) => card.id) : []
    const dated = await datedPlaces(ctx, people)
    for (const { sortName, card } of rows)
      found.set(sortName, [...(found.get(sortName) ?? []), candidateOf(card, dated.get(card.id) ?? [])])
  }
  return found
}

type Town = { postcode: string | null; commune: string | null }

/** Where people have been, or will be: their cards say where they are, and a table may say all of it. */
async function datedPlaces(ctx: Ctx, people: readonly string[]): Promise<Map<string, Town[]>> {
  const found = new Map<string, Town[]>()
  for (const ids of batches(people)) {
    const rows = await ctx.db
      .select({
        personId: directorySituations.personId,
        postcode: directoryStructures.postcode,
        commune: directoryStructures.communeName,
      })
      .from(directorySituations)
      .innerJoin(directoryStructures, eq(directoryStructures.id, directorySituations.structureId))
      .where(
        and(
          ofNetwork(ctx, directorySituations),
          inArray(directorySituations.personId, ids),
          or(isNotNull(directorySituations.startsOn), isNotNull(directorySituations.endsOn)),
        ),
      )
      .limit(MOST_PLACES)
    for (const { personId, ...town } of rows) found.set(personId, [...(found.get(personId) ?? []), town])
  }
  return found
}

function candidateOf(card: DirectoryCard, dated: readonly Town[]): Candidate {
  const addresses: Town[] = [
    ...(card.address ? [card.address] : []),
    ...card.places.map(({ address }) => address),
    ...dated,
  ]
  return {
    id: card.id,
    number: card.rppsNumber ?? card.finessNumber,
    phones: [card.phone, card.phone2, card.mobile, ...card.places.map(({ phone }) => phone)].filter(
      (one) => one !== null,
    ),
    email: card.email?.toLowerCase() ?? null,
    postcodes: addresses.map(({ postcode }) => postcode).filter((one) => one !== null),
    communes: addresses.map(({ commune }) => foldCommune(commune ?? '')).filter((one) => one !== ''),
    category: card.category,
    streets: card.address?.street ? [card.address.street] : [],
  }
}
