import { z } from 'zod'
import { reachOf } from '../../src/access/policy.js'
import type { TestApp } from './app.js'
import { plantCanaries } from './canaries.js'
import {
  acceptableBody,
  addressOf,
  ask,
  changesState,
  type Door,
  expectedPassage,
  isApi,
  maskedBody,
  type Persona,
  passageOf,
  personasOf,
  type Target,
} from './doors.js'
import { asOwner } from './dump.js'
import { freshPerson, rolesWith } from './fresh-person.js'
import { twoNetworks, type World } from './two-networks.js'

/** The rows beyond this person's reach: for her they must not be told from rows that do not exist. */
const BEYOND: Target[] = ['foreign', 'platform', 'neighbour']

/** Two furnished networks, everybody who may come to their doors, and the doors to try. */
export type Stage = TestApp & {
  world: World
  personas: Persona[]
  doors: Door[]
  /** What is written nowhere but in the other network. */
  words: string[]
}

/** Furnishes an application for the matrix: every door is tried. */
export async function furnishStage(app: TestApp): Promise<Stage> {
  const world = await twoNetworks(app.db)
  const { words } = await plantCanaries(app.url, world.theirs)
  const personas = await personasOf(app.app, app.db, world.mine)
  return { ...app, world, words, personas, doors: app.app.doors }
}

/** What was wrong, a line each, and how many requests were made. */
export type Tried = { faults: string[]; asked: number }

/** Each door lets each person read as the policy says. */
export async function tryReading(stage: Stage): Promise<Tried> {
  const { personas, doors } = stage
  const faults: string[] = []
  let asked = 0
  for (const door of doors.filter((door) => !changesState(door))) {
    // Fastify makes the HEAD of a route from its GET: that its door is shut is enough.
    for (const persona of door.method === 'HEAD' ? personas.filter(isShutOut) : personas) {
      const found = [...(await readOwn(stage, door, persona)), ...(await readBeyond(stage, door, persona))]
      faults.push(...found.map((fault) => `${door.method} ${door.url} as ${persona.name}: ${fault}`))
      asked += 1 + beyond(door, persona).length
    }
  }
  return { faults, asked }
}

async function readOwn(stage: Stage, door: Door, persona: Persona): Promise<string[]> {
  const { app, world } = stage
  const url = addressOf(door, 'own', world, persona)
  if (url === null) return []
  const own = await ask(app, door, { persona, url })
  const expected = expectedPassage(door, persona)
  const faults = undeclaredKeys(door, own).map((key) => `undeclared ${key}`)
  if (passageOf(door, own) !== expected) faults.push(`${own.statusCode}, not « ${expected} »`)
  if (own.statusCode >= 500 && !isHealth(door)) faults.push(`${own.statusCode}`)
  // Of two networks, a reader without an account must first say which.
  if (expected === 'in' && own.statusCode >= 400 && mustAnswer(door) && persona.role !== null) {
    faults.push(`${own.statusCode} for a row of her own`)
  }
  faults.push(...notForHer(stage, door, persona, own.body).map((word) => `shows ${word}`))
  return faults
}

async function readBeyond(stage: Stage, door: Door, persona: Persona): Promise<string[]> {
  const targets = expectedPassage(door, persona) === 'in' ? beyond(door, persona) : []
  if (targets.length === 0) return []
  const absent = await answerTo(stage, door, persona, 'unknown')
  const faults: string[] = []
  for (const target of targets) {
    const answer = await answerTo(stage, door, persona, target)
    if (answer !== null && answer !== absent) faults.push(`a ${target} row shows\n${answer.slice(0, 200)}`)
  }
  return faults
}

/** What a page or an answer shows of another network, or of a site that is not hers. */
function notForHer({ world, words }: Stage, door: Door, { role }: Persona, body: string): string[] {
  // The administrator of the platform manages the accounts of every network.
  if (role === 'platform_admin') return []
  // Where there are several networks, one chooses hers there: their names are for everybody.
  if (door.url === '/annuaire' && role === null) return []
  const reach = role === null || door.permission === 'anyone' ? null : reachOf(role, door.permission)
  const { imports, invitationIds, spareNeighbour } = world.mine
  const ofNeighbour = [imports.neighbour, invitationIds.neighbour, spareNeighbour.userId]
  return [...words, ...(reach === 'network' ? [] : ofNeighbour)].filter((word) => body.includes(word))
}

