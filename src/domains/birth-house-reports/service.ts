import { createHash } from 'node:crypto'
import { and, desc, eq, lt } from 'drizzle-orm'
import { personOf } from '../../access/actor.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { formatCount } from '../../web/numbers.js'
import { birthHouses } from '../birth-houses/tables.js'
import { currentNetwork } from '../networks/service.js'
import {
  carriedOver,
  type MissingItem,
  missingItems,
  NO_ANSWERS,
  type ReportAnswers,
  readAnswers,
} from './answers.js'
import { type Check, checkFigures, maySend } from './checks.js'
import { ReportContent } from './content.js'
import { computeFigures, type Figure } from './figures.js'
import { houseFacts } from './house-facts.js'
import { readHouseRegister } from './register-reading.js'
import { tellOfReport } from './report-mails.js'
import { mayOpen, maySendOn, receiptOf, reportDueOn, wasOpen } from './rules.js'
import { birthHouseReports, birthHouseReportVersions } from './tables.js'

export type ReportRow = typeof birthHouseReports.$inferSelect
export type VersionRow = typeof birthHouseReportVersions.$inferSelect

/** The report of a year as its house sees it: what is typed, what is counted, what is missing. */
export type OwnReport = {
  report: ReportRow
  today: string
  timeZone: string
  answers: ReportAnswers
  facts: Awaited<ReturnType<typeof houseFacts>>
  figures: Figure[]
  checks: Check[]
  missing: MissingItem[]
  isFirst: boolean
  /** Latest first. */
  versions: VersionRow[]
  /** Why it may not be sent yet; null when it may. */
  refusal: 'year-not-over' | 'incomplete' | null
}

export type OwnReports = {
  today: string
  timeZone: string
  reports: (ReportRow & { sentAt: Date | null })[]
  /** The house was open last year: its report is expected. */
  expectsLastYear: boolean
}

/**
 * The reports of the midwife’s house, latest year first, each with its first sending. A draft of a year in which the
 * house was closed is put aside: nobody expects it.
 */
export async function listOwnReports(ctx: Ctx): Promise<OwnReports> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const today = civilDate(ctx.now, timeZone)
    const house = await readHouse(ctx)
    const rows = await ctx.db
      .select()
      .from(birthHouseReports)
      .where(within(ctx.actor, 'birth-report.write', REPORT_SCOPE))
      .orderBy(desc(birthHouseReports.year))
      .limit(100)
    const reports = []
    for (const row of rows) {
      const sentAt = (await versionsOf(ctx, row.id)).at(-1)?.sentAt ?? null
      if (sentAt !== null || wasOpen(house, row.year)) reports.push({ ...row, sentAt })
    }
    return { today, timeZone, reports, expectsLastYear: wasOpen(house, Number(today.slice(0, 4)) - 1) }
  })
}

/**
 * The report of the midwife’s house for a year, opened the first time it is asked for: coming back finds the same one,
 * begun from the last report sent. Throws `birth-report.bad-year`.
 */
export async function openReport(ctx: Ctx, year: number): Promise<OwnReport> {
  return inTransaction(ctx, async (ctx) => {
    const establishmentId = ownHouse(ctx)
    const network = await currentNetwork(ctx)
    const today = civilDate(ctx.now, network.timeZone)
    if (!mayOpen(year, today)) throw new AppError('birth-report.bad-year')
    await requireExpected(ctx, year)
    const report =
      (await findReport(ctx, year)) ?? (await createReport(ctx, establishmentId, network.id, year))
    return describe(ctx, report, network.timeZone, today)
  })
}

/** Keeps what is typed; an older revision throws `birth-report.edited-meanwhile`. Nothing needs to be complete. */
export async function saveReport(
  ctx: Ctx,
  year: number,
  typed: { revision: number; answers: ReportAnswers; explanations: Record<string, string> },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const report = await lockReport(ctx, year)
    if (report.revision !== typed.revision) throw new AppError('birth-report.edited-meanwhile')
    await ctx.db
      .update(birthHouseReports)
      .set({
        answers: typed.answers,
        explanations: typed.explanations,
        revision: report.revision + 1,
        updatedAt: ctx.now,
        updatedBy: nameOf(ctx),
      })
      .where(eq(birthHouseReports.id, report.id))
  })
}

