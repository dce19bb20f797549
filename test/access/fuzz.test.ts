import { eq, isNotNull } from 'drizzle-orm'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { z } from 'zod'
import { reachOf } from '../../src/access/policy.js'
import { inTransaction } from '../../src/context.js'
import { roleGrants } from '../../src/domains/accounts/tables.js'
import { permissionsForTokens } from '../../src/domains/accounts/tokens.js'
import { directoryPeople } from '../../src/domains/directory/tables.js'
import { OperationOutcome } from '../../src/domains/directory-publications/fhir/resources.js'
import { actOnMany } from '../../src/domains/directory-records/bulk-acts.js'
import { directoryRecordRequests } from '../../src/domains/directory-records/tables.js'
import { markDistinct, mergeDuplicate } from '../../src/domains/directory-upkeep/duplicates/merging.js'
import { ceaseIdentifier, suspendIdentifier } from '../../src/domains/echographers/service.js'
import { echographerIdentifiers } from '../../src/domains/echographers/tables.js'
import { bearerOf, type TestApp, testApp } from '../support/app.js'
import { aDocument } from '../support/birth-houses.js'
import { anAccount, systemCtx } from '../support/builders.js'
import { asCoordinator } from '../support/directory-team.js'
import { aPlace, aRecord } from '../support/directory-world.js'
import { storeContents } from '../support/documents.js'
import { addressOf, ask, changesState, type Door, isApi, type Persona } from '../support/doors.js'
import { multipart } from '../support/extracts.js'
import { NOW } from '../support/now.js'
import { invitationToken } from '../support/people.js'
import { invalid, jsonSchemaOf, valid } from '../support/samples.js'
import { aTerritory } from '../support/territories.js'
import {
  INVITATION_ENDS,
  PERSON_ROLES,
  type PersonRole,
  renewRows,
  twoNetworks,
  type World,
} from '../support/two-networks.js'
import { renewUpkeep } from '../support/upkeep-world.js'

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 2400)
const seed = Number(process.env.FUZZ_SEED ?? Math.trunc(Math.random() * 2 ** 31))

type Tally = {
  asked: number
  /** Of those made right, for a row within reach, by somebody who may: all, and those answered 2xx. */
  meant: number
  fine: number
  /** Wrong by one rule of the schema. */
  told: number
  statuses: Map<number, number>
}

