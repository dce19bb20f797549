import t from 'tap'
import { hashPassword, passwordMatches } from '../../src/access/passwords.js'
import { waitingLine } from '../../src/access/waiting-line.js'

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
