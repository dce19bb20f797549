import { and, asc, desc, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { personName } from '../directory/cards.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import { lockSubject } from '../directory/writing.js'
import { authorName } from '../directory-records/writer.js'
import { queueMail } from '../mail/service.js'
import type { Subject } from './schemas.js'
import { directoryReports } from './tables.js'

const PAGE_SIZE = 30

/** A report with its record, and the name of it. */
export type Report = typeof directoryReports.$inferSelect & {
  subject: Subject
  name: string
}
export type ReportState = 'pending' | 'decided'
export type ReportList = {
  reports: Report[]
  pending: number
  decided: number
  page: number
  pageCount: number
}

/** The reports about the records the actor keeps up: those to be seen, oldest first, or the last decided. */
export async function listReports(
  ctx: Ctx,
  { state, page }: { state: ReportState; page: number },
): Promise<ReportList> {
  return inTransaction(ctx, async (ctx) => {
    const counts = {
      pending: await countIn(ctx, STATES.pending),
      decided: await countIn(ctx, STATES.decided),
    }
    const rows = await ctx.db
      .select(REPORT)
      .from(directoryReports)
      .leftJoin(directoryPeople, OF_PERSON)
      .leftJoin(directoryStructures, OF_STRUCTURE)
      .where(and(inReach(ctx), STATES[state]))
      .orderBy(
        state === 'pending' ? asc(directoryReports.receivedAt) : desc(directoryReports.decidedAt),
        asc(directoryReports.id),
      )
      .limit(PAGE_SIZE)
      .offset((page - 1) * PAGE_SIZE)
    const pageCount = Math.max(1, Math.ceil(counts[state] / PAGE_SIZE))
    return { reports: rows.map(reportOf), ...counts, page, pageCount }
  })
}

/** The report is not followed; whoever reported reads why. Throws as `acceptReport`. */
export async function refuseReport(ctx: Ctx, id: string, note: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    await decide(ctx, id, 'refused', note)
  })
}

/** The answer to a report, given once. In the caller’s transaction. Throws as `acceptReport`. */
export async function decide(
  ctx: Ctx,
  id: string,
  decision: 'accepted' | 'refused',
  note: string | null,
): Promise<Report> {
  const { subject } = await readReport(ctx, id)
  // The record first, as everywhere: two moderators at once then decide one after the other.
  await lockSubject(ctx, subject.kind, subject.id)
  const decided = await ctx.db
    .update(directoryReports)
    .set({ decidedAt: ctx.now, decision, decidedBy: authorName(ctx), decisionNote: note })
    .where(and(eq(directoryReports.id, id), isNull(directoryReports.decidedAt)))
    .returning({ id: directoryReports.id })
  if (decided.length === 0) throw new AppError('directory-report.decided')
  const report = await readReport(ctx, id)
  await answerReporter(ctx, report)
  await audit(ctx, decision === 'accepted' ? 'directory.accept-report' : 'directory.refuse-report', {
    id: subject.id,
    details: { kind: subject.kind },
  })
  return report
}

async function answerReporter(ctx: Ctx, report: Report): Promise<void> {
  const { id, reporterEmail, reporterName, reporterUserId, decision, decisionNote, receivedAt } = report
  if (reporterEmail === null) return
  await queueMail(ctx, {
    template: 'directory-report-answer',
    params: { receivedAt: receivedAt.toISOString(), decision, note: decisionNote ?? '' },
    to: {
      address: reporterEmail,
      name: reporterName ?? '',
      ...(reporterUserId && { userId: reporterUserId }),
    },
    event: `directory-report:${id}`,
  })
}

/** One report. In the caller’s transaction. Throws `directory-report.not-found`. */
export async function readReport(ctx: Ctx, id: string): Promise<Report> {
  const [row] = await ctx.db
    .select(REPORT)
    .from(directoryReports)
    .leftJoin(directoryPeople, OF_PERSON)
    .leftJoin(directoryStructures, OF_STRUCTURE)
    .where(and(inReach(ctx), eq(directoryReports.id, id)))
    .limit(1)
  if (!row) throw new AppError('directory-report.not-found')
  return reportOf(row)
}

async function countIn(ctx: Ctx, condition: SQL): Promise<number> {
  const [row] = await ctx.db
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(directoryReports)
    .leftJoin(directoryPeople, OF_PERSON)
    .leftJoin(directoryStructures, OF_STRUCTURE)
    .where(and(inReach(ctx), condition))
  return row?.count ?? 0
}

const STATES: Record<ReportState, SQL> = {
  pending: isNull(directoryReports.decidedAt),
  decided: isNotNull(directoryReports.decidedAt),
}

const OF_PERSON = and(
  eq(directoryReports.subjectKind, 'person'),
  eq(directoryPeople.id, directoryReports.subjectId),
)
const OF_STRUCTURE = and(
  eq(directoryReports.subjectKind, 'structure'),
  eq(directoryStructures.id, directoryReports.subjectId),
)

/** A report is reached through its record. */
function inReach(ctx: Ctx): SQL | undefined {
  return or(
    within(ctx.actor, 'directory.upkeep', {
      network: directoryPeople.networkId,
      territory: directoryPeople.territoryId,
    }),
    within(ctx.actor, 'directory.upkeep', {
      network: directoryStructures.networkId,
      territory: directoryStructures.territoryId,
    }),
  )
}

const REPORT = {
  report: directoryReports,
  person: { lastName: directoryPeople.lastName, firstName: directoryPeople.firstName },
  structure: { name: directoryStructures.name },
}

type Row = {
  report: typeof directoryReports.$inferSelect
  person: { lastName: string; firstName: string | null } | null
  structure: { name: string } | null
}

function reportOf({ report, person, structure }: Row): Report {
  const kind = report.subjectKind === 'person' ? 'person' : 'structure'
  return {
    ...report,
    subject: { kind, id: report.subjectId },
    name: person ? personName(person) : (structure?.name ?? ''),
  }
}
