import { createHash } from 'node:crypto'
import type { FastifyJWTOptions } from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import type { Credential } from './gate.js'
import { deriveKey, type KeyUse } from './secrets.js'

/** The secret in use and, for the time of a change, the one before: it still verifies, and signs nothing. */
export type Secrets = { current: string; previous: { secret: string; until: Date } | null }

/** The keys that verify what was signed for this use, the one that signs first. */
export function verifyingKeys(secrets: Secrets, use: KeyUse, now: Date): Buffer[] {
  const current = deriveKey(secrets.current, use)
  const previous = secrets.previous
  return previous && now < previous.until ? [current, deriveKey(previous.secret, use)] : [current]
}

/** The keys that may have sealed or hashed what is stored: unlike a signature, a stored datum has no date. */
export function storageKeys(secrets: Secrets, use: KeyUse): Buffer[] {
  const both = secrets.previous ? [secrets.current, secrets.previous.secret] : [secrets.current]
  return both.map((secret) => deriveKey(secret, use))
}

const ALGORITHM = 'HS256'
const ISSUER = 'trame'
const AUDIENCE = 'trame-gate'
const TYPE = 'trame+jwt'
const LONGEST = 1024

/** How tokens are signed and verified: one algorithm, one issuer, one audience, one type, a named key. */
export function tokenOptions(secrets: Secrets): FastifyJWTOptions {
  const key = deriveKey(secrets.current, 'sessions')
  return {
    secret: key,
    sign: {
      algorithm: ALGORITHM,
      iss: ISSUER,
      aud: AUDIENCE,
      kid: keyName(key),
      header: { alg: ALGORITHM, typ: TYPE },
      // The instants that matter are in the rows a token names, and in `exp`.
      noTimestamp: true,
    },
    verify: {
      algorithms: [ALGORITHM],
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      checkTyp: TYPE,
      requiredClaims: ['iss', 'aud'],
      cache: false,
    },
  }
}

/**
 * What a token names, a session (`sid`) or an API token (`tid`, always with an end), or null. The key is chosen
 * among ours by its name: nothing in the token is ever an address, a path or a query.
 */
export function readToken(
  app: FastifyInstance,
  secrets: Secrets,
  token: string,
  now: Date,
): Credential | null {
  if (token.length > LONGEST) return null
  try {
    const complete = app.jwt.decode<{ header: Record<string, unknown> }>(token, { complete: true })
    const named = verifyingKeys(secrets, 'sessions', now).find((key) => keyName(key) === complete?.header.kid)
    if (!named) return null
    const { sid, tid, exp } = app.jwt.verify<{ sid?: unknown; tid?: unknown; exp?: unknown }>(token, {
      key: named,
      clockTimestamp: now.getTime(),
    })
    if (typeof sid === 'string' && tid === undefined) return { kind: 'session', id: sid }
    const ends = typeof exp === 'number' && sid === undefined
    return typeof tid === 'string' && ends ? { kind: 'token', id: tid } : null
  } catch {
    return null // a token that does not verify is no token
  }
}

/** A short name that says nothing of the key. */
function keyName(key: Buffer): string {
  return createHash('sha256').update('kid').update(key).digest('base64url').slice(0, 12)
}
