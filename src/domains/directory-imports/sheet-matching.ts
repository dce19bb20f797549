import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { CardAddress, DirectoryCard } from '../directory/cards.js'
import { foldText } from '../directory/national/plain-text.js'
import { isFor } from '../directory/reading.js'
import {
  directoryCards,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import { keptByNumber } from './merged-numbers.js'
import { type Candidate, chosenAmong } from './name-matching.js'
import { ofNetwork } from './set-writing.js'
import type { SheetGroup, SheetGroups } from './sheet-groups.js'
import type { Found } from './staging.js'
import { isBlank } from './verdicts.js'

/** Names looked up at a time. */
const BATCH = 500
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
 * as the one practice a person already has in that commune.
 */
export async function findStructures(
  ctx: Ctx,
  groups: SheetGroups,
  people: readonly Found[],
): Promise<Found[]> {
  const { structures, links } = groups
  const byNumber = await structuresByNumber(ctx, structures)
  const cards = await cardsByName(ctx, 'structure', structures)
  const places = await placesOf(ctx, people)
  const peopleAt = new Map<string, string[]>()
  for (const { who, where } of links)
    if (who && where) peopleAt.set(where.key, [...(peopleAt.get(where.key) ?? []), who.key])
  return structures.map((group): Found => {
    const { key, fields } = group
    const found = byNumber.get(String(fields.finessNumber ?? ''))
    if (found !== undefined) return { key, ...found, warning: null }
    const named = { ...chosenAmong(group, cards.get(nameOf(group)) ?? []), isFollowed: false }
    if (named.id !== null || fields.category !== 'professionals') return { key, ...named }
    const practices = (peopleAt.get(key) ?? []).flatMap((person) => places.get(person) ?? [])
    const hers = practices.filter(({ address }) => isThere(group, address))
    const [only, ...others] = [...new Set(hers.map(({ structureId }) => structureId))]
    if (only === undefined || others.length > 0) return { key, ...named }
    return { key, id: only, warning: null, isFollowed: false }
  })
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

function teamCards(ctx: Ctx) {
  return and(within(ctx.actor, 'directory.run-import', { network: directoryCards.networkId }), isFor('team'))
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
    communes: addresses.map(({ commune }) => foldText(commune ?? '')).filter((one) => one !== ''),
  }
}

type Practice = { structureId: string; address: CardAddress }

/** The practices of the people found, as the team sees them. */
async function placesOf(ctx: Ctx, people: readonly Found[]): Promise<Map<string, Practice[]>> {
  const keyOf = new Map(people.flatMap(({ key, id }) => (id === null ? [] : [[id, key] as const])))
  const places = new Map<string, Practice[]>()
  for (const ids of batches([...keyOf.keys()])) {
    const rows = await ctx.db
      .select({ id: directoryCards.subjectId, card: directoryCards.card })
      .from(directoryCards)
      .where(
        and(teamCards(ctx), eq(directoryCards.subjectKind, 'person'), inArray(directoryCards.subjectId, ids)),
      )
      .limit(BATCH)
    for (const { id, card } of rows)
      places.set(
        keyOf.get(id) ?? '',
        card.places.filter(({ sectorCode }) => sectorCode === null || PRACTICES.has(sectorCode)),
      )
  }
  return places
}

/** Own practice, group practice, company. */
const PRACTICES = new Set(['SA07', 'SA08', 'SA09'])

function isThere({ hints }: SheetGroup, { postcode, commune }: CardAddress): boolean {
  const folded = foldText(commune ?? '')
  return hints.some((hint) =>
    isBlank(hint.commune) || folded === ''
      ? hint.postcode !== null && hint.postcode === postcode
      : hint.commune === folded,
  )
}

function batches<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  for (let start = 0; start < items.length; start += BATCH) parts.push(items.slice(start, start + BATCH))
  return parts
}
