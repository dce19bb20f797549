import { refreshOldCards } from '../../src/domains/directory/dated-cards.js'
import { remakeCards } from '../../src/domains/directory/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

/** Makes again the cards of a network that were made by older rules. */
export const remakeCardsOfNetwork = handle(remakeCards, async (ctx) => {
  await refreshOldCards(ctx)
})
