import { remindOfReports } from '../../src/domains/birth-house-reports/reminding.js'
import { remindOfConventions } from '../../src/domains/birth-houses/convention-reminding.js'
import { remindHouses } from '../../src/domains/birth-houses/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

/** Tells the houses of a network what is due soon: their report, their convention. */
export const remindHousesEachDay = handle(remindHouses, async (ctx) => {
  await remindOfReports(ctx)
  await remindOfConventions(ctx)
})
