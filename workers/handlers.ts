import type { Handler } from '../src/jobs/jobs.js'
import { anchorAllJournals, verifyEachJournal } from './audit/watch-journals.js'
import { remindHousesEachDay } from './birth-houses/remind.js'
import { sweepDocumentFolders } from './birth-houses/sweep-documents.js'
import { askReturnsOfHouses } from './birth-registers/ask-returns.js'
import { findPairsEachDay } from './directory/find-duplicates.js'
import {
  applyDirectoryImports,
  compareDirectoryFiles,
  lookAtDirectoryFiles,
  sweepDirectoryFiles,
  undoDirectoryImports,
} from './directory/imports.js'
import { makePublicationFiles, sweepPublicationFiles } from './directory/publications.js'
import { refreshCardsEachDay } from './directory/refresh-dated-cards.js'
import { remakeCardsOfNetwork } from './directory/remake-cards.js'
import { sendWaves } from './directory/send-review-wave.js'
import { remindEachDay } from './echographers/remind.js'
import { sweepEchographerFolders } from './echographers/sweep-documents.js'
import { writeDigest } from './mail/digest.js'
import { sendMails, watchMailWay } from './mail/send.js'
import { importFiles } from './pmsi/import-files.js'
import { sweepUploadFolders } from './pmsi/sweep-uploads.js'
import { purgeEachDay } from './privacy/purge-expired.js'

/** Every job of the platform has one handler, listed here. */
export const HANDLERS: Handler[] = [
  importFiles,
  sweepUploadFolders,
  lookAtDirectoryFiles,
  compareDirectoryFiles,
  applyDirectoryImports,
  undoDirectoryImports,
  sweepDirectoryFiles,
  makePublicationFiles,
  sweepPublicationFiles,
  sendMails,
  watchMailWay,
  writeDigest,
  refreshCardsEachDay,
  remakeCardsOfNetwork,
  sendWaves,
  findPairsEachDay,
  remindEachDay,
  sweepEchographerFolders,
  verifyEachJournal,
  anchorAllJournals,
  purgeEachDay,
  askReturnsOfHouses,
  remindHousesEachDay,
  sweepDocumentFolders,
]
