import { and, desc, eq, gt } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { auditEntries } from '../../audit/tables.js'
import { type Ctx, inTransaction } from '../../context.js'
import { PROCESSINGS, type ProcessingName } from '../../privacy/processings.js'
import { retentionWords } from '../../privacy/words.js'
import { civilDate } from '../../web/dates.js'
import { actorName, namesOf } from '../audit/names.js'
import { currentAuthorisation, currentNetwork } from '../networks/service.js'
import { DECLARATIONS, nameOf } from './declarations.js'
import type { Register, RegisterProcessing } from './schemas.js'

const MOST_REQUESTS = 100
const REQUESTS_SHOWN_MONTHS = 12
/** A request must be answered within a month (GDPR, art. 12-3). */
const ANSWER_MONTHS = 1

/** The register of the network's processings (GDPR, art. 30), made from what the tables declare. */
export async function readRegister(ctx: Ctx): Promise<Register> {
  const authorisation = await currentAuthorisation(ctx, 'authorisation.read')
  return {
    network: (await currentNetwork(ctx)).name,
    dataProtectionOfficer: authorisation?.dataProtectionOfficer ?? null,
    healthDataHost: authorisation?.healthDataHost ?? null,
    processings: listProcessings(),
  }
}

/** Every processing with the tables that serve it: the same for all networks. */
export function listProcessings(): RegisterProcessing[] {
  return (Object.keys(PROCESSINGS) as ProcessingName[]).map((name) => {
    const declarations = DECLARATIONS.filter(({ processing }) => processing === name)
    return {
      ...PROCESSINGS[name],
      people: [...new Set(declarations.flatMap(({ people }) => people))],
      tables: declarations.map((declaration) => ({
        table: nameOf(declaration),
        holds: declaration.holds,
        class: declaration.class,
        people: [...declaration.people],
        retention: retentionWords(declaration.retention),
      })),
    }
  })
}

export type RequestReceived = { id: number; askedOn: string; answerBy: string; name: string; right: string }

/** What people of the network asked about their data in the last twelve months, newest first. */
export async function listRequests(ctx: Ctx): Promise<RequestReceived[]> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const rows = await ctx.db
      .select()
      .from(auditEntries)
      .where(
        and(
          within(ctx.actor, 'privacy.read-register', { network: auditEntries.networkId }),
          eq(auditEntries.action, 'account.object'),
          gt(auditEntries.at, monthsLater(ctx.now, -REQUESTS_SHOWN_MONTHS)),
        ),
      )
      .orderBy(desc(auditEntries.at), desc(auditEntries.id))
      .limit(MOST_REQUESTS)
    const names = await namesOf(
      ctx,
      rows.flatMap(({ actorUserId }) => actorUserId ?? []),
    )
    return rows.map(({ id, at, actorRole, actorUserId, details }) => ({
      id,
      askedOn: civilDate(at, timeZone),
      answerBy: civilDate(monthsLater(at, ANSWER_MONTHS), timeZone),
      name: actorName(names, actorRole, actorUserId),
      right: String((details as { right?: unknown }).right ?? ''),
    }))
  })
}

/** The day of the same number some months later, or the last of a month that has none. */
function monthsLater(from: Date, months: number): Date {
  const day = from.getUTCDate()
  const moved = new Date(from)
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(day, lastDay))
  return moved
}
