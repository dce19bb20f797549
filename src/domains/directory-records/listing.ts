import { and, count, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { isFor } from '../directory/reading.js'
import { readAsked } from '../directory/search/asked.js'
import { tsqueryOf } from '../directory/search/tsquery.js'
import {
  directoryCards,
  directoryMemberships,
  directoryPeople,
  directoryStructures,
} from '../directory/tables.js'
import {
  RECORDS_PER_PAGE,
  type RecordFilter,
  type RecordLine,
  type RecordList,
  type RecordState,
  type Sort,
} from './list-schemas.js'
import type { Subject } from './subject.js'

/** How the directory stands, before any filter. */
export type RecordCounts = { current: number; neverVerified: number; objected: number }

/** One page of the records of the network, for the team; `counts` says how many there are without a filter. */
export async function listRecords(ctx: Ctx, filter: RecordFilter, counts: RecordCounts): Promise<RecordList> {
  return inTransaction(ctx, async (ctx) => {
    const isOff = filter.state === 'archived'
    const listed = recordsOf(ctx, isOff ? 'off' : 'on')
    const where = matching(filter)
    const isCounted = where === undefined && !isOff
    const [sums] = isCounted ? [] : await ctx.db.select({ total: count() }).from(listed).where(where)
    const total = isCounted ? counts.current : (sums?.total ?? 0)
    const pageCount = Math.max(1, Math.ceil(total / RECORDS_PER_PAGE))
    const page = Math.min(filter.page ?? 1, pageCount)
    const order = [ORDERS[filter.sort ?? 'name'][filter.order ?? 'asc'], sql`listed.id`]
    // Which records first, then what is read of them: of a region’s hundred thousand, only a page of cards is opened.
    const ofPage = await ctx.db
      .select({ id: LINE.id })
      .from(listed)
      .where(where)
      .orderBy(...order)
      .limit(RECORDS_PER_PAGE)
      .offset((page - 1) * RECORDS_PER_PAGE)
    const ids = ofPage.map(({ id }) => id)
    const records = await ctx.db
      .select(LINE)
      .from(listed)
      .where(sql`listed.id = any(${sql.param(ids)}::uuid[])`)
      .orderBy(...order)
      .limit(RECORDS_PER_PAGE)
    return { records, total, page, pageCount }
  })
}

/** The first records a list shows, whatever the page, and at most so many. */
export async function findRecords(ctx: Ctx, filter: RecordFilter, most: number): Promise<Subject[]> {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ kind: LINE.kind, id: LINE.id })
      .from(recordsOf(ctx, filter.state === 'archived' ? 'off' : 'on'))
      .where(matching(filter))
      .orderBy(ORDERS.name.asc, sql`listed.id`)
      .limit(most),
  )
}

/** The state of things: records in the directory, those nobody has confirmed, those whose person objected. */
export async function countRecords(ctx: Ctx): Promise<RecordCounts> {
  return inTransaction(ctx, async (ctx) => {
    const [sums] = await ctx.db
      .select({
        current: count(),
        neverVerified: sql`count(*) filter (where listed.verified_at is null)`.mapWith(Number),
        objected: sql`count(*) filter (where listed.objected_at is not null)`.mapWith(Number),
      })
      .from(recordsOf(ctx, 'on'))
    return sums ?? { current: 0, neverVerified: 0, objected: 0 }
  })
}

/** What to read of `listed`. */
const LINE = {
  kind: sql<RecordLine['kind']>`listed.kind`,
  id: sql<string>`listed.id`,
  name: sql<string>`listed.name`,
  code: sql<string | null>`listed.code`,
  professionWords: sql<string | null>`listed.profession_words`,
  commune: sql<string | null>`listed.commune`,
  territoryId: sql<string | null>`listed.territory_id`,
  membership: sql<string | null>`listed.membership`,
  verifiedAt: sql<Date | null>`listed.verified_at`.mapWith(directoryPeople.verifiedAt),
  updatedAt: sql<Date>`listed.updated_at`.mapWith(directoryPeople.updatedAt),
  objectedAt: sql<Date | null>`listed.objected_at`.mapWith(directoryPeople.objectedAt),
  archivedAt: sql<Date | null>`listed.archived_at`.mapWith(directoryPeople.archivedAt),
  goneSince: sql<string | null>`listed.gone_since::text`,
  closedOn: sql<string | null>`listed.closed_on::text`,
}

/**
 * The records of the network as a subquery `listed`, people and structures alike. « On » the list are those that have a
 * card for the team; « off » it, those withdrawn and the structures that have closed, of which nobody has a card.
 */
