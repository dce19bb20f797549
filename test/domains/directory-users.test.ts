import t from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { searchCards } from '../../src/domains/directory/search.js'
import { directoryConsents, directoryMemberships } from '../../src/domains/directory/tables.js'
import {
  insertPeople,
  insertSituations,
  insertStructures,
  updatePerson,
} from '../../src/domains/directory/writing.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { NOW } from '../support/now.js'

const TEAM: Writer = { source: 'team', on: '2026-11-28', by: 'Coordination' }

t.test('the filter « Usagers » finds who represents them, as far as its reader may know', async (t) => {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  await inTransaction(ctx, async (ctx) => {
    const [association] = await insertStructures(ctx, TEAM, [
      { name: 'Parents du Bugey', category: 'users', visibility: { listing: 'public' } },
    ])
    const people = await insertPeople(ctx, TEAM, [
      { lastName: 'Blanc', professionWords: 'Représentante des usagers' },
      { lastName: 'Noir' },
      { lastName: 'Rouge' },
      { lastName: 'Vert', professionCode: '50' },
    ])
    const [blanc, noir, rouge] = people
    await insertSituations(ctx, TEAM, [{ personId: noir!, structureId: association! }])
    await ctx.db.insert(directoryMemberships).values({
      networkId: network.id,
      personId: rouge!,
      state: 'active',
      stateSince: '2025-01-01',
      college: 'Usagers',
      updatedAt: NOW,
      updatedBy: 'Coordination',
    })
    for (const personId of [blanc!, noir!, rouge!]) {
      await ctx.db.insert(directoryConsents).values({
        networkId: network.id,
        personId,
        scope: 'listing',
        givenOn: '2026-02-01',
        source: 'courrier',
        recordedBy: 'Coordination',
        recordedAt: NOW,
      })
      await updatePerson(ctx, TEAM, personId, { visibility: { listing: 'public' } })
    }
    await refreshCards(ctx, { people, structures: [association!] })
  })
  const place = (await listPublicNetworks(ctx)).find(({ id }) => id === network.id)!
  const namesFor = async (ctx: Ctx, category: 'users' | 'professionals') =>
    (await searchCards(ctx, place, { category, kind: 'person' })).cards.map(({ card }) => card.name)
  const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  t.same(await namesFor(ctx, 'users'), ['BLANC', 'NOIR', 'ROUGE'])
  t.same(await namesFor(ctx, 'professionals'), ['VERT'])
  t.same(await namesFor(asPublic, 'users'), ['BLANC', 'NOIR'], 'a college is for members')
  t.same(await namesFor(asPublic, 'professionals'), ['ROUGE'])
})
