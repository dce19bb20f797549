import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { personName } from '../directory/cards.js'
import { foldText } from '../directory/national/plain-text.js'
import { BY_NAME, isFor } from '../directory/reading.js'
import {
  directoryCards,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import { currentNetwork } from '../networks/service.js'
import { type IdentifierState, identifierState, type Plannable, plannedActs, remindFrom } from './rules.js'
import type { ListState } from './schemas.js'
import { type IdentifierRow, todayOf } from './service.js'
import { settingsOf } from './settings.js'
import { all, standingOn } from './standing.js'
import { echographerEvents, echographerIdentifiers } from './tables.js'

const PAGE_SIZE = 30
/** More than a region has ever had. */
const MOST_IDENTIFIERS = 10_000

/** An identifier with whose it is. */
export type Echographer = IdentifierRow & {
  name: string
  lastName: string
  firstName: string | null
  rppsNumber: string | null
  state: IdentifierState
  /** It ends within the days of the reminder. */
  isEnding: boolean
  /** What was decided for a day that has not come. */
  planned: Partial<Record<Plannable, string>>
  /** Civil date on which she asked for a renewal that nobody has answered yet. */
  renewalAskedOn: string | null
}

export type EchographerList = {
  echographers: Echographer[]
  counts: Record<ListState, number>
  total: number
  page: number
  pageCount: number
}

/** The identifiers of the network, by name; filtered by state, found by identifier or by name. */
export async function listIdentifiers(
  ctx: Ctx,
  { search, state, page }: { search: string | undefined; state: ListState | undefined; page: number },
): Promise<EchographerList> {
  return inTransaction(ctx, async (ctx) => {
    const conditions = await conditionsOf(ctx)
    const counts = await countStates(ctx, conditions)
    const shown = and(state && conditions[state], search ? found(search) : undefined)
    const [counted] = await ctx.db
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(echographerIdentifiers)
      .innerJoin(directoryPeople, eq(directoryPeople.id, echographerIdentifiers.personId))
      .where(and(inReach(ctx), shown))
    const total = counted?.total ?? 0
    const echographers = await readIdentifiers(ctx, shown, {
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
    })
    return { echographers, counts, total, page, pageCount: Math.max(1, Math.ceil(total / PAGE_SIZE)) }
  })
}

export type HistoryEvent = typeof echographerEvents.$inferSelect

/** One identifier with its history, last first, and where the person works. Throws `echographer.not-found`. */
export async function getIdentifier(
  ctx: Ctx,
  id: string,
): Promise<{ echographer: Echographer; events: HistoryEvent[]; places: string[]; others: Echographer[] }> {
  return inTransaction(ctx, async (ctx) => {
    const [echographer] = await readIdentifiers(ctx, eq(echographerIdentifiers.id, id), {
      limit: 1,
      offset: 0,
    })
    if (!echographer) throw new AppError('echographer.not-found')
    const events = await ctx.db
      .select()
      .from(echographerEvents)
      .where(
        and(
          eq(echographerEvents.identifierId, id),
          within(ctx.actor, 'echographer.read', { network: echographerEvents.networkId }),
        ),
      )
      .orderBy(desc(echographerEvents.on), desc(echographerEvents.at), desc(echographerEvents.id))
      .limit(MOST_EVENTS)
    const ofPerson = eq(echographerIdentifiers.personId, echographer.personId)
    const hers = await readIdentifiers(ctx, ofPerson, { limit: PAGE_SIZE, offset: 0 })
    const places = await placesOf(ctx, [echographer.personId])
    return {
      echographer,
      events,
      places: places.get(echographer.personId) ?? [],
      others: hers.filter((one) => one.id !== id),
    }
  })
}

const MOST_EVENTS = 500

/** Every identifier for a list given out, with the communes where each person works. */
export async function identifiersForExport(
  ctx: Ctx,
  which: 'in-use' | 'all',
): Promise<(Echographer & { places: string[] })[]> {
  const condition = which === 'in-use' ? (await conditionsOf(ctx))['in-use'] : undefined
  const echographers = await readIdentifiers(ctx, condition, { limit: MOST_IDENTIFIERS, offset: 0 })
  const places = await placesOf(
    ctx,
    echographers.map(({ personId }) => personId),
  )
  return echographers.map((one) => ({ ...one, places: places.get(one.personId) ?? [] }))
}

/** People of the directory of this name who may be given an identifier. */
export type Candidate = {
  id: string
  name: string
  rppsNumber: string | null
  professionCode: string | null
  hasOne: boolean
}

export async function findCandidates(ctx: Ctx, search: string): Promise<Candidate[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select({ ...PERSON, identifierId: echographerIdentifiers.id })
      .from(directoryCards)
      .innerJoin(directoryPeople, eq(directoryPeople.id, directoryCards.subjectId))
      .leftJoin(
        echographerIdentifiers,
        and(eq(echographerIdentifiers.personId, directoryPeople.id), isNull(echographerIdentifiers.ceasedOn)),
      )
      .where(
        and(
          within(ctx.actor, 'echographer.manage', { network: directoryCards.networkId }),
          isFor('team'),
          eq(directoryCards.subjectKind, 'person'),
          sql`${directoryCards.sortName} like ${`%${foldText(search)}%`}`,
        ),
      )
      .orderBy(BY_NAME)
      .limit(MOST_CANDIDATES)
    return rows.map(candidateOf)
  })
}

