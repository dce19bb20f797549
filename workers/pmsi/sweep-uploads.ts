import { sweepOrphanUploads } from '../../src/domains/pmsi/jobs.js'
import { sweepUploads } from '../../src/domains/pmsi/uploads.js'
import { handle } from '../../src/jobs/jobs.js'

/** The daily sweep of the folder of uploads, which all workers share. */
export const sweepUploadFolders = handle(sweepOrphanUploads, async (ctx, _, { dataDir }) => {
  await sweepUploads(ctx, dataDir)
})
