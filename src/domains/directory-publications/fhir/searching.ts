import { and, eq, type SQL, sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../../context.js'
import type { DirectoryCard } from '../../directory/cards.js'
import { foldText } from '../../directory/national/plain-text.js'
import { openStructures } from '../../directory/people-at.js'
import { BY_NAME, readableCards } from '../../directory/reading.js'
import { directoryCards } from '../../directory/tables.js'
import { organizationOf, practitionerOf, roleOf, serviceOf } from './mapping.js'
import {
  type HealthcareServiceSearch,
  idOf,
  type OrganizationSearch,
  type Paging,
  type PractitionerRoleSearch,
  type PractitionerSearch,
  readToken,
  sizeOf,
} from './parameters.js'
import type { Resource } from './resources.js'
import { CODES, IDENTIFIERS } from './systems.js'

/** The network whose directory is read, and the day labels are read on. */
export type Place = { networkId: string; day: string }
export type FoundResources = { resources: Resource[]; total: number }

export async function searchPractitioners(
  ctx: Ctx,
  { networkId, day }: Place,
  search: PractitionerSearch,
): Promise<FoundResources> {
  const { cards, total } = await pageOfCards(ctx, search, [
    ...ofKind(networkId, 'person', search._id),
    search.identifier &&
      numberIs('rppsNumber', search.identifier, [IDENTIFIERS.rpps, IDENTIFIERS.idNatPs, '8']),
    search.family && sql`starts_with(${directoryCards.sortName}, ${foldText(search.family)})`,
    ...namedLike(search.name),
  ])
  return { resources: cards.map((card) => practitionerOf(card, day)), total }
}

export async function searchOrganizations(
  ctx: Ctx,
  { networkId, day }: Place,
  search: OrganizationSearch,
): Promise<FoundResources> {
  const { cards, total } = await pageOfCards(ctx, search, [
    ...ofKind(networkId, 'structure', search._id),
    search.identifier &&
      numberIs('finessNumber', search.identifier, [IDENTIFIERS.finess, IDENTIFIERS.idNatStructure, '1']),
    search.type && codeIs(search.type, CODES.structureCategory, sql`${directoryCards.card}->>'categoryCode'`),
    search['address-city'] &&
      sql`starts_with(lower(${directoryCards.card}#>>'{address,commune}'), lower(${search['address-city']}))`,
    search['address-postalcode'] &&
      sql`${directoryCards.card}#>>'{address,postcode}' = ${search['address-postalcode']}`,
    ...namedLike(search.name),
  ])
  return { resources: cards.map((card) => organizationOf(card, day)), total }
}

export async function searchRoles(
  ctx: Ctx,
  { networkId, day }: Place,
  search: PractitionerRoleSearch,
): Promise<FoundResources> {
  const { parts, total } = await pageOfParts(ctx, 'places', search, [
    ...ofKind(networkId, 'person', search.practitioner && idOf(search.practitioner)),
    search._id && sql`part.value->>'situationId' = ${search._id}`,
    search.organization && sql`part.value->>'structureId' = ${idOf(search.organization)}`,
    search.role && codeIs(search.role, CODES.profession, sql`${directoryCards.card}->>'professionCode'`),
    search.specialty &&
      sql`${directoryCards.card}->'skillCodes' ? ${readToken(search.specialty).code} and ${isOf(search.specialty, CODES.skill)}`,
  ])
  const readable = await openStructures(
    ctx,
    parts.map(({ part }) => part.structureId),
  )
  return {
    resources: parts.map(({ card, part }) =>
      roleOf(card, part, { day, isReadable: readable.has(part.structureId) }),
    ),
    total,
  }
}

export async function searchServices(
  ctx: Ctx,
  { networkId }: Place,
  search: HealthcareServiceSearch,
): Promise<FoundResources> {
  const { parts, total } = await pageOfParts(ctx, 'offers', search, [
    ...(search.organization
      ? ofKind(networkId, 'structure', idOf(search.organization))
      : ofNetwork(networkId)),
    search._id && sql`part.value->>'id' = ${search._id}`,
    search['service-type'] && codeIs(search['service-type'], CODES.offer, sql`part.value->>'kind'`),
  ])
  return { resources: parts.map(({ card, part }) => serviceOf(card, part)), total }
}

/** A condition, or nothing to ask. */
type Condition = SQL | '' | undefined

function ofNetwork(networkId: string): SQL[] {
  return [eq(directoryCards.networkId, networkId)]
}

function ofKind(networkId: string, kind: DirectoryCard['kind'], id: string | undefined): Condition[] {
  return [
    ...ofNetwork(networkId),
    eq(directoryCards.subjectKind, kind),
    id === undefined ? undefined : eq(directoryCards.subjectId, id),
  ]
}

/** A national number, under its own system, under that of the national identifier made of it, or under none. */
function numberIs(
  field: 'rppsNumber' | 'finessNumber',
  token: string,
  [own, national, prefix]: [own: string, national: string, prefix: string],
): SQL {
  const { system, code } = readToken(token)
  const number = sql`${directoryCards.card}->>${field}`
  if (system === own) return sql`${number} = ${code}`
  if (system === national) return sql`${prefix} || (${number}) = ${code}`
  return system === null ? sql`${number} in (${code}, substr(${code}, 2))` : sql`false`
}

function codeIs(token: string, system: string, column: SQL): SQL {
  return sql`${column} = ${readToken(token).code} and ${isOf(token, system)}`
}

function isOf(token: string, own: string): SQL {
  const { system } = readToken(token)
  return system === null || system === own ? sql`true` : sql`false`
}

/** Each word begins a word of the name, without accents nor case: how FHIR searches texts. */
function namedLike(name: string | undefined): SQL[] {
  const words = foldText(name ?? '')
    .split(' ')
    .filter(Boolean)
  return words.map((word) => sql`position(${` ${word}`} in ' ' || ${directoryCards.sortName}) > 0`)
}

async function pageOfCards(ctx: Ctx, paging: Paging, conditions: Condition[]) {
  return inTransaction(ctx, async (ctx) => {
    const where = and(readableCards(ctx), ...conditions.filter((one) => one !== ''))
    const total = await ctx.db.$count(directoryCards, where)
    const rows = await ctx.db
      .select({ card: directoryCards.card })
      .from(directoryCards)
      .where(where)
      .orderBy(BY_NAME)
      .limit(sizeOf(paging))
      .offset(startOf(paging))
    return { cards: rows.map(({ card }) => card), total }
  })
}

/** One page of the places, or of the offers, of the cards this reader may see. */
async function pageOfParts<List extends 'places' | 'offers'>(
  ctx: Ctx,
  list: List,
  paging: Paging,
  conditions: Condition[],
): Promise<{ parts: { card: DirectoryCard; part: DirectoryCard[List][number] }[]; total: number }> {
  return inTransaction(ctx, async (ctx) => {
    const where = and(readableCards(ctx), ...conditions.filter((one) => one !== ''))
    const each = sql`lateral jsonb_array_elements(${directoryCards.card}->${list}) with ordinality as part(value, rank)`
    const [counted] = await ctx.db
      .select({ total: sql<number>`count(*)::int` })
      .from(directoryCards)
      .innerJoin(each, sql`true`)
      .where(where)
    const rows = await ctx.db
      .select({ card: directoryCards.card, rank: sql<number>`part.rank::int` })
      .from(directoryCards)
      .innerJoin(each, sql`true`)
      .where(where)
      .orderBy(BY_NAME, sql`part.rank`)
      .limit(sizeOf(paging))
      .offset(startOf(paging))
    const parts = rows.flatMap(({ card, rank }) => {
      const part = card[list][rank - 1]
      return part ? [{ card, part }] : []
    })
    return { parts, total: counted?.total ?? 0 }
  })
}

function startOf(paging: Paging): number {
  return ((paging._page ?? 1) - 1) * sizeOf(paging)
}
