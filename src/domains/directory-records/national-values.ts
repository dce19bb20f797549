import { z } from 'zod'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import type { SaidElsewhere } from '../directory/provenance.js'
import { lockSubject, updatePerson, updateSituation, updateStructure } from '../directory/writing.js'
import { refuseDates } from './dates.js'
import type { FieldName } from './schemas.js'
import { situationOf } from './situations.js'
import { refreshCardsOf, type Subject } from './subject.js'
import { teamWriter } from './writer.js'

const text = z.string().nullable()

/** What a national file may say of a person, as it is stored. */
const OfPerson = z
  .strictObject({
    rppsNumber: text,
    formerIdentifier: text,
    title: text,
    lastName: z.string(),
    firstName: text,
    professionCode: text,
    professionWords: text,
    skillCodes: z.array(z.string()),
    phone: text,
    mobile: text,
    email: text,
    website: text,
  })
  .partial()

/** The same of a structure. */
const OfStructure = z
  .strictObject({
    name: z.string(),
    longName: text,
    category: z.string(),
    categoryCode: text,
    legalStatus: text,
    finessNumber: text,
    legalFinessNumber: text,
    siret: text,
    street: text,
    addressMore: text,
    postcode: text,
    communeCode: text,
    communeName: text,
    departmentCode: text,
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    phone: text,
    phone2: text,
    fax: text,
    email: text,
    website: text,
    openedOn: text,
    closedOn: text,
  })
  .partial()

/** The same of a person at a place. */
const OfSituation = z
  .strictObject({
    functionWords: text,
    modeCode: text,
    sectorCode: text,
    phone: text,
    email: text,
    startsOn: text,
    endsOn: text,
  })
  .partial()

/** Takes the value a national file gives instead of ours. Twice in a row does nothing more. */
export async function takeNationalValue(
  ctx: Ctx,
  { kind, id }: Subject,
  { field, situationId }: FieldName,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await holder(ctx, { kind, id }, situationId)
    const said = saidOf(held, field)
    if (said === null) return
    const { [field]: _, ...saidElsewhere } = held.saidElsewhere
    const writer: Writer = { ...(await teamWriter(ctx)), source: said.source, on: said.on }
    await held.write(writer, { [field]: said.value }, saidElsewhere)
    await refreshCardsOf(ctx, { kind, id })
    await audit(ctx, 'directory.edit-record', { id, details: { kind } })
  })
}

/** Keeps our value: the file is no longer shown beside it as long as it says the same thing. */
export async function keepOurValue(
  ctx: Ctx,
  { kind, id }: Subject,
  { field, situationId }: FieldName,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await holder(ctx, { kind, id }, situationId)
    const said = saidOf(held, field)
    if (said === null || said.keptOn !== undefined) return
    const { today } = await cardDay(ctx)
    const saidElsewhere: SaidElsewhere = { ...held.saidElsewhere, [field]: { ...said, keptOn: today } }
    await held.write(await teamWriter(ctx), {}, saidElsewhere)
    await audit(ctx, 'directory.edit-record', { id, details: { kind } })
  })
}

/** A record, or one of the places of a person, beside which a file says something else. */
type Holder = {
  saidElsewhere: SaidElsewhere
  write: (writer: Writer, value: object, saidElsewhere: SaidElsewhere) => Promise<boolean>
}

async function holder(ctx: Ctx, { kind, id }: Subject, situationId: string | undefined): Promise<Holder> {
  const { saidElsewhere } = await lockSubject(ctx, kind, id, 'directory.manage')
  if (situationId !== undefined) return placeHolder(ctx, { personId: id, id: situationId })
  return {
    saidElsewhere,
    write: (writer, value, saidElsewhere) =>
      kind === 'person'
        ? updatePerson(ctx, writer, id, { ...OfPerson.parse(value), saidElsewhere })
        : updateStructure(ctx, writer, id, { ...OfStructure.parse(value), saidElsewhere }),
  }
}

async function placeHolder(ctx: Ctx, part: { personId: string; id: string }): Promise<Holder> {
  const row = await situationOf(ctx, await teamWriter(ctx), part)
  return {
    saidElsewhere: row.saidElsewhere,
    write: async (writer, value, saidElsewhere) => {
      const patch = OfSituation.parse(value)
      refuseDates('startsOn', 'endsOn', { ...row, ...patch })
      return updateSituation(ctx, writer, part.id, { ...patch, saidElsewhere })
    },
  }
}

/** What a file says of a field; null of one about which none does, were it « constructor ». */
function saidOf({ saidElsewhere }: { saidElsewhere: SaidElsewhere }, field: string) {
  return Object.hasOwn(saidElsewhere, field) ? (saidElsewhere[field] ?? null) : null
}
