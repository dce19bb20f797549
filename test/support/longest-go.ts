import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * How much of a work is done at most between two turns of the event loop, in the unit that `done` counts, and how many
 * turns there were: whatever the machine, a request that comes meanwhile waits for no more than that.
 */
export async function longestGo(
  done: () => number,
  work: () => Promise<unknown> | unknown,
): Promise<{ longest: number; turns: number }> {
  let isOver = false
  let before = done()
  let longest = 0
  let turns = 0
  const look = () => {
    longest = Math.max(longest, done() - before)
    before = done()
  }
  const watch = async () => {
    while (!isOver) {
      await nextTurn()
      turns += 1
      look()
    }
  }
  const watching = watch()
  try {
    await work()
  } finally {
    isOver = true
  }
  look()
  await watching
  return { longest, turns }
}

/** The same values, counted as they are taken. */
export function counted<Value>(values: Iterable<Value>): { values: Iterable<Value>; taken: () => number } {
  let taken = 0
  const counting = function* () {
    for (const value of values) {
      taken += 1
      yield value
    }
  }
  return { values: counting(), taken: () => taken }
}