const MOST_CANDIDATES = 20

/** One person of the directory, for the form. Throws `directory.not-found`. */
export async function getCandidate(ctx: Ctx, personId: string): Promise<Candidate> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select({ ...PERSON, identifierId: echographerIdentifiers.id })
      .from(directoryPeople)
      .leftJoin(
        echographerIdentifiers,
        and(eq(echographerIdentifiers.personId, directoryPeople.id), isNull(echographerIdentifiers.ceasedOn)),
      )
      .where(
        and(
          eq(directoryPeople.id, personId),
          isNull(directoryPeople.archivedAt),
          within(ctx.actor, 'echographer.manage', { network: directoryPeople.networkId }),
        ),
      )
      .limit(1)
    if (!row) throw new AppError('directory.not-found')
    return candidateOf(row)
  })
}

const PERSON = {
  id: directoryPeople.id,
  lastName: directoryPeople.lastName,
  firstName: directoryPeople.firstName,
  rppsNumber: directoryPeople.rppsNumber,
  professionCode: directoryPeople.professionCode,
}

type CandidateRow = {
  id: string
  lastName: string
  firstName: string | null
  rppsNumber: string | null
  professionCode: string | null
  identifierId: string | null
}

function candidateOf({ identifierId, lastName, firstName, ...person }: CandidateRow): Candidate {
  return { ...person, name: personName({ lastName, firstName }), hasOne: identifierId !== null }
}

async function readIdentifiers(
  ctx: Ctx,
  condition: SQL | undefined,
  { limit, offset }: { limit: number; offset: number },
): Promise<Echographer[]> {
  const { timeZone } = await currentNetwork(ctx)
  const today = civilDate(ctx.now, timeZone)
  const { reminderDays } = await settingsOf(ctx)
  const rows = await ctx.db
    .select({
      identifier: echographerIdentifiers,
      lastName: directoryPeople.lastName,
      firstName: directoryPeople.firstName,
      rppsNumber: directoryPeople.rppsNumber,
    })
    .from(echographerIdentifiers)
    .innerJoin(directoryPeople, eq(directoryPeople.id, echographerIdentifiers.personId))
    .where(and(inReach(ctx), condition))
    .orderBy(asc(directoryPeople.lastName), asc(directoryPeople.firstName), asc(echographerIdentifiers.id))
    .limit(limit)
    .offset(offset)
  return rows.map(({ identifier, ...person }) => ({
    ...identifier,
    ...person,
    name: personName(person),
    state: identifierState(identifier, today),
    planned: plannedActs(identifier, today),
    renewalAskedOn: identifier.renewalAskedAt && civilDate(identifier.renewalAskedAt, timeZone),
    isEnding:
      identifierState(identifier, today) === 'active' &&
      identifier.ceasedOn === null &&
      identifier.validUntil !== null &&
      remindFrom(identifier.validUntil, reminderDays) <= today,
  }))
}

