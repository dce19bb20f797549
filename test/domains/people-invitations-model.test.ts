import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import t from 'tap'
import type { SignedIn } from '../../src/access/actor.js'
import { deriveKey } from '../../src/access/secrets.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { acceptWithSession } from '../../src/domains/accounts/acceptance.js'
import { cancelInvitation, invite, resendInvitation } from '../../src/domains/accounts/invitations.js'
import { inNetwork } from '../../src/domains/accounts/people-scope.js'
import { invitations, roleGrants, users } from '../../src/domains/accounts/tables.js'
import { AppError } from '../../src/errors/app-error.js'
import { APP_SECRET } from '../support/app.js'
import {
  aNetwork,
  anAccount,
  type Db,
  type NetworkRow,
  systemCtx,
  type TestAccount,
} from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { NOW } from '../support/now.js'
import { invitationToken } from '../support/people.js'

const HOUR = 3600_000
const VALID_HOURS = 7 * 24
const INVITERS = 2
const ACCEPTORS = 2
/** `MODEL_RUNS=1000` for a night: each is up to `LONGEST` acts. */
const RUNS = Number(process.env.MODEL_RUNS ?? 10)
const LONGEST = 30
const SEQUENCE = { minLength: 5, maxLength: LONGEST, size: 'max' } as const
const seed = Number(process.env.MODEL_SEED ?? Math.trunc(Math.random() * 1e6))

/** What may happen to the invitations of a network; `who` and `which` turn round those there are. */
type Act =
  | { kind: 'invite'; who: number; address: number }
  | { kind: 'again' | 'cancel'; who: number; which: number }
  /** With the link of the last sending, or of one before. */
  | { kind: 'accept'; which: number; by: number; linksBack: number }
  /** In two browsers, at once. */
  | { kind: 'accept-twice'; which: number }
  | { kind: 'wait'; hours: number }
  | { kind: 'close' | 'open' | 'take-right' | 'give-right'; who: number }

const which = fc.nat(3)
const who = fc.nat(INVITERS - 1)
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('invite'), who, address: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('again', 'cancel'), who, which }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('accept'),
      which,
      by: fc.nat(ACCEPTORS - 1),
      linksBack: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('accept-twice'), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait'), hours: fc.constantFrom(5, 100, 166, 167, 168) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('close', 'open', 'take-right', 'give-right'), who }),
  },
) as fc.Arbitrary<Act>

/** What makes a link serve. The control leaves one of them out of the model. */
const CONDITIONS = [
  'last-sending',
  'not-used',
  'not-cancelled',
  'in-time',
  'open-inviter',
  'right-held',
] as const
type Condition = (typeof CONDITIONS)[number]

t.test('invitations live as the model says, whatever the order of what happens to them', async (t) => {
  const stage = await setTheStage(t)
  let acts = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, SEQUENCE), async (list) => {
      acts += list.length
      await play(stage, list, CONDITIONS)
    }),
    { seed, numRuns: RUNS, endOnFailure: true },
  )
  t.comment(`${acts} acts in ${RUNS} sequences; MODEL_SEED=${seed}`)
  t.ok(acts > RUNS * 5)
})

t.test('the control: a model without any one of its conditions is found wrong', async (t) => {
  const stage = await setTheStage(t)
  const found: string[] = []
  for (const dropped of CONDITIONS) {
    const kept = CONDITIONS.filter((one) => one !== dropped)
    const { failed, numRuns } = await fc.check(
      fc.asyncProperty(fc.array(act, SEQUENCE), (list) => play(stage, list, kept)),
      { seed: 2015, numRuns: 40, endOnFailure: true },
    )
    t.ok(failed, dropped)
    found.push(`${dropped} ${numRuns}`)
  }
  t.comment(`found at sequence: ${found.join(', ')}`)
})

type Stage = {
  db: Db
  network: NetworkRow
  inviters: TestAccount[]
  acceptors: TestAccount[]
  now: Date
  runs: number
}

