import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { remindOfReports } from '../../src/domains/birth-house-reports/reminding.js'
import { birthHouseReports } from '../../src/domains/birth-house-reports/tables.js'
import { remindOfConventions } from '../../src/domains/birth-houses/convention-reminding.js'
import { mails } from '../../src/domains/mail/tables.js'
import { aBirthHouse, aConvention, aSentReport } from '../support/birth-houses.js'
import { systemCtx } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'

t.test('a report not handed in is recalled sixty and thirty days before it is due, once each', async (t) => {
  const { db, network, partner, other, midwife } = await houseScene(t)
  await aSentReport(db, other, 2025)
  await aBirthHouse(db, network, partner, { openedOn: '2026-01-15' })
  await midwife('GET', '/birth-house-reports/own/2025')
  const on = async (day: string) => {
    const ctx = { ...systemCtx(db, network.id), now: new Date(`${day}T05:00:00Z`) }
    await remindOfReports(ctx)
    return inTransaction(ctx, async ({ db }) => (await db.select().from(mails)).map(({ params }) => params))
  }
  t.same(await on('2026-02-28'), [], 'sixty-one days before, nothing')
  const first = await on('2026-03-01')
  t.equal(first.length, 2, 'both midwives of the house that owes it, and nobody of the others')
  t.match(first[0], { year: 2025, dueOn: '2026-04-30', daysLeft: 60 })
  t.equal((await on('2026-03-01')).length, 2, 'run again, nothing more')
  t.equal((await on('2026-03-30')).length, 2)
  t.equal((await on('2026-03-31')).length, 4, 'thirty days before')
  t.equal((await on('2026-04-30')).length, 4)
  t.equal((await on('2026-05-01')).length, 4, 'late is shown to the agency, not written again')
  const rows = await inTransaction(systemCtx(db, network.id), ({ db }) => db.select().from(birthHouseReports))
  t.same(rows.map(({ remindedDays }) => remindedDays).sort(), [[], [60, 30]])
})

t.test(
  'the end of a convention is recalled once, again when it is moved, never when another follows',
  async (t) => {
    const { db, network, partner, house, other, midwife } = await houseScene(t)
    const of = { partnerEstablishmentId: partner.id }
    const id = await aConvention(db, house, { ...of, endsOn: '2026-05-30' })
    await aConvention(db, other, { ...of, endsOn: '2026-04-30' })
    await aConvention(db, other, { ...of, startsOn: '2026-05-01' })
    const count = async (day: string) => {
      const ctx = { ...systemCtx(db, network.id), now: new Date(`${day}T05:00:00Z`) }
      await remindOfConventions(ctx)
      return inTransaction(ctx, ({ db }) => db.$count(mails))
    }
    t.equal(await count('2026-02-28'), 0)
    t.equal(await count('2026-03-02'), 2, 'three months before, both midwives of the house')
    t.equal(await count('2026-03-03'), 2)
    const [saved] = (await midwife('GET', `/birth-houses/${house.id}/conventions`)).json()
    const { partner: _, id: __, updatedAt, updatedBy: ___, ...said } = saved
    const moved = { ...said, ...of, endsOn: '2026-05-31' }
    const changed = await midwife('PUT', `/birth-houses/${house.id}/conventions/${id}`, {
      seen: updatedAt,
      convention: moved,
    })
    t.equal(changed.statusCode, 204, changed.body)
    t.equal(await count('2026-03-04'), 4, 'another end is another reminder')
  },
)
