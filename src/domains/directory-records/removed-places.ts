import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import { OFFER_SAID } from '../directory/offer-said.js'
import type { Provenance } from '../directory/provenance.js'
import { directoryChanges, directorySituations } from '../directory/tables.js'
import { AUDIENCES } from '../directory/visibility.js'
import { insertOffers, insertSituations, lockPerson } from '../directory/writing.js'
import type { HistoryEntry } from './history.js'
import { readPlace } from './places.js'
import { Provenance as ProvenanceRead, text } from './record-answers.js'

type PartOf = { personId: string; id: string }

/** True for what the history tells of a place taken away by hand, whole: an import and a merge have an undoing of their own. */
export function isRemovedPlace({ what, before, after, reason }: HistoryEntry): boolean {
  return what === 'situation' && after === null && reason === null && SITUATION.safeParse(before).success
}

/**
 * Puts back a place that was taken away by mistake, with what was offered there, as they were. One that is there stays as
 * it is. Throws `directory.not-found`.
 */
export async function putBackSituation(ctx: Ctx, writer: Writer, part: PartOf): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockPerson(ctx, part.personId, writer.through)
    if (await isThere(ctx, part)) return
    const { situation, offers } = await removedOf(ctx, part)
    const { personId, id } = part
    await readPlace(ctx, situation.said.structureId)
    await insertSituations(ctx, from(writer, situation), [{ ...situation.said, id, personId }])
    for (const offer of offers) {
      await insertOffers(ctx, from(writer, offer), [{ ...offer.said, personId, situationId: id }])
    }
    await refreshCards(ctx, { people: [personId], structures: [situation.said.structureId] })
    await audit(ctx, 'directory.edit-record', { id: personId, details: { kind: 'person' } })
  })
}

/** What is put back comes from where it came. */
function from(writer: Writer, { provenance }: { provenance: Provenance }): Writer {
  return { ...writer, sources: provenance }
}

async function isThere(ctx: Ctx, { personId, id }: PartOf): Promise<boolean> {
  const hers = and(eq(directorySituations.id, id), eq(directorySituations.personId, personId))
  return (await ctx.db.$count(directorySituations, hers)) > 0
}

/** What its last removal took away, told in the history of the person. */
async function removedOf(ctx: Ctx, { personId, id }: PartOf) {
  const removals = and(
    eq(directoryChanges.subjectKind, 'person'),
    eq(directoryChanges.subjectId, personId),
    isNull(directoryChanges.after),
    isNull(directoryChanges.reason),
  )
  const [removal] = await ctx.db
    .select({ at: directoryChanges.at, before: directoryChanges.before })
    .from(directoryChanges)
    .where(and(removals, eq(directoryChanges.what, 'situation'), eq(directoryChanges.rowId, id)))
    .orderBy(desc(directoryChanges.at))
    .limit(1)
  const situation = SITUATION.safeParse(removal?.before).data
  if (!removal || !situation) throw new AppError('directory.not-found')
  const offers = await ctx.db
    .select({ before: directoryChanges.before })
    .from(directoryChanges)
    .where(
      and(
        removals,
        eq(directoryChanges.what, 'offer'),
        eq(directoryChanges.at, removal.at),
        sql`${directoryChanges.before}->>'situationId' = ${id}`,
      ),
    )
    .limit(MOST_OFFERS)
  return { situation: apart(situation), offers: offers.map(({ before }) => apart(OFFER.parse(before))) }
}

const MOST_OFFERS = 200

function apart<Row extends { provenance: Provenance }>({ provenance, ...said }: Row) {
  return { provenance, said }
}

const provenance = z.custom<Provenance>((value) => ProvenanceRead.safeParse(value).success)

const SITUATION = z.object({
  structureId: z.uuid(),
  functionWords: text,
  modeCode: text,
  sectorCode: text,
  phone: text,
  email: text,
  startsOn: text,
  endsOn: text,
  goneSince: text,
  visibility: z.record(z.string(), z.enum(AUDIENCES)),
  provenance,
})

const OFFER = z.object({
  id: z.uuid(),
  kind: z.string(),
  ...OFFER_SAID,
  startsOn: text,
  endsOn: text,
  visibleTo: z.enum(AUDIENCES),
  provenance,
})
