import { refreshCardsOfTheDay } from '../../src/domains/directory/dated-cards.js'
import { refreshDatedCards } from '../../src/domains/directory/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

export const refreshCardsEachDay = handle(refreshDatedCards, async (ctx) => {
  await refreshCardsOfTheDay(ctx)
})
