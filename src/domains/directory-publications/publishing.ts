import { and, desc, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { can, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { enqueue } from '../../jobs/jobs.js'
import { AUDIENCES, type Audience, audienceOf, reaches } from '../directory/visibility.js'
import { currentNetwork } from '../networks/service.js'
import { countCards, MOST_ENTRIES } from './card-list.js'
import { makePublication } from './jobs.js'
import { publicationState } from './rules.js'
import type { CardFilter, Publication } from './schemas.js'
import { directoryPublications, type PublicationKind } from './tables.js'
import { takenBackAmong } from './taken-back.js'

const PAGE_SIZE = 30

/** What a worker makes, because it takes longer than a request should. */
const MADE_LATER: readonly PublicationKind[] = ['booklet', 'xlsx']

export type Asked = { kind: PublicationKind; audience: Audience; filter: CardFilter }

/**
 * Records a publication of the records that match, for a public no narrower than the reader’s own, and asks for its
 * file when it takes one. Throws `publication.too-wide`, `publication.empty` or `publication.too-long`.
 */
export async function publish(ctx: Ctx, { kind, audience, filter }: Asked): Promise<string> {
  if (!reaches(audienceOf(ctx.actor), audience)) throw new AppError('publication.too-wide')
  return once(ctx, z.uuid(), async (ctx) => {
    const network = await currentNetwork(ctx)
    const entries = await countCards(ctx, { network, audience, filter })
    if (entries === 0) throw new AppError('publication.empty')
    if (entries > MOST_ENTRIES) throw new AppError('publication.too-long', { entries, most: MOST_ENTRIES })
    const isLater = MADE_LATER.includes(kind)
    const id = await recordPublication(ctx, { kind, audience, filter, entries, isLater })
    if (isLater) await enqueue(ctx, makePublication, { publicationId: id })
    return id
  })
}

type Recorded = { entries: number; isLater: boolean; contentHash?: string }

/** Writes the row of a publication and its trace, in the caller’s transaction. */
export async function recordPublication(
  ctx: Ctx,
  { kind, audience, filter, entries, isLater, contentHash }: Asked & Recorded,
): Promise<string> {
  const network = await currentNetwork(ctx)
  const person = personOf(ctx.actor)
  const [row] = await ctx.db
    .insert(directoryPublications)
    .values({
      networkId: network.id,
      kind,
      audience,
      title: TITLES[kind],
      filters: filtersOf(filter),
      entries,
      contentHash: contentHash ?? null,
      madeAt: ctx.now,
      madeBy: person?.userName ?? 'Trame',
      madeByUserId: person?.userId ?? null,
      readyAt: isLater ? null : ctx.now,
    })
    .returning({ id: directoryPublications.id })
  if (!row) throw new Error('the publication was not written')
  await audit(ctx, 'directory.publish', { id: row.id, details: { format: kind, scope: audience, entries } })
  return row.id
}

const TITLES: Record<PublicationKind, string> = {
  booklet: 'Annuaire de la périnatalité',
  'emergency-sheet': 'Urgences et maternités : lignes directes',
  'open-data': 'Données ouvertes de l’annuaire',
  csv: 'Annuaire de la périnatalité',
  xlsx: 'Annuaire de la périnatalité',
  vcf: 'Carnet d’adresses',
}

function filtersOf(filter: CardFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

export type PublicationList = { publications: Publication[]; total: number; page: number; pageCount: number }

/** The publications this reader may see, by thirty: booklets first, then the newest; all of them or those of one kind. */
export async function listPublications(
  ctx: Ctx,
  networkId: string,
  { kind, page }: { kind: PublicationKind | undefined; page: number },
): Promise<PublicationList> {
  const list = await inTransaction(ctx, async (ctx) => {
    const condition = and(
      eq(directoryPublications.networkId, networkId),
      kind && eq(directoryPublications.kind, kind),
      visible(ctx),
    )
    const total = await ctx.db.$count(directoryPublications, condition)
    const rows = await ctx.db
      .select(COLUMNS)
      .from(directoryPublications)
      .where(condition)
      .orderBy(
        sql`${directoryPublications.kind} <> 'booklet'`,
        desc(directoryPublications.madeAt),
        desc(directoryPublications.id),
      )
      .limit(PAGE_SIZE)
      .offset((page - 1) * PAGE_SIZE)
    const pageCount = Math.max(1, Math.ceil(total / PAGE_SIZE))
    return { publications: rows.map(publicationOf), total, page, pageCount }
  })
  return { ...list, publications: await asOfNow(ctx, list.publications) }
}

/** One publication. Throws `publication.not-found`. */
export async function getPublication(ctx: Ctx, id: string): Promise<Publication> {
  const publication = await inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select(COLUMNS)
      .from(directoryPublications)
      .where(and(eq(directoryPublications.id, id), visible(ctx)))
      .limit(1)
    if (!row) throw new AppError('publication.not-found')
    return publicationOf(row)
  })
  const [now = publication] = await asOfNow(ctx, [publication])
  return now
}

/** A document is withdrawn as soon as something it shows is taken back; the daily sweep only writes it down. */
async function asOfNow(ctx: Ctx, publications: readonly Publication[]): Promise<Publication[]> {
  const given = publications.filter(({ state, bytes }) => state === 'ready' && bytes !== null)
  const takenBack = await takenBackAmong(ctx, given)
  return publications.map((one) => (takenBack.has(one.id) ? { ...one, state: 'withdrawn' } : one))
}

const COLUMNS = {
  id: directoryPublications.id,
  kind: directoryPublications.kind,
  audience: directoryPublications.audience,
  title: directoryPublications.title,
  filters: directoryPublications.filters,
  entries: directoryPublications.entries,
  madeAt: directoryPublications.madeAt,
  madeBy: directoryPublications.madeBy,
  readyAt: directoryPublications.readyAt,
  failedAt: directoryPublications.failedAt,
  withdrawnAt: directoryPublications.withdrawnAt,
  fileRemovedAt: directoryPublications.fileRemovedAt,
  bytes: directoryPublications.bytes,
} as const

/**
 * What this reader may see: the booklets made for her public or a wider one, once they are ready; what she asked for
 * herself; for the team, everything.
 */
export function visible(ctx: Ctx): SQL | undefined {
  const audience = audienceOf(ctx.actor)
  const forHer = and(
    within(ctx.actor, 'directory.read', { network: directoryPublications.networkId }),
    inArray(
      directoryPublications.audience,
      AUDIENCES.filter((one) => reaches(audience, one)),
    ),
  )
  if (can(ctx.actor, 'directory.read-records')) return forHer
  const person = personOf(ctx.actor)
  const isBooklet = and(eq(directoryPublications.kind, 'booklet'), isNotNull(directoryPublications.readyAt))
  return and(
    forHer,
    person ? or(isBooklet, eq(directoryPublications.madeByUserId, person.userId)) : isBooklet,
  )
}

type Row = Omit<Publication, 'state' | 'madeAt'> & Parameters<typeof publicationState>[0] & { madeAt: Date }

function publicationOf({ readyAt, failedAt, withdrawnAt, fileRemovedAt, madeAt, ...row }: Row): Publication {
  const state = publicationState({ readyAt, failedAt, withdrawnAt, fileRemovedAt })
  return { ...row, state, madeAt: madeAt.toISOString() }
}
