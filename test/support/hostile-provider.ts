import {
  createHash,
  createHmac,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { SignInProvider } from '../../src/config.js'

type Facts = Record<string, unknown>
type Answer = { status?: number; headers?: Record<string, string>; body: string } | 'hang' | 'cut'

/** What one attack changes of an honest provider. */
export type Script = {
  discovery?: (metadata: Facts) => Facts | Answer
  token?: (body: Facts) => Facts | Answer
  /** The claims of the id_token, before it is signed. */
  idClaims?: (claims: Facts) => Facts
  /** The whole signing of the id_token. */
  sign?: (claims: Facts, keys: Keys) => string
  userinfo?: (claims: Facts) => Facts | Answer
  jwks?: (keys: Facts[]) => Facts[] | Answer
  returned?: (query: Facts) => Facts
  /** A code serves as often as it is shown. */
  codesServeAgain?: true
}

export type Keys = { kid: string; privateKey: KeyObject; publicKey: KeyObject }

export type Person = { subject: string; acr?: string; claims?: Facts }

type Code = Person & { nonce: string; challenge: string }

export const CLIENT_SECRET = 'le secret du client, assez long pour signer'
export const STRANGER = generateKeyPairSync('rsa', { modulusLength: 2048 })

/**
 * A provider of identity that obeys a script: honest with an empty one (it checks the client, PKCE, and that a code
 * serves once), and as bad as an attack wants otherwise.
 */
export class HostileProvider {
  script: Script = {}
  keys = newKeys()
  issuer = ''
  private readonly codes = new Map<string, Code>()

  /** Listens on a free port of the loopback until the test ends. */
  static async start(t: Test): Promise<HostileProvider> {
    const provider = new HostileProvider()
    const server = createServer((request, response) => {
      void provider.answer(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => {
      server.closeAllConnections()
      server.close()
    })
    provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return provider
  }

  settings(provider: SignInProvider['provider'], overrides: Partial<SignInProvider> = {}): SignInProvider {
    return {
      provider,
      issuer: this.issuer,
      discoveryUrl: `${this.issuer}/.well-known/openid-configuration`,
      clientId: `trame-${provider}`,
      clientSecret: CLIENT_SECRET,
      acrValues: ['eidas1'],
      redirectUri: `http://trame.test/connexion/retour/${provider}`,
      timeoutSeconds: 1,
      ...overrides,
    }
  }

  /** The person signs in here; what comes back is the query of the return. */
  consent(departure: string, person: Person): Record<string, string> {
    const asked = new URL(departure).searchParams
    const code = randomUUID()
    this.codes.set(code, {
      ...person,
      nonce: asked.get('nonce') ?? '',
      challenge: asked.get('code_challenge') ?? '',
    })
    const query = { code, state: asked.get('state') ?? '', iss: this.issuer }
    return (this.script.returned?.(query) ?? query) as Record<string, string>
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.issuer).pathname
    if (path.startsWith('/.well-known/')) return reply(response, this.discovery())
    if (path === '/jwks') return reply(response, this.jwks())
    if (path === '/userinfo') return reply(response, this.userinfo(request))
    if (path === '/token') return reply(response, this.token(new URLSearchParams(await textOf(request))))
    return reply(response, { status: 404, body: 'nothing here' })
  }

  private discovery() {
    const metadata = {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/jwks`,
      // A provider that says it accepts anything must not widen what the platform accepts.
      id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256', 'RS512'],
      userinfo_signing_alg_values_supported: ['none', 'HS256', 'RS256'],
    }
    return this.script.discovery?.(metadata) ?? metadata
  }

  private jwks() {
    const jwk = { ...this.keys.publicKey.export({ format: 'jwk' }), kid: this.keys.kid, use: 'sig' }
    const keys = this.script.jwks?.([jwk]) ?? [jwk]
    return Array.isArray(keys) ? { keys } : keys
  }

  private token(form: URLSearchParams) {
    const given = form.get('code') ?? ''
    const code = this.codes.get(given)
    if (!this.script.codesServeAgain) this.codes.delete(given)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!code || form.get('client_secret') !== CLIENT_SECRET || challenge !== code.challenge) {
      return { status: 400, headers: JSON_TYPE, body: JSON.stringify({ error: 'invalid_grant' }) }
    }
    const now = Math.floor(Date.now() / 1000)
    const honest = {
      iss: this.issuer,
      sub: code.subject,
      aud: form.get('client_id'),
      iat: now,
      exp: now + 60,
      nonce: code.nonce,
      ...(code.acr && { acr: code.acr }),
    }
    const claims = this.script.idClaims?.(honest) ?? honest
    const idToken = this.script.sign?.(claims, this.keys) ?? signed(claims, this.keys)
    const bearer = Buffer.from(JSON.stringify({ sub: code.subject, ...code.claims })).toString('base64url')
    const body = { access_token: bearer, token_type: 'Bearer', expires_in: 60, id_token: idToken }
    return this.script.token?.(body) ?? body
  }

  private userinfo(request: IncomingMessage) {
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const claims = JSON.parse(Buffer.from(bearer, 'base64url').toString()) as Facts
    return this.script.userinfo?.(claims) ?? claims
  }
}

export function newKeys(): Keys {
  return { kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** A JWT signed by these keys, with any header. */
export function signed(claims: Facts, keys: Keys, header: Facts = {}, hash = 'RSA-SHA256'): string {
  const text = unsigned(claims, { alg: 'RS256', kid: keys.kid, typ: 'JWT', ...header })
  return `${text}.${createSign(hash).update(text).sign(keys.privateKey).toString('base64url')}`
}

/** A JWT under a shared secret. */
export function signedByHmac(claims: Facts, secret: string | Buffer, kid?: string): string {
  const text = unsigned(claims, { alg: 'HS256', typ: 'JWT', ...(kid && { kid }) })
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** The two first parts of a JWT. */
export function unsigned(claims: Facts, header: Facts): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

function reply(response: ServerResponse, answer: Facts | Answer): void {
  if (answer === 'hang') return
  if (answer === 'cut') {
    response.destroy()
    return
  }
  if (typeof answer.body === 'string') {
    const { status, headers, body } = answer as Exclude<Answer, string>
    response.writeHead(status ?? 200, headers ?? {}).end(body)
    return
  }
  response.writeHead(200, JSON_TYPE).end(JSON.stringify(answer))
}