t.test(
  `${REQUESTS} requests made from the description of the API: no breakdown, no broken promise`,
  async (t) => {
    t.comment(`seed ${seed}: FUZZ_SEED=${seed} runs it again`)
    const lines: string[] = []
    const { app, db, clock, dataDir } = await testApp(t, { logTo: { write: (line) => lines.push(line) } })
    const world = await twoNetworks(db)
    await storeContents(dataDir, world)
    const { own } = world.mine.houses
    const sentDocumentId = own.documentId
    const doors = app.doors.filter((door) => isApi(door) && door.method !== 'HEAD' && !CLOSING.test(door.url))
    const next = drawsOf(seed)
    const headers = new Map<string, { authorization: string }>()
    const headersOf = async (role: PersonRole) => {
      const known = headers.get(role) ?? (await bearerOf(app, world.mine.people[role]))
      headers.set(role, known)
      return known
    }
    const tallies = new Map<string, Tally>()
    const faults: string[] = []
    for (let index = 0; index < REQUESTS; index += 1) {
      const door = doors[index % doors.length]!
      // Most acts use their row up. A mail is both sent again and set aside.
      if (index % doors.length === 0 || /\/mails\/|acceptances$/.test(door.url))
        await renewRows(db, world.mine)
      await readyUpkeep(db, world, door.url)
      if (door.url.includes('/documents/')) {
        // The one that was sent to the agency stays.
        own.documentId = door.url.includes('/versions/') ? sentDocumentId : await aDocument(db, own)
        await storeContents(dataDir, world)
      }
      if (door.url.endsWith('/restoration')) await revokeSpareRight(db, world)
      if (/^\/api\/directory\/(people|structures|bulk-acts)\b/.test(door.url))
        await renewRecords(db, world.mine, door.url)
      if (door.url.includes('/territories'))
        world.mine.territories.spare = await aTerritory(db, world.mine.network)
      if (/record-requests|own-record/.test(door.url)) await renewRequests(db, world.mine)
      const roles = PERSON_ROLES.filter(
        (role) => door.permission === 'anyone' || reachOf(role, door.permission) !== null,
      )
      // One in five by somebody who may not: the answer is a refusal, never a breakdown.
      const role = pick(next() < 0.8 && roles.length > 0 ? roles : PERSON_ROLES, next())
      const persona: Persona = {
        name: role,
        role,
        account: world.mine.people[role],
        holds: () => true,
        // A FHIR client that asks for it has what is unknown refused, as everywhere else it is unasked.
        proof: async () => ({
          headers: {
            ...(await headersOf(role)),
            ...(url.startsWith('/api/fhir/') && { prefer: 'handling=strict' }),
          },
          csrf: '',
        }),
      }
      const wrong = next() < 0.4
      const request = requestOf(
        door,
        wrong,
        realOf(world, persona, door, index),
        Math.trunc(next() * 2 ** 31),
      )
      const target = pick(['own', 'own', 'own', 'foreign', 'unknown'] as const, next())
      const base = addressOf(door, target, world, persona)
      const path = (base ?? addressOf(door, 'own', world, persona))?.split('?')[0]
      if (path === undefined) continue
      const query = new URLSearchParams({
        ...paramsOf(base?.split('?')[1]),
        ...paramsOf(request.query),
      }).toString()
      const url = query ? `${path}?${query}` : path
      const { body } = request
      const response =
        door.url === UPLOAD && door.method === 'POST'
          ? await sendFile(app, url, await headersOf(role))
          : await ask(app, door, { persona, url, body })
      const name = `${door.method} ${door.url}`
      const tally = tallies.get(name) ?? { asked: 0, meant: 0, fine: 0, told: 0, statuses: new Map() }
      tallies.set(name, tally)
      tally.asked += 1
      const meant = request.broken === null && roles.includes(role) && (base === null || target === 'own')
      if (meant) {
        tally.meant += 1
        tally.statuses.set(response.statusCode, (tally.statuses.get(response.statusCode) ?? 0) + 1)
        if (response.statusCode < 300) tally.fine += 1
      }
      // Her session was ended by what she asked, or her account closed by another: a new one next time.
      if (response.statusCode === 401) headers.delete(role)
      const broken = request.broken !== null && roles.includes(role)
      if (broken) tally.told += 1
      if (response.statusCode >= 500)
        faults.push(`${name} as ${role}: ${response.statusCode} for ${JSON.stringify(request)}`)
      // What is taken away from the query, and the address of the row says too, is there all the same.
      const [, absent] = /^(\w+): absent/.exec(request.broken ?? '') ?? []
      const isPutBack = absent !== undefined && absent in paramsOf(base?.split('?')[1])
      if (broken && !isPutBack && response.statusCode < 400)
        faults.push(`${name} accepted ${request.broken}: ${JSON.stringify(request)}`)
      faults.push(...unlikeDeclared(door, response).map((fault) => `${name}: ${fault}`))
      // Tries are counted by the minute: the clock moves so that few requests are refused for their number only.
      if (index % 50 === 49) clock.now = new Date(clock.now.getTime() + 20_000)
    }
    t.same(
      report(t, tallies).filter((door) => !UNFURNISHED.test(door)),
      [],
      'every door does at least once what it is for',
    )
    t.same([...new Set(faults)].slice(0, 20), [])
    t.notMatch(
      lines.join(''),
      /"code":"(42601|42P01|42703|22P02)"/,
      'PostgreSQL never met a text it could not read',
    )
    t.ok(lines.every(isJson), 'every line logged is one JSON object, whatever was sent')
  },
)

