import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { personOf } from '../../access/actor.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { peopleAt } from '../directory/people-at.js'
import { getCard } from '../directory/reading.js'
import { currentNetwork } from '../networks/service.js'
import { readProposal } from './proposal-reading.js'
import { type ProposableField, type Proposal, readFields } from './proposals.js'
import { MOTIVES, type Motive, type OwnerMotive } from './report-rules.js'
import type { ReviewRow } from './review-links.js'
import { daysBefore } from './review-rules.js'
import type { ReaderReport, Subject } from './schemas.js'
import { directoryReports } from './tables.js'
import { countAct, type OpenAct, type Visitor } from './visits.js'

const REPORT: OpenAct = {
  fromRange: { name: 'report-range', atOnce: 10, everySeconds: 600 },
  about: { name: 'report', atOnce: 10, everySeconds: 3600 },
}

/**
 * A reader says that something is wrong in a record she may see, with an account or without, and may propose what it
 * would say instead where she reads it. Said twice it is kept once. Throws `directory.not-found`, `request.invalid`,
 * `request.too-many`.
 */
export async function reportError(
  reader: { ctx: Ctx; network: { id: string } },
  subject: Subject,
  { motive, person: leaver, message, email, website, ...typed }: ReaderReport,
  visitor: Visitor,
): Promise<void> {
  const fields = readFields(await getCard(reader.ctx, subject.kind, subject.id))
  const proposed = readProposal(typed, fields)
  const proposal = Object.keys(proposed).length === 0 ? null : proposed
  const personId = leaver ? await whoHasLeft(reader.ctx, subject, motive, leaver) : null
  await countAct(reader.ctx, REPORT, visitor, subject.id)
  // Only a program fills in what nobody sees; it is answered like anybody.
  if (website) return
  const person = personOf(reader.ctx.actor)
  const asJob = { role: 'system', job: 'directory-report', networkId: reader.network.id } as const
  await inTransaction({ ...reader.ctx, actor: asJob }, async (ctx) => {
    const said = { motive, personId, message: message || null, proposal }
    const report = { ...said, subjectId: subject.id, origin: 'reader' }
    if (await isKnown(ctx, report)) return
    await ctx.db.insert(directoryReports).values({
      ...report,
      recordSaid: proposal && saidOf(fields, proposal),
      networkId: reader.network.id,
      subjectKind: subject.kind,
      reporterName: person?.userName ?? null,
      reporterEmail: email || null,
      reporterUserId: person?.userId ?? null,
      receivedAt: ctx.now,
    })
    await audit(ctx, 'directory.report', {
      id: subject.id,
      ...(person && { by: person.userId }),
      details: { kind: subject.kind },
    })
  })
}

/** One of the people whom this reader sees at the structure. Throws `request.invalid`. */
async function whoHasLeft(ctx: Ctx, { kind, id }: Subject, motive: Motive, leaver: string): Promise<string> {
  const { people } = kind === 'structure' ? await peopleAt(ctx, id) : { people: [] }
  if (!people.some((one) => one.id === leaver)) {
    throw refused('person', 'Choisissez parmi les personnes proposées.')
  }
  if (motive !== 'left') {
    throw refused('motive', `Si cette personne n’exerce plus ici, choisissez « ${MOTIVES.left} ».`)
  }
  return leaver
}

function refused(field: string, words: string): AppError {
  return new AppError('request.invalid', {}, { fields: { [field]: words } })
}

function saidOf(fields: readonly ProposableField[], proposal: Proposal): Proposal {
  const asked = fields.filter(({ key }) => key in proposal)
  return Object.fromEntries(asked.map(({ key, value }) => [key, value]))
}

type Said = {
  subjectId: string
  motive: string
  personId: string | null
  message: string | null
  proposal: Proposal | null
}

/** The same words about the same record, still to be looked at: a button pressed twice, or two readers. */
async function isKnown(ctx: Ctx, { subjectId, motive, personId, message, proposal }: Said): Promise<boolean> {
  const [same] = await ctx.db
    .select({ id: directoryReports.id })
    .from(directoryReports)
    .where(
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: directoryReports.networkId }),
        eq(directoryReports.subjectId, subjectId),
        eq(directoryReports.motive, motive),
        personId === null ? isNull(directoryReports.personId) : eq(directoryReports.personId, personId),
        message === null ? isNull(directoryReports.message) : eq(directoryReports.message, message),
        proposal === null
          ? isNull(directoryReports.proposal)
          : sql`${directoryReports.proposal} = ${JSON.stringify(proposal)}::jsonb`,
        isNull(directoryReports.decidedAt),
        gt(directoryReports.receivedAt, daysBefore(ctx.now, 1)),
      ),
    )
    .limit(1)
  return same !== undefined
}

/** What the owner of a record proposes from her link, kept for a moderator. In the transaction of her answer. */
export async function proposeCorrection(
  ctx: Ctx,
  review: ReviewRow,
  said: { motive: OwnerMotive; proposal: Proposal; recordSaid: Proposal | null; message: string | null },
): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  await ctx.db.insert(directoryReports).values({
    ...said,
    networkId,
    subjectKind: review.subjectKind,
    subjectId: review.subjectId,
    origin: 'owner',
    reviewId: review.id,
    reporterEmail: review.email,
    receivedAt: ctx.now,
  })
}
