import type { Ctx } from '../context.js'
import type { Db } from '../db/connect.js'
import { Denied, type Handler, type HandlerTools, RunLater } from './jobs.js'
import {
  delayJob,
  endDenied,
  finishJob,
  handBack,
  isDenied,
  type OutboxRow,
  openJob,
  postponeJob,
  publishDue,
} from './outbox.js'
import type { Courier } from './queue.js'

export type WorkerOptions = {
  db: Db
  courier: Courier
  handlers: Handler[]
  tools: Omit<HandlerTools, 'signal' | 'checkRight'>
  onError: (error: unknown, job: string) => void
  pollMilliseconds?: number
  /** Called once a day, and at the start: asks for the jobs of the day, which any number of workers may do. */
  askDaily?: (now: Date) => Promise<unknown>
}

export type RunningWorker = {
  /** Rejects when the queue could not be opened and never will be in this process. */
  ready: () => Promise<unknown>
  /** Lets the current jobs end for a while, then interrupts them: they will start again elsewhere. */
  close: () => Promise<void>
}

/** A stopping process has ten seconds: what is left serves to hand back its jobs. */
const GRACE_MILLISECONDS = 6000

/** Starts running jobs: publishes the outbox to the queue, and runs what the queue delivers. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const byName = new Map(options.handlers.map((handler) => [handler.job.name, handler]))
  const stopping = new AbortController()
  const delivery = options.courier.work((id) => runJob(id, byName, options, stopping.signal))
  const publisher = pollOutbox(options)
  return {
    ready: delivery.ready,
    close: async () => {
      const deadline = setTimeout(() => stopping.abort(), GRACE_MILLISECONDS)
      await Promise.all([publisher.stop(), delivery.close()])
      clearTimeout(deadline)
    },
  }
}

async function runJob(
  id: string,
  handlers: Map<string, Handler>,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const row = await openJob(options.db, id)
  if (!row) return
  const handler = handlers.get(row.name)
  const tools = toolsOf(row, options, signal)
  try {
    if (!handler) throw new Error(`no handler for ${row.name}`)
    if (await isDenied(options.db, row)) return await denyJob(row, handler, options, tools)
    await handler.run(systemContext(row, options), row.payload, tools)
    await finishJob(options.db, id, options.tools.now())
  } catch (error) {
    if (signal.aborted) return await handBack(options.db, id)
    if (error instanceof RunLater) return await delayJob(options.db, id, error.at)
    if (error instanceof Denied) return await denyJob(row, handler, options, tools)
    options.onError(error, row.name)
    const givenUp = await postponeJob(options.db, row, errorClass(error), options.tools.now())
    if (!givenUp) return
    await handler?.giveUp?.(systemContext(row, options), row.payload, tools, 'failed')
  }
}

/** A job asked for under a right that is no longer held does nothing, and its domain's row says so. */
async function denyJob(
  row: OutboxRow,
  handler: Handler | undefined,
  options: WorkerOptions,
  tools: HandlerTools,
): Promise<void> {
  await handler?.giveUp?.(systemContext(row, options), row.payload, tools, 'denied')
  await endDenied(options.db, row.id, options.tools.now())
}

function toolsOf(row: OutboxRow, options: WorkerOptions, signal: AbortSignal): HandlerTools {
  const checkRight = async (db: Db) => {
    if (await isDenied(db, row)) throw new Denied()
  }
  return { ...options.tools, signal, checkRight }
}

function systemContext(row: OutboxRow, options: WorkerOptions): Ctx {
  return {
    db: options.db,
    actor: { role: 'system', job: row.name, networkId: row.networkId },
    now: options.tools.now(),
  }
}

function errorClass(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name
}

function pollOutbox(options: WorkerOptions): { stop: () => Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let askedFor = ''
  const tick = async (): Promise<void> => {
    try {
      const day = options.tools.now().toISOString().slice(0, 10)
      if (day !== askedFor) await options.askDaily?.(options.tools.now())
      askedFor = day
      await publishDue(options.db, options.tools.now(), options.courier.publish)
    } catch (error) {
      options.onError(error, 'outbox')
    }
    if (!stopped) timer = setTimeout(() => (running = tick()), options.pollMilliseconds ?? 500)
  }
  let running = tick()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