const isShutOut = ({ name }: Persona) => name === 'nobody' || name === 'professional'

/** Pages open to anyone may refuse for reasons of their own: a link that is missing, a step not begun. */
function mustAnswer(door: Door): boolean {
  return door.permission !== 'anyone' && door.method === 'GET' && !PROVIDER.test(door.url)
}

/** Without a provider of identity in the configuration, there is nothing to link an account to. */
const PROVIDER = /\/identites\/pro/
const isHealth = ({ url }: Door) => url.startsWith('/health/')

async function answerTo(stage: Stage, door: Door, persona: Persona, target: Target): Promise<string | null> {
  const url = addressOf(door, target, stage.world, persona)
  if (url === null) return null
  const response = await ask(stage.app, door, { persona, url, body: acceptableBody(door) })
  return `${response.statusCode} ${maskedBody(response, url)}`
}

/** Which kinds of rows the policy keeps from this person at this door. */
function beyond(door: Door, persona: Persona): Target[] {
  if (!door.url.includes(':') || door.permission === 'anyone' || persona.role === null) return []
  const reach = reachOf(persona.role, door.permission)
  return BEYOND.filter((target) => {
    if (target === 'neighbour') return reach !== 'network'
    return persona.role !== 'platform_admin' || reach === 'own'
  })
}

/** Keys of a JSON answer that its route does not declare. */
function undeclaredKeys(
  door: Door,
  response: { statusCode: number; body: string; headers: Record<string, unknown> },
): string[] {
  if (
    !isApi(door) ||
    response.statusCode >= 300 ||
    door.method === 'HEAD' ||
    door.url === '/api/openapi.json'
  )
    return []
  const declared = (door.schema.response as Record<number, unknown> | undefined)?.[response.statusCode]
  if (!(declared instanceof z.ZodType)) return [`answer ${response.statusCode}`]
  const isJson = String(response.headers['content-type']).includes('json')
  const parsed = declared.safeParse(isJson ? JSON.parse(response.body) : response.body)
  return parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
}

/** Who may not change something is refused at the door. */
export async function tryRefusedWriting({ app, world, personas, doors }: Stage): Promise<Tried> {
  const faults: string[] = []
  let asked = 0
  for (const door of doors.filter(changesState)) {
    for (const persona of personas) {
      const expected = expectedPassage(door, persona)
      if (expected === 'in') continue
      for (const target of ['own', 'foreign', 'unknown'] as const) {
        const url = addressOf(door, target, world, persona)
        if (url === null) continue
        const response = await ask(app, door, { persona, url, body: acceptableBody(door) })
        asked += 1
        if (passageOf(door, response) === expected) continue
        faults.push(
          `${door.method} ${door.url} as ${persona.name}, ${target}: ${response.statusCode}, not ${expected}`,
        )
      }
    }
  }
  return { faults, asked }
}

/** A row beyond reach answers as one that does not exist to whoever would change it. */
export async function tryWritingBeyond(stage: Stage): Promise<Tried> {
  const faults: string[] = []
  let asked = 0
  for (const door of stage.doors.filter((door) => changesState(door) && door.url.includes(':'))) {
    for (const persona of stage.personas.filter((one) => expectedPassage(door, one) === 'in')) {
      const absent = await answerTo(stage, door, persona, 'unknown')
      for (const target of beyond(door, persona)) {
        const answer = await answerTo(stage, door, persona, target)
        asked += 1
        if (answer !== null && answer !== absent) {
          faults.push(`${door.method} ${door.url} as ${persona.name}, ${target}: ${answer.slice(0, 200)}`)
        }
      }
    }
  }
  return { faults, asked }
}

/**
 * Who may change something does, and leaves a trace. Each act by a person of the role made for it, so that what she
 * does to herself stops nobody else.
 */
