import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { hashPassword, passwordMatches } from '../../src/access/passwords.js'
import { waitingLine } from '../../src/access/waiting-line.js'
import { bearerOf, testApp } from '../support/app.js'
import { aNetwork, anAccount } from '../support/builders.js'
import { asOwner } from '../support/dump.js'
import { until } from '../support/worker.js'

/** Works that end when told, and how many have run together. */
function works() {
  const ends: (() => void)[] = []
  const seen = { running: 0, most: 0 }
  const work = async () => {
    seen.running += 1
    seen.most = Math.max(seen.most, seen.running)
    await new Promise<void>((resolve) => ends.push(resolve))
    seen.running -= 1
    return 'done'
  }
  return { work, ends, seen }
}

/** Ends each work as it starts, until all the answers are there. */
async function endAll<Result>(ends: (() => void)[], answers: Promise<Result>): Promise<Result> {
  let isOver = false
  const over = answers.finally(() => {
    isOver = true
  })
  while (!isOver) {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  return over
}

t.test('two run, the others wait their turn, and those beyond are turned away', async (t) => {
  const { work, ends, seen } = works()
  const inTurn = waitingLine({ atOnce: 2, waiting: 3 })
  const asked = Promise.allSettled(Array.from({ length: 8 }, () => inTurn(work)))
  const answers = await endAll(ends, asked)
  t.equal(seen.most, 2)
  t.same(
    answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.code)),
    [...Array(5).fill('done'), ...Array(3).fill('server.unavailable')],
  )
  const again = works()
  await endAll(again.ends, Promise.all([again.work, again.work].map(inTurn)))
  t.equal(again.seen.most, 2, 'the places are free again')

  const control = works()
  await endAll(control.ends, Promise.all(Array.from({ length: 8 }, control.work)))
  t.equal(control.seen.most, 8, 'the control: without the line, all at once')
})

t.test('a work that fails gives its place back', async (t) => {
  const inTurn = waitingLine({ atOnce: 1, waiting: 1 })
  const fail = () => Promise.reject(new Error('broken'))
  for (let round = 0; round < 5; round += 1) await t.rejects(inTurn(fail), /broken/)
  t.equal(await inTurn(async () => 'done'), 'done')
})

t.test('checking and hashing passwords share one line', async (t) => {
  const known = await hashPassword('girouette parapluie gravier')
  const asked = Array.from({ length: 40 }, (_, rank) =>
    rank % 2 === 0 ? hashPassword('un autre') : passwordMatches(known, 'girouette parapluie gravier'),
  )
  const answers = await Promise.allSettled(asked)
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []))
  t.same(refused, Array(6).fill('server.unavailable'), 'two run and thirty-two wait')
  t.equal(await passwordMatches(known, 'girouette parapluie gravier'), true, 'afterwards all is as before')
  t.equal(await passwordMatches(known, 'autre chose'), false)
  t.equal(await passwordMatches(null, 'nobody has this password'), false)
})

const SEARCHES = 40

/** Searches asked at once while none can end, from one address or from as many; how many run, and what becomes of somebody else. */
async function whileSearching(t: Test, addressOf: (rank: number) => string) {
  const { app, db, url } = await testApp(t, { max: 10 })
  const account = await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id })
  const headers = await bearerOf(app, account)
  return asOwner(url, async (owner) => {
    await owner.query('begin; lock table directory_cards in access exclusive mode')
    const asked = Array.from({ length: SEARCHES }, (_, rank) =>
      app.inject({
        method: rank % 2 === 0 ? 'GET' : 'HEAD',
        url: '/annuaire',
        remoteAddress: addressOf(rank),
      }),
    )
    const running = async () => {
      const { rowCount } = await owner.query(
        "select distinct pid from pg_locks where relation = 'directory_cards'::regclass and not granted",
      )
      return rowCount
    }
    const most = await until(async () => {
      const before = await running()
      await pause(100)
      return before !== 0 && before === (await running()) && before
    })
    const other = app.inject({ url: '/api/establishments', headers })
    const end = await Promise.race([other.then(({ statusCode }) => statusCode), pause(500, 'waits')])
    await owner.query('commit')
    const answers = await Promise.all([...asked, other])
    return { most, other: end, answered: new Set(answers.map(({ statusCode }) => statusCode)) }
  })
}

t.test('who asks many searches at once waits behind herself, and the others are answered', async (t) => {
  const one = await whileSearching(t, () => '203.0.113.7')
  t.same(one, { most: 3, other: 200, answered: new Set([200]) })
})

t.test('the control: from as many addresses, searches take every connection', async (t) => {
  const many = await whileSearching(t, (rank) => `203.0.113.${rank}`)
  t.same(many, { most: 10, other: 'waits', answered: new Set([200]) })
})
