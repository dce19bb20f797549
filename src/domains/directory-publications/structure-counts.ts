import { CAHIER_CATEGORIES, type CahierCategory } from '../directory/national/structure-categories.js'
import { type Spread, spreadOf } from './member-counts.js'

/** What a count needs to know of a structure that is a member. */
export type StructureFacts = { category: string; territoryIds: readonly string[] }

/** Structures of one category of the cahier des charges. */
export type StructureCount = Spread & { category: CahierCategory }

const CATEGORIES = Object.keys(CAHIER_CATEGORIES) as CahierCategory[]

/** Structures that are members by category and territory, in the order of the cahier des charges. Pure. */
export function countStructures(
  structures: readonly StructureFacts[],
  territoryIds: readonly string[],
): StructureCount[] {
  return CATEGORIES.map((category) => ({
    category,
    ...spreadOf(
      structures.filter((structure) => structure.category === category),
      territoryIds,
    ),
  })).filter(({ total }) => total > 0)
}