function inReach(ctx: Ctx): SQL {
  return within(ctx.actor, 'echographer.read', { network: echographerIdentifiers.networkId })
}

type Conditions = Record<ListState, SQL>

async function conditionsOf(ctx: Ctx): Promise<Conditions> {
  const today = await todayOf(ctx)
  const { reminderDays } = await settingsOf(ctx)
  const { validUntil, ceasedOn, renewalAskedAt } = echographerIdentifiers
  const { begun, over, suspended } = standingOn(today)
  const goesOn = all(begun, not(over), not(suspended))
  return {
    'in-use': all(goesOn, or(isNull(validUntil), gte(validUntil, today))),
    asked: isNotNull(renewalAskedAt),
    ending: all(
      goesOn,
      isNull(ceasedOn),
      and(gte(validUntil, today), lte(sql`${validUntil} - ${reminderDays}::int`, sql`${today}::date`)),
    ),
    planned: all(not(begun), not(over)),
    suspended: all(begun, not(over), suspended),
    expired: all(goesOn, lt(validUntil, today)),
    ceased: over,
  }
}

async function countStates(ctx: Ctx, conditions: Conditions): Promise<Record<ListState, number>> {
  const count = (condition: SQL) => sql`count(*) filter (where ${condition})`.mapWith(Number)
  const [counts] = await ctx.db
    .select({
      'in-use': count(conditions['in-use']),
      asked: count(conditions.asked),
      planned: count(conditions.planned),
      ending: count(conditions.ending),
      suspended: count(conditions.suspended),
      expired: count(conditions.expired),
      ceased: count(conditions.ceased),
    })
    .from(echographerIdentifiers)
    .where(inReach(ctx))
  if (!counts) throw new Error('a count without a row')
  return counts
}

/** By identifier, whatever its punctuation, or by name as the directory folds it. */
function found(search: string): SQL | undefined {
  const bare = search.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const byIdentifier = sql`regexp_replace(upper(${echographerIdentifiers.identifier}), '[^A-Z0-9]', '', 'g') like ${`%${bare}%`}`
  const byName = sql`exists (select from ${directoryCards} where ${directoryCards.subjectId} = ${directoryPeople.id}
    and ${directoryCards.networkId} = ${directoryPeople.networkId} and ${isFor('team')}
    and ${directoryCards.sortName} like ${`%${foldText(search)}%`})`
  return bare === '' ? byName : or(byIdentifier, byName)
}

/** « Centre hospitalier fictif (Viriat) », the places a person has today. */
async function placesOf(ctx: Ctx, personIds: readonly string[]): Promise<Map<string, string[]>> {
  const places = new Map<string, string[]>()
  if (personIds.length === 0) return places
  const today = await todayOf(ctx)
  const rows = await ctx.db
    .select({
      personId: directorySituations.personId,
      name: directoryStructures.name,
      commune: directoryStructures.communeName,
    })
    .from(directorySituations)
    .innerJoin(directoryStructures, eq(directoryStructures.id, directorySituations.structureId))
    .where(
      and(
        inArray(directorySituations.personId, [...new Set(personIds)]),
        within(ctx.actor, 'echographer.read', { network: directorySituations.networkId }),
        or(isNull(directorySituations.endsOn), gte(directorySituations.endsOn, today)),
      ),
    )
    .orderBy(asc(directoryStructures.name))
    .limit(MOST_IDENTIFIERS)
  for (const { personId, name, commune } of rows) {
    const place = commune === null ? name : `${name} (${commune})`
    places.set(personId, [...(places.get(personId) ?? []), place])
  }
  return places
}
