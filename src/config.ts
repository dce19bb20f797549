import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  APP_SECRET: z.string().min(32).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  PUBLIC_URL: z.url().optional(),
  COOKIE_SECURE: flag.default(true),
  TRUSTED_PROXIES: z.string().default(''),
  DATA_DIR: z.string().default('var'),
  RUN_WORKER: flag.default(true),
  UPLOAD_MAX_MEGABYTES: z.coerce.number().int().min(1).max(100_000).default(2048),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
})

/** What an operator may set, parsed once and frozen. Units are in the names. */
export type Config = {
  /** Undefined: an embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined
  /** Undefined: the queue lives in PostgreSQL. */
  redisUrl: string | undefined
  appSecret: string
  host: string
  port: number
  publicUrl: string | undefined
  cookieSecure: boolean
  trustedProxies: string[]
  dataDir: string
  /** Whether the web process also starts a worker; false where workers run by themselves. */
  runWorker: boolean
  uploadMaxBytes: number
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
}

/**
 * The settings of this process, from the environment. Throws one error that lists all that is missing or
 * wrong. With the embedded database the secret is made at the first start and kept beside the data.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const blankIsAbsent = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(blankIsAbsent)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The configuration is not usable:\n${lines.join('\n')}\nSee .env.example.`)
  }
  const settings = parsed.data
  const dataDir = path.resolve(settings.DATA_DIR)
  return Object.freeze({
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    appSecret: settings.APP_SECRET ?? ownSecret(dataDir, settings.DATABASE_URL),
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    cookieSecure: settings.COOKIE_SECURE,
    trustedProxies: settings.TRUSTED_PROXIES.split(',').filter(Boolean),
    dataDir,
    runWorker: settings.RUN_WORKER,
    uploadMaxBytes: settings.UPLOAD_MAX_MEGABYTES * 1024 * 1024,
    logLevel: settings.LOG_LEVEL,
  })
}

function ownSecret(dataDir: string, databaseUrl: string | undefined): string {
  if (databaseUrl) {
    throw new Error(
      'The configuration is not usable:\n  APP_SECRET: required (32 characters or more) with DATABASE_URL.',
    )
  }
  const file = path.join(dataDir, 'secret')
  if (existsSync(file)) return readFileSync(file, 'utf8')
  mkdirSync(dataDir, { recursive: true })
  const secret = randomBytes(32).toString('hex')
  writeFileSync(file, secret, { mode: 0o600 })
  return secret
}
