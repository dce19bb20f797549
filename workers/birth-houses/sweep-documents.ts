import { sweepDocuments } from '../../src/domains/birth-houses/document-sweeping.js'
import { sweepHouseDocuments } from '../../src/domains/birth-houses/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

/** The daily sweep of the documents of the houses, which all workers share. */
export const sweepDocumentFolders = handle(sweepHouseDocuments, async (ctx, _, { dataDir }) => {
  await sweepDocuments(ctx, dataDir)
})
