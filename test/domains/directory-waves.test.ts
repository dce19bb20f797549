import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { roleGrants } from '../../src/domains/accounts/tables.js'
import { directorySettings } from '../../src/domains/directory/tables.js'
import { insertOffers, updatePerson } from '../../src/domains/directory/writing.js'
import { askAbout } from '../../src/domains/directory-upkeep/asking.js'
import { noteDeadAddress } from '../../src/domains/directory-upkeep/dead-addresses.js'
import { recordsToVerify } from '../../src/domains/directory-upkeep/digest.js'
import { listDue } from '../../src/domains/directory-upkeep/due-records.js'
import { changeRhythms, readRhythms, USUAL_RHYTHMS } from '../../src/domains/directory-upkeep/settings.js'
import { directoryReviews } from '../../src/domains/directory-upkeep/tables.js'
import { verifyRecord } from '../../src/domains/directory-upkeep/verifying.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { sendTime } from '../../src/domains/mail/rules.js'
import { mails } from '../../src/domains/mail/tables.js'
import { civilDate } from '../../src/web/dates.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator, SIGNED_IN } from '../support/directory-team.js'
import { journalOf } from '../support/journal.js'

const MONDAY = new Date('2026-03-02T07:00:00Z')
const DAY = 86_400_000

t.test(
  'every record is asked once in a wave of days, never more than the limit leaves in one day',
  async (t) => {
    const { at, limit, mailsOf } = await scene(t)
    await limit(3)
    const ctx = at(0)
    for (let i = 0; i < 8; i += 1) await aPerson(ctx)
    await aStructure(ctx)
    const asked: number[] = []
    // Twelve days, Sunday among them; each day the job runs twice, as two workers would ask.
    for (let day = 0; day < 12; day += 1) {
      asked.push((await sendWave(at(day))) + (await sendWave(at(day, 30))))
    }
    t.same(asked.slice(0, 4), [3, 3, 3, 0])
    t.equal(
      asked.reduce((sum, one) => sum + one, 0),
      9,
      'each once',
    )
    const perDay = countBy((await mailsOf()).map(({ createdAt }) => leavingDay(createdAt)))
    t.ok(Math.max(...perDay.values()) <= 3, 'no day sees more leave')
  },
)

t.test('on Saturday night, Sunday and Monday together leave no more than one day would', async (t) => {
  const { at, limit, mailsOf } = await scene(t)
  await limit(2)
  for (let i = 0; i < 8; i += 1) await aPerson(at(0))
  const saturdayNight = at(5, 15 * 60)
  const [sunday, monday, later] = [at(6), at(7), at(7, 120)]
  const asked = []
  for (const ctx of [saturdayNight, sunday, monday, later]) asked.push(await sendWave(ctx))
  t.same(asked, [2, 0, 0, 0])
  t.equal(await sendWave(at(8)), 2, 'the control: Tuesday has room')
  t.same([...countBy((await mailsOf()).map(({ createdAt }) => leavingDay(createdAt))).values()], [2, 2])
})

t.test('what another network sends takes none of the room of the day', async (t) => {
  const { at, limit, db } = await scene(t)
  await limit(2)
  for (let i = 0; i < 3; i += 1) await aPerson(at(0))
  const beside = systemCtx(db, (await aNetwork(db)).id, MONDAY)
  for (let i = 0; i < 2; i += 1) await aPerson(beside)
  t.equal(await sendWave(beside), 2)
  t.equal(await sendWave(at(0)), 2)
  t.equal(await sendWave(at(0, 30)), 0, 'the control: what it sends itself does')
})

t.test(
  'nobody is asked twice in a month, nor more than three times, until the record is confirmed',
  async (t) => {
    const { at, mailsOf } = await scene(t)
    const id = await aPerson(at(0))
    const days: number[] = []
    for (let day = 0; day < 130; day += 2) if ((await sendWave(at(day))) > 0) days.push(day)
    t.equal(days.length, 3, `asked on days ${days.join(', ')}`)
    t.ok(days.every((day, index) => index === 0 || day - days[index - 1]! >= 31))
    t.equal((await mailsOf()).length, 3)
    t.match(await listDue(asCoordinator(at(130)), { page: 1, state: 'unanswered' }), { total: 1 })

    await verifyRecord(asCoordinator(at(130)), { kind: 'person', id })
    t.equal(await sendWave(at(131)), 0, 'it is fresh')
    t.equal(await sendWave(at(130 + 366)), 1, 'the control: a year later it is asked about again')
  },
)

