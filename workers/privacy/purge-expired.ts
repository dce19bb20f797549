import { purgeExpired } from '../../src/domains/privacy/jobs.js'
import { purge } from '../../src/domains/privacy/purge.js'
import { handle } from '../../src/jobs/jobs.js'

/** Deletes what has been kept long enough. */
export const purgeEachDay = handle(purgeExpired, async (ctx) => {
  await purge(ctx)
})