async function setTheStage(t: Parameters<typeof testDatabase>[0]): Promise<Stage> {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const account = (role: 'coordinator' | 'professional') => anAccount(db, { role, networkId: network.id })
  return {
    ...{ db, network, now: NOW, runs: 0 },
    inviters: await Promise.all(Array.from({ length: INVITERS }, () => account('coordinator'))),
    acceptors: await Promise.all(Array.from({ length: ACCEPTORS }, () => account('professional'))),
  }
}

type Model = {
  id: string
  address: number
  inviter: number
  sendings: number
  /** When each sending ends. */
  ends: Date[]
  acceptedBy: string | null
  isCancelled: boolean
}

/** One sequence: the platform, and what the model says of it. */
type Scene = {
  stage: Stage
  conditions: readonly Condition[]
  model: Model[]
  inviters: { isOpen: boolean; holds: boolean }[]
}

/** Does these acts to the platform and to the model, and throws at the first difference. */
async function play(stage: Stage, acts: readonly Act[], conditions: readonly Condition[]): Promise<void> {
  stage.runs += 1
  const inviters = stage.inviters.map(() => ({ isOpen: true, holds: true }))
  const scene: Scene = { stage, conditions, model: [], inviters }
  for (const who of inviters.keys()) await setInviter(scene, who)
  for (const act of acts) {
    // An address gets one mail an hour once its first two are spent: the limits are another test's.
    stage.now = new Date(stage.now.getTime() + HOUR)
    await perform(scene, act)
  }
  await compareWithRows(scene)
}

async function perform(scene: Scene, act: Act): Promise<void> {
  const { stage, model, inviters } = scene
  const found = 'which' in act ? model[act.which % Math.max(1, model.length)] : undefined
  const by = 'who' in act ? inviters[act.who]! : undefined
  switch (act.kind) {
    case 'wait':
      stage.now = new Date(stage.now.getTime() + (act.hours - 1) * HOUR)
      return
    case 'close':
    case 'open':
      by!.isOpen = act.kind === 'open'
      return setInviter(scene, act.who)
    case 'take-right':
    case 'give-right':
      by!.holds = act.kind === 'give-right'
      return setInviter(scene, act.who)
    case 'invite':
      return by!.isOpen && by!.holds ? inviteOnce(scene, act) : undefined
    case 'again':
    case 'cancel':
      return found && by!.isOpen && by!.holds ? settle(scene, act, found) : undefined
    case 'accept':
      return found && acceptOnce(scene, found, act)
    case 'accept-twice':
      return found && acceptTwice(scene, found)
  }
}

async function inviteOnce(
  { stage, model }: Scene,
  { who, address }: { who: number; address: number },
): Promise<void> {
  const place = await inNetwork(personCtx(stage, stage.inviters[who]!, 'coordinator'))
  const email = `lise${address}.${stage.runs}@exemple.test`
  const { id } = await invite(place, APP_SECRET, { email, name: 'Lise Martin', role: 'professional' })
  const waiting = model.find((one) => one.address === address && isWaiting(one))
  same('the invitation sent again', id === waiting?.id, waiting !== undefined)
  if (waiting) return noteSending(stage, waiting, who)
  const made = { id, address, inviter: who, sendings: 0, ends: [], acceptedBy: null, isCancelled: false }
  model.push(made)
  noteSending(stage, made, who)
}

async function settle(
  { stage }: Scene,
  { kind, who }: { kind: 'again' | 'cancel'; who: number },
  found: Model,
): Promise<void> {
  const place = await inNetwork(personCtx(stage, stage.inviters[who]!, 'coordinator'))
  const done =
    kind === 'again' ? resendInvitation(place, APP_SECRET, found.id) : cancelInvitation(place, found.id)
  same(kind, await codeOf(done), isWaiting(found) ? 'done' : 'invitation.not-found')
  if (!isWaiting(found)) return
  if (kind === 'again') noteSending(stage, found, who)
  else found.isCancelled = true
}