t.test(
  'nothing leaves to who objected, was withdrawn, is closed, has no address or one that is dead',
  async (t) => {
    const { at, db, network } = await scene(t)
    const ctx = at(0)
    await aPerson(ctx, { objectedAt: MONDAY, objectionSource: 'courrier' })
    await aPerson(ctx, { archivedAt: MONDAY })
    await aPerson(ctx, { email: null })
    await aStructure(ctx, { closedOn: '2025-12-31' })
    const silent = await aPerson(ctx)
    await noteDeadAddress(asCoordinator(ctx), { kind: 'person', id: silent })
    t.equal(await sendWave(ctx), 0)
    t.match(await listDue(asCoordinator(ctx), { page: 1, state: 'no-address' }), { total: 2 })

    await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, silent, { email: 'autre@exemple.test' }))
    t.equal(await sendWave(ctx), 1, 'the control: another address is asked')
    const [review] = await inTransaction(ctx, ({ db }) => db.select().from(directoryReviews))
    t.match(review, { subjectId: silent, email: 'autre@exemple.test', networkId: network.id })
    t.ok(db)
  },
)

t.test(
  'a shared address is one reader; the owner of a structure is asked before its own address',
  async (t) => {
    const { at, mailsOf } = await scene(t)
    const ctx = at(0)
    await aStructure(ctx, { email: 'accueil@exemple.test', verifiedAt: new Date('2024-06-01') })
    await aStructure(ctx, { email: 'Accueil@exemple.test' })
    await aStructure(ctx, { email: 'accueil2@exemple.test', owner: 'cadre@exemple.test' })
    t.equal(await sendWave(ctx), 2)
    t.same((await mailsOf()).map(({ toAddress }) => toAddress.toLowerCase()).sort(), [
      'accueil@exemple.test',
      'cadre@exemple.test',
    ])
    t.equal(await sendWave(at(31)), 2)
    const reviews = await inTransaction(ctx, ({ db }) => db.select().from(directoryReviews))
    t.same(
      reviews.map(({ reminders }) => reminders).sort(),
      [0, 0, 1],
      'the second of the shared address, a month later',
    )
  },
)

t.test('a record that offers IVG is due after six months, another after twelve', async (t) => {
  const { at, withOffer } = await scene(t)
  const verifiedAt = MONDAY
  const plain = await aPerson(at(0), { verifiedAt })
  const ivg = await withOffer(await aPerson(at(0), { verifiedAt }))
  const dueAt = async (day: number) =>
    (await listDue(asCoordinator(at(day)), { page: 1 })).records.map(({ id }) => id)
  t.same(await dueAt(183), [])
  t.same(await dueAt(184), [ivg])
  t.same(new Set(await dueAt(365)), new Set([ivg, plain]))
})

t.test('two askings at once send one mail; the team is told why the others have none', async (t) => {
  const { at, mailsOf } = await scene(t)
  const ctx = asCoordinator(at(0))
  const [one, two, none] = [await aPerson(at(0)), await aPerson(at(0)), await aPerson(at(0), { email: null })]
  const subjects = [one, two, none].map((id) => ({ kind: 'person' as const, id }))
  const answers = await Promise.all([askAbout(ctx, subjects), askAbout(ctx, subjects), sendWave(at(0))])
  t.equal((await mailsOf()).length, 2)
  t.match(
    answers
      .slice(0, 2)
      .filter((one) => typeof one !== 'number')
      .map((one) => one['no-address']),
    [1, 1],
  )
  t.match(await askAbout(ctx, subjects), { asked: 0, 'asked-lately': 2, 'no-address': 1 })
  t.same(await journalOf(t), { 'directory.ask-review': 3 })
})

