import { sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { personName } from '../directory/cards.js'
import { foldCommune } from '../directory/communes/gazetteer.js'
import { foldText } from '../directory/national/plain-text.js'
import { foldFollowed } from './merged-numbers.js'
import type { Fields } from './records.js'
import { ofNetwork } from './set-writing.js'
import type { SheetGroup, SheetGroups } from './sheet-groups.js'
import type { Hints } from './sheet-lines.js'
import { findPeople, findStructures } from './sheet-matching.js'
import { tie } from './staging.js'
import { directoryImportRows as rows } from './tables.js'

type Again = {
  key: string
  kind: 'person' | 'structure'
  line: number | null
  fields: Fields
  supposed: string[] | null
  warning: string | null
  structureIds: string[] | null
  oldId: string
}

/** Looks for the people and structures of a sheet by name once more, from the rows of its comparison. */
export async function matchNamesAgain(ctx: Ctx, importId: string): Promise<void> {
  const { rows: found } = await ctx.db.execute<Again>(sql`
    select ${rows.payload}->>'key' as key, ${rows.subjectKind} as kind, ${rows.line} as line,
      ${rows.payload}->'fields' as fields, ${rows.payload}->'supposed' as supposed, ${rows.reason} as warning, ${rows.subjectId} as "oldId",
      (select array_agg(one->>'structureId') from jsonb_array_elements(${rows.payload}->'situations') one)
        as "structureIds"
    from ${rows}
    where ${ofNetwork(ctx, rows)} and ${rows.importId} = ${importId} and ${rows.payload} is not null
      and ${rows.verdict} = 'new'`)
  const groups = groupsOf(found)
  const people = await findPeople(ctx, groups)
  const structures = await findStructures(ctx, groups, people)
  // What was already doubtful is not said twice.
  const isSaid = new Map(found.map(({ key, warning }) => [key, warning ?? '']))
  const fresh = <One extends { key: string; warning: string | null }>(one: One): One =>
    one.warning !== null && isSaid.get(one.key)?.includes(one.warning) ? { ...one, warning: null } : one
  await tie(ctx, 'people', people.map(fresh))
  await tie(ctx, 'structures', structures.map(fresh))
  await foldFollowed(ctx)
}

function groupsOf(found: readonly Again[]): SheetGroups {
  const structures = new Map(found.filter(({ kind }) => kind === 'structure').map((one) => [one.oldId, one]))
  const people = found.filter(({ kind }) => kind === 'person')
  const placesOf = ({ structureIds }: Again) =>
    (structureIds ?? []).map((id) => structures.get(id)).filter((one) => one !== undefined)
  const groups = new Map(
    found.map((one) => [
      one.key,
      one.kind === 'person'
        ? groupOf(one, nameOfPerson(one.fields), [one, ...placesOf(one)])
        : groupOf(one, foldText(String(one.fields.name ?? '')), [one]),
    ]),
  )
  const groupsOfKind = (kind: Again['kind']) =>
    found
      .flatMap((one) => (one.kind === kind ? [groups.get(one.key)] : []))
      .filter((one) => one !== undefined)
  return {
    people: groupsOfKind('person'),
    structures: groupsOfKind('structure'),
    links: people.flatMap((one) =>
      placesOf(one).map((place) => ({
        line: one.line ?? 0,
        who: groups.get(one.key) ?? null,
        where: groups.get(place.key) ?? null,
        situation: null,
      })),
    ),
  }
}

function nameOfPerson({ lastName, firstName }: Fields): string {
  return foldText(personName({ lastName: String(lastName ?? ''), firstName: textOf(firstName) }))
}

function groupOf({ key, line, fields, supposed }: Again, name: string, about: readonly Again[]): SheetGroup {
  const [own] = about
  const phones = [own?.fields.phone, own?.fields.phone2, own?.fields.mobile].filter(
    (one) => typeof one === 'string',
  )
  const hints = about.map(
    (one): Hints => ({
      name,
      phones,
      email: textOf(own?.fields.email)?.toLowerCase() ?? null,
      postcode: textOf(one.fields.postcode),
      commune: foldCommune(textOf(one.fields.communeName) ?? '') || null,
    }),
  )
  return {
    ...{ key, line: line ?? 0, fields, supposed: supposed ?? [], hints },
    ...{ territory: null, told: new Map(), warnings: [], contradictions: new Map() },
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