/** Acts of the new domains need a state or a file that chance seldom finds in the two networks: their own tests open them. */
const UNFURNISHED =
  /^(POST|PUT|PATCH|DELETE) \/api\/(directory\/(imports|antennas|echographers\/:id\/documents$)|birth-|received-transfers)/

function revokeSpareRight(db: TestApp['db'], { mine }: World) {
  return inTransaction(systemCtx(db, mine.network.id), ({ db }) =>
    db.update(roleGrants).set({ revokedAt: NOW }).where(eq(roleGrants.id, mine.spare.grantId)),
  )
}

/** A pair and an identifier that nobody has used up, in the state the act starts from. */
async function readyUpkeep(db: TestApp['db'], { mine }: World, url: string): Promise<void> {
  if (!/^\/api\/directory\/(duplicates|echographers|record-requests)/.test(url)) return
  await renewUpkeep(db, mine)
  const { duplicates, identifierId } = mine.upkeep
  const team = asCoordinator(systemCtx(db, mine.network.id))
  if (url.endsWith('/merge-undoing')) await mergeDuplicate(team, duplicates.own, { kept: 'first', from: {} })
  if (url.endsWith('/reopening')) await markDistinct(team, duplicates.own)
  if (url.endsWith('/resumption'))
    await suspendIdentifier(team, identifierId, { on: '2026-01-10', note: 'Essai' })
  if (url.endsWith('/taking-back')) {
    await suspendIdentifier(team, identifierId, { on: '2026-06-01', note: 'Essai' })
    await ceaseIdentifier(team, identifierId, { on: '2026-06-02', note: 'Essai' })
  }
  if (url.endsWith('/answer'))
    await inTransaction(team, ({ db }) => db.update(echographerIdentifiers).set({ renewalAskedAt: NOW }))
}

/** A person and a structure of the directory that nobody has changed, each with its parts, and an act to be undone. */
async function renewRecords(db: TestApp['db'], { network, site, directory }: World['mine'], url: string) {
  const { territoryId } = site
  directory.structures.own = await aPlace(db, network, site, { hasNumber: false })
  const place = directory.structures.own.id
  directory.people.own = await aRecord(db, network, { place, territoryId, hasNumber: false })
  if (!url.includes('/bulk-acts/')) return
  const team = asCoordinator(systemCtx(db, network.id))
  const change = { act: 'territory', territoryId: null } as const
  directory.bulkActId = await actOnMany(team, [{ kind: 'structure', id: place }], change)
}

/** Somebody new who asks for her record, and nobody who has one: those who may ask each wait for theirs. */
async function renewRequests(db: TestApp['db'], { network, directory, people }: World['mine']) {
  const asker = await anAccount(db, { role: 'professional', networkId: network.id })
  directory.requestId = await inTransaction(systemCtx(db, network.id), async ({ db }) => {
    await db.update(directoryPeople).set({ userId: null }).where(isNotNull(directoryPeople.userId))
    const asked = [asker, ...Object.values(people)].map(({ userId }) => ({
      networkId: network.id,
      userId,
      askedAt: NOW,
      lastName: 'Personne',
    }))
    const rows = await db.insert(directoryRecordRequests).values(asked).onConflictDoNothing().returning()
    return rows.find(({ userId }) => userId === asker.userId)!.id
  })
}

const UPLOAD = '/api/imports'

/** Files are what its schema cannot say. */
async function sendFile(app: FastifyInstance, url: string, headers: Record<string, string>) {
  const file = multipart([{ name: 'extrait.rsa', content: Buffer.from('une ligne\r\n') }])
  return app.inject({ method: 'POST', url, headers: { ...headers, ...file.headers }, payload: file.payload })
}

function paramsOf(query: string | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}

/** A request that ends the session, or closes the account, of a person the next ones need. */
const CLOSING = /^\/api\/(sessions\/current|openapi\.json)$/

