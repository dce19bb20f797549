import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { type Change, recordChanges, type Writer } from '../directory/changes.js'
import type { PersonRecord } from '../directory/records.js'
import { directoryConsents } from '../directory/tables.js'
import {
  type Audience,
  PERSON_FIELDS,
  type PersonField,
  personFieldAudience,
  reaches,
} from '../directory/visibility.js'
import { updateOffer, updatePerson } from '../directory/writing.js'
import { currentNetwork } from '../networks/service.js'

/** Field → who may see it, as the person herself says. */
export type OwnChoices = { [Field in PersonField]?: Audience }

/** The fields she may open or close, an offer of IVG only when she has one. */
export function choosableFields({ offers }: Pick<PersonRecord, 'offers'>): PersonField[] {
  const fields = Object.keys(PERSON_FIELDS) as PersonField[]
  return fields.filter((field) => field !== 'ivg' || offers.some(({ kind }) => kind === 'ivg'))
}

/** Who sees each of her fields today. */
export function audiencesOf({ person, consents }: PersonRecord): Record<PersonField, Audience> {
  const holds = { visibility: person.visibility, objectedAt: person.objectedAt, consents }
  const fields = Object.keys(PERSON_FIELDS) as PersonField[]
  return Object.fromEntries(fields.map((field) => [field, personFieldAudience(field, holds)])) as Record<
    PersonField,
    Audience
  >
}

/**
 * Applies what a person says of who sees her fields: opening one wider than without her word is an accord, dated with
 * its source; narrowing it again withdraws the accord. In the caller’s transaction, which refreshes the cards.
 */
export async function chooseVisibility(
  ctx: Ctx,
  writer: Writer,
  record: PersonRecord,
  choices: OwnChoices,
  source: string,
): Promise<void> {
  const { id, visibility } = record.person
  const now = audiencesOf(record)
  const changed = choosableFields(record).filter((field) => choices[field] && choices[field] !== now[field])
  if (changed.length === 0) return
  const chosen = Object.fromEntries(changed.map((field) => [field, choices[field] ?? now[field]]))
  await updatePerson(ctx, writer, id, { visibility: { ...visibility, ...chosen } })
  const opened = changed.filter((field) => needsConsent(field, choices[field] ?? now[field]))
  await giveConsents(
    ctx,
    writer,
    id,
    opened.filter((field) => !record.consents.includes(field)),
    source,
  )
  await withdrawConsents(
    ctx,
    writer,
    id,
    changed.filter((field) => !opened.includes(field) && record.consents.includes(field)),
    source,
  )
  // An offer of IVG has its own narrowest audience, which her word about IVG decides.
  for (const offer of record.offers.filter(
    ({ kind }) => kind === 'ivg' && choices.ivg && changed.includes('ivg'),
  )) {
    await updateOffer(ctx, writer, offer.id, { visibleTo: choices.ivg ?? offer.visibleTo })
  }
}

/** Withdraws every accord in force of a person: she has objected. */
export async function withdrawAll(
  ctx: Ctx,
  writer: Writer,
  record: PersonRecord,
  source: string,
): Promise<void> {
  await withdrawConsents(ctx, writer, record.person.id, record.consents, source)
}

function needsConsent(field: PersonField, audience: Audience): boolean {
  const { withoutConsent } = PERSON_FIELDS[field]
  return !reaches(audience, withoutConsent)
}

async function giveConsents(
  ctx: Ctx,
  writer: Writer,
  personId: string,
  scopes: readonly string[],
  source: string,
): Promise<void> {
  if (scopes.length === 0) return
  const { id: networkId } = await currentNetwork(ctx)
  const given = await ctx.db
    .insert(directoryConsents)
    .values(
      scopes.map((scope) => ({
        networkId,
        personId,
        scope,
        givenOn: writer.on,
        source,
        recordedBy: writer.by,
        recordedAt: ctx.now,
      })),
    )
    .onConflictDoNothing()
    .returning()
  await recordChanges(
    ctx,
    writer,
    given.map((row): Change => ({ ...consentChange(personId, row.id), before: null, after: row })),
  )
}

async function withdrawConsents(
  ctx: Ctx,
  writer: Writer,
  personId: string,
  scopes: readonly string[],
  source: string,
): Promise<void> {
  if (scopes.length === 0) return
  const withdrawn = await ctx.db
    .update(directoryConsents)
    .set({ withdrawnAt: ctx.now, withdrawnSource: source })
    .where(
      and(
        eq(directoryConsents.personId, personId),
        inArray(directoryConsents.scope, [...scopes]),
        isNull(directoryConsents.withdrawnAt),
      ),
    )
    .returning({ id: directoryConsents.id, scope: directoryConsents.scope })
  await recordChanges(
    ctx,
    writer,
    withdrawn.map(
      ({ id, scope }): Change => ({
        ...consentChange(personId, id),
        before: { scope, withdrawnAt: null },
        after: { scope, withdrawnAt: ctx.now, withdrawnSource: source },
      }),
    ),
  )
}

function consentChange(personId: string, rowId: string) {
  return { subjectKind: 'person', subjectId: personId, what: 'consent', rowId } as const
}
