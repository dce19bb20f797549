import { refreshCardsOfTheDay } from '../../src/domains/directory/dated-cards.js'
import { refreshDatedCards } from '../../src/domains/directory/jobs.js'
import { recountNameWords } from '../../src/domains/directory/name-words.js'
import { handle } from '../../src/jobs/jobs.js'

export const refreshCardsEachDay = handle(refreshDatedCards, async (ctx) => {
  await refreshCardsOfTheDay(ctx)
  await recountNameWords(ctx)
})
