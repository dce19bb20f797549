import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Permission } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import {
  PEOPLE_PER_PAGE,
  type PeopleFilter,
  type Person,
  type PersonSummary,
  type Right,
} from './people-schemas.js'
import { reachable, scopeName } from './people-scope.js'
import { PROVIDERS, roleGrants, userIdentities, users } from './tables.js'

const MOST_RIGHTS = 50
const MOST_EXPORTED = 5000

export type People = {
  total: number
  neverSignedIn: number
  page: number
  pageCount: number
  people: PersonSummary[]
}

/** One page of the people who hold, or held, a right within the actor's reach, by name. */
export async function listPeople(ctx: Ctx, filter: PeopleFilter): Promise<People> {
  return inTransaction(ctx, async (ctx) => {
    const where = matching(ctx, filter)
    const never = sql<number>`count(*) filter (where ${users.lastSignInAt} is null)`.mapWith(Number)
    const [sums] = await ctx.db.select({ total: count(), never }).from(users).where(where)
    const total = sums?.total ?? 0
    const pageCount = Math.max(1, Math.ceil(total / PEOPLE_PER_PAGE))
    const page = Math.min(filter.page ?? 1, pageCount)
    const window = { limit: PEOPLE_PER_PAGE, offset: (page - 1) * PEOPLE_PER_PAGE }
    const people = await readPeople(ctx, where, window, filter)
    return { total, neverSignedIn: sums?.never ?? 0, page, pageCount, people }
  })
}

/** The same people, without pages, for an export. */
export async function exportPeople(ctx: Ctx, filter: PeopleFilter): Promise<PersonSummary[]> {
  return inTransaction(ctx, (ctx) =>
    readPeople(ctx, matching(ctx, filter), { limit: MOST_EXPORTED, offset: 0 }, filter),
  )
}

/** A person with every right she holds or held within the actor's reach. Throws `person.not-found`. */
export async function getPerson(ctx: Ctx, id: string): Promise<Person> {
  return inTransaction(ctx, async (ctx) => {
    await visiblePerson(ctx, id, 'account.read')
    const [person] = await ctx.db
      .select({ ...PERSON, hasSecondFactor: sql<boolean>`${users.totpConfirmedAt} is not null` })
      .from(users)
      .where(eq(users.id, id))
      .limit(1)
    if (!person) throw new AppError('person.not-found')
    const [giver, taker] = [alias(users, 'giver'), alias(users, 'taker')]
    const rights = await ctx.db
      .select({ ...RIGHT, grantedBy: giver.name, revokedBy: taker.name })
      .from(roleGrants)
      .leftJoin(giver, eq(giver.id, roleGrants.grantedBy))
      .leftJoin(taker, eq(taker.id, roleGrants.revokedBy))
      .where(and(eq(roleGrants.userId, id), reachable(ctx, 'account.read', roleGrants)))
      .orderBy(sql`${roleGrants.revokedAt} is not null`, desc(roleGrants.grantedAt), asc(roleGrants.id))
      .limit(MOST_RIGHTS)
    return { ...summaryOf(person), hasSecondFactor: person.hasSecondFactor, rights }
  })
}

/** Refuses somebody who never held a right within the actor's reach: for her, that person does not exist. */
export async function visiblePerson(ctx: Ctx, id: string, permission: Permission): Promise<void> {
  const held = and(eq(roleGrants.userId, id), reachable(ctx, permission, roleGrants))
  if ((await ctx.db.$count(roleGrants, held)) === 0) throw new AppError('person.not-found')
}

/** Names are compared without accents or capitals. */
function matching(ctx: Ctx, { search, role, state = 'current' }: PeopleFilter): SQL | undefined {
  const held = and(
    eq(roleGrants.userId, users.id),
    reachable(ctx, 'account.read', roleGrants),
    role && eq(roleGrants.role, role),
  )
  const ever = exists(ctx.db.select({ one: sql`1` }).from(roleGrants).where(held))
  const now = exists(
    ctx.db
      .select({ one: sql`1` })
      .from(roleGrants)
      .where(and(held, isNull(roleGrants.revokedAt))),
  )
  return and(
    state === 'current' ? and(now, isNull(users.deactivatedAt)) : ever,
    state === 'former' ? or(not(now), isNotNull(users.deactivatedAt)) : undefined,
    search ? sql`position(${plain(sql`${search}::text`)} in ${plain(sql`${users.name}`)}) > 0` : undefined,
  )
}

function plain(text: SQL): SQL {
  return sql`lower(regexp_replace(normalize(${text}, NFD), '[\u0300-\u036f]', '', 'g'))`
}

async function readPeople(
  ctx: Ctx,
  where: SQL | undefined,
  window: { limit: number; offset: number },
  { state = 'current' }: PeopleFilter,
): Promise<PersonSummary[]> {
  const people = await ctx.db
    .select(PERSON)
    .from(users)
    .where(where)
    .orderBy(plain(sql`${users.name}`), asc(users.id))
    .limit(window.limit)
    .offset(window.offset)
  const rights = await rightsOf(
    ctx,
    people.map(({ id }) => id),
    state,
  )
  return people.map((person) => ({ ...summaryOf(person), rights: rights.get(person.id) ?? [] }))
}

/** The rights shown in a list: those held now; of a former member, those she held. */
async function rightsOf(
  ctx: Ctx,
  ids: string[],
  state: NonNullable<PeopleFilter['state']>,
): Promise<Map<string, Right[]>> {
  const rows = await ctx.db
    .select({ userId: roleGrants.userId, right: RIGHT })
    .from(roleGrants)
    .where(
      and(
        inArray(roleGrants.userId, ids),
        reachable(ctx, 'account.read', roleGrants),
        state === 'current' ? isNull(roleGrants.revokedAt) : undefined,
      ),
    )
    .orderBy(asc(roleGrants.grantedAt), asc(roleGrants.id))
    .limit(MOST_EXPORTED * 2)
  const byPerson = new Map<string, Right[]>()
  for (const { userId, right } of rows) byPerson.set(userId, [...(byPerson.get(userId) ?? []), right])
  return byPerson
}

const PERSON = {
  id: users.id,
  name: users.name,
  email: users.email,
  lastSignInAt: users.lastSignInAt,
  deactivatedAt: users.deactivatedAt,
  hasPassword: sql<boolean>`${users.passwordHash} is not null`,
  providers: sql<
    string[]
  >`array(select distinct i.provider from ${userIdentities} i where i.user_id = ${users.id})`,
}

const RIGHT = {
  id: roleGrants.id,
  role: roleGrants.role,
  scope: scopeName(roleGrants),
  establishmentId: roleGrants.establishmentId,
  territoryId: roleGrants.territoryId,
  grantedAt: roleGrants.grantedAt,
  revokedAt: roleGrants.revokedAt,
}

type PersonRow = Omit<PersonSummary, 'methods' | 'rights'> & { hasPassword: boolean; providers: string[] }

function summaryOf({ hasPassword, providers, ...person }: PersonRow): Omit<PersonSummary, 'rights'> {
  const { id, name, email, lastSignInAt, deactivatedAt } = person
  const linked = PROVIDERS.filter((provider) => providers.includes(provider))
  return {
    id,
    name,
    email,
    lastSignInAt,
    deactivatedAt,
    methods: hasPassword ? ['password', ...linked] : linked,
  }
}
