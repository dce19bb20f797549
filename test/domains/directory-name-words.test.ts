import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { recountNameWords } from '../../src/domains/directory/name-words.js'
import { searchCards } from '../../src/domains/directory/search.js'
import { directoryNameWords as names } from '../../src/domains/directory/tables.js'
import { updateStructure } from '../../src/domains/directory/writing.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aStructure, TEAM } from '../support/directory-records.js'

t.test('the names of what is not shown to everybody are remembered for the others alone', async (t) => {
  const { ctx, reader, wordsFor, found } = await aDirectory(t)
  await aStructure(ctx, { name: 'Garnier' })
  await aStructure(ctx, { name: 'Lefebvre', visibility: { listing: 'team' } })
  t.same(await wordsFor(ctx), ['garnier', 'lefebvre'])
  t.same(await wordsFor(reader), ['garnier'], 'row-level security')
  t.same(await found(reader, 'lefebvrre'), [])
  t.same(await found(ctx, 'lefebvrre'), ['Lefebvre'])
  await aStructure(ctx, { name: 'Lefebvre' })
  t.same(await wordsFor(reader), ['garnier', 'lefebvre'], 'until something that is shown has it too')
  t.same(await found(reader, 'lefebvrre'), ['Lefebvre'])
})

t.test('another network remembers its own', async (t) => {
  const { db, ctx } = await aDirectory(t)
  await aStructure(ctx, { name: 'Garnier' })
  const other = await aNetwork(db, { regionCode: '97' })
  const read = (ctx: Ctx) => inTransaction(ctx, ({ db }) => db.select().from(names))
  t.same(await read(systemCtx(db, other.id)), [])
  t.equal((await read(ctx)).length, 2)
})

t.test('a name somebody is writing is written again by whoever does not wait for it', async (t) => {
  const { ctx, found } = await aDirectory(t)
  const first = await aStructure(ctx, { name: 'Morel' })
  await inTransaction(ctx, ({ db }) => db.delete(names))
  const second = await aStructure(ctx, { name: 'Garnier' })
  await inTransaction(ctx, async (long) => {
    await updateStructure(long, TEAM, first, { name: 'Lefebvre' })
    await refreshCards(long, { structures: [first] })
    await inTransaction(ctx, async (short) => {
      await updateStructure(short, TEAM, second, { name: 'Lefebvre' })
      await refreshCards(short, { structures: [second] })
    })
    t.same(await found(ctx, 'lefebvrre'), ['Lefebvre'], 'the other is not done')
  })
  t.same(await found(ctx, 'lefebvrre'), ['Lefebvre', 'Lefebvre'])
})

t.test(
  'each day, the words that no name has any more are forgotten, those that are missing added',
  async (t) => {
    const { ctx, wordsFor, reader } = await aDirectory(t)
    const renamed = await aStructure(ctx, { name: 'Garnier' })
    const hidden = await aStructure(ctx, { name: 'Saint-Exupéry' })
    await aStructure(ctx, { name: 'Morel' })
    await inTransaction(ctx, async (ctx) => {
      await updateStructure(ctx, TEAM, renamed, { name: 'Lefebvre' })
      await updateStructure(ctx, TEAM, hidden, { visibility: { listing: 'team' } })
      await refreshCards(ctx, { structures: [renamed, hidden] })
      await ctx.db.delete(names).where(eq(names.word, 'morel'))
    })
    t.same(await wordsFor(reader), ['exupery', 'garnier', 'lefebvre', 'saint'], 'the day before')
    await recountNameWords(ctx)
    t.same(await wordsFor(ctx), ['exupery', 'lefebvre', 'morel', 'saint'])
    t.same(await wordsFor(reader), ['lefebvre', 'morel'], 'of which these are still everybody’s')
    const all = () => inTransaction(ctx, ({ db }) => db.$count(names))
    const before = await all()
    await recountNameWords(ctx)
    t.equal(await all(), before, 'run again, it changes nothing')
  },
)

async function aDirectory(t: Test) {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const reader: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  const wordsFor = async (ctx: Ctx) => {
    const rows = await inTransaction(ctx, ({ db }) => db.selectDistinct({ word: names.word }).from(names))
    return rows.map(({ word }) => word).sort()
  }
  const found = async (as: Ctx, search: string) => {
    const place = (await listPublicNetworks(ctx)).find(({ id }) => id === network.id)!
    const { cards } = await searchCards(as, place, { search })
    return cards.map(({ card }) => card.name)
  }
  return { db, ctx, reader, wordsFor, found }
}