function requestOf(door: Door, wrong: boolean, real: Record<string, unknown>, seed: number) {
  const query = jsonSchemaOf(door.schema.querystring)
  const body = changesState(door) ? jsonSchemaOf(door.schema.body) : null
  const parts = {
    query: query ? one(valid(query), seed) : undefined,
    body: body ? one(valid(body), seed) : undefined,
  }
  let broken: string | null = null
  const part = body ? 'body' : query ? 'query' : null
  const arbitrary = wrong && part ? invalid((part === 'body' ? body : query)!) : null
  if (arbitrary && part) {
    const { value, rule } = one(arbitrary, seed)
    parts[part] = value
    // In an address everything is a text, an object too.
    broken = part === 'query' && rule.endsWith('an object for a string') ? null : rule
  }
  return {
    query: asQuery(broken ? parts.query : withReal(parts.query, real)),
    body: broken ? parts.body : withReal(parts.body, real),
    broken,
  }
}

/** What a caller knows of her network: without it, nearly every request would be about nothing. */
function realOf(
  { mine }: World,
  { account, role }: Persona,
  { url }: Door,
  index: number,
): Record<string, unknown> {
  const { network, site, directory } = mine
  const signsIn = url === '/api/sessions'
  const password = 'quatre lampes sur la colline'
  return {
    networkId: network.id,
    network: network.slug,
    near: '',
    establishmentId: site.id,
    territoryId: site.territoryId ?? '',
    establishment: site.finessGeo,
    class: 'cesarean',
    value: '12,5',
    grantId: account?.grantId,
    personId: mine.upkeep.candidateId,
    structureId: directory.structures.own.id,
    records: [{ kind: 'person', id: directory.people.own.id }],
    situationId: directory.people.own.situationId,
    // Of a record just made.
    revision: 1,
    since: NOW.toISOString(),
    latitude: 46.2,
    longitude: 5.2,
    identifier: `FZ-${index}`,
    attributedOn: '2026-01-05',
    on: '2026-02-01',
    pattern: '',
    // Narrowed by chance, a booklet would have nobody left.
    filters: {},
    permissions: permissionsForTokens(role ?? 'public').slice(0, 2),
    currentPassword: account?.credentials.password,
    // The network counts nothing of the years before it was here.
    ...(url === '/api/directory/counters' && { year: NOW.getUTCFullYear() }),
    ...(signsIn && account?.credentials),
    ...(!signsIn && { email: `personne${index}@exemple.test` }),
    replyTo: 'reponse@exemple.test',
    name: 'Claude Essai',
    phone: '01 99 00 00 00',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    token: invitationToken({ id: mine.invitationIds.own, version: 1, expiresAt: INVITATION_ENDS }),
    account: { name: 'Claude Essai', password, confirmation: password },
    ...realOfRecord(url),
  }
}

/** The same of a record of the directory, where a name means something else or chance seldom finds what goes together. */
function realOfRecord(url: string): Record<string, unknown> {
  const early = '2026-01-05'
  if (/^\/api\/directory\/.*\/membership$/.test(url))
    return { state: 'applied', stateSince: early, appliedOn: early, charterSignedOn: early }
  if (/^\/api\/directory\/.*\/visibility$/.test(url)) return { phone: 'team', email: 'team' }
  // The number of the examples is soon taken.
  if (/^\/api\/directory\/structures(\/:id)?$/.test(url)) return { finessNumber: '' }
  if (!/^\/api\/directory\/.*\/offers/.test(url)) return {}
  // A structure is a place itself.
  return url.includes('/structures/') ? { situationId: '' } : {}
}

function withReal(values: unknown, real: Record<string, unknown>): unknown {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return values
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name in real && typeof value === typeof real[name] ? real[name] : value,
    ]),
  )
}

function one<Value>(arbitrary: fc.Arbitrary<Value>, seed: number): Value {
  return fc.sample(arbitrary, { numRuns: 1, seed })[0]!
}

