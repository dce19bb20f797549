import { setImmediate as nextTurn } from 'node:timers/promises'
import { and, eq, inArray, sql } from 'drizzle-orm'
import t from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { dbOn } from '../../src/db/transactions.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { getCard } from '../../src/domains/directory/reading.js'
import {
  directoryCards,
  directoryChanges,
  directoryConsents,
  directoryPeople,
} from '../../src/domains/directory/tables.js'
import {
  insertOffers,
  insertPeople,
  insertSituations,
  insertStructures,
  updatePerson,
  updateStructure,
} from '../../src/domains/directory/writing.js'
import { aNetwork, type Db, type NetworkRow, systemCtx } from '../support/builders.js'
import { audiencesOf } from '../support/card-audiences.js'
import { testDatabase } from '../support/database.js'
import { withoutRowSecurity } from '../support/dump.js'
import { NOW } from '../support/now.js'
import { until } from '../support/worker.js'

/** As many as `refreshCards` makes the cards of at a time. */
const FIRST_BATCH = 400
const TEAM: Writer = { source: 'team', on: '2026-11-28', by: 'Coordination' }

t.test(
  'nothing of a person is public before she consents, and nothing at all once she objects',
  async (t) => {
    const { db } = await testDatabase(t)
    const network = await aNetwork(db)
    const ctx = systemCtx(db, network.id)
    const id = await aMidwife(ctx)
    const asPublic = publicOf(ctx, network)
    await t.rejects(getCard(asPublic, 'person', id), { code: 'directory.not-found' })

    await consent(ctx, network, id, 'listing')
    const shown = await getCard(asPublic, 'person', id)
    t.match(shown, { name: 'MARTIN Claire', professionCode: '50', phone: null, email: null })
    t.match(await getCard(ctx, 'person', id), { phone: '+33499000001' })

    await inTransaction(ctx, async (ctx) => {
      await updatePerson(ctx, TEAM, id, { objectedAt: NOW, objectionSource: 'courriel du 27/11/2026' })
      await refreshCards(ctx, { people: [id] })
    })
    await t.rejects(getCard(asPublic, 'person', id), { code: 'directory.not-found' })
    const left = await inTransaction(ctx, ({ db }) =>
      db.select().from(directoryCards).where(eq(directoryCards.subjectId, id)),
    )
    t.same(left.map(audiencesOf), [['team']])
  },
)

t.test(
  'where somebody offers IVG, her practice has a commune and no street, for anybody but the team',
  async (t) => {
    const { db } = await testDatabase(t)
    const network = await aNetwork(db)
    const ctx = systemCtx(db, network.id)
    const id = await aMidwife(ctx)
    const practice = (await getCard(ctx, 'person', id)).places[0]!.structureId
    const asMember: Ctx = { ...ctx, actor: memberOf(network) }
    t.equal((await getCard(asMember, 'structure', practice)).address?.street, '3 rue du Lavoir')

    await inTransaction(ctx, async (ctx) => {
      await insertOffers(ctx, TEAM, [
        { personId: id, kind: 'ivg', methods: ['medical'], visibleTo: 'members' },
      ])
      await refreshCards(ctx, { people: [id] })
    })
    for (const card of [
      await getCard(asMember, 'structure', practice),
      await getCard(asMember, 'person', id),
    ]) {
      const address = card.address ?? card.places[0]!.address
      t.match(address, { street: null, latitude: null, commune: 'Viriat' })
      t.same(card.offers, [], 'the offer itself is for the team until she consents')
    }
    t.equal((await getCard(ctx, 'structure', practice)).address?.street, '3 rue du Lavoir')
  },
)

t.test('each writing leaves where values come from and what they were', async (t) => {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const id = await aMidwife(ctx)
  await inTransaction(ctx, (ctx) =>
    updatePerson(
      ctx,
      { source: 'rpps', on: '2026-11-10', by: 'Import RPPS' },
      id,
      { phone: '+33499000002' },
      1,
    ),
  )
  await t.rejects(
    inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, id, { phone: '+33499000003' }, 1)),
    { code: 'directory.edited-meanwhile' },
    'a form made before does not write over',
  )
  const [row] = await inTransaction(ctx, ({ db }) => db.select().from(directoryPeople))
  t.match(row, { phone: '+33499000002', revision: 2 })
  t.match(row!.provenance, { phone: { source: 'rpps', on: '2026-11-10' }, lastName: { source: 'team' } })
  const changes = await inTransaction(ctx, ({ db }) =>
    db
      .select()
      .from(directoryChanges)
      .where(and(eq(directoryChanges.subjectId, id), eq(directoryChanges.what, 'person'))),
  )
  t.match(
    changes.find(({ before }) => before !== null),
    { before: { phone: '+33499000001' }, after: { phone: '+33499000002' }, by: 'Import RPPS' },
  )
})

