import type { Ctx } from '../../../context.js'
import type { Writer } from '../../directory/changes.js'
import type { PersonRecord, StructureRecord } from '../../directory/records.js'
import type { MovedRow } from '../merge-plan.js'
import { moveOffers } from './moving-offers.js'
import { movePlaces, moveStaff, samePlaces, unitePlaces } from './moving-places.js'
import { moveActivities, moveIdentifiers, moveMembership, moveMidwives, moveUpkeep } from './moving-rest.js'

/*
 * What hangs on the record that goes follows to the one that stays. Each row that changes is told with what it held, for
 * the undoing. Rows are moved as a set, without `writing.ts`: what they say does not change, only whose they are.
 */

/** From the record that goes to the one that stays. */
export type Move = { from: string; to: string; writer: Writer }

/** Places, offers, membership, identifiers, questions and reports of a person. */
export async function movePersonParts(
  ctx: Ctx,
  writer: Writer,
  kept: PersonRecord,
  archived: PersonRecord,
): Promise<MovedRow[]> {
  const move: Move = { from: archived.person.id, to: kept.person.id, writer }
  const twins = samePlaces(kept, archived)
  return [
    ...(await movePlaces(ctx, move, archived, twins)),
    ...(await unitePlaces(ctx, move, archived, twins)),
    ...(await moveOffers(ctx, 'person', move, kept.offers, archived.offers, twins)),
    ...(await moveMembership(ctx, 'person', move, kept.membership, archived.membership)),
    ...(await moveIdentifiers(ctx, move)),
    ...(await moveMidwives(ctx, move)),
    ...(await moveUpkeep(ctx, move)),
  ]
}

/** People who work there, offers, authorised activities, membership, questions and reports of a structure. */
export async function moveStructureParts(
  ctx: Ctx,
  writer: Writer,
  kept: StructureRecord,
  archived: StructureRecord,
): Promise<MovedRow[]> {
  const move: Move = { from: archived.structure.id, to: kept.structure.id, writer }
  return [
    ...(await moveStaff(ctx, move)),
    ...(await moveOffers(ctx, 'structure', move, kept.offers, archived.offers, new Map())),
    ...(await moveActivities(ctx, move, kept.activities, archived.activities)),
    ...(await moveMembership(ctx, 'structure', move, kept.membership, archived.membership)),
    ...(await moveUpkeep(ctx, move)),
  ]
}
