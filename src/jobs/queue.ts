import { createPostgresBackend, createRedisBackend, type Job, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'

/** One queue of the platform, on PostgreSQL or on Redis: the same calls, the same behaviour. */
export type Courier = {
  backend: 'postgres' | 'redis'
  /** Hands over a job by the id of its outbox row; handing over a job the queue still holds does nothing. */
  publish: (outboxIds: string[]) => Promise<void>
  /** Runs `process` for each job handed over, at most `concurrency` at a time. */
  work: (process: (outboxId: string) => Promise<void>) => Deliveries
  close: () => Promise<void>
}

export type Deliveries = {
  /** Rejects when the queue could not be opened and never will be in this process. */
  ready: () => Promise<unknown>
  close: () => Promise<void>
}

export type CourierOptions = {
  databaseUrl: string
  redisUrl: string | undefined
  onError: (error: Error) => void
  concurrency?: number
  /** Keeps apart platforms that share one Redis. */
  prefix?: string
  /** A worker silent for this long is taken for dead and its job is given to another. */
  lockMilliseconds?: number
}

const QUEUE = 'trame'
/** The outbox owns retries; the queue's own default would bury a job at the second kill of its worker. */
const MAX_STALLS = 1000

/** Opens the queue: on Redis with `redisUrl`, else in the schema `bullmq` of the same PostgreSQL. */
export function openCourier(options: CourierOptions): Courier {
  return options.redisUrl ? redisCourier(options, options.redisUrl) : postgresCourier(options)
}

function postgresCourier(options: CourierOptions): Courier {
  const { Queue, Worker } = withBackend(createPostgresBackend)
  const connection = {
    connectionString: options.databaseUrl,
    schema: 'bullmq',
    migrate: true,
    max: 3,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    Client: guardedClient(options.onError),
  }
  return courier(
    'postgres',
    options,
    new Queue(QUEUE, { connection }),
    (process) => new Worker(QUEUE, process, { connection, ...workerOptions(options) }),
  )
}

function redisCourier(options: CourierOptions, url: string): Courier {
  const { Queue, Worker } = withBackend(createRedisBackend)
  const prefix = options.prefix ?? 'trame'
  const clients: Redis[] = []
  const client = () => {
    const redis = new Redis(url, { maxRetriesPerRequest: null })
    redis.on('error', options.onError)
    clients.push(redis)
    return redis
  }
  const producer = client()
  const opened = courier(
    'redis',
    options,
    new Queue(QUEUE, { connection: producer, prefix }),
    (process) => new Worker(QUEUE, process, { connection: client(), prefix, ...workerOptions(options) }),
  )
  return {
    ...opened,
    // The client would wait for Redis for ever, with the outbox rows locked meanwhile: fail now, the rows stay due.
    publish: async (outboxIds) => {
      if (producer.status !== 'ready') throw new Error('Redis is away')
      await within(PUBLISH_MILLISECONDS, opened.publish(outboxIds))
    },
    close: async () => {
      await opened.close()
      for (const redis of clients) redis.disconnect()
    },
  }
}

const PUBLISH_MILLISECONDS = 5000
const CONNECT_MILLISECONDS = 10_000
/** BullMQ waits for ever to say goodbye to a queue that is away; a process that stops has ten seconds. */
const LAST_JOBS_MILLISECONDS = 7500
const CLOSE_MILLISECONDS = 1000

function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the queue did not answer')), milliseconds)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** BullMQ listens to its idle connections only: one that dies in use, when PostgreSQL restarts, would end the process. */
function guardedClient(onError: (error: Error) => void): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config)
      this.on('error', onError)
    }
  }
}

type QueueLike = {
  waitUntilReady: () => Promise<unknown>
  addBulk: (jobs: { name: string; data: object; opts: object }[]) => Promise<unknown>
  on: (event: 'error', listener: (error: Error) => void) => unknown
  close: () => Promise<void>
}
type WorkerLike = {
  waitUntilReady: () => Promise<unknown>
  on: (event: 'error', listener: (error: Error) => void) => unknown
  close: () => Promise<void>
}

function courier(
  backend: Courier['backend'],
  options: CourierOptions,
  queue: QueueLike,
  startWorker: (process: (job: Job) => Promise<void>) => WorkerLike,
): Courier {
  queue.on('error', options.onError)
  return {
    backend,
    publish: async (outboxIds) => {
      const opts = { removeOnComplete: true, removeOnFail: true, attempts: 1 }
      await queue.addBulk(
        outboxIds.map((id) => ({ name: 'outbox', data: { id }, opts: { ...opts, jobId: id } })),
      )
    },
    work: (process) => {
      const worker = startWorker((job) => process((job.data as { id: string }).id))
      worker.on('error', options.onError)
      return {
        ready: () => Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]),
        close: () => within(LAST_JOBS_MILLISECONDS, worker.close()).catch(options.onError),
      }
    },
    close: () => within(CLOSE_MILLISECONDS, queue.close()).catch(options.onError),
  }
}

function workerOptions(options: CourierOptions) {
  const lockDuration = options.lockMilliseconds ?? 30_000
  return {
    concurrency: options.concurrency ?? 2,
    lockDuration,
    stalledInterval: Math.max(500, Math.trunc(lockDuration / 3)),
    maxStalledCount: MAX_STALLS,
    // The queue's longest silence: a lost notification costs no more than this.
    drainDelay: 5,
  }
}
