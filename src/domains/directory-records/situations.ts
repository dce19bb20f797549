import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { refreshCards, refreshCardsAround } from '../directory/card-rows.js'
import type { Patch, Writer } from '../directory/changes.js'
import type { SituationRow } from '../directory/records.js'
import { directorySituations } from '../directory/tables.js'
import type { VisibilityChoices } from '../directory/visibility.js'
import { insertSituations, lockPerson, removeSituation, updateSituation } from '../directory/writing.js'
import { refuseDates } from './dates.js'
import { saidElsewhereAfter } from './elsewhere.js'
import { readPlace } from './places.js'
import type { SituationInput } from './situation-schemas.js'

type Place = { personId: string; structureId: string }
type PartOf = { personId: string; id: string }
type SituationPatch = Patch<SituationInput> & { since: Date; isStillThere?: true | undefined }

/** Puts a person at a place she or the team may see; the identifier of the situation. Throws `directory.not-found`. */
export async function addSituation(
  ctx: Ctx,
  writer: Writer,
  { personId, structureId }: Place,
  input: Patch<SituationInput>,
): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    await lockPerson(ctx, personId, writer.through)
    await readPlace(ctx, structureId)
    refuseDates('startsOn', 'endsOn', input)
    const { phoneVisibleTo: _, emailVisibleTo: __, ...said } = input
    const [id] = await insertSituations(ctx, writer, [
      { ...said, personId, structureId, visibility: visibilityOf({}, input) },
    ])
    if (id === undefined) throw new Error('the situation was not written')
    await refreshCards(ctx, { people: [personId], structures: [structureId] })
    await audit(ctx, 'directory.edit-record', { id: personId, details: { kind: 'person' } })
    return id
  })
}

/** Changes what is said of a person at a place. Throws `directory.edited-meanwhile`, `directory.not-found`. */
export async function changeSituation(
  ctx: Ctx,
  writer: Writer,
  { personId, id }: PartOf,
  { since, isStillThere, phoneVisibleTo, emailVisibleTo, ...said }: SituationPatch,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await situationOf(ctx, writer, { personId, id })
    refuseDates('startsOn', 'endsOn', {
      startsOn: said.startsOn === undefined ? row.startsOn : said.startsOn,
      endsOn: said.endsOn === undefined ? row.endsOn : said.endsOn,
    })
    const visibility = visibilityOf(row.visibility, { phoneVisibleTo, emailVisibleTo })
    const saidElsewhere = saidElsewhereAfter(row, said, writer.on)
    const patch = { ...said, visibility, saidElsewhere, ...(isStillThere && { goneSince: null }) }
    if (!(await updateSituation(ctx, writer, id, patch, since))) return
    await refreshCards(ctx, { people: [personId], structures: [row.structureId] })
    await audit(ctx, 'directory.edit-record', { id: personId, details: { kind: 'person' } })
  })
}

/** Takes away a place that was added by mistake, with what is offered there. Throws `directory.not-found`. */
export async function withdrawSituation(ctx: Ctx, writer: Writer, { personId, id }: PartOf): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await situationOf(ctx, writer, { personId, id })
    const { situation, offers } = await removeSituation(ctx, writer, id)
    await refreshCards(ctx, { people: [personId], structures: [situation.structureId] })
    if (offers.some(({ kind }) => kind === 'ivg')) await refreshCardsAround(ctx, [personId])
    await audit(ctx, 'directory.edit-record', { id: personId, details: { kind: 'person' } })
  })
}

/** A situation of this very person, who is in reach and locked. Throws `directory.not-found`. */
export async function situationOf(ctx: Ctx, writer: Writer, { personId, id }: PartOf): Promise<SituationRow> {
  await lockPerson(ctx, personId, writer.through)
  const [row] = await ctx.db
    .select()
    .from(directorySituations)
    .where(and(eq(directorySituations.id, id), eq(directorySituations.personId, personId)))
    .limit(1)
  if (!row) throw new AppError('directory.not-found')
  return row
}

function visibilityOf(
  before: VisibilityChoices,
  { phoneVisibleTo, emailVisibleTo }: Patch<Pick<SituationInput, 'phoneVisibleTo' | 'emailVisibleTo'>>,
): VisibilityChoices {
  return {
    ...before,
    ...(phoneVisibleTo && { phone: phoneVisibleTo }),
    ...(emailVisibleTo && { email: emailVisibleTo }),
  }
}
