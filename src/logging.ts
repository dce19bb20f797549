import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LoggerOptions } from 'pino'

/**
 * What a log line may hold. Anything else that reaches a logger (a body, an address, a sentence made with a name)
 * is left out: a new field or message is declared here first, by somebody who asks what it may reveal.
 */
const FIELDS = new Set([
  ...['reqId', 'responseTime', 'statusCode', 'process', 'queue', 'signal', 'port', 'status', 'subject'],
  ...['job', 'jobId', 'mailId', 'importId', 'networkId', 'event', 'template', 'provider', 'error', 'code'],
  ...[
    'count',
    'attempts',
    'seconds',
    'milliseconds',
    'delayMs',
    'maxMs',
    'p99Ms',
    'bytes',
    'setting',
    'value',
  ],
])

const MESSAGES = new Set([
  'incoming request',
  'request completed',
  'request errored',
  'request aborted',
  'stream closed prematurely',
  'response terminated with an error with headers already sent',
  'unexpected error',
  'job error',
  'database connection lost',
  'worker started',
  'the log of PostgreSQL may quote persons',
])

const UNDECLARED = 'undeclared message'

/**
 * The settings of every logger of the platform: declared fields whose values are identifiers or numbers, declared
 * messages, requests by the pattern of their route, errors without their words.
 */
export function logOptions(level: string, processName: 'web' | 'worker'): LoggerOptions {
  return {
    level,
    base: { process: processName },
    formatters: { log: declaredFields },
    serializers: SERIALIZERS,
    hooks: {
      logMethod([first, second], log) {
        const subject = typeof first === 'object' ? (first as object) : {}
        const message: unknown = typeof first === 'object' ? second : first
        const known = typeof message === 'string' && MESSAGES.has(message)
        log.apply(this, [subject instanceof Error ? { err: subject } : subject, known ? message : UNDECLARED])
      },
    },
  }
}

const SERIALIZERS = {
  // The pattern, never the address: it may hold an identifier, a search, a link's secret.
  req: ({ method, routeOptions }: FastifyRequest) => ({ method, route: routeOptions?.url }),
  res: ({ statusCode }: FastifyReply) => ({ statusCode }),
  err: errorWithoutWords,
}

function declaredFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) =>
      name in SERIALIZERS ? value instanceof Object : FIELDS.has(name) && isIdentifier(value),
    ),
  )
}

/** A number, a flag, or one word: no sentence, no address. */
function isIdentifier(value: unknown): boolean {
  return typeof value === 'string'
    ? /^[\w.:/-]{1,120}$/.test(value)
    : ['number', 'boolean'].includes(typeof value)
}

type SafeError = {
  name?: unknown
  code?: unknown
  constraint?: unknown
  frames?: string[]
  cause?: SafeError
}

const DEEPEST_CAUSE = 4

/**
 * What of an error may be kept: class, code, name of the constraint, places in our own files. Its message is not:
 * a database quotes the row it refuses, a parser the text it cannot read.
 */
export function errorWithoutWords(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { name: 'not an error' }
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return {
    name: isIdentifier(error.name) ? error.name : 'Error',
    ...(isIdentifier(code) && { code }),
    ...(isIdentifier(constraint) && { constraint }),
    ...(depth === 0 && { frames: ownFrames(error) }),
    ...(error.cause instanceof Error &&
      depth < DEEPEST_CAUSE && { cause: errorWithoutWords(error.cause, depth + 1) }),
  }
}

function ownFrames(error: Error): string[] {
  const frames = (error.stack ?? '').replace(error.message, '').split('\n')
  return frames.flatMap(
    (frame) => /^ {4}at .*\b((?:src|workers)\/[\w./-]+:\d+:\d+)\)?$/.exec(frame)?.[1] ?? [],
  )
}
