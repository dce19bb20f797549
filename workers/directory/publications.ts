import { makePublication, sweepPublications } from '../../src/domains/directory-publications/jobs.js'
import { giveUpFile, makeFile } from '../../src/domains/directory-publications/making.js'
import { sweepFiles } from '../../src/domains/directory-publications/sweeping.js'
import { handle } from '../../src/jobs/jobs.js'

/** Makes booklets and workbooks, which take seconds. */
export const makePublicationFiles = handle(
  makePublication,
  (ctx, { publicationId }, tools) => makeFile(ctx, publicationId, tools),
  (ctx, { publicationId }) => giveUpFile(ctx, publicationId),
)

/** The daily sweep of the files of a network’s publications. */
export const sweepPublicationFiles = handle(sweepPublications, async (ctx, _, { dataDir }) => {
  await sweepFiles(ctx, dataDir)
})