t.test(
  'a reader without an account meets public cards only, even in a query without any condition',
  async (t) => {
    const { db, url } = await testDatabase(t)
    const network = await aNetwork(db)
    const ctx = systemCtx(db, network.id)
    await aMidwife(ctx)
    const everything = () =>
      inTransaction(publicOf(ctx, network), async ({ db }) => ({
        cards: await db.select().from(directoryCards),
        people: await db.select().from(directoryPeople),
      }))
    t.same(await everything(), { cards: [], people: [] })
    await withoutRowSecurity(url)
    const unlocked = await everything()
    t.ok(unlocked.cards.length > 0 && unlocked.people.length > 0, 'without the lock, they would come out')
  },
)

t.test('the cards of many records made at once are those of each one made by itself', async (t) => {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const people = await inTransaction(ctx, async (ctx) => {
    const structures = await insertStructures(ctx, TEAM, [
      {
        name: 'Cabinet du Lavoir',
        category: 'professionals',
        street: '3 rue du Lavoir',
        communeName: 'Viriat',
      },
      { name: 'Maternité', category: 'health-establishments', finessNumber: '010000024' },
    ])
    const people = await insertPeople(
      ctx,
      TEAM,
      Array.from({ length: 430 }, (_, rank) => ({ lastName: `Martin ${rank}`, mobile: '+33699000001' })),
    )
    await insertSituations(
      ctx,
      TEAM,
      people.map((personId, rank) => ({ personId, structureId: structures[rank % 2]! })),
    )
    await refreshCards(ctx, { people, structures })
    return people
  })
  const some = [...people].sort().filter((_, rank) => rank % 40 === 0 || (rank > 397 && rank < 402))
  const cardsOfSome = () =>
    inTransaction(ctx, ({ db }) =>
      db
        .select()
        .from(directoryCards)
        .where(inArray(directoryCards.subjectId, some))
        .orderBy(directoryCards.subjectId, directoryCards.variant),
    )
  const together = await cardsOfSome()
  t.same(
    together.map(audiencesOf),
    some.flatMap(() => [['team'], ['members', 'emergency']]),
    'the team knows more, the two others the same',
  )

  await inTransaction(ctx, ({ db }) =>
    db.update(directoryCards).set({ terms: '', sortName: '' }).where(eq(directoryCards.subjectId, some[0]!)),
  )
  t.notSame(await cardsOfSome(), together, 'cards that differ are seen to')
  await inTransaction(ctx, async (ctx) => {
    for (const id of some) await refreshCards(ctx, { people: [id] })
  })
  t.same(await cardsOfSome(), together)
})

t.test('when some of many cards cannot be made, nothing is written once all is undone', async (t) => {
  const { db, pool } = await testDatabase(t)
  const ctx = systemCtx(db, (await aNetwork(db)).id)
  const people = await inTransaction(ctx, async (ctx) => {
    const people = await insertPeople(
      ctx,
      TEAM,
      Array.from({ length: 900 }, (_, rank) => ({ lastName: `Martin ${rank}` })),
    )
    // They fail at once, while those before them are still being written.
    await ctx.db
      .update(directoryPeople)
      .set({ provenance: sql`'null'` })
      .where(inArray(directoryPeople.id, people.toSorted().slice(FIRST_BATCH)))
    return people
  })
  const client = await pool.connect()
  t.teardown(() => client.release())
  const asked = t.capture(client, 'query', client.query)
  const made = inTransaction({ ...ctx, db: dbOn(client) }, (ctx) => refreshCards(ctx, { people }))
  await t.rejects(made, TypeError)
  // Whoever were still at work would have turns enough to ask for more.
  for (let turn = 0; turn < 1000; turn += 1) await nextTurn()
  t.match(asked().at(-1), { args: ['rollback'] })
  t.equal(await inTransaction(ctx, ({ db }) => db.$count(directoryCards)), 0)
})

t.test(
  'records just written are counted for the planner, which the platform may ask for and not do',
  async (t) => {
    const { db } = await testDatabase(t)
    const ctx = systemCtx(db, (await aNetwork(db)).id)
    await inTransaction(ctx, async (ctx) => {
      const counted = async () => {
        const { rows } = await ctx.db.execute<{ people: number }>(
          sql`select reltuples::int as people from pg_class where oid = 'directory_people'::regclass`,
        )
        return rows[0]?.people
      }
      await insertPeople(
        ctx,
        TEAM,
        Array.from({ length: 60 }, (_, one) => ({ lastName: `Nom${one}` })),
      )
      await ctx.db.execute(sql`analyze directory_people`)
      t.equal(await counted(), -1, 'it owns no table')
      await ctx.db.execute(sql`select analyze_directory()`)
      t.equal(await counted(), 60)
    })
  },
)

