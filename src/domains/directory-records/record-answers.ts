import { z } from 'zod'
import type { PersonRow, StructureRow } from '../directory/records.js'
import { AUDIENCES } from '../directory/visibility.js'

/*
 * What programs read of a record of either kind. A code is given as it is kept, a text as it was typed: whoever shows
 * them escapes them.
 */

export const text = z.string().nullable()
export const texts = z.array(z.string())
export const day = z.iso.date().nullable()
export const instant = z.iso.datetime()
export const audience = z.enum(AUDIENCES)

/** Field → where its value comes from, and the day it is of. */
export const Provenance = z.record(
  z.string(),
  z.strictObject({ source: z.string(), on: z.iso.date(), by: z.string().optional() }),
)

/** Field → what a national file says instead; `keptOn` is the day somebody chose our value all the same. */
export const SaidElsewhere = z.record(
  z.string(),
  z.strictObject({
    value: z.unknown(),
    source: z.string(),
    on: z.iso.date(),
    keptOn: z.iso.date().optional(),
  }),
)

const Others = z.array(z.strictObject({ id: z.uuid(), name: z.string() }))

/** How a record stands, of a person as of a structure. */
export const standing = {
  id: z.uuid(),
  /** To be said back with a change: an older one is refused, so that nobody writes over what she has not read. */
  revision: z.int(),
  territoryId: z.uuid().nullable(),
  provenance: Provenance,
  saidElsewhere: SaidElsewhere,
  /** Who was chosen to see each part of the record; a part without a choice follows its usual. */
  visibility: z.record(z.string(), audience),
  verifiedAt: instant.nullable(),
  verifiedBy: text,
  createdAt: instant,
  updatedAt: instant,
  updatedBy: z.string(),
  archivedAt: instant.nullable(),
  archivedReason: text,
  /** The day since which a national file no longer names it. */
  goneSince: day,
}

/** What stands around a record of either kind. */
export const around = {
  /** The caller may change it. */
  mayManage: z.boolean(),
  /** Records that may be the same. */
  duplicates: Others,
  /** Records it took the place of in a merge, and the one that took its own. */
  absorbed: Others,
  absorbedBy: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
}

/** How a record stands as a program reads it. */
export function standingAnswer(row: PersonRow | StructureRow) {
  return {
    ...picked(standing, row),
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}

/** Of a row, what a shape names: a column that is added one day is told to nobody unless somebody says so. */
export function picked<Shape extends z.ZodRawShape, Row extends { [Name in keyof Shape]: unknown }>(
  shape: Shape,
  row: Row,
): Pick<Row, keyof Shape & keyof Row> {
  return Object.fromEntries(Object.keys(shape).map((name) => [name, row[name]])) as Pick<
    Row,
    keyof Shape & keyof Row
  >
}