async function acceptOnce(
  scene: Scene,
  found: Model,
  { by, linksBack }: { by: number; linksBack: number },
): Promise<void> {
  const sending = Math.max(1, found.sendings - linksBack)
  const isServing = serves(scene, found, sending)
  same('accept', await accept(scene, found, sending, by), isServing ? 'done' : 'invitation.dead')
  if (isServing) found.acceptedBy = scene.stage.acceptors[by]!.userId
}

async function acceptTwice(scene: Scene, found: Model): Promise<void> {
  const isServing = serves(scene, found, found.sendings)
  const { acceptors } = scene.stage
  const both = await Promise.all(acceptors.map((_, by) => accept(scene, found, found.sendings, by)))
  same(
    'accept twice',
    [...both].sort(),
    isServing ? ['done', 'invitation.dead'] : both.map(() => 'invitation.dead'),
  )
  if (isServing) found.acceptedBy = acceptors[both.indexOf('done')]!.userId
}

const isWaiting = ({ acceptedBy, isCancelled }: Model) => acceptedBy === null && !isCancelled

/** Whether the link of this sending gives the right, by the conditions the model knows. */
function serves({ stage, conditions, inviters }: Scene, one: Model, sending: number): boolean {
  const facts: Record<Condition, boolean> = {
    'last-sending': sending === one.sendings,
    'not-used': one.acceptedBy === null,
    'not-cancelled': !one.isCancelled,
    'in-time': stage.now < one.ends[sending - 1]!,
    'open-inviter': inviters[one.inviter]!.isOpen,
    'right-held': inviters[one.inviter]!.holds,
  }
  return conditions.every((condition) => facts[condition])
}

function noteSending(stage: Stage, one: Model, inviter: number): void {
  one.sendings += 1
  one.inviter = inviter
  one.ends.push(new Date(stage.now.getTime() + VALID_HOURS * HOUR))
}

function accept({ stage }: Scene, one: Model, sending: number, by: number): Promise<string> {
  const ctx = personCtx(stage, stage.acceptors[by]!, 'professional')
  const token = invitationToken({ id: one.id, version: sending, expiresAt: one.ends[sending - 1]! })
  return codeOf(acceptWithSession(ctx, KEYS, token))
}

async function compareWithRows({ stage, model }: Scene): Promise<void> {
  const rows = await inTransaction(systemCtx(stage.db, stage.network.id), ({ db }) =>
    db.select().from(invitations),
  )
  const kept = new Map(rows.map((row) => [row.id, row]))
  for (const one of model) {
    const row = kept.get(one.id)
    same(
      'what is kept',
      [row?.sendings, row?.acceptedBy ?? null, row?.revokedAt !== null, row?.invitedBy],
      [one.sendings, one.acceptedBy, one.isCancelled, stage.inviters[one.inviter]!.userId],
    )
  }
}

const KEYS = [deriveKey(APP_SECRET, 'links')]

async function setInviter({ stage, inviters }: Scene, who: number): Promise<void> {
  const { userId, grantId } = stage.inviters[who]!
  const { isOpen, holds } = inviters[who]!
  await stage.db
    .update(users)
    .set({ deactivatedAt: isOpen ? null : NOW })
    .where(eq(users.id, userId))
  await inTransaction(systemCtx(stage.db, stage.network.id), ({ db }) =>
    db
      .update(roleGrants)
      .set({ revokedAt: holds ? null : NOW })
      .where(eq(roleGrants.id, grantId)),
  )
}

function personCtx(
  { db, network, now }: Stage,
  account: TestAccount,
  role: 'coordinator' | 'professional',
): Ctx {
  const actor: SignedIn = {
    ...{ role, userId: account.userId, userName: 'Personne', grantId: account.grantId, sessionId: '' },
    ...{ networkId: network.id, networkName: network.name, isMember: false },
  }
  return { db, actor, now }
}

/** The code of the refusal, or « done ». */
function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof AppError) return error.code
      throw error
    },
  )
}

function same(what: string, seen: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: ${a} rather than ${b}`)
}
