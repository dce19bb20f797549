import { sendReviewWave } from '../../src/domains/directory-upkeep/jobs.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { handle } from '../../src/jobs/jobs.js'

/** Asks about the records of a network whose time has come, as many as may leave in a day. */
export const sendWaves = handle(sendReviewWave, async (ctx) => {
  await sendWave(ctx)
})
