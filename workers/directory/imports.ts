import { applyImport, giveUpWriting } from '../../src/domains/directory-imports/applying.js'
import { compareFile } from '../../src/domains/directory-imports/comparing.js'
import { failImport } from '../../src/domains/directory-imports/ending.js'
import {
  applyDirectoryImport,
  compareDirectoryFile,
  lookAtDirectoryFile,
  sweepDirectoryUploads,
  undoDirectoryImport,
} from '../../src/domains/directory-imports/jobs.js'
import { lookAtFile } from '../../src/domains/directory-imports/looking.js'
import { dropUpload, sweepUploads } from '../../src/domains/directory-imports/sweeping.js'
import { undoImport } from '../../src/domains/directory-imports/undoing.js'
import { handle } from '../../src/jobs/jobs.js'

/** Looks at a file just received; one that is nothing known is deleted at once. */
export const lookAtDirectoryFiles = handle(
  lookAtDirectoryFile,
  async (ctx, { importId }, tools) => {
    if ((await lookAtFile(ctx, importId, tools)) === 'failed') await dropUpload(ctx, importId, tools)
  },
  async (ctx, { importId }, tools) => {
    await failImport(ctx, importId, 'directory-import.interrupted', null)
    await dropUpload(ctx, importId, tools)
  },
)

/** Compares a file, then deletes it, however the comparison ended. */
export const compareDirectoryFiles = handle(
  compareDirectoryFile,
  async (ctx, { importId }, tools) => {
    await compareFile(ctx, importId, tools)
    await dropUpload(ctx, importId, tools)
  },
  async (ctx, { importId }, tools) => {
    await failImport(ctx, importId, 'directory-import.interrupted', null)
    await dropUpload(ctx, importId, tools)
  },
)

/** Writes what a comparison showed. */
export const applyDirectoryImports = handle(
  applyDirectoryImport,
  async (ctx, { importId }, tools) => {
    await applyImport(ctx, importId, tools)
  },
  (ctx, { importId }) => giveUpWriting(ctx, importId),
)

/** Puts back what an import changed. */
export const undoDirectoryImports = handle(
  undoDirectoryImport,
  async (ctx, { importId }, tools) => {
    await undoImport(ctx, importId, tools)
  },
  (ctx, { importId }) => giveUpWriting(ctx, importId),
)

/** The files nobody needs any more. */
export const sweepDirectoryFiles = handle(sweepDirectoryUploads, async (ctx, _, tools) => {
  await sweepUploads(ctx, tools.dataDir)
})