function asQuery(values: unknown): string {
  const entries = Object.entries((values ?? {}) as object).filter(
    ([, value]) => value !== undefined && value !== null,
  )
  return new URLSearchParams(
    entries.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  ).toString()
}

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function drawsOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function pick<Value>(values: readonly Value[], at: number): Value {
  return values[Math.min(values.length - 1, Math.floor(at * values.length))]!
}

/** Ways in which an answer is not what its route or our errors promise. */
function unlikeDeclared(
  door: Door,
  response: { statusCode: number; body: string; headers: Record<string, unknown> },
): string[] {
  if (response.statusCode === 204 || response.statusCode === 304) return []
  if (response.statusCode >= 400) {
    // FHIR has a shape of its own for refusals.
    const Refusal = door.url.startsWith('/api/fhir/') ? OperationOutcome : Problem
    const problem = Refusal.safeParse(parsed(response.body))
    return problem.success
      ? []
      : [`${response.statusCode} is no problem document: ${response.body.slice(0, 100)}`]
  }
  const declared = (door.schema.response as Record<number, unknown> | undefined)?.[response.statusCode]
  if (!(declared instanceof z.ZodType))
    return response.body === '' ? [] : [`${response.statusCode} is not declared`]
  const told = declared.safeParse(parsed(response.body))
  const strangers = told.success
    ? []
    : told.error.issues.filter((issue) => issue.code === 'unrecognized_keys')
  return strangers.map((issue) => issue.message)
}

const Problem = z.strictObject({
  type: z.string().startsWith('urn:problem:'),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })),
  instance: z.string(),
})

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function isJson(line: string): boolean {
  return typeof parsed(line) === 'object' && line.indexOf('\n') === line.length - 1
}

/** Says how much of what was meant to succeed did; returns the doors where nothing did. */
function report(t: { comment: (words: string) => void }, tallies: Map<string, Tally>): string[] {
  const sum = (what: 'asked' | 'meant' | 'fine' | 'told') =>
    [...tallies.values()].reduce((total, tally) => total + tally[what], 0)
  const share = Math.round((100 * sum('fine')) / sum('meant'))
  t.comment(
    `${sum('asked')} requests: ${sum('fine')} of the ${sum('meant')} meant to succeed did (${share} %), ${sum('told')} wrong by one rule`,
  )
  const poor = [...tallies].filter(([, { meant, fine }]) => fine < meant * 0.2)
  for (const [name, { meant, fine, statuses }] of poor) {
    const others = [...statuses].map(([status, count]) => `${status} × ${count}`).join(', ')
    t.comment(`under 20 %: ${name} ${fine}/${meant} (${others})`)
  }
  return [...tallies].filter(([, { meant, fine }]) => meant >= ENOUGH && fine === 0).map(([name]) => name)
}

/** With fewer requests than this at a door, chance alone may refuse them all. */
const ENOUGH = 10

t.test('the control: a lax door is seen by the same checks', async (t) => {
  const schema = jsonSchemaOf(z.strictObject({ name: z.string().max(5), count: z.int().max(3) }))!
  const wrong = fc.sample(invalid(schema)!, { numRuns: 200, seed: 1 })
  const strict = z.strictObject({ name: z.string().max(5), count: z.int().max(3) })
  t.ok(
    wrong.every(({ value }) => !strict.safeParse(value).success),
    'what is wrong by one rule is refused by a strict schema',
  )
  const lax = z.object({ name: z.string(), count: z.coerce.number() })
  t.ok(
    wrong.some(({ value }) => lax.safeParse(value).success),
    'and partly accepted by a lax one',
  )
  t.ok(
    fc.sample(valid(schema), 200).every((value) => strict.safeParse(value).success),
    'what is right is accepted',
  )
  t.equal(
    unlikeDeclared({ url: '/api/x', schema: {} } as Door, { statusCode: 500, body: 'oops', headers: {} })
      .length,
    1,
  )
})
