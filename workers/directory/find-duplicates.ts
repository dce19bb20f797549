import { findDuplicates } from '../../src/domains/directory-upkeep/duplicates/finding.js'
import { findDuplicatePairs } from '../../src/domains/directory-upkeep/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

/** Looks for records of a network that may be one. */
export const findPairsEachDay = handle(findDuplicatePairs, async (ctx) => {
  await findDuplicates(ctx)
})
