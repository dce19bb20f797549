import { askMonthlyReturns } from '../../src/domains/birth-registers/jobs.js'
import { askReturns } from '../../src/domains/birth-registers/returns.js'
import { handle } from '../../src/jobs/jobs.js'

/** Asks each house of the network whether nothing happened last month, when it declared nothing. */
export const askReturnsOfHouses = handle(askMonthlyReturns, (ctx) => askReturns(ctx))
