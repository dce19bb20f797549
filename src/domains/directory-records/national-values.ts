import { z } from 'zod'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { cardDay } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import type { SaidElsewhere } from '../directory/provenance.js'
import { lockSubject, updatePerson, updateStructure, updateSubject } from '../directory/writing.js'
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

/** Takes the value a national file gives instead of ours. Twice in a row does nothing more. */
export async function takeNationalValue(ctx: Ctx, { kind, id }: Subject, field: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockSubject(ctx, kind, id, 'directory.manage')
    const said = saidOf(row, field)
    if (said === null) return
    const { [field]: _, ...saidElsewhere } = row.saidElsewhere
    const writer: Writer = { ...(await teamWriter(ctx)), source: said.source, on: said.on }
    const value = { [field]: said.value }
    if (kind === 'person') await updatePerson(ctx, writer, id, { ...OfPerson.parse(value), saidElsewhere })
    else await updateStructure(ctx, writer, id, { ...OfStructure.parse(value), saidElsewhere })
    await refreshCardsOf(ctx, { kind, id })
    await audit(ctx, 'directory.edit-record', { id, details: { kind } })
  })
}

/** Keeps our value: the file is no longer shown beside it as long as it says the same thing. */
export async function keepOurValue(ctx: Ctx, { kind, id }: Subject, field: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockSubject(ctx, kind, id, 'directory.manage')
    const said = saidOf(row, field)
    if (said === null || said.keptOn !== undefined) return
    const { today } = await cardDay(ctx)
    const saidElsewhere: SaidElsewhere = { ...row.saidElsewhere, [field]: { ...said, keptOn: today } }
    await updateSubject(ctx, await teamWriter(ctx), { kind, id }, { saidElsewhere })
    await audit(ctx, 'directory.edit-record', { id, details: { kind } })
  })
}

/** What a file says of a field; null of one about which none does, were it « constructor ». */
function saidOf({ saidElsewhere }: { saidElsewhere: SaidElsewhere }, field: string) {
  return Object.hasOwn(saidElsewhere, field) ? (saidElsewhere[field] ?? null) : null
}
