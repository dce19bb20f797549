import { and, arrayContains, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { readableCards } from '../directory/reading.js'
import { facetLexeme } from '../directory/search/lexemes.js'
import { directoryCards } from '../directory/tables.js'
import { currentNetwork } from '../networks/service.js'
import { networks } from '../networks/tables.js'
import type { PracticePlace } from './activity-sectors.js'
import { countMembers, type MemberCount } from './member-counts.js'
import { countStructures, type StructureCount } from './structure-counts.js'
import { directoryPublications, type PublicationKind } from './tables.js'
import { listTerritoryNames, type TerritoryName } from './territories.js'

/** Members read at most: more than any region’s. */
const MOST_MEMBERS = 20_000

/**
 * Documents of one kind in a year. A document is a format, a public and a choice of records: `documents` counts once each
 * of those made or updated, `made` those of them that are new, `renewed` the later editions that say something else.
 */
export type DocumentCount = { kind: PublicationKind; documents: number; made: number; renewed: number }

export type Counters = {
  /** Civil date of the counts of members. */
  today: string
  territories: TerritoryName[]
  /** Null when no membership was ever recorded: nothing is known, which is not zero. */
  members: { counts: MemberCount[]; total: number } | null
  /** The same of structures: recording people’s says nothing of theirs. */
  structures: { counts: StructureCount[]; total: number } | null
  year: number
  /** Years the network was here for, newest first. */
  years: number[]
  documents: DocumentCount[]
}

/** What the contract of the network asks to count, as the team may read it. Throws `counters.unknown-year`. */
export async function readCounters(ctx: Ctx, asked?: number): Promise<Counters> {
  return inTransaction(ctx, async (ctx) => {
    const network = await currentNetwork(ctx)
    const today = civilDate(ctx.now, network.timeZone)
    const territories = await listTerritoryNames(ctx, network.id)
    const years = await yearsOf(ctx, network, Number(today.slice(0, 4)))
    const year = asked ?? years[0] ?? Number(today.slice(0, 4))
    if (!years.includes(year)) throw new AppError('counters.unknown-year')
    return {
      today,
      territories,
      members: await membersOf(ctx, network.id, territories),
      structures: await structuresOf(ctx, network.id, territories),
      year,
      years,
      documents: await documentsOf(ctx, network.timeZone, year),
    }
  })
}

type Place = { id: string; timeZone: string }

async function yearsOf(ctx: Ctx, { id, timeZone }: Place, current: number): Promise<number[]> {
  const [row] = await ctx.db
    .select({ createdAt: networks.createdAt })
    .from(networks)
    .where(eq(networks.id, id))
    .limit(1)
  const first = row ? Number(civilDate(row.createdAt, timeZone).slice(0, 4)) : current
  return Array.from({ length: Math.max(1, current - first + 1) }, (_, index) => current - index)
}

async function membersOf(
  ctx: Ctx,
  networkId: string,
  territories: readonly TerritoryName[],
): Promise<Counters['members']> {
  const people = cardsOf(ctx, networkId, 'person')
  if (!(await isAnyRecorded(ctx, people))) return null
  const members = await ctx.db
    .select({
      professionCode: sql<string | null>`${directoryCards.card}->>'professionCode'`,
      places: PRACTICE_PLACES,
      territoryIds: TERRITORY_IDS,
    })
    .from(directoryCards)
    .where(and(people, IS_MEMBER))
    .limit(MOST_MEMBERS)
  return { counts: countMembers(members, idsOf(territories)), total: members.length }
}

async function structuresOf(
  ctx: Ctx,
  networkId: string,
  territories: readonly TerritoryName[],
): Promise<Counters['structures']> {
  const structures = cardsOf(ctx, networkId, 'structure')
  if (!(await isAnyRecorded(ctx, structures))) return null
  const members = await ctx.db
    .select({
      category: sql<string>`${directoryCards.card}->>'category'`,
      legalStatus: sql<string | null>`${directoryCards.card}->>'legalStatus'`,
      territoryIds: TERRITORY_IDS,
    })
    .from(directoryCards)
    .where(and(structures, IS_MEMBER))
    .limit(MOST_MEMBERS)
  return { counts: countStructures(members, idsOf(territories)), total: members.length }
}

/** A card leaves out what is not known: it is said here, so that each place has all of it. */
const PRACTICE_PLACES = sql<PracticePlace[]>`(select coalesce(jsonb_agg(jsonb_build_object(
  'modeCode', place->'modeCode', 'sectorCode', place->'sectorCode', 'categoryCode', place->'categoryCode',
  'legalStatus', place->'legalStatus')), '[]')
  from jsonb_array_elements(coalesce(${directoryCards.card}->'places', '[]')) place)`

const IS_MEMBER = arrayContains(directoryCards.facets, [facetLexeme('member', 'yes')])
const TERRITORY_IDS = sql<string[]>`coalesce(${directoryCards.card}->'territoryIds', '[]')`

function cardsOf(ctx: Ctx, networkId: string, kind: 'person' | 'structure'): SQL | undefined {
  return and(
    readableCards(ctx),
    eq(directoryCards.networkId, networkId),
    eq(directoryCards.subjectKind, kind),
  )
}

/** True when one of these cards says a membership, in force or not. */
async function isAnyRecorded(ctx: Ctx, cards: SQL | undefined): Promise<boolean> {
  const isRecorded = sql`jsonb_typeof(${directoryCards.card}->'membership') = 'object'`
  return (await ctx.db.$count(directoryCards, and(cards, isRecorded))) > 0
}

function idsOf(territories: readonly TerritoryName[]): string[] {
  return territories.map(({ id }) => id)
}

async function documentsOf(ctx: Ctx, timeZone: string, year: number): Promise<DocumentCount[]> {
  const editions = editionsOf(ctx, timeZone)
  const isNew = sql`${editions.edition} = 1`
  const rows = await ctx.db
    .select({
      kind: editions.kind,
      documents: sql<number>`(count(distinct (${editions.audience}, ${editions.filters}))
        filter (where ${isNew} or ${editions.isChanged}))::int`,
      made: sql<number>`(count(*) filter (where ${isNew}))::int`,
      renewed: sql<number>`(count(*) filter (where not ${isNew} and ${editions.isChanged}))::int`,
    })
    .from(editions)
    .where(eq(editions.year, year))
    .groupBy(editions.kind)
    .limit(COUNTED.length)
  const known = new Map(rows.map((row) => [row.kind, row]))
  // The platform makes them all: one it has not made was not made.
  return COUNTED.map((kind) => known.get(kind) ?? { kind, documents: 0, made: 0, renewed: 0 })
}

/** Each edition with its rank among those of its document, and whether it says something else than the one before. */
function editionsOf(ctx: Ctx, timeZone: string) {
  const { id, kind, audience, filters, entries, contentHash, madeAt } = directoryPublications
  const before = sql`over (partition by ${kind}, ${audience}, ${filters} order by ${madeAt}, ${id})`
  return ctx.db
    .select({
      kind,
      audience,
      filters,
      year: sql<number>`extract(year from ${madeAt} at time zone ${timeZone})::int`.as('year'),
      edition: sql<number>`row_number() ${before}`.as('edition'),
      // Of an edition made before contents had a fingerprint, the number of records alone is known.
      isChanged: sql<boolean>`coalesce(${contentHash} <> lag(${contentHash}) ${before},
        ${entries} <> lag(${entries}) ${before}, false)`.as('is_changed'),
    })
    .from(directoryPublications)
    .where(
      and(
        within(ctx.actor, 'directory.read-records', { network: directoryPublications.networkId }),
        sql`${directoryPublications.readyAt} is not null`,
        isNull(directoryPublications.failedAt),
      ),
    )
    .as('editions')
}

/** What is made to be given to others; a table or an address book taken away for oneself is not a directory published. */
const COUNTED: readonly PublicationKind[] = ['booklet', 'emergency-sheet', 'xlsx']
