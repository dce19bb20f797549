import { and, desc, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { can, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { Patch } from '../directory/changes.js'
import { foldText } from '../directory/national/plain-text.js'
import { isFor } from '../directory/reading.js'
import { directoryCards, directoryPeople, directoryStructures } from '../directory/tables.js'

/** A record that may be the one somebody is about to make. */
export type LookAlike = {
  id: string
  name: string
  professionCode: string | null
  commune: string | null
  /** It carries the very number that was typed. */
  hasNumber: boolean
  /** An account keeps it. */
  isKept: boolean
  archivedAt: Date | null
}

type PersonLike = Patch<{ lastName: string | null; firstName: string | null; rppsNumber: string | null }>
type StructureLike = Patch<{ name: string | null; finessNumber: string | null; communeName: string | null }>

/** Records whose name is this near are shown before another is made. */
const NEAR = 0.45
const MOST_SHOWN = 8

/**
 * People of the directory who may be this one: by her RPPS number first, then by name. Throws `access.forbidden` for a
 * token that may not read records.
 */
export async function findPeopleLike(ctx: Ctx, person: PersonLike): Promise<LookAlike[]> {
  refuseBlind(ctx)
  const name = foldText(`${person.lastName ?? ''} ${person.firstName ?? ''}`)
  const hasNumber = sql<boolean>`coalesce(${directoryPeople.rppsNumber} = ${person.rppsNumber ?? ''}, false)`
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({
        id: directoryPeople.id,
        name: sql<string>`concat_ws(' ', upper(${directoryPeople.lastName}), ${directoryPeople.firstName})`,
        professionCode: directoryPeople.professionCode,
        commune: COMMUNE,
        hasNumber,
        isKept: sql<boolean>`${directoryPeople.userId} is not null`,
        archivedAt: directoryPeople.archivedAt,
      })
      .from(directoryPeople)
      .leftJoin(directoryCards, cardOf(sql`${directoryPeople.id}`))
      .where(
        and(
          within(ctx.actor, 'directory.read-records', { network: directoryPeople.networkId }),
          isNull(directoryPeople.mergedIntoId),
          or(hasNumber, nameIsNear(name)),
        ),
      )
      .orderBy(desc(hasNumber), desc(nearness(name)), directoryPeople.id)
      .limit(MOST_SHOWN),
  )
}

/** Structures of the directory that may be this one: by its FINESS number first, then by name and commune; throws as it does. */
export async function findStructuresLike(ctx: Ctx, structure: StructureLike): Promise<LookAlike[]> {
  refuseBlind(ctx)
  const name = foldText(structure.name ?? '')
  const hasNumber = sql<boolean>`coalesce(${directoryStructures.finessNumber} = ${structure.finessNumber ?? ''}, false)`
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({
        id: directoryStructures.id,
        name: directoryStructures.name,
        professionCode: sql<null>`null`,
        commune: directoryStructures.communeName,
        hasNumber,
        isKept: sql<boolean>`false`,
        archivedAt: directoryStructures.archivedAt,
      })
      .from(directoryStructures)
      .leftJoin(directoryCards, cardOf(sql`${directoryStructures.id}`))
      .where(
        and(
          within(ctx.actor, 'directory.read-records', { network: directoryStructures.networkId }),
          isNull(directoryStructures.mergedIntoId),
          or(hasNumber, nameIsNear(name)),
        ),
      )
      .orderBy(desc(hasNumber), desc(nearness(name)), directoryStructures.id)
      .limit(MOST_SHOWN),
  )
}

/** To who may not look, « nobody like this one » would be said of anybody, and a second record made. */
function refuseBlind({ actor }: Ctx): void {
  if (!can(actor, 'directory.read-records')) throw new AppError('access.forbidden')
}

/** True when the name is the same, whatever its accents, its capitals and the order of its words. */
export function isSameName({ name }: Pick<LookAlike, 'name'>, person: PersonLike): boolean {
  return wordsOf(name) === wordsOf(`${person.lastName ?? ''} ${person.firstName ?? ''}`)
}

/** True for a structure of the same name in the same commune, or where one of the two has no commune. */
export function isSameStructure({ name, commune }: LookAlike, structure: StructureLike): boolean {
  if (wordsOf(name) !== wordsOf(structure.name ?? '')) return false
  return !commune || !structure.communeName || foldText(commune) === foldText(structure.communeName)
}

function wordsOf(name: string): string {
  return foldText(name).split(' ').sort().join(' ')
}

const COMMUNE = sql<string | null>`${directoryCards.card} -> 'places' -> 0 -> 'address' ->> 'commune'`

function cardOf(id: SQL): SQL | undefined {
  return and(eq(directoryCards.subjectId, id), isFor('team'))
}

function nameIsNear(name: string): SQL {
  return name === '' ? sql`false` : sql`${nearness(name)} >= ${NEAR}`
}

function nearness(name: string): SQL {
  return sql`similarity(coalesce(${directoryCards.sortName}, ''), ${name})`
}