/**
 * Hands the report to the agency: figures and answers are frozen as they are at this instant, under a receipt. Once
 * sent, a correction is another version with its reason. Throws `birth-report.bad-year`, `birth-report.not-over`, `birth-report.incomplete`,
 * `birth-report.reason-missing`.
 */
export async function sendReport(ctx: Ctx, year: number, reason: string | null): Promise<VersionRow> {
  return inTransaction(ctx, async (ctx) => {
    const report = await lockReport(ctx, year)
    const { shortName } = await requireExpected(ctx, year)
    const network = await currentNetwork(ctx)
    const own = await describe(ctx, report, network.timeZone, civilDate(ctx.now, network.timeZone))
    if (own.refusal === 'year-not-over') throw new AppError('birth-report.not-over')
    if (own.refusal === 'incomplete') throw new AppError('birth-report.incomplete')
    const version = (own.versions[0]?.version ?? 0) + 1
    if (version > 1 && reason === null) throw new AppError('birth-report.reason-missing')
    const content = draftContent(own)
    const contentHash = createHash('sha256').update(JSON.stringify(content)).digest('hex')
    const [row] = await ctx.db
      .insert(birthHouseReportVersions)
      .values({
        networkId: report.networkId,
        establishmentId: report.establishmentId,
        reportId: report.id,
        version,
        content,
        contentHash,
        receipt: receiptOf(shortName, year, version, contentHash),
        sentAt: ctx.now,
        sentBy: nameOf(ctx),
        reason: version === 1 ? null : reason,
      })
      .returning()
    if (!row) throw new Error('the version was not written')
    await ctx.db
      .update(birthHouseReports)
      .set({ acknowledgedAt: null, acknowledgedBy: null })
      .where(eq(birthHouseReports.id, report.id))
    await audit(ctx, 'birth-report.send', { id: report.id, details: { year, reference: row.receipt } })
    const what = version === 1 ? 'sent' : 'corrected'
    await tellOfReport(ctx, report, {
      what,
      versionId: row.id,
      answerBy: null,
      event: `report-version:${row.id}`,
    })
    return row
  })
}

/** A version as it was sent, for whoever may read the reports of the house. Throws `birth-report.not-found`. */
export async function getVersion(
  ctx: Ctx,
  id: string,
): Promise<{ version: VersionRow; content: ReportContent; timeZone: string }> {
  return inTransaction(ctx, async (ctx) => {
    const [version] = await ctx.db
      .select()
      .from(birthHouseReportVersions)
      .where(and(eq(birthHouseReportVersions.id, id), within(ctx.actor, 'birth-report.read', VERSION_SCOPE)))
      .limit(1)
    if (!version) throw new AppError('birth-report.not-found')
    const { timeZone } = await currentNetwork(ctx, version.networkId)
    return { version, content: ReportContent.parse(version.content), timeZone }
  })
}

/** The house a midwife works in. */
export function ownHouse(ctx: Ctx): string {
  if (ctx.actor.role !== 'birth_house') throw new AppError('access.forbidden')
  return ctx.actor.establishmentId
}

export const REPORT_SCOPE = {
  network: birthHouseReports.networkId,
  establishment: birthHouseReports.establishmentId,
}

export const VERSION_SCOPE = {
  network: birthHouseReportVersions.networkId,
  establishment: birthHouseReportVersions.establishmentId,
}

async function describe(ctx: Ctx, report: ReportRow, timeZone: string, today: string): Promise<OwnReport> {
  const facts = await houseFacts(ctx, report.establishmentId, report.year)
  const figures = computeFigures(await readHouseRegister(ctx, report.establishmentId, timeZone), report.year)
  const checks = checkFigures(figures)
  const answers = readAnswers(report.answers)
  const versions = await versionsOf(ctx, report.id)
  const isFirst = (await lastSentBefore(ctx, report)) === null
  const missing = missingItems(answers, { isFirst, hasCharter: facts.charter !== null })
  const isComplete = missing.length === 0 && maySend(checks, report.explanations)
  const refusal = !maySendOn(report.year, today) ? 'year-not-over' : isComplete ? null : 'incomplete'
  return { report, today, timeZone, answers, facts, figures, checks, missing, isFirst, versions, refusal }
}

/** What would be sent if it were sent now. Pure. */
export function draftContent({ report, facts, figures, checks, answers, isFirst }: OwnReport): ReportContent {
  return {
    ...facts,
    year: report.year,
    isFirst,
    answers,
    figures: figures.map(({ code, value, missing, details }) => ({
      code,
      value,
      missing: missing.length,
      details,
    })),
    remarks: checks.map(({ rule, sentence }) => ({
      sentence: withoutNumbers(figures, rule) ?? sentence,
      explanation: report.explanations[rule] ?? '',
    })),
  }
}

