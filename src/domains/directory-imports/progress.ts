import { and, eq, isNotNull, or } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { ofNetwork } from './set-writing.js'
import { directoryImports } from './tables.js'

const EVERY_MILLISECONDS = 500

/**
 * Writes how far the reading is, on another connection than the comparison’s own transaction so that readers see it,
 * and learns there whether somebody cancelled.
 */
export function followReading(
  ctx: Ctx,
  { id, bytesTotal }: { id: string; bytesTotal: number },
  report: { bytesRead: number },
  workerSignal: AbortSignal,
) {
  const controller = new AbortController()
  let cancelled = false
  const stopWithWorker = () => controller.abort()
  workerSignal.addEventListener('abort', stopWithWorker)
  const ticking = everySoOften(async () => {
    const [row] = await inTransaction(ctx, ({ db }) =>
      db
        .update(directoryImports)
        .set({ bytesRead: Math.round(report.bytesRead * bytesTotal) })
        .where(and(ofNetwork(ctx, directoryImports), eq(directoryImports.id, id)))
        .returning({ cancelledAt: directoryImports.cancelledAt }),
    )
    if (!row?.cancelledAt) return
    cancelled = true
    controller.abort()
  })
  return {
    signal: controller.signal,
    cancelled: () => cancelled,
    stop: async () => {
      workerSignal.removeEventListener('abort', stopWithWorker)
      await ticking.stop()
    },
  }
}

/** How many records of how many are written, or put back. */
export type Steps = { done: number; total: number }

/** Writes how far an application or an undoing is, on another connection. A measure that comes after its end is not kept. */
export function followSteps(ctx: Ctx, id: string, steps: Steps): { stop: () => Promise<void> } {
  const isUnderWay = or(isNotNull(directoryImports.applyAskedAt), isNotNull(directoryImports.undoAskedAt))
  return everySoOften(async () => {
    await inTransaction(ctx, ({ db }) =>
      db
        .update(directoryImports)
        .set({ stepsDone: steps.done, stepsTotal: steps.total })
        .where(and(ofNetwork(ctx, directoryImports), eq(directoryImports.id, id), isUnderWay)),
    )
  })
}

function everySoOften(tick: () => Promise<void>): { stop: () => Promise<void> } {
  let running = Promise.resolve()
  const timer = setInterval(() => {
    // A missed measure is of no consequence: the next one comes in half a second.
    running = running.then(tick).catch(() => undefined)
  }, EVERY_MILLISECONDS)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
