import t from 'tap'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { birthHouseReports, birthHouseReportVersions } from '../../src/domains/birth-house-reports/tables.js'
import { birthHouses } from '../../src/domains/birth-houses/tables.js'
import {
  birthHouseDeliveries,
  birthHouseMonthlyReturns,
  birthHouseTransfers,
  birthHouseWomen,
} from '../../src/domains/birth-registers/tables.js'
import { theDemoHouse } from '../support/demo-house.js'

t.test(
  'the demonstration has a birth house with its register and the report of last year, once',
  async (t) => {
    const { db, ctx, furnish } = await theDemoHouse(t, new Date('2026-11-29T04:00:00Z'))
    const begun = performance.now()
    await furnish()
    const again = performance.now() - begun
    t.ok(again < 200, 'a second start finds it')
    const seen = await inTransaction(ctx, async ({ db }) => ({
      houses: await db.$count(birthHouses),
      women: await db.$count(birthHouseWomen),
      deliveries: await db.$count(birthHouseDeliveries),
      transfers: await db.select().from(birthHouseTransfers),
      nil: await db.select().from(birthHouseMonthlyReturns),
      reports: await db.select().from(birthHouseReports),
      versions: await db.select().from(birthHouseReportVersions),
    }))
    t.equal(seen.houses, 1)
    t.ok(seen.women >= 45, `${seen.women} women`)
    t.ok(seen.deliveries >= 36, `${seen.deliveries} births`)
    t.ok(seen.women - seen.deliveries >= 8, 'some are still followed')
    t.same(
      new Set(seen.transfers.map(({ phase }) => phase)),
      new Set(['pre-partum', 'per-partum', 'post-partum', 'newborn']),
    )
    t.ok(seen.transfers.some(({ outcome }) => outcome !== null))
    t.ok(seen.nil.length > 2 && seen.nil.every(({ nilAt }) => nilAt !== null), 'quiet months were said')
    t.same(seen.reports.map(({ year }) => year).sort(), [2025, 2026])
    t.equal(seen.versions.length, 1)
    t.match(seen.versions[0]?.content, { year: 2025, charter: { version: 1 } })
    const acts = await db.select().from(auditEntries)
    t.ok(
      acts.every(({ at }) => at <= new Date('2026-11-29T04:00:00Z')),
      'nothing is done tomorrow',
    )
  },
)

t.test('started in the first days of January, last year’s report is still a draft', async (t) => {
  const { ctx } = await theDemoHouse(t, new Date('2027-01-02T09:00:00Z'))
  const { reports, versions } = await inTransaction(ctx, async ({ db }) => ({
    reports: await db.select().from(birthHouseReports),
    versions: await db.$count(birthHouseReportVersions),
  }))
  t.match(reports, [{ year: 2026, dueOn: '2027-04-30' }])
  t.equal(versions, 0)
})