/** What is not known, told to the agency as a count: the numbers of women stay in the house. */
function withoutNumbers(figures: readonly Figure[], rule: string): string | null {
  const figure = figures.find(({ code }) => rule === `missing-${code}`)
  if (!figure) return null
  return `${figure.code} : pas encore renseigné pour ${formatCount(figure.missing.length, 'dossier', 'dossiers')}.`
}

/** No report is expected of a year in which the house was closed all along. Throws `birth-report.bad-year`. */
async function requireExpected(ctx: Ctx, year: number) {
  const house = await readHouse(ctx)
  if (!wasOpen(house, year)) throw new AppError('birth-report.bad-year')
  return house
}

async function readHouse(ctx: Ctx) {
  const { shortName, openedOn, closedOn } = birthHouses
  const [house] = await ctx.db
    .select({ shortName, openedOn, closedOn })
    .from(birthHouses)
    .where(
      and(
        eq(birthHouses.establishmentId, ownHouse(ctx)),
        within(ctx.actor, 'birth-report.write', {
          network: birthHouses.networkId,
          establishment: birthHouses.establishmentId,
        }),
      ),
    )
    .limit(1)
  if (!house) throw new AppError('birth-report.not-found')
  return house
}

async function createReport(
  ctx: Ctx,
  establishmentId: string,
  networkId: string,
  year: number,
): Promise<ReportRow> {
  const previous = await lastSentBefore(ctx, { establishmentId, year })
  await ctx.db
    .insert(birthHouseReports)
    .values({
      networkId,
      establishmentId,
      year,
      dueOn: reportDueOn(year),
      answers: previous === null ? NO_ANSWERS : carriedOver(previous.answers),
      openedAt: ctx.now,
      updatedAt: ctx.now,
      updatedBy: nameOf(ctx),
    })
    // Two midwives opening it at once find one report.
    .onConflictDoNothing()
  const report = await findReport(ctx, year)
  if (!report) throw new Error('the report was not written')
  return report
}

async function findReport(ctx: Ctx, year: number): Promise<ReportRow | null> {
  const [report] = await ctx.db
    .select()
    .from(birthHouseReports)
    .where(and(eq(birthHouseReports.year, year), within(ctx.actor, 'birth-report.write', REPORT_SCOPE)))
    .limit(1)
  return report ?? null
}

async function lockReport(ctx: Ctx, year: number): Promise<ReportRow> {
  const [report] = await ctx.db
    .select()
    .from(birthHouseReports)
    .where(and(eq(birthHouseReports.year, year), within(ctx.actor, 'birth-report.write', REPORT_SCOPE)))
    .for('update')
  if (!report) throw new AppError('birth-report.not-found')
  return report
}

function versionsOf(
  ctx: Ctx,
  reportId: string,
  permission: Permission = 'birth-report.read',
): Promise<VersionRow[]> {
  return ctx.db
    .select()
    .from(birthHouseReportVersions)
    .where(and(eq(birthHouseReportVersions.reportId, reportId), within(ctx.actor, permission, VERSION_SCOPE)))
    .orderBy(desc(birthHouseReportVersions.version))
    .limit(50)
}

/** The content of the last report the house sent for an earlier year, or null when it never sent any. */
async function lastSentBefore(
  ctx: Ctx,
  { establishmentId, year }: { establishmentId: string; year: number },
): Promise<ReportContent | null> {
  const [row] = await ctx.db
    .select({ content: birthHouseReportVersions.content })
    .from(birthHouseReportVersions)
    .innerJoin(birthHouseReports, eq(birthHouseReports.id, birthHouseReportVersions.reportId))
    .where(
      and(
        eq(birthHouseReports.establishmentId, establishmentId),
        lt(birthHouseReports.year, year),
        within(ctx.actor, 'birth-report.write', VERSION_SCOPE),
      ),
    )
    .orderBy(desc(birthHouseReports.year), desc(birthHouseReportVersions.version))
    .limit(1)
  return row ? ReportContent.parse(row.content) : null
}

function nameOf(ctx: Ctx): string {
  return personOf(ctx.actor)?.userName ?? 'Trame'
}
