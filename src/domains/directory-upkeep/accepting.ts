import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import { cardOfPerson, cardOfStructure, type DirectoryCard, sightOf } from '../directory/cards.js'
import type { Writer } from '../directory/changes.js'
import { loadPeople, loadStructures } from '../directory/records.js'
import { directoryPeople } from '../directory/tables.js'
import { teamWriter } from '../directory-records/writer.js'
import { applyChosen } from './applying.js'
import { applyEnding, type Ending, endingOf } from './ending.js'
import { decide, type Report, readReport } from './moderation.js'
import { readChosen } from './proposal-reading.js'
import { type ProposableField, proposableFields } from './proposals.js'
import { type Acceptance, SUBJECT_KINDS, type Subject } from './schemas.js'
import { markVerified } from './verifying.js'

/** A value proposed, beside what the record says. */
export type ProposedChange = {
  /** The field, with what the record says of it today. */
  field: ProposableField
  proposed: string | null
  /** What the record said when the report was sent; undefined when nobody kept it. */
  before: string | null | undefined
}

/** A report with what it proposes. */
export type ReportFile = {
  report: Report
  changes: ProposedChange[]
  /** What it says is over, and may be ended with the answer. */
  ending: Ending | null
  /** Who is said to have left the structure; null when the report does not say, or she is no longer in the directory. */
  leaver: DirectoryCard | null
  /** Values proposed for a place or an offer that is no longer in the record, or for a record that is withdrawn. */
  lost: number
  /** Where the network is. */
  today: string
  /** Of the record, when this was read: an answer that comes after another change of it is looked at again. */
  revision: number | null
}

/** One report, with what it proposes. Throws `directory-report.not-found`. */
export async function getReport(ctx: Ctx, id: string): Promise<ReportFile> {
  return inTransaction(ctx, async (ctx) => {
    const report = await readReport(ctx, id)
    const content = await contentOf(ctx, report)
    const lost = Object.keys(report.proposal ?? {}).length - content.changes.length
    return { report, ...content, lost, today: (await cardDay(ctx)).today }
  })
}

/**
 * The report is right: what the moderator lets in of what it proposes is written, what it says is over is ended, the
 * rest is for the form of the record. Returns the record. Throws `directory-report.not-found`,
 * `directory-report.decided`, `directory.edited-meanwhile`, `request.invalid`.
 */
export async function acceptReport(ctx: Ctx, id: string, answer: Acceptance): Promise<Subject> {
  return once(ctx, Accepted, async (ctx) => {
    const report = await decide(ctx, id, 'accepted', null)
    const { subject, motive } = report
    const { changes, ending } = await contentOf(ctx, report)
    const fields = changes.map(({ field }) => field)
    const chosen = readChosen(answer, answer.accepted, fields)
    const writer = await writerOf(ctx, report)
    if (chosen.length > 0) await applyChosen(ctx, writer, subject, { chosen, revision: answer.revision })
    if (ending !== null) await applyEnding(ctx, writer, { ending, answer })
    // The owner has gone through her whole record; a reader has seen one line of it.
    if (motive === 'owner-correction') await markVerified(ctx, writer, subject)
    return subject
  })
}

const Accepted = z.object({ kind: z.enum(SUBJECT_KINDS), id: z.uuid() })

/** What its owner said counts as hers, what a reader said as a report, once somebody of the team has read it. */
async function writerOf(ctx: Ctx, { name, origin }: Report): Promise<Writer> {
  const writer = await teamWriter(ctx)
  return origin === 'owner'
    ? { ...writer, source: 'person', reason: `proposé par lien pour ${name}, accepté par ${writer.by}` }
    : {
        ...writer,
        source: 'report',
        reason: `signalé par une lectrice ou un lecteur, accepté par ${writer.by}`,
      }
}

type Content = Pick<ReportFile, 'changes' | 'ending' | 'leaver' | 'revision'>

async function contentOf(ctx: Ctx, report: Report): Promise<Content> {
  const { card, revision } = await teamCard(ctx, report.subject)
  if (card === null) return { changes: [], ending: null, leaver: null, revision }
  const { proposal, recordSaid } = report
  const changes = proposableFields(card).flatMap((field) => {
    const proposed = textOf(proposal?.[field.key])
    return proposed === undefined ? [] : [{ field, proposed, before: textOf(recordSaid?.[field.key]) }]
  })
  const leaver = await leaverOf(ctx, report)
  const mayEnd = leaver !== null && (await keepsPerson(ctx, leaver.id))
  return { changes, ending: endingOf(report, card, mayEnd ? leaver : null), leaver, revision }
}

async function leaverOf(ctx: Ctx, { personId }: Report): Promise<DirectoryCard | null> {
  return personId === null ? null : (await teamCard(ctx, { kind: 'person', id: personId })).card
}

/** Who keeps the records of one territory may read a report of hers about somebody of another. */
async function keepsPerson(ctx: Ctx, id: string): Promise<boolean> {
  const { networkId: network, territoryId: territory } = directoryPeople
  const mine = within(ctx.actor, 'directory.manage', { network, territory })
  return (await ctx.db.$count(directoryPeople, and(eq(directoryPeople.id, id), mine))) > 0
}

type Seen = { card: DirectoryCard | null; revision: number | null }

/** The record as the team sees it, up to date; no card when it is withdrawn or closed. */
async function teamCard(ctx: Ctx, { kind, id }: Subject): Promise<Seen> {
  const [day, sight] = [await cardDay(ctx), sightOf('team')]
  if (kind === 'person') {
    const [file] = await loadPeople(ctx, [id])
    return { card: file ? cardOfPerson(file, sight, day) : null, revision: file?.person.revision ?? null }
  }
  const [file] = await loadStructures(ctx, [id])
  return { card: file ? cardOfStructure(file, sight, day) : null, revision: file?.structure.revision ?? null }
}

function textOf(value: unknown): string | null | undefined {
  return typeof value === 'string' || value === null ? value : undefined
}
