import type { Handler } from '../src/jobs/jobs.js'
import { anchorAllJournals, verifyEachJournal } from './audit/watch-journals.js'
import { makePublicationFiles, sweepPublicationFiles } from './directory/publications.js'
import { writeDigest } from './mail/digest.js'
import { sendMails, watchMailWay } from './mail/send.js'
import { importFiles } from './pmsi/import-files.js'
import { sweepUploadFolders } from './pmsi/sweep-uploads.js'
import { purgeEachDay } from './privacy/purge-expired.js'

/** Every job of the platform has one handler, listed here. */
export const HANDLERS: Handler[] = [
  importFiles,
  sweepUploadFolders,
  makePublicationFiles,
  sweepPublicationFiles,
  sendMails,
  watchMailWay,
  writeDigest,
  verifyEachJournal,
  anchorAllJournals,
  purgeEachDay,
]
