import { remindOfAnswers } from '../../src/domains/birth-house-reports/answer-reminding.js'
import { remindOfReports } from '../../src/domains/birth-house-reports/reminding.js'
import { remindOfAuthorisations } from '../../src/domains/birth-houses/authorisation-reminding.js'
import { remindOfConventions } from '../../src/domains/birth-houses/convention-reminding.js'
import { remindHouses } from '../../src/domains/birth-houses/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

/** Tells the houses of a network what is due soon: a report, an answer, a convention or an authorisation to renew. */
export const remindHousesEachDay = handle(remindHouses, async (ctx) => {
  await remindOfReports(ctx)
  await remindOfAnswers(ctx)
  await remindOfConventions(ctx)
  await remindOfAuthorisations(ctx)
})
