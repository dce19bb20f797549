// The process `bench/directory-duplicates.ts` watches: the search for duplicates as the worker runs it, and its reference.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Ctx, inTransaction } from '../../src/context.js'
import { connect } from '../../src/db/connect.js'
import { findDuplicates } from '../../src/domains/directory-upkeep/duplicates/finding.js'
import { loadPeopleFacts, loadStructureFacts } from '../../src/domains/directory-upkeep/duplicates/loading.js'
import { suitEngineToJobs } from '../../src/jobs/engine.js'
import { millisecondsOf } from './measuring.js'

export type Work = keyof typeof WORKS
export type WorkEnd = { milliseconds: number; longestTurn: number; people: number; structures: number }

suitEngineToJobs()
const [url = '', networkId = ''] = process.argv.slice(2)
const { db } = connect(url)
const ctx: Ctx = { db, actor: { role: 'system', job: 'bench', networkId }, now: new Date() }

const WORKS = {
  reading: () =>
    inTransaction(ctx, async (ctx) => ({
      people: (await loadPeopleFacts(ctx)).length,
      structures: (await loadStructureFacts(ctx)).length,
    })),
  search: () => findDuplicates(ctx),
}

process.on('message', async (work: Work) => {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let counts = { people: 0, structures: 0 }
  const milliseconds = await millisecondsOf(async () => {
    counts = await WORKS[work]()
  })
  delay.disable()
  process.send?.({ milliseconds, longestTurn: delay.max / 1e6, ...counts } satisfies WorkEnd)
})
process.send?.('ready')
