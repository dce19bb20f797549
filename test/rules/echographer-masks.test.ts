import t from 'tap'
import { maskExample, maskRefusal, matchesMask } from '../../src/domains/echographers/mask.js'
import { monthsLater, remindFrom } from '../../src/domains/echographers/rules.js'

t.test('a mask takes what it says and nothing else', async (t) => {
  for (const [mask, identifier, taken] of [
    ['99-A-0000', '01-B-0042', true],
    ['99-A-0000', '01-b-0042', true],
    ['99-A-0000', '1-B-0042', false],
    ['99-A-0000', '01-7-0042', false],
    ['99-A-0000', '01-B-00420', false],
    ['99-A-0000', '01-É-0042', false],
    ['99-A-0000', '٠1-B-0042', false],
    ['RSP**', 'RSPA1', true],
    ['RSP**', 'rsp-1', false],
    ['\\A\\99', 'A97', true],
    ['\\A\\99', 'B97', false],
  ] as const) {
    t.equal(matchesMask(mask, identifier), taken, `${mask} ${identifier}`)
  }
  t.equal(maskExample('\\99-A-**'), '90-A-XX')
})

t.test('a mask that cannot serve is refused in words', async (t) => {
  for (const mask of ['RSP', '\\9', '99\\', '9'.repeat(41), '9é', '9<'])
    t.type(maskRefusal(mask), 'string', mask)
  for (const mask of ['9', 'A', '*', '99-A-0000', 'RSP 9/9.9_9']) t.equal(maskRefusal(mask), null, mask)
})

t.test('no mask is slow: forty places read forty signs', async (t) => {
  const mask = '*'.repeat(40)
  const before = process.hrtime.bigint()
  for (let i = 0; i < 20_000; i += 1) matchesMask(mask, `${'A'.repeat(39)}!`)
  t.ok(Number(process.hrtime.bigint() - before) / 1e9 < 10)
})

t.test('an end is the same day of a later month, or its last day', async (t) => {
  t.equal(monthsLater('2026-01-31', 1), '2026-02-28')
  t.equal(monthsLater('2024-02-29', 12), '2025-02-28')
  t.equal(monthsLater('2026-11-05', 36), '2029-11-05')
  t.equal(monthsLater('2026-12-31', 2), '2027-02-28')
  t.equal(remindFrom('2026-03-01', 1), '2026-02-28')
})
