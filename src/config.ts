import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Secrets } from './access/token-keys.js'

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

/** Long, and neither a word of an example nor a few characters again and again. */
const secret = z
  .string()
  .min(32)
  .refine((value) => new Set(value).size >= 10, 'too few different characters')
  .refine(
    (value) =>
      !/change.?me|change.?moi|password|mot.?de.?passe|exampl|exempl|default|0123456789/i.test(value),
    'a well-known value; draw one: openssl rand -hex 32',
  )

const words = z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean))

/** Plain http never leaves the machine: it is for a provider tried on the loopback. */
const providerUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || isLoopback(url), 'https is required')

const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  APP_SECRET: secret.optional(),
  APP_SECRET_PREVIOUS: secret.optional(),
  APP_SECRET_PREVIOUS_UNTIL: z.iso.date().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  PUBLIC_URL: z.url().optional(),
  COOKIE_SECURE: flag.default(true),
  TRUSTED_PROXIES: z.string().default(''),
  DATA_DIR: z.string().default('var'),
  RUN_WORKER: flag.default(true),
  UPLOAD_MAX_MEGABYTES: z.coerce.number().int().min(1).max(100_000).default(2048),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.email().optional(),
  SMTP_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(60).default(20),
  PSC_ISSUER: providerUrl.optional(),
  PSC_DISCOVERY_URL: providerUrl.optional(),
  PSC_CLIENT_ID: z.string().optional(),
  PSC_CLIENT_SECRET: z.string().optional(),
  PSC_ACR: words.default(['eidas1']),
  PROCONNECT_ISSUER: providerUrl.optional(),
  PROCONNECT_CLIENT_ID: z.string().optional(),
  PROCONNECT_CLIENT_SECRET: z.string().optional(),
  PROCONNECT_ACR: words.default(['eidas0-mfa', 'eidas1-mfa', 'eidas2', 'eidas3']),
  PROVIDER_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(30).default(5),
})

/** What an operator may set, parsed once and frozen. Units are in the names. */
export type Config = {
  /** Undefined: an embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined
  /** Undefined: the queue lives in PostgreSQL. */
  redisUrl: string | undefined
  appSecret: string
  /** The secret before a change: until its date it verifies tokens, forms and links, and signs nothing. */
  previousSecret: Secrets['previous']
  /** Set by the demonstration's command alone: its pages say its accounts and their codes. */
  demo: boolean
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
  /** How mails leave; null where none does and a page lists them instead. */
  mail: MailSettings | null
  /** The providers of identity one may sign in with; none when nothing is set. */
  signInProviders: SignInProvider[]
}

/** How mails leave, and where their links lead: this address and no other, whatever a request says of its host. */
export type MailSettings = {
  smtpUrl: string
  from: string
  publicUrl: string
  timeoutSeconds: number
}

/** A provider of identity, as it registered this platform. */
export type SignInProvider = {
  provider: 'pro-sante-connect' | 'proconnect'
  /** Compared character by character with what the provider says it is. */
  issuer: string
  discoveryUrl: string
  clientId: string
  clientSecret: string
  /** The levels asked for; a sign-in below them is refused. */
  acrValues: string[]
  redirectUri: string
  timeoutSeconds: number
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
    previousSecret: previousSecret(settings),
    demo: false,
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    cookieSecure: settings.COOKIE_SECURE,
    trustedProxies: settings.TRUSTED_PROXIES.split(',').filter(Boolean),
    dataDir,
    runWorker: settings.RUN_WORKER,
    uploadMaxBytes: settings.UPLOAD_MAX_MEGABYTES * 1024 * 1024,
    logLevel: settings.LOG_LEVEL,
    mail: mailSettings(settings),
    signInProviders: signInProviders(settings),
  })
}

function mailSettings(settings: z.infer<typeof Environment>): MailSettings | null {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, PUBLIC_URL: publicUrl } = settings
  if (!smtpUrl) return null
  if (!from || !publicUrl) {
    throw new Error(
      'The configuration is not usable:\n  SMTP_URL, MAIL_FROM and PUBLIC_URL go together.\nSee .env.example.',
    )
  }
  return { smtpUrl, from, publicUrl, timeoutSeconds: settings.SMTP_TIMEOUT_SECONDS }
}

/** A provider is offered once its issuer, identifier and secret are all set; a part of them is a mistake. */
function signInProviders(settings: z.infer<typeof Environment>): SignInProvider[] {
  const issuers = { PSC: settings.PSC_ISSUER, PROCONNECT: settings.PROCONNECT_ISSUER }
  return (['PSC', 'PROCONNECT'] as const).flatMap((name) => {
    const issuer = issuers[name]
    const [clientId, clientSecret] = [settings[`${name}_CLIENT_ID`], settings[`${name}_CLIENT_SECRET`]]
    if (!issuer && !clientId && !clientSecret) return []
    if (!issuer || !clientId || !clientSecret || !settings.PUBLIC_URL) {
      throw new Error(
        `The configuration is not usable:\n  ${name}_ISSUER, ${name}_CLIENT_ID, ${name}_CLIENT_SECRET and PUBLIC_URL go together.\nSee .env.example.`,
      )
    }
    const provider = name === 'PSC' ? 'pro-sante-connect' : 'proconnect'
    const standardPath = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    return {
      provider,
      issuer,
      discoveryUrl: (name === 'PSC' ? settings.PSC_DISCOVERY_URL : undefined) ?? standardPath,
      clientId,
      clientSecret,
      acrValues: settings[`${name}_ACR`],
      redirectUri: new URL(`/connexion/retour/${provider}`, settings.PUBLIC_URL).href,
      timeoutSeconds: settings.PROVIDER_TIMEOUT_SECONDS,
    }
  })
}

/** Whether an address names this very machine. */
export function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}

function previousSecret(settings: z.infer<typeof Environment>): Secrets['previous'] {
  const { APP_SECRET_PREVIOUS: secret, APP_SECRET_PREVIOUS_UNTIL: until } = settings
  if (secret === undefined && until === undefined) return null
  if (secret === undefined || until === undefined) {
    throw new Error(
      'The configuration is not usable:\n  APP_SECRET_PREVIOUS and APP_SECRET_PREVIOUS_UNTIL go together.\nSee .env.example.',
    )
  }
  return { secret, until: new Date(`${until}T00:00:00Z`) }
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