export async function tryActs(stage: Stage): Promise<Tried> {
  const { app, world, doors } = stage
  const faults: string[] = []
  const traced = new Set<string>()
  let asked = 0
  for (const door of doors.filter(changesState)) {
    for (const role of rolesWith(door.permission)) {
      const { persona, proof } = await freshPerson(stage, role, door)
      const url = addressOf(door, 'own', world, persona)
      if (url === null) continue
      const traces = await countTraces(stage)
      const response = await ask(app, door, {
        persona,
        url,
        body: acceptableBody(door),
        proof: proof[isApi(door) ? 'api' : 'pages'],
      })
      const where = `${door.method} ${door.url} as ${role}`
      if (passageOf(door, response) !== 'in' || response.statusCode >= 500)
        faults.push(`${where}: ${response.statusCode} ${response.body.slice(0, 200)}`)
      if (response.statusCode >= 400) continue
      asked += 1
      if ((await countTraces(stage)) !== traces) traced.add(door.url)
      else if (!UNTRACED.has(door.url) && !(ONCE.has(door.url) && traced.has(door.url)))
        faults.push(`${where}: done without a trace`)
    }
  }
  return { faults, asked }
}

function countTraces({ url }: Stage): Promise<number> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query('select count(*)::int as count from audit_entries')
    return rows[0].count as number
  })
}

/** What changes nothing that a reader of the journal would ask about. */
const UNTRACED = new Set<string>([
  // The place was not taken away: directory-record-parts.test.ts and directory-parts-api.test.ts put one back for real.
  '/annuaire/fiches/personnes/:id/situations/:partId/remise',
  '/api/directory/people/:id/situations/:partId/restoration',
  // What is sent names no address of theirs: directory-pasted-returns.test.ts does it for real.
  '/annuaire/a-verifier/courriels-revenus',
  // The same report was acknowledged by the call of the API, and keeps the day it was.
  '/rapports-maisons-de-naissance/:id/lecture',
  // The house agreed to be named by the call of the API.
  '/rapports-maisons-de-naissance/comparaison/nom',
  // No national file says otherwise in these networks: there is nothing to take or to keep.
  '/annuaire/fiches/personnes/:id/valeurs-nationales/reprise',
  '/annuaire/fiches/personnes/:id/valeurs-nationales/maintien',
  '/annuaire/fiches/structures/:id/valeurs-nationales/reprise',
  '/annuaire/fiches/structures/:id/valeurs-nationales/maintien',
  '/api/directory/people/:id/national-values/adoption',
  '/api/directory/people/:id/national-values/dismissal',
  '/api/directory/structures/:id/national-values/adoption',
  '/api/directory/structures/:id/national-values/dismissal',
  // Nobody keeps that record, and she who asks has not objected: directory-own-record.test.ts does both for real.
  '/annuaire/fiches/personnes/:id/compte/retrait',
  '/ma-fiche/opposition/levee',
])

/** Done by the first who may, these change nothing the second time: one trace is asked, not one a person. */
const ONCE = new Set<string>([
  '/annuaire/a-verifier/personnes/:id/adresse-muette',
  '/annuaire/a-verifier/personnes/:id/adresse-retablie',
  '/annuaire/a-verifier/structures/:id/adresse-muette',
  '/annuaire/a-verifier/structures/:id/adresse-retablie',
  '/annuaire/fiches/personnes/:id/accords',
  '/annuaire/fiches/personnes/:id/accords/retrait',
  '/annuaire/fiches/personnes/:id/opposition',
  '/annuaire/fiches/personnes/:id/opposition/levee',
  '/annuaire/fiches/personnes/:id/retrait',
  '/annuaire/fiches/personnes/:id/retablissement',
  '/annuaire/fiches/structures/:id/retrait',
  '/annuaire/fiches/structures/:id/retablissement',
  '/annuaire/territoires/:id/nom',
  '/annuaire/territoires/:id/fermeture',
  '/annuaire/territoires/:id/reouverture',
  '/api/directory/territories/:id',
  '/api/directory/territories/:id/closing',
  '/api/directory/territories/:id/reopening',
  '/api/directory/people/:id/consents',
  '/api/directory/people/:id/consents/withdrawal',
  '/api/directory/people/:id/objection',
  '/api/directory/people/:id/objection-lifting',
  '/api/directory/people/:id/archiving',
  '/api/directory/people/:id/restoration',
  '/api/directory/structures/:id/archiving',
  '/api/directory/structures/:id/restoration',
])