function recordsOf(ctx: Ctx, which: 'on' | 'off'): SQL {
  const person = sql`concat_ws(' ', upper(${directoryPeople.lastName}), ${directoryPeople.firstName})`
  const structure = sql`${directoryStructures.name}`
  return sql`(
    select 'person' as kind, ${directoryPeople.id}, ${person} as name, ${directoryPeople.professionCode} as code,
      ${directoryPeople.professionWords}, 'professionals' as category, ${directoryPeople.territoryId},
      ${directoryPeople.verifiedAt}, ${directoryPeople.updatedAt}, ${directoryPeople.objectedAt},
      ${directoryPeople.archivedAt}, ${directoryPeople.goneSince}, null::date as closed_on, ${directoryPeople.provenance},
      ${directoryMemberships.state} as membership, ${ofCard(which, person)}
    from ${directoryPeople} ${withCard(which, 'person', directoryPeople)}
      left join ${directoryMemberships} on ${directoryMemberships.personId} = ${directoryPeople.id}
    where ${within(ctx.actor, 'directory.read-records', { network: directoryPeople.networkId })}
      and ${directoryPeople.mergedIntoId} is null and ${hasCard(which)}
    union all
    select 'structure', ${directoryStructures.id}, ${structure}, ${directoryStructures.category},
      null, ${directoryStructures.category}, ${directoryStructures.territoryId},
      ${directoryStructures.verifiedAt}, ${directoryStructures.updatedAt}, null::timestamptz,
      ${directoryStructures.archivedAt}, ${directoryStructures.goneSince}, ${directoryStructures.closedOn}, ${directoryStructures.provenance},
      ${directoryMemberships.state}, ${ofCard(which, structure)}
    from ${directoryStructures} ${withCard(which, 'structure', directoryStructures)}
      left join ${directoryMemberships} on ${directoryMemberships.structureId} = ${directoryStructures.id}
    where ${within(ctx.actor, 'directory.read-records', { network: directoryStructures.networkId })}
      and ${directoryStructures.mergedIntoId} is null and ${hasCard(which)}
  ) as listed`
}

/** By the whole key of a card, which its index begins with. */
function withCard(
  which: 'on' | 'off',
  kind: 'person' | 'structure',
  { id, networkId }: typeof directoryPeople | typeof directoryStructures,
): SQL {
  const join = which === 'on' ? sql`join` : sql`left join`
  return sql`${join} ${directoryCards} on ${directoryCards.networkId} = ${networkId}
    and ${directoryCards.subjectKind} = ${kind} and ${directoryCards.subjectId} = ${id} and ${isFor('team')}`
}

function hasCard(which: 'on' | 'off'): SQL {
  return which === 'on' ? sql`true` : sql`${directoryCards.subjectId} is null`
}

function ofCard(which: 'on' | 'off', name: SQL): SQL {
  if (which === 'off')
    return sql`${folded(name)} as sort_name, to_tsvector('simple', ${folded(name)}) as terms, null as commune`
  const commune = sql`coalesce(${directoryCards.card} -> 'address' ->> 'commune',
    ${directoryCards.card} -> 'places' -> 0 -> 'address' ->> 'commune')`
  return sql`${directoryCards.sortName}, ${directoryCards.terms}, ${commune} as commune`
}

/** As `foldText`, near enough to sort and find the few records without a card. */
function folded(text: SQL): SQL {
  return sql`lower(regexp_replace(normalize(${text}, NFD), '[\u0300-\u036f]', '', 'g'))`
}

function matching(filter: RecordFilter): SQL | undefined {
  const { kind, territory, profession, category, membership, source, state } = filter
  const { clauses } = readAsked(filter.search ?? '')
  return and(
    clauses.length === 0 ? undefined : sql`listed.terms @@ ${tsqueryOf(clauses)}::tsquery`,
    kind && sql`listed.kind = ${kind}`,
    profession === undefined ? undefined : sql`listed.kind = 'person' and listed.code = ${profession}`,
    category === undefined ? undefined : sql`listed.category = ${category}`,
    isOrNone(sql`listed.territory_id`, territory),
    isOrNone(sql`listed.membership`, membership),
    source ? sql`listed.provenance @? ${`$.*.source ? (@ == "${source}")`}` : undefined,
    state && IN_STATE[state],
  )
}

/** The value asked for, or none at all. */
function isOrNone(column: SQL, asked: string | undefined): SQL | undefined {
  if (asked === undefined) return undefined
  return asked === 'none' ? sql`${column} is null` : sql`${column} = ${asked}`
}

const IN_STATE: Record<RecordState, SQL | undefined> = {
  'never-verified': sql`listed.verified_at is null`,
  objected: sql`listed.objected_at is not null`,
  gone: sql`listed.gone_since is not null`,
  archived: undefined,
}

const ORDERS: Record<Sort, { asc: SQL; desc: SQL }> = {
  name: { asc: sql`listed.sort_name`, desc: sql`listed.sort_name desc` },
  verified: {
    asc: sql`listed.verified_at nulls first`,
    desc: sql`listed.verified_at desc nulls last`,
  },
  updated: { asc: sql`listed.updated_at`, desc: sql`listed.updated_at desc` },
}
