import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { type Permission, type RoutePermission, reachOf } from '../../src/access/policy.js'
import { inTransaction } from '../../src/context.js'
import type { Db } from '../../src/db/connect.js'
import { NEVER_OF_A_TOKEN } from '../../src/domains/accounts/sessions.js'
import { apiTokens, roleGrants, sessions, users } from '../../src/domains/accounts/tables.js'
import { bearerOf, browserOf } from './app.js'
import { anAccount, systemCtx, type TestAccount } from './builders.js'
import { NOW } from './now.js'
import { ROWS } from './rows-of-routes.js'
import { jsonSchemaOf, valid } from './samples.js'
import { type Furnished, PERSON_ROLES, type PersonRole, type World } from './two-networks.js'

export type Door = FastifyInstance['doors'][number]

export const changesState = ({ method }: Pick<Door, 'method'>) => method !== 'GET' && method !== 'HEAD'
export const isApi = ({ url }: Pick<Door, 'url'>) => url.startsWith('/api/')

/** Somebody at the door: what she holds, and how her requests prove who she is. */
export type Persona = {
  name: string
  /** Null for those the door should take for nobody. */
  role: PersonRole | null
  account: TestAccount | null
  holds: (permission: RoutePermission) => boolean
  /** Headers and form token, of a session of her own when the request may end it. */
  proof: (door: Door) => Promise<Proof>
}

type Proof = { headers: Record<string, string>; csrf: string }

/** The eight roles of a network, and those who should get no further than the door. */
export async function personasOf(app: FastifyInstance, db: Db, of: Furnished): Promise<Persona[]> {
  const roles = await Promise.all(PERSON_ROLES.map((role) => personaOfRole(app, of, role)))
  return [...roles, ...(await nobodies(app, db, of)), await tokenPersona(app, db, of)]
}

async function personaOfRole(app: FastifyInstance, of: Furnished, role: PersonRole): Promise<Persona> {
  const account = of.people[role]
  const shared = await proofOf(app, account)
  return {
    name: role,
    role,
    account,
    holds: (permission) => permission === 'anyone' || reachOf(role, permission) !== null,
    proof: async (door) => shared[isApi(door) ? 'api' : 'pages'],
  }
}

/** Both ways in of one session each. */
export async function proofOf(
  app: FastifyInstance,
  account: TestAccount,
): Promise<{ api: Proof; pages: Proof }> {
  return {
    api: { headers: await bearerOf(app, account), csrf: '' },
    pages: await browserOf(app, account),
  }
}

async function nobodies(app: FastifyInstance, db: Db, of: Furnished): Promise<Persona[]> {
  const networkId = of.network.id
  const ended: [string, (account: TestAccount) => Promise<unknown>][] = [
    [
      'a right revoked',
      ({ grantId }) =>
        inTransaction(systemCtx(db, networkId), ({ db }) =>
          db.update(roleGrants).set({ revokedAt: NOW }).where(eq(roleGrants.id, grantId)),
        ),
    ],
    [
      'a session ended',
      ({ userId }) => db.update(sessions).set({ revokedAt: NOW }).where(eq(sessions.userId, userId)),
    ],
    [
      'an account closed',
      ({ userId }) => db.update(users).set({ deactivatedAt: NOW }).where(eq(users.id, userId)),
    ],
  ]
  const personas = ended.map(async ([name, end]) => {
    const account = await anAccount(db, { role: 'admin', networkId })
    const proof = await proofOf(app, account)
    await end(account)
    return { ...NOBODY, name, proof: async (door: Door) => proof[isApi(door) ? 'api' : 'pages'] }
  })
  return [ANONYMOUS, ...(await Promise.all(personas))]
}

const NOBODY = {
  role: null,
  account: null,
  holds: (permission: RoutePermission) => permission === 'anyone' || reachOf('public', permission) !== null,
}

export const ANONYMOUS: Persona = {
  ...NOBODY,
  name: 'nobody',
  proof: async () => ({ headers: { origin: 'http://trame.test' }, csrf: '' }),
}

/** An administrator's token, made for one thing. */
async function tokenPersona(app: FastifyInstance, db: Db, of: Furnished): Promise<Persona> {
  const only: Permission = 'network.read'
  if (NEVER_OF_A_TOKEN.includes(only)) throw new Error(`${only} is not for tokens`)
  const account = of.people.admin
  const [row] = await db
    .insert(apiTokens)
    .values({
      userId: account.userId,
      grantId: account.grantId,
      name: 'matrice',
      permissions: [only],
      createdAt: NOW,
      expiresAt: new Date(NOW.getTime() + 3600_000),
    })
    .returning({ id: apiTokens.id })
  const token = app.jwt.sign({ tid: row!.id, exp: Math.trunc(NOW.getTime() / 1000) + 3600 })
  const headers = { authorization: `Bearer ${token}`, origin: 'http://trame.test' }
  return {
    name: 'a token for one thing',
    role: 'admin',
    account,
    holds: (permission) => permission === 'anyone' || permission === only,
    proof: async () => ({ headers, csrf: '' }),
  }
}

/** Whose row a request names. */
export type Target = 'own' | 'neighbour' | 'foreign' | 'platform' | 'unknown'

