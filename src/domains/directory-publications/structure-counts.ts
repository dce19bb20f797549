import { knownLegalStatus, LEGAL_STATUSES, type LegalStatus } from '../directory/national/legal-status.js'
import { CAHIER_CATEGORIES, type CahierCategory } from '../directory/national/structure-categories.js'
import { type Spread, spreadOf } from './member-counts.js'

/** What a count needs to know of a structure that is a member. */
export type StructureFacts = {
  category: string
  legalStatus: string | null
  territoryIds: readonly string[]
}

/** Structures of one category of the cahier des charges and one status; null when nobody told it. */
export type StructureCount = Spread & { category: CahierCategory; legalStatus: LegalStatus | null }

const CATEGORIES = Object.keys(CAHIER_CATEGORIES) as CahierCategory[]
const STATUSES = [...(Object.keys(LEGAL_STATUSES) as LegalStatus[]), null]

/** Structures that are members by category, status and territory, in the order of the cahier des charges. Pure. */
export function countStructures(
  structures: readonly StructureFacts[],
  territoryIds: readonly string[],
): StructureCount[] {
  return CATEGORIES.flatMap((category) =>
    STATUSES.map((legalStatus) => ({
      category,
      legalStatus,
      ...spreadOf(
        structures.filter(
          (one) => one.category === category && knownLegalStatus(one.legalStatus) === legalStatus,
        ),
        territoryIds,
      ),
    })),
  ).filter(({ total }) => total > 0)
}
