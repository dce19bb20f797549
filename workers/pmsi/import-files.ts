import { giveUpImport, runImport } from '../../src/domains/pmsi/importing.js'
import { importPmsiFiles } from '../../src/domains/pmsi/jobs.js'
import { deleteUploads } from '../../src/domains/pmsi/uploads.js'
import { handle } from '../../src/jobs/jobs.js'

/** Imports the files of an upload, then deletes them, however the import ended. */
export const importFiles = handle(
  importPmsiFiles,
  async (ctx, { importId }, tools) => {
    await runImport(ctx, importId, tools)
    await deleteUploads(tools.dataDir, importId)
  },
  async (ctx, { importId }, tools) => {
    await giveUpImport(ctx, importId)
    await deleteUploads(tools.dataDir, importId)
  },
)