async function aMidwife(ctx: Ctx): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const [practice] = await insertStructures(ctx, TEAM, [
      {
        name: 'Cabinet du Lavoir',
        category: 'professionals',
        street: '3 rue du Lavoir',
        communeCode: '01451',
        communeName: 'Viriat',
        postcode: '01440',
        latitude: 46.25,
        longitude: 5.21,
      },
    ])
    const [id] = await insertPeople(ctx, TEAM, [
      { lastName: 'Martin', firstName: 'Claire', professionCode: '50', phone: '+33499000001' },
    ])
    await insertSituations(ctx, TEAM, [{ personId: id!, structureId: practice!, modeCode: 'L' }])
    await refreshCards(ctx, { people: [id!], structures: [practice!] })
    return id!
  })
}

function consent(ctx: Ctx, network: NetworkRow, personId: string, scope: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.insert(directoryConsents).values({
      networkId: network.id,
      personId,
      scope,
      givenOn: '2026-11-28',
      source: 'courrier',
      recordedBy: 'Coordination',
      recordedAt: NOW,
    })
    await updatePerson(ctx, TEAM, personId, { visibility: { [scope]: 'public' } })
    await refreshCards(ctx, { people: [personId] })
  })
}

function publicOf(ctx: Ctx, network: NetworkRow): Ctx {
  return { ...ctx, actor: { role: 'public', networkId: network.id } }
}

function memberOf(network: NetworkRow) {
  return {
    role: 'professional',
    isMember: true,
    userId: '00000000-0000-4000-8000-000000000001',
    userName: 'Personne',
    grantId: '00000000-0000-4000-8000-000000000002',
    sessionId: '00000000-0000-4000-8000-000000000003',
    networkId: network.id,
    networkName: network.name,
  } as const
}

t.test('several writers of neighbouring records at once all have their say in the cards', async (t) => {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const { person, structure } = await inTransaction(ctx, async (ctx) => {
    const [structure] = await insertStructures(ctx, TEAM, [{ name: 'Cabinet', category: 'professionals' }])
    const [person] = await insertPeople(ctx, TEAM, [{ lastName: 'Martin', professionCode: '50' }])
    await insertSituations(ctx, TEAM, [{ personId: person!, structureId: structure! }])
    await refreshCards(ctx, { people: [person!], structures: [structure!] })
    return { person: person!, structure: structure! }
  })
  // The others wait behind the first one, which ends only once they do.
  const others = await inTransaction(ctx, async (first) => {
    await updatePerson(first, TEAM, person, { phone: '+33499000009' })
    await refreshCards(first, { people: [person] })
    const renamed = inTransaction(ctx, async (ctx) => {
      await updateStructure(ctx, TEAM, structure, { name: 'Cabinet du Lavoir' })
      await refreshCards(ctx, { structures: [structure] })
    })
    const again = [0, 1].map(() =>
      inTransaction(ctx, (ctx) => refreshCards(ctx, { structures: [structure], people: [person] })),
    )
    await until(async () => (await waiting(db)) >= 3)
    return [renamed, ...again]
  })
  await Promise.all(others)
  const card = await getCard(ctx, 'person', person)
  t.match(card, { phone: '+33499000009', places: [{ structureName: 'Cabinet du Lavoir' }] })
  t.match(await getCard(ctx, 'structure', structure), { name: 'Cabinet du Lavoir' })
})

t.test('a place renamed while somebody is being put there has its new name on her card', async (t) => {
  const { db } = await testDatabase(t)
  const ctx = systemCtx(db, (await aNetwork(db)).id)
  const { person, structure } = await inTransaction(ctx, async (ctx) => {
    const [structure] = await insertStructures(ctx, TEAM, [{ name: 'Cabinet', category: 'professionals' }])
    const [person] = await insertPeople(ctx, TEAM, [{ lastName: 'Martin', professionCode: '50' }])
    await refreshCards(ctx, { people: [person!], structures: [structure!] })
    return { person: person!, structure: structure! }
  })
  const putThere = async (ctx: Ctx) => {
    await insertSituations(ctx, TEAM, [{ personId: person, structureId: structure }])
    await refreshCards(ctx, { people: [person] })
  }
  const rename = (name: string) => async (ctx: Ctx) => {
    await updateStructure(ctx, TEAM, structure, { name })
    await refreshCards(ctx, { structures: [structure] })
  }
  const inOrder = async (first: (ctx: Ctx) => Promise<void>, second: (ctx: Ctx) => Promise<void>) => {
    const waiter = await inTransaction(ctx, async (ctxOfFirst) => {
      await first(ctxOfFirst)
      const done = inTransaction(ctx, second)
      await until(async () => (await waiting(db)) >= 1)
      return [done]
    })
    await Promise.all(waiter)
    return (await getCard(ctx, 'person', person)).places.map(({ structureName }) => structureName)
  }
  t.same(await inOrder(putThere, rename('Cabinet du Lavoir')), ['Cabinet du Lavoir'])
  t.same(await inOrder(rename('Cabinet du Pont'), putThere), ['Cabinet du Pont', 'Cabinet du Pont'])
})

async function waiting(db: Db): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(distinct pid)::int as count from pg_locks
      where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
  )
  return rows[0]?.count ?? 0
}
