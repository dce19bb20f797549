import { type SQL, sql } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { roleGrants, users } from '../accounts/tables.js'
import { cardDay } from '../directory/card-rows.js'
import {
  directoryOffers,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../directory/tables.js'
import { mails } from '../mail/tables.js'
import type { Subject, SubjectKind } from './schemas.js'
import { rhythmsOf } from './settings.js'
import { directoryDeadAddresses, directoryReviews } from './tables.js'

/** A record that is to be confirmed from time to time. */
export type UpkeptRecord = {
  kind: SubjectKind
  id: string
  name: string
  firstName: string | null
  /** Profession of a person, category of a structure. */
  code: string | null
  territoryId: string | null
  verifiedAt: Date | null
  verifiedBy: string | null
  phone: string | null
  /** Who answers for it, as the team wrote it. */
  owner: string | null
  /** Where a mail would ask: whoever answers for the record, else itself; null when there is no address. */
  email: string | null
  /** The address of the record itself. */
  ownEmail: string | null
  /** Nothing is sent there any more. */
  isDead: boolean
  /** Day since which a national file no longer names it. */
  goneSince: string | null
  /** One of her places is in the RPPS no more, and nobody has said whether it has ended. */
  hasGonePlace: boolean
  /** Askings since the last confirmation, those she wanted for herself left out. */
  askings: number
  lastAskedAt: Date | null
  /** The mail of the open question, when it came back. */
  bouncedMailId: string | null
}

/** What to read of `upkept`. */
export const UPKEPT = {
  kind: sql<SubjectKind>`upkept.kind`,
  id: sql<string>`upkept.id`,
  name: sql<string>`upkept.name`,
  firstName: sql<string | null>`upkept.first_name`,
  code: sql<string | null>`upkept.code`,
  territoryId: sql<string | null>`upkept.territory_id`,
  verifiedAt: sql<Date | null>`upkept.verified_at`.mapWith(directoryPeople.verifiedAt),
  verifiedBy: sql<string | null>`upkept.verified_by`,
  phone: sql<string | null>`upkept.phone`,
  owner: sql<string | null>`upkept.owner`,
  email: sql<string | null>`upkept.email`,
  ownEmail: sql<string | null>`upkept.own_email`,
  isDead: sql<boolean>`upkept.is_dead`,
  goneSince: sql<string | null>`upkept.gone_since`,
  hasGonePlace: sql<boolean>`upkept.has_gone_place`,
  askings: sql<number>`upkept.askings`.mapWith(Number),
  lastAskedAt: sql<Date | null>`upkept.last_asked_at`.mapWith(directoryReviews.lastAskedAt),
  bouncedMailId: sql<string | null>`upkept.bounced_mail_id`,
}

/** Whether the time of a record of `upkept` has come. */
export const IS_DUE = sql`upkept.is_due`

/** Whether a place of a record of `upkept` is to be ended or kept. */
export const HAS_GONE_PLACE = sql`upkept.has_gone_place`

/**
 * The records in reach that are to be confirmed from time to time, as a subquery `upkept` to read with `UPKEPT`. Those
 * nobody sees any more (withdrawn, objecting, closed) are left alone. What a query does not read of it costs nothing.
 */
export async function upkeptRecords(ctx: Ctx, permission: Permission): Promise<SQL> {
  const { reviewMonthsPerson, reviewMonthsStructure, reviewMonthsIvg } = await rhythmsOf(ctx)
  const { today } = await cardDay(ctx)
  const now = sql`${ctx.now.toISOString()}::timestamptz`
  const months = (usual: number, owner: SQL) => sql`case when exists (
      select from ${directoryOffers} where ${owner} and ${directoryOffers.kind} = 'ivg'
        and (${directoryOffers.endsOn} is null or ${directoryOffers.endsOn} >= ${today})
    ) then ${reviewMonthsIvg}::int else ${usual}::int end`
  const people = sql`
    select 'person' as kind, ${directoryPeople.id}, ${directoryPeople.lastName} as name,
      ${directoryPeople.firstName}, ${directoryPeople.professionCode} as code, ${directoryPeople.territoryId},
      ${directoryPeople.verifiedAt}, ${directoryPeople.verifiedBy}, coalesce(${directoryPeople.phone}, ${directoryPeople.mobile}) as phone,
      ${directoryPeople.owner}, address.email, own.email as own_email, ${directoryPeople.goneSince}, exists (select from ${directorySituations}
        where ${directorySituations.personId} = ${directoryPeople.id} and ${directorySituations.goneSince} is not null
          and ${directorySituations.endsOn} is null) as has_gone_place,
      ${isDue(sql`${directoryPeople.verifiedAt}`, months(reviewMonthsPerson, sql`${directoryOffers.personId} = ${directoryPeople.id}`), now)} as is_due,
      ${askedOf(sql`${directoryPeople.id}`, sql`${directoryPeople.verifiedAt}`)},
      ${isDead(sql`${directoryPeople.networkId}`)} as is_dead
    from ${directoryPeople} cross join lateral (select coalesce(${directoryPeople.email}, (
        select ${directorySituations.email} from ${directorySituations}
        where ${directorySituations.personId} = ${directoryPeople.id} and ${directorySituations.email} is not null
          and (${directorySituations.endsOn} is null or ${directorySituations.endsOn} >= ${today})
        order by ${directorySituations.createdAt}, ${directorySituations.id} limit 1)) as email) as own
      ${addressOf(directoryPeople)}
    where ${within(ctx.actor, permission, {
      network: directoryPeople.networkId,
      territory: directoryPeople.territoryId,
    })} and ${directoryPeople.archivedAt} is null and ${directoryPeople.objectedAt} is null`
  const structures = sql`
    select 'structure' as kind, ${directoryStructures.id}, ${directoryStructures.name} as name,
      null as first_name, ${directoryStructures.category} as code, ${directoryStructures.territoryId},
      ${directoryStructures.verifiedAt}, ${directoryStructures.verifiedBy}, ${directoryStructures.phone} as phone,
      ${directoryStructures.owner}, address.email, own.email as own_email, ${directoryStructures.goneSince}, false as has_gone_place,
      ${isDue(sql`${directoryStructures.verifiedAt}`, months(reviewMonthsStructure, sql`${directoryOffers.structureId} = ${directoryStructures.id}`), now)} as is_due,
      ${askedOf(sql`${directoryStructures.id}`, sql`${directoryStructures.verifiedAt}`)},
      ${isDead(sql`${directoryStructures.networkId}`)} as is_dead
    from ${directoryStructures} cross join lateral (select ${directoryStructures.email} as email) as own
      ${addressOf(directoryStructures)}
    where ${within(ctx.actor, permission, {
      network: directoryStructures.networkId,
      territory: directoryStructures.territoryId,
    })} and ${directoryStructures.archivedAt} is null
      and (${directoryStructures.closedOn} is null or ${directoryStructures.closedOn} >= ${today})`
  return sql`(${people} union all ${structures}) as upkept`
}

/**
 * Whom a mail asks: the address written as that of who answers for the record, or that of the one account of the network
 * that has this name; else the record itself.
 */
function addressOf({ owner, networkId }: typeof directoryPeople | typeof directoryStructures): SQL {
  const account = sql`(select min(${users.email}) from ${users}
    join ${roleGrants} on ${roleGrants.userId} = ${users.id}
    where ${roleGrants.networkId} = ${networkId} and ${roleGrants.revokedAt} is null
      and ${users.deactivatedAt} is null and lower(${users.name}) = lower(${owner})
    having count(distinct ${users.id}) = 1)`
  return sql`cross join lateral (select coalesce(case when ${owner} is null then null
    when ${owner} ~ '^[^@[:space:]]+@[^@[:space:]]+$' then ${owner} else ${account} end, own.email) as email) as address`
}

/** One of them, for who keeps it up. In the caller’s transaction. Throws `directory.not-found`. */
export async function upkeptRecord(ctx: Ctx, { kind, id }: Subject): Promise<UpkeptRecord> {
  const [record] = await ctx.db
    .select(UPKEPT)
    .from(await upkeptRecords(ctx, 'directory.upkeep'))
    .where(sql`upkept.kind = ${kind} and upkept.id = ${id}`)
    .limit(1)
  if (!record) throw new AppError('directory.not-found')
  return record
}

function isDue(verifiedAt: SQL, months: SQL, now: SQL): SQL {
  return sql`(${verifiedAt} is null or ${verifiedAt} + make_interval(months => ${months}) <= ${now})`
}

function isDead(networkId: SQL): SQL {
  return sql`exists (select from ${directoryDeadAddresses}
    where ${directoryDeadAddresses.networkId} = ${networkId} and ${directoryDeadAddresses.email} = lower(address.email))`
}

function askedOf(id: SQL, verifiedAt: SQL): SQL {
  const ofRecord = sql`${directoryReviews.subjectId} = ${id}`
  return sql`(select coalesce(sum(${directoryReviews.reminders} + (${directoryReviews.askedBy} <> 'self')::int), 0)
      from ${directoryReviews} where ${ofRecord}
        and ${directoryReviews.askedAt} > coalesce(${verifiedAt}, '-infinity')) as askings,
    (select max(${directoryReviews.lastAskedAt}) from ${directoryReviews} where ${ofRecord}) as last_asked_at,
    (select ${mails.id} from ${directoryReviews} join ${mails} on ${mails.id} = ${directoryReviews.mailId}
      where ${ofRecord} and ${directoryReviews.answeredAt} is null and ${directoryReviews.closedAt} is null
        and ${mails.failedAt} is not null and ${mails.dismissedAt} is null limit 1) as bounced_mail_id`
}