/** The address of a door for a row of `target`, or null when there is no such row. */
export function addressOf(door: Door, target: Target, world: World, persona: Persona): string | null {
  const path = pathOf(door, target, world, persona)
  const query = queryOf(door, world, persona).toString()
  return path === null || query === '' ? path : `${path}?${query}`
}

/** What a query must say, and the network that an administrator of the platform has to choose. */
function queryOf(door: Door, world: World, persona: Persona): URLSearchParams {
  const query = jsonSchemaOf(door.schema.querystring)
  const needed = {
    ...query,
    type: 'object',
    properties: pick(query?.properties ?? {}, query?.required ?? []),
  }
  const sample = fc.sample(valid(needed), { numRuns: 1, seed: 1 })[0] as Record<string, unknown>
  const params = new URLSearchParams(Object.entries(sample).map(([name, value]) => [name, String(value)]))
  const chosen = NETWORK_PARAMETERS.find((name) => name in (query?.properties ?? {}))
  // Pages that anybody opens name the network by its public word, those of the platform by its identifier.
  const { id, slug } = world.mine.network
  const named = door.permission === 'directory.read' ? slug : id
  if (chosen && persona.role === 'platform_admin') params.set(chosen, named)
  return params
}

/** How a query names a network. */
export const NETWORK_PARAMETERS = ['networkId', 'network', 'reseau']

function pick<Value>(from: Record<string, Value>, names: string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
}

function pathOf({ url }: Door, target: Target, world: World, persona: Persona): string | null {
  if (!url.includes(':')) return target === 'own' ? url : null
  const prefix = rowsFor(url)
  const filled = prefix && ROWS[prefix]!(world, target, persona)
  return filled ? url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(filled[name] ?? 'x')) : null
}

/** The doors with a parameter that nobody has said how to fill, with what to do. */
export function doorsWithoutRows(doors: Door[]): string[] {
  return doors
    .filter(({ url }) => url.includes(':') && rowsFor(url) === null)
    .map(({ method, url }) => `${method} ${url}: add a row to test/support/rows-of-routes.ts, which says how`)
}

function rowsFor(url: string): string | null {
  const path = url.replace(/^\/api(?=\/)/, '')
  const [longest] = Object.keys(ROWS)
    .filter((one) => path === one || path.startsWith(`${one}/`) || path.startsWith(`${one}.`))
    .sort((a, b) => b.length - a.length)
  return longest === undefined || path.slice(longest.length).includes(':') ? null : longest
}

export type Ask = {
  persona: Persona
  url: string
  body?: unknown
  proof?: Proof
  headers?: Record<string, string>
}

/** Sends a request as a browser would to a page, as a program would to the API. */
export async function ask(app: FastifyInstance, door: Door, asked: Ask): Promise<LightMyRequestResponse> {
  const proof = asked.proof ?? (await asked.persona.proof(door))
  const request: InjectOptions = {
    method: door.method as 'GET',
    url: asked.url,
    headers: { ...proof.headers, ...asked.headers },
  }
  if (!changesState(door)) return app.inject(request)
  return app.inject(isApi(door) ? asJson(request, asked.body) : asForm(request, asked.body, proof.csrf))
}

function asJson(request: InjectOptions, body: unknown): InjectOptions {
  return body === undefined ? request : { ...request, payload: body as object }
}

function asForm(request: InjectOptions, body: unknown, csrf: string): InjectOptions {
  const form = new URLSearchParams(csrf ? { _csrf: csrf } : {})
  for (const [name, value] of Object.entries((body ?? {}) as object)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined) form.append(name, formValue(one))
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...request.headers }
  return { ...request, headers, payload: form.toString() }
}

function formValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A body the door's schema accepts, the same at each run; undefined when it reads none. */
export function acceptableBody({ schema }: Door, seed = 1): unknown {
  const json = jsonSchemaOf(schema.body)
  return json ? fc.sample(valid(json), { numRuns: 1, seed })[0] : undefined
}

/** What of an answer may differ between two requests that mean the same: references, tokens, the id itself. */
export function maskedBody(response: LightMyRequestResponse, url: string): string {
  const asked = url.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []
  return asked
    .reduce((body, id) => body.replaceAll(id, 'ID'), response.body)
    .replaceAll(/req-[0-9a-z]+/g, 'REQ')
    .replaceAll(/nonce="[0-9a-f]+"/g, 'NONCE')
    .replaceAll(/name="_(csrf|key)" value="[^"]*"/g, 'HIDDEN')
}

export type Passage = 'sign in first' | 'forbidden' | 'in'

/** What the policy says of this person at this door. */
export function expectedPassage({ permission }: Door, persona: Persona): Passage {
  if (persona.holds(permission)) return 'in'
  return persona.role === null ? 'sign in first' : 'forbidden'
}

/** What the answer says: a refusal of the door has its own words, which no service uses. */
export function passageOf(door: Door, response: LightMyRequestResponse): Passage {
  const { statusCode, body, headers } = response
  if (statusCode === 401 && /sign-in-required|pas connectée/.test(body)) return 'sign in first'
  if (!changesState(door) && statusCode === 303 && String(headers.location).startsWith('/connexion?suite=')) {
    return 'sign in first'
  }
  if (statusCode === 401 && door.method === 'HEAD') return 'sign in first'
  if (
    statusCode === 403 &&
    (/access\.forbidden|ne permet pas cette action/.test(body) || door.method === 'HEAD')
  ) {
    return 'forbidden'
  }
  return 'in'
}
