import { AppError } from '../errors/app-error.js'

/** A costly work goes through the line: it starts when its turn comes. Throws `server.unavailable` when too many wait. */
export type WaitingLine = <Result>(work: () => Promise<Result>) => Promise<Result>

/** A line that lets some works run at once, keeps some others waiting, and turns away the rest. */
export function waitingLine({ atOnce, waiting }: { atOnce: number; waiting: number }): WaitingLine {
  const turns: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running < atOnce) running += 1
    else if (turns.length >= waiting) throw new AppError('server.unavailable')
    else await new Promise<void>((resolve) => turns.push(resolve))
    try {
      return await work()
    } finally {
      const next = turns.shift()
      // Whoever waits takes the place itself: a newcomer cannot slip in between.
      if (next) next()
      else running -= 1
    }
  }
}

/** A line for each visitor, so that nobody waits behind another’s works; kept only while she has some. */
export function lineOfEach(size: { atOnce: number; waiting: number }): (visitor: string) => WaitingLine {
  const lines = new Map<string, { inTurn: WaitingLine; works: number }>()
  return (visitor) => async (work) => {
    const hers = lines.get(visitor) ?? { inTurn: waitingLine(size), works: 0 }
    lines.set(visitor, hers)
    hers.works += 1
    try {
      return await hers.inTurn(work)
    } finally {
      hers.works -= 1
      if (hers.works === 0) lines.delete(visitor)
    }
  }
}
