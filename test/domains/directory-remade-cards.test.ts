import { and, eq, sql } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshOldCards } from '../../src/domains/directory/dated-cards.js'
import { remakeCards } from '../../src/domains/directory/jobs.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { directoryCards } from '../../src/domains/directory/tables.js'
import { insertOffers } from '../../src/domains/directory/writing.js'
import { type DailyJob, enqueueDaily } from '../../src/jobs/daily.js'
import { outbox } from '../../src/jobs/tables.js'
import { askDaily } from '../../workers/daily.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { NOW } from '../support/now.js'

t.test('a version with other rules asks each network for its cards again, once', async (t) => {
  const { db } = await testDatabase(t)
  const networks = [await aNetwork(db), await aNetwork(db, { regionCode: '97' })]
  const asked = async () => {
    const rows = await db
      .select({ networkId: outbox.networkId })
      .from(outbox)
      .where(eq(outbox.name, remakeCards.name))
    return rows.map(({ networkId }) => networkId).sort()
  }
  for (const days of [0, 0, 1, 20]) await askDaily(db, new Date(NOW.getTime() + days * 86_400_000))
  t.same(await asked(), networks.map(({ id }) => id).sort())
  const ofOthers: DailyJob = { job: remakeCards, for: 'each-network', mark: 'other rules' }
  t.equal(await enqueueDaily(db, [ofOthers], [networks[0]!.id], NOW), 1)
  t.equal((await asked()).length, 3)
})

t.test('every card of the network is made again, those of another are left', async (t) => {
  const { db } = await testDatabase(t)
  const ctx = systemCtx(db, (await aNetwork(db)).id)
  const practice = await aStructure(ctx, {
    category: 'professionals',
    finessNumber: null,
    street: '3 rue du Lavoir',
  })
  const [anne, berthe] = [await aPerson(ctx, { at: practice }), await aPerson(ctx, { at: practice })]
  // As a version that did not think of colleagues left them.
  await inTransaction(ctx, (ctx) =>
    insertOffers(ctx, TEAM, [{ personId: anne, kind: 'ivg', visibleTo: 'team' }]),
  )
  const elsewhere = systemCtx(db, (await aNetwork(db, { regionCode: '97' })).id)
  const stranger = await aPerson(elsewhere)
  for (const one of [ctx, elsewhere])
    await inTransaction(one, ({ db }) => db.update(directoryCards).set({ sortName: 'before', rules: 1 }))

  t.equal(await refreshOldCards(ctx), 3)
  const asMembers = (id: string) =>
    inTransaction(ctx, ({ db }) =>
      db
        .select({ card: directoryCards.card })
        .from(directoryCards)
        .where(and(eq(directoryCards.subjectId, id), eq(directoryCards.forMembers, true))),
    )
  const [card] = await asMembers(berthe)
  t.equal(card!.card.places[0]!.address.street, null)
  t.equal((await getCard(ctx, 'person', berthe)).places[0]!.address.street, '3 rue du Lavoir')
  const before = sql`${directoryCards.sortName} = 'before'`
  t.equal(await inTransaction(ctx, ({ db }) => db.$count(directoryCards, before)), 0)
  t.ok((await inTransaction(elsewhere, ({ db }) => db.$count(directoryCards, before))) > 0, stranger)
})
