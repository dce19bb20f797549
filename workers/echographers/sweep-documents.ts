import { sweepDocuments } from '../../src/domains/echographers/document-sweeping.js'
import { sweepEchographerDocuments } from '../../src/domains/echographers/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

/** The daily sweep of the documents of echographers, which all workers share. */
export const sweepEchographerFolders = handle(sweepEchographerDocuments, async (ctx, _, { dataDir }) => {
  await sweepDocuments(ctx, dataDir)
})
