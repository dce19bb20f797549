import { anchorFile, appendAnchors, readAnchors } from '../../src/audit/anchors.js'
import { audit } from '../../src/audit/audit.js'
import { chainOf, listHeads, verifyOwnChain } from '../../src/audit/chains.js'
import { anchorJournals, verifyJournal } from '../../src/audit/jobs.js'
import { inTransaction } from '../../src/context.js'
import { handle } from '../../src/jobs/jobs.js'

/** Verifies a chain with the anchors written so far; the result is an entry of the same journal, which its page shows. */
export const verifyEachJournal = handle(verifyJournal, async (ctx, _, { dataDir }) => {
  const anchors = (await readAnchors(anchorFile(dataDir))).filter(({ chain }) => chain === chainOf(ctx))
  const { report } = await verifyOwnChain(ctx, anchors)
  await inTransaction(ctx, (ctx) =>
    audit(ctx, 'audit.verify', {
      details: report.intact
        ? { intact: true, length: report.length }
        : { intact: false, position: report.position, fault: report.fault },
    }),
  )
})

export const anchorAllJournals = handle(anchorJournals, async (ctx, _, { dataDir }) => {
  const at = ctx.now.toISOString()
  const heads = await listHeads(ctx)
  await appendAnchors(
    anchorFile(dataDir),
    heads.map((head) => ({ at, ...head })),
  )
})
