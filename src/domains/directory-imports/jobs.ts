import { z } from 'zod'
import { defineJob } from '../../jobs/jobs.js'

const OfImport = z.strictObject({ importId: z.uuid() })

/** Says what a file is and what its columns hold. */
export const lookAtDirectoryFile = defineJob({ name: 'directory.look-at-file', payload: OfImport })

/** Compares a file with the directory; nothing of the directory is written. */
export const compareDirectoryFile = defineJob({ name: 'directory.compare-file', payload: OfImport })

/** Writes in the directory what a comparison showed. */
export const applyDirectoryImport = defineJob({ name: 'directory.apply-import', payload: OfImport })

/** Puts back what an import changed. */
export const undoDirectoryImport = defineJob({ name: 'directory.undo-import', payload: OfImport })

/** Gives up the files nobody chose anything for, and deletes those that never became an import. */
export const sweepDirectoryUploads = defineJob({
  name: 'directory.sweep-uploads',
  payload: z.strictObject({}),
})
