import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { refreshCardsAround } from '../directory/card-rows.js'
import type { Patch, Writer } from '../directory/changes.js'
import type { OfferRow, PersonRow, StructureRow } from '../directory/records.js'
import { directoryOffers, directorySituations } from '../directory/tables.js'
import { type Audience, isPractice } from '../directory/visibility.js'
import { insertOffers, lockSubject, removeOffer, updateOffer } from '../directory/writing.js'
import { refuseDates } from './dates.js'
import type { OfferInput } from './offer-schemas.js'
import { refreshCardsOf, type Subject } from './subject.js'

/** Adds an offer of care to a record; its identifier. Throws `directory.not-found`, `request.invalid`. */
export async function addOffer(
  ctx: Ctx,
  writer: Writer,
  owner: Subject,
  { kind, ...input }: Patch<OfferInput> & { kind: string },
): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const record = await lockSubject(ctx, owner.kind, owner.id, writer.through)
    const offer = await checked(ctx, owner, { kind, ...BLANK }, input)
    const ownedBy = owner.kind === 'person' ? { personId: owner.id } : { structureId: owner.id }
    const visibleTo = offer.visibleTo ?? usualAudience(record, kind)
    const [id] = await insertOffers(ctx, writer, [{ ...offer, ...ownedBy, kind, visibleTo }])
    if (id === undefined) throw new Error('the offer was not written')
    await refreshCardsOf(ctx, owner)
    await audit(ctx, 'directory.edit-record', { id: owner.id, details: { kind: owner.kind } })
    return id
  })
}

/** Changes an offer of a record. Throws `directory.edited-meanwhile`, `directory.not-found`, `request.invalid`. */
export async function changeOffer(
  ctx: Ctx,
  writer: Writer,
  owner: Subject,
  id: string,
  { since, ...input }: Patch<OfferInput> & { since: Date },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await offerOf(ctx, writer, owner, id)
    const offer = await checked(ctx, owner, row, input)
    if (!(await updateOffer(ctx, writer, id, offer, since))) return
    await refreshCardsOf(ctx, owner)
    await audit(ctx, 'directory.edit-record', { id: owner.id, details: { kind: owner.kind } })
  })
}

/** Takes away an offer that was added by mistake. Throws `directory.not-found`. */
export async function withdrawOffer(ctx: Ctx, writer: Writer, owner: Subject, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { kind } = await offerOf(ctx, writer, owner, id)
    await removeOffer(ctx, writer, id)
    if (owner.kind === 'person' && kind === 'ivg') await refreshCardsAround(ctx, [owner.id])
    else await refreshCardsOf(ctx, owner)
    await audit(ctx, 'directory.edit-record', { id: owner.id, details: { kind: owner.kind } })
  })
}

/** Who sees an offer unless somebody chose: an IVG of a person or of a practice, the team; the rest, those who see its owner. */
export function usualAudience(owner: PersonRow | StructureRow, kind: string): Audience {
  const isInstitution = 'finessNumber' in owner && !isPractice(owner)
  if (kind === 'ivg' && !isInstitution) return 'team'
  return 'finessNumber' in owner ? 'public' : 'members'
}

async function offerOf(ctx: Ctx, writer: Writer, owner: Subject, id: string): Promise<OfferRow> {
  await lockSubject(ctx, owner.kind, owner.id, writer.through)
  const ownerId = owner.kind === 'person' ? directoryOffers.personId : directoryOffers.structureId
  const [row] = await ctx.db
    .select()
    .from(directoryOffers)
    .where(and(eq(directoryOffers.id, id), eq(ownerId, owner.id)))
    .limit(1)
  if (!row) throw new AppError('directory.not-found')
  return row
}

type Current = Pick<OfferRow, 'kind' | 'startsOn' | 'endsOn'>

const BLANK = { startsOn: null, endsOn: null }

/** What is to be written, once what depends on something else has been looked at. */
async function checked(
  ctx: Ctx,
  owner: Subject,
  row: Current,
  input: Patch<OfferInput>,
): Promise<Patch<OfferInput>> {
  const after = {
    startsOn: input.startsOn === undefined ? row.startsOn : input.startsOn,
    endsOn: input.endsOn === undefined ? row.endsOn : input.endsOn,
  }
  refuseDates('startsOn', 'endsOn', after)
  await checkPlace(ctx, owner, input.situationId ?? null)
  const ofIvg = row.kind === 'ivg' ? {} : { methods: [], latestTermWeeks: null }
  return { ...input, ...ofIvg }
}

/** An offer of a person is at one of her places; a structure is a place itself. */
async function checkPlace(ctx: Ctx, owner: Subject, situationId: string | null): Promise<void> {
  if (situationId === null) return
  const hers = and(eq(directorySituations.id, situationId), eq(directorySituations.personId, owner.id))
  if (owner.kind === 'structure' || (await ctx.db.$count(directorySituations, hers)) === 0) {
    const refusal = 'Ce lieu n’est pas l’un des siens : choisissez-le dans la liste.'
    throw new AppError('request.invalid', {}, { fields: { situationId: refusal } })
  }
}
