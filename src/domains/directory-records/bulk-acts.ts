import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { cardDay } from '../directory/card-rows.js'
import { personName } from '../directory/cards.js'
import type { Writer } from '../directory/changes.js'
import type { MembershipRow, PersonRow, StructureRow } from '../directory/records.js'
import { lockSubject, updateSubject } from '../directory/writing.js'
import { currentNetwork } from '../networks/service.js'
import { checkTerritory } from './choices.js'
import { membershipFaults } from './membership-rules.js'
import type { MembershipInput } from './membership-schemas.js'
import { membershipOf, saveMembership } from './memberships.js'
import { refreshCardsOf, type Subject } from './subject.js'
import { directoryBulkActs } from './tables.js'
import { authorName, teamWriter } from './writer.js'

/** What is done to each record. A date or a college left blank stays what it is for each of them. */
export type BulkChange =
  | { act: 'territory'; territoryId: string | null }
  | { act: 'membership'; membership: Omit<MembershipInput, 'note'> }
  | { act: 'archive'; reason: string }

/**
 * Does one thing to many records, to all of them or to none; the identifier of the act, by which it is undone. Those
 * that have nothing to change are left as they are. Throws `directory.not-found`, `territory.not-found`,
 * `request.invalid`.
 */
export async function actOnMany(ctx: Ctx, subjects: readonly Subject[], change: BulkChange): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const id = randomUUID()
    const writer = { ...(await teamWriter(ctx)), bulkId: id }
    const changed = await applyTo(ctx, writer, await lockAll(ctx, writer, subjects), change)
    await refreshCardsOf(ctx, ...changed)
    const { id: networkId } = await currentNetwork(ctx)
    const records = changed.length
    const signed = { at: ctx.now, by: authorName(ctx), byUserId: personOf(ctx.actor)?.userId ?? null }
    await ctx.db.insert(directoryBulkActs).values({ id, networkId, act: change.act, records, ...signed })
    await audit(ctx, 'directory.edit-many', { id, details: { records } })
    return id
  })
}

type Locked = { subject: Subject; row: PersonRow | StructureRow }

/** In one order for all: of two acts at once, one waits for the other. */
async function lockAll(ctx: Ctx, writer: Writer, subjects: readonly Subject[]): Promise<Locked[]> {
  const locked: Locked[] = []
  for (const subject of [...subjects].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))) {
    locked.push({ subject, row: await lockSubject(ctx, subject.kind, subject.id, writer.through) })
  }
  return locked
}

const orderOf = ({ kind, id }: Subject) => `${kind} ${id}`

/** Those that changed. */
async function applyTo(
  ctx: Ctx,
  writer: Writer,
  records: readonly Locked[],
  change: BulkChange,
): Promise<Subject[]> {
  if (change.act === 'membership') return applyMembership(ctx, writer, records, change.membership)
  if (change.act === 'territory') await checkTerritory(ctx, change.territoryId)
  const patch =
    change.act === 'territory'
      ? { territoryId: change.territoryId }
      : { archivedAt: ctx.now, archivedReason: change.reason }
  const changed: Subject[] = []
  for (const { subject, row } of records) {
    if (change.act === 'archive' && row.archivedAt !== null) continue
    if (await updateSubject(ctx, writer, subject, patch)) changed.push(subject)
  }
  return changed
}

async function applyMembership(
  ctx: Ctx,
  writer: Writer,
  records: readonly Locked[],
  membership: Omit<MembershipInput, 'note'>,
): Promise<Subject[]> {
  const planned: (Locked & { current: MembershipRow | null; input: MembershipInput })[] = []
  for (const record of records) {
    const current = await membershipOf(ctx, record.subject)
    planned.push({ ...record, current, input: merged(current, membership) })
  }
  const { today } = await cardDay(ctx)
  refuseFaulty(
    planned.map(({ row, current, input }) => ({
      name: nameOf(row),
      faults: membershipFaults(current?.state ?? null, input, today),
    })),
  )
  const changed: Subject[] = []
  for (const { subject, current, input } of planned) {
    if (await saveMembership(ctx, writer, subject, { current, input })) changed.push(subject)
  }
  return changed
}

function merged(current: MembershipRow | null, given: Omit<MembershipInput, 'note'>): MembershipInput {
  return {
    ...given,
    appliedOn: given.appliedOn ?? current?.appliedOn ?? null,
    charterSignedOn: given.charterSignedOn ?? current?.charterSignedOn ?? null,
    college: given.college ?? current?.college ?? null,
    note: current?.note ?? null,
  }
}

const MOST_NAMED = 10

/** Each sentence once, with those it is about: they may be unticked, or seen to one by one. */
function refuseFaulty(records: readonly { name: string; faults: Record<string, string> }[]): void {
  const fields: Record<string, string> = {}
  for (const field of new Set(records.flatMap(({ faults }) => Object.keys(faults)))) {
    const about = records.filter(({ faults }) => faults[field] !== undefined)
    const named = about.slice(0, MOST_NAMED).map(({ name }) => name)
    const others = about.length > MOST_NAMED ? ` et ${about.length - MOST_NAMED} autres` : ''
    fields[field] = `${about[0]?.faults[field]} Concerne : ${named.join(', ')}${others}.`
  }
  if (Object.keys(fields).length > 0) throw new AppError('request.invalid', {}, { fields })
}

function nameOf(row: PersonRow | StructureRow): string {
  return 'lastName' in row ? personName(row) : row.name
}
