import { anchorChains, checkChain } from '../../src/audit/daily-checks.js'
import { anchorJournals, verifyJournal } from '../../src/audit/jobs.js'
import { handle } from '../../src/jobs/jobs.js'

/** The result of a check is an entry of the journal it is about, which the page of the journal shows. */
export const verifyEachJournal = handle(verifyJournal, (ctx, _, { dataDir }) => checkChain(ctx, dataDir))

export const anchorAllJournals = handle(anchorJournals, (ctx, _, { dataDir }) => anchorChains(ctx, dataDir))
