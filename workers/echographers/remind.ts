import { remindOfEnds } from '../../src/domains/echographers/jobs.js'
import { remindEchographers } from '../../src/domains/echographers/reminding.js'
import { handle } from '../../src/jobs/jobs.js'

/** Tells the echographers of a network whose identifier ends soon. */
export const remindEachDay = handle(remindOfEnds, async (ctx) => {
  await remindEchographers(ctx)
})
