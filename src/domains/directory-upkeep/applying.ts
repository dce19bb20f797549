import type { Ctx } from '../../context.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import type { PersonRecord, PersonRow, StructureRecord, StructureRow } from '../directory/records.js'
import { updateOffer, updatePerson, updateSituation, updateStructure } from '../directory/writing.js'
import { writePerson } from '../directory-records/people.js'
import type { PersonPatch } from '../directory-records/people-schemas.js'
import type { StructurePatch } from '../directory-records/structure-schemas.js'
import { writeStructure } from '../directory-records/structures.js'
import { refreshCardsOf } from '../directory-records/subject.js'
import type { Corrections } from './corrections.js'
import { chooseVisibility } from './own-visibility.js'
import type { ChosenValue } from './proposal-reading.js'
import type { RecordColumn } from './proposals.js'
import type { Subject } from './schemas.js'

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

/**
 * Writes what a moderator lets in of what was proposed; `revision` is that of the record she looked at. In the caller’s
 * transaction. Throws `directory.edited-meanwhile`.
 */
export async function applyChosen(
  ctx: Ctx,
  writer: Writer,
  { kind, id }: Subject,
  { chosen, revision }: { chosen: readonly ChosenValue[]; revision: number | undefined },
): Promise<void> {
  const values: RecordValues = {}
  for (const { field, value } of chosen) {
    const { of } = field
    if (of.kind === 'record') values[of.column] = value
    else if (of.kind === 'offer') await updateOffer(ctx, writer, of.id, { [of.column]: value })
    else await updateSituation(ctx, writer, of.id, { [of.column]: value })
  }
  if (kind === 'person') await writePerson(ctx, writer, { id, patch: personPatch(values), revision })
  else await writeStructure(ctx, writer, { id, patch: structurePatch(values), revision })
  await refreshCardsOf(ctx, { kind, id })
}

type RecordValues = { [Column in RecordColumn]?: string | null }

function personPatch({ lastName, firstName, phone, mobile, email, website }: RecordValues): PersonPatch {
  return { firstName, phone, mobile, email, website, ...(lastName && { lastName }) }
}

function structurePatch(values: RecordValues): StructurePatch {
  const { name, phone, phone2, emergencyPhone, email, website, street, postcode, communeName } = values
  const address = { street, postcode, communeName }
  return { phone, phone2, emergencyPhone, email, website, ...address, ...(name && { name }) }
}
