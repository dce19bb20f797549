import { and, desc, eq, gte, like, lt, or, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Kind, sentenceOf } from '../../audit/sentences.js'
import { auditEntries } from '../../audit/tables.js'
import { type Ctx, inTransaction } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import { actorName, namesOf } from './names.js'
import type { Facts, JournalEntry, JournalPage, JournalQuestion, Verification } from './schemas.js'

const PAGE = 50
const MOST_EXPORTED = 20_000
const MOST_PEOPLE = 300

export type Journal = JournalPage & {
  timeZone: string
  /** People who acted in this network, for the filter. */
  people: { id: string; name: string }[]
  verification: Verification | null
}

/** A page of the network's journal, newest first, in sentences. */
export async function readJournal(ctx: Ctx, question: JournalQuestion): Promise<Journal> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const rows = await findEntries(ctx, question, timeZone, PAGE + 1)
    const entries = await told(ctx, rows.slice(0, PAGE))
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined
    return {
      timeZone,
      entries,
      next: last ? `${last.at.getTime()}-${last.id}` : null,
      people: await listPeople(ctx),
      verification: await lastVerification(ctx),
    }
  })
}

export type JournalExport = { timeZone: string; networkName: string; entries: JournalEntry[]; isCut: boolean }

/** Every entry that answers the question, for a file; the export is itself an act of the journal. */
export async function exportJournal(ctx: Ctx, question: JournalQuestion): Promise<JournalExport> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone, name } = await currentNetwork(ctx)
    const rows = await findEntries(ctx, question, timeZone, MOST_EXPORTED + 1)
    const entries = await told(ctx, rows.slice(0, MOST_EXPORTED))
    const { person = null, kind = null, from = null, to = null } = question
    await audit(ctx, 'audit.export', { details: { entries: entries.length, person, kind, from, to } })
    return { timeZone, networkName: name, entries, isCut: rows.length > MOST_EXPORTED }
  })
}

type Row = typeof auditEntries.$inferSelect

function findEntries(ctx: Ctx, question: JournalQuestion, timeZone: string, limit: number): Promise<Row[]> {
  const { person, kind, from, to, before } = question
  const conditions: (SQL | undefined)[] = [
    mine(ctx),
    person === undefined
      ? undefined
      : or(eq(auditEntries.actorUserId, person), eq(auditEntries.subjectId, person)),
    kind === undefined ? undefined : ofKind(kind),
    // The day begins and ends where the network is.
    from === undefined ? undefined : gte(auditEntries.at, sql`${from}::timestamp at time zone ${timeZone}`),
    to === undefined
      ? undefined
      : lt(auditEntries.at, sql`(${to}::date + 1)::timestamp at time zone ${timeZone}`),
    before === undefined ? undefined : olderThan(before),
  ]
  return ctx.db
    .select()
    .from(auditEntries)
    .where(and(...conditions))
    .orderBy(desc(auditEntries.at), desc(auditEntries.id))
    .limit(limit)
}

function mine(ctx: Ctx): SQL {
  return within(ctx.actor, 'audit.read', { network: auditEntries.networkId })
}

function ofKind(kind: Kind): SQL {
  return like(auditEntries.action, `${kind}.%`)
}

function olderThan(cursor: string): SQL {
  const [milliseconds = '', id = ''] = cursor.split('-')
  const at = new Date(Number(milliseconds)).toISOString()
  return sql`(${auditEntries.at}, ${auditEntries.id}) < (${at}::timestamptz, ${id}::bigint)`
}

async function told(ctx: Ctx, rows: readonly Row[]): Promise<JournalEntry[]> {
  const ids = rows.flatMap(({ actorUserId, subjectId }) => [actorUserId ?? [], subjectId ?? []].flat())
  const names = await namesOf(ctx, ids)
  return rows.map((row) => {
    const who = actorName(names, row.actorRole, row.actorUserId)
    const isAboutHerself = row.subjectId === row.actorUserId
    const whom = row.subjectId === null || isAboutHerself ? null : (names.get(row.subjectId) ?? null)
    const details = row.details as Facts
    const [before, after] = [row.before as Facts | null, row.after as Facts | null]
    const facts = { ...before, ...after, ...details }
    return {
      id: row.id,
      position: row.chainPosition,
      at: row.at.toISOString(),
      action: row.action,
      sentence: sentenceOf(row.action, { who, whom, facts }),
      actorRole: row.actorRole,
      actorUserId: row.actorUserId,
      actorName: who,
      subjectId: row.subjectId,
      details,
      before,
      after,
    }
  })
}

async function listPeople(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  const rows = await ctx.db
    .selectDistinct({ id: auditEntries.actorUserId })
    .from(auditEntries)
    .where(and(mine(ctx), sql`${auditEntries.actorUserId} is not null`))
    .limit(MOST_PEOPLE)
  const names = await namesOf(
    ctx,
    rows.flatMap(({ id }) => id ?? []),
  )
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name, 'fr'))
}

async function lastVerification(ctx: Ctx): Promise<Verification | null> {
  const [row] = await ctx.db
    .select({ at: auditEntries.at, details: auditEntries.details })
    .from(auditEntries)
    .where(and(mine(ctx), eq(auditEntries.action, 'audit.verify')))
    .orderBy(desc(auditEntries.at), desc(auditEntries.id))
    .limit(1)
  if (!row) return null
  const facts = row.details as Facts
  return facts.intact === true
    ? { at: row.at, intact: true, length: Number(facts.length) }
    : { at: row.at, intact: false, position: Number(facts.position), fault: String(facts.fault) }
}
