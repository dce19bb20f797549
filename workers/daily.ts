import { asc } from 'drizzle-orm'
import { anchorJournals, verifyJournal } from '../src/audit/jobs.js'
import type { Db } from '../src/db/connect.js'
import { remindHouses, sweepHouseDocuments } from '../src/domains/birth-houses/jobs.js'
import { askMonthlyReturns } from '../src/domains/birth-registers/jobs.js'
import { CARD_RULES } from '../src/domains/directory/card-writing.js'
import { refreshDatedCards, remakeCards } from '../src/domains/directory/jobs.js'
import { sweepDirectoryUploads } from '../src/domains/directory-imports/jobs.js'
import { sweepPublications } from '../src/domains/directory-publications/jobs.js'
import { findDuplicatePairs, sendReviewWave } from '../src/domains/directory-upkeep/jobs.js'
import { remindOfEnds, sweepEchographerDocuments } from '../src/domains/echographers/jobs.js'
import { writeWeeklyDigest } from '../src/domains/mail/jobs.js'
import { networks } from '../src/domains/networks/tables.js'
import { sweepOrphanUploads } from '../src/domains/pmsi/jobs.js'
import { purgeExpired } from '../src/domains/privacy/jobs.js'
import { type DailyJob, enqueueDaily } from '../src/jobs/daily.js'

/** What the platform does by itself every day, or once for each version of the rules of cards. */
const DAILY_JOBS: DailyJob[] = [
  { job: purgeExpired, for: 'networks-and-platform' },
  { job: verifyJournal, for: 'networks-and-platform' },
  { job: anchorJournals, for: 'platform' },
  { job: writeWeeklyDigest, for: 'each-network' },
  { job: refreshDatedCards, for: 'each-network' },
  { job: remakeCards, for: 'each-network', mark: `rules ${CARD_RULES}` },
  { job: sendReviewWave, for: 'each-network' },
  { job: findDuplicatePairs, for: 'each-network' },
  { job: remindOfEnds, for: 'each-network' },
  { job: sweepOrphanUploads, for: 'platform' },
  { job: sweepDirectoryUploads, for: 'networks-and-platform' },
  { job: sweepPublications, for: 'each-network' },
  { job: askMonthlyReturns, for: 'each-network' },
  { job: remindHouses, for: 'each-network' },
  { job: sweepHouseDocuments, for: 'platform' },
  { job: sweepEchographerDocuments, for: 'platform' },
]

const MOST_NETWORKS = 1000

/** Asks for the jobs of the day for every network; asking again the same day changes nothing. */
export async function askDaily(db: Db, now: Date): Promise<number> {
  const rows = await db
    .select({ id: networks.id })
    .from(networks)
    .orderBy(asc(networks.id))
    .limit(MOST_NETWORKS)
  return enqueueDaily(
    db,
    DAILY_JOBS,
    rows.map(({ id }) => id),
    now,
  )
}
