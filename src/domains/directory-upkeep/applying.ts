import type { Ctx } from '../../context.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import type { PersonRecord, PersonRow, StructureRecord, StructureRow } from '../directory/records.js'
import { updateOffer, updatePerson, updateSituation, updateStructure } from '../directory/writing.js'
import type { Corrections } from './corrections.js'
import { chooseVisibility } from './own-visibility.js'

/** Writes what a person changes by herself; `source` is how she said it. In the caller’s transaction. */
export async function applyPersonCorrections(
  ctx: Ctx,
  writer: Writer,
  record: PersonRecord,
  { record: patch, situations, offers, choices }: Corrections<PersonRow>,
  source: string,
): Promise<void> {
  const { id } = record.person
  await updatePerson(ctx, writer, id, patch)
  for (const situation of situations) await updateSituation(ctx, writer, situation.id, situation.patch)
  for (const offer of offers) await updateOffer(ctx, writer, offer.id, offer.patch)
  await chooseVisibility(ctx, writer, record, choices, source)
  await refreshCards(ctx, { people: [id] })
}

/** Writes what a structure changes by itself. In the caller’s transaction. */
export async function applyStructureCorrections(
  ctx: Ctx,
  writer: Writer,
  { structure: { id } }: StructureRecord,
  { record: patch, offers }: Corrections<StructureRow>,
): Promise<void> {
  await updateStructure(ctx, writer, id, patch)
  for (const offer of offers) await updateOffer(ctx, writer, offer.id, offer.patch)
  await refreshCards(ctx, { structures: [id] })
}