t.test(
  'the network chooses how often its records are asked about; each change leaves its trace',
  async (t) => {
    const { at } = await scene(t)
    const team = asCoordinator(at(0))
    for (const reviewMonthsPerson of [24, 18])
      await changeRhythms(team, { ...USUAL_RHYTHMS, reviewMonthsPerson })
    t.same(await readRhythms(team), { ...USUAL_RHYTHMS, reviewMonthsPerson: 18 })
    t.same(await journalOf(t), { 'directory.change-rhythms': 2 })
  },
)

t.test('an antenna keeps up the records of its territory, another network none', async (t) => {
  const { at, db, network } = await scene(t)
  const site = await anEstablishment(db, network)
  const mine = await aPerson(at(0), { territoryId: site.territoryId })
  const other = await aPerson(at(0))
  const antenna: Ctx = {
    ...at(0),
    actor: {
      ...SIGNED_IN,
      role: 'antenna_coordinator',
      networkId: network.id,
      territoryId: site.territoryId!,
    },
  }
  t.same(
    (await listDue(antenna, { page: 1 })).records.map(({ id }) => id),
    [mine],
  )
  await t.rejects(verifyRecord(antenna, { kind: 'person', id: other }), { code: 'directory.not-found' })
  await t.rejects(askAbout(antenna, [{ kind: 'person', id: other }]), { code: 'directory.not-found' })
  await verifyRecord(antenna, { kind: 'person', id: mine })
  const foreign = asCoordinator(systemCtx(db, (await aNetwork(db)).id, MONDAY))
  t.match(await listDue(foreign, { page: 1 }), { total: 0 })
  await t.rejects(verifyRecord(foreign, { kind: 'person', id: other }), { code: 'directory.not-found' })
  await t.rejects(noteDeadAddress(foreign, { kind: 'person', id: other }), { code: 'directory.not-found' })
})

t.test(
  'the territory an antenna has in another network brings nothing of this one to its digest',
  async (t) => {
    const { at, db, network } = await scene(t)
    const [here, there] = [await anEstablishment(db, network), await anEstablishment(db, await aNetwork(db))]
    const role = 'antenna_coordinator'
    const { userId } = await anAccount(db, { role, networkId: network.id, territoryId: here.territoryId! })
    await inTransaction(systemCtx(db, there.networkId), ({ db }) =>
      db.insert(roleGrants).values({
        ...{ userId, role, networkId: there.networkId, territoryId: there.territoryId },
        grantedAt: MONDAY,
      }),
    )
    for (const territoryId of [here.territoryId, there.territoryId]) await aPerson(at(0), { territoryId })
    const waiting = await inTransaction(at(0), (ctx) => recordsToVerify.count(ctx, { userId, role }))
    t.equal(waiting, 1)
  },
)

async function scene(t: Test) {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  /** A job of the network, so many days after a Monday morning. */
  const at = (day: number, minutes = 0) =>
    systemCtx(db, network.id, new Date(MONDAY.getTime() + day * DAY + minutes * 60_000))
  const limit = (remindersADay: number) =>
    inTransaction(at(0), ({ db }) =>
      db.insert(directorySettings).values({ networkId: network.id, remindersADay, updatedAt: MONDAY }),
    )
  const mailsOf = () =>
    inTransaction(at(0), ({ db }) => db.select().from(mails).where(eq(mails.template, 'directory-review')))
  const withOffer = async (personId: string) => {
    await inTransaction(at(0), (ctx) =>
      insertOffers(ctx, TEAM, [{ personId, kind: 'ivg', methods: ['medical'], visibleTo: 'team' }]),
    )
    return personId
  }
  // The rights of a person who asks are read again when the mail leaves: she must exist.
  await anAccount(db, { role: 'coordinator', networkId: network.id })
  return { db, network, at, limit, mailsOf, withOffer }
}

function leavingDay(createdAt: Date): string {
  return civilDate(sendTime(createdAt, 'Europe/Paris', { urgent: false }), 'Europe/Paris')
}

function countBy(keys: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
