import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { birthHouseMidwives } from '../../src/domains/birth-houses/tables.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { getCard } from '../../src/domains/directory/reading.js'
import {
  directoryConsents,
  directoryMemberships,
  directoryPeople,
  directorySituations,
} from '../../src/domains/directory/tables.js'
import { insertOffers, updatePerson } from '../../src/domains/directory/writing.js'
import { compareDuplicate } from '../../src/domains/directory-upkeep/duplicates/comparing.js'
import { findDuplicates } from '../../src/domains/directory-upkeep/duplicates/finding.js'
import { listDuplicates } from '../../src/domains/directory-upkeep/duplicates/listing.js'
import {
  markDistinct,
  mergeDuplicate,
  reopenPair,
} from '../../src/domains/directory-upkeep/duplicates/merging.js'
import { undoMerge } from '../../src/domains/directory-upkeep/duplicates/undoing.js'
import { directoryMerges } from '../../src/domains/directory-upkeep/tables.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { echographerIdentifiers } from '../../src/domains/echographers/tables.js'
import { bearerOf, testApp } from '../support/app.js'
import { aBirthHouse } from '../support/birth-houses.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator, SIGNED_IN } from '../support/directory-team.js'
import { asOwner, dumpOf } from '../support/dump.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'

t.test('« not a duplicate » is remembered; a pair nothing suspects any more goes', async (t) => {
  const { ctx, team, twins, pairs } = await scene(t)
  const [one] = await twins()
  await findDuplicates(ctx)
  const [pair] = await pairs()
  t.match(pair, { kind: 'person', reasons: ['same-name', 'same-phone', 'same-profession'] })
  await markDistinct(team, pair!.id)
  await findDuplicates(ctx)
  t.same(await pairs(), [], 'never asked again')
  await t.rejects(markDistinct(team, pair!.id), { code: 'directory-duplicate.decided' })
  await reopenPair(team, pair!.id)
  t.match(await pairs(), [{ id: pair!.id, decidedAt: null, decidedBy: null }], 'unless somebody reopens it')
  await t.rejects(reopenPair(team, pair!.id), { code: 'directory-duplicate.not-distinct' })
  await markDistinct(team, pair!.id)

  const [first, second] = await twins()
  await findDuplicates(ctx)
  t.ok((await pairs()).length > 0)
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, first, { lastName: 'Tout-Autre' }))
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, second, { lastName: 'Encore-Autre' }))
  await findDuplicates(ctx)
  t.notOk((await pairs()).some(({ firstId, secondId }) => [firstId, secondId].includes(first)))
  t.ok(one)
  t.same(await journalOf(t), { 'directory.mark-distinct': 2, 'directory.reopen-pair': 1 })
})

t.test('two become one with all that hangs on them, and the undoing gives each its own', async (t) => {
  const { ctx, team, url, db, network, twins, merged, pairs } = await scene(t)
  const [hospital, practice] = [await aStructure(ctx), await aStructure(ctx)]
  const [kept, gone] = await twins(
    { at: hospital, languages: ['fr'] },
    { at: practice, rppsNumber: '99000000011' },
  )
  await inTransaction(ctx, async (ctx) => {
    await insertOffers(ctx, TEAM, [
      { personId: gone, kind: 'home-visits', visibleTo: 'members' },
      { personId: gone, kind: 'contraception', visibleTo: 'team' },
      { personId: kept, kind: 'contraception', visibleTo: 'public' },
    ])
    await ctx.db.insert(directoryMemberships).values({
      networkId: (ctx.actor as { networkId: string }).networkId,
      personId: gone,
      state: 'active',
      stateSince: '2026-01-01',
      updatedAt: NOW,
      updatedBy: 'Coordination',
    })
    await refreshCards(ctx, { people: [kept, gone] })
  })
  await anIdentifier(ctx, gone, 'EC-12')
  const house = await aBirthHouse(db, network, await anEstablishment(db, network))
  await inTransaction(ctx, ({ db }) =>
    db.insert(birthHouseMidwives).values({
      networkId: network.id,
      establishmentId: house.id,
      personId: gone,
      role: 'global',
      startsOn: '2026-01-01',
    }),
  )
  await sendWave(ctx)
  await findDuplicates(ctx)
  const before = await dumpOf(url, HISTORY)
  await merged(kept, { rppsNumber: gone })

  const card = await getCard(team, 'person', kept)
  t.match(card, { rppsNumber: '99000000011', membership: { state: 'active' } })
  t.same(card.places.map(({ structureId }) => structureId).sort(), [hospital, practice].sort())
  t.same(
    card.offers.map(({ kind }) => kind).sort(),
    ['contraception', 'home-visits'],
    'an offer both made is there once',
  )
  const asMember: Ctx = {
    ...team,
    actor: { ...SIGNED_IN, role: 'professional', isMember: true, networkId: networkOf(ctx) },
  }
  t.same(
    (await getCard(asMember, 'person', kept)).offers.map(({ kind }) => kind),
    ['home-visits'],
    'the stricter',
  )
  await t.rejects(getCard(team, 'person', gone), { code: 'directory.not-found' })
  const [old] = await rows(ctx, gone)
  t.match(old, { mergedIntoId: kept, archivedReason: 'Réunie à une autre fiche' })
  const [now] = await rows(ctx, kept)
  t.match(now!.provenance, { rppsNumber: { source: 'team', by: 'Coordination' } }, 'a value keeps its source')

  t.same(
    await inTransaction(ctx, ({ db }) =>
      db.select({ id: birthHouseMidwives.personId }).from(birthHouseMidwives),
    ),
    [{ id: kept }],
    'the house goes on with its midwife',
  )
  const [pair] = await pairs('merged')
  await undoMerge(team, pair!.id)
  const after = await dumpOf(url, HISTORY)
  const differing = Object.keys(after).filter((table) => after[table] !== before[table])
  // Revisions, who wrote last, the order of offers and the trace of the merge: the content is what it was.
  const traces = ['directory_cards', 'directory_memberships', 'directory_merges', 'directory_people']
  t.same(
    differing.filter((table) => !traces.includes(table)),
    [],
  )
  t.match(await getCard(team, 'person', gone), { rppsNumber: '99000000011', membership: { state: 'active' } })
  t.match(await getCard(team, 'person', kept), { rppsNumber: null, languages: ['fr'], membership: null })
  t.equal((await getCard(team, 'person', kept)).places.length, 1)
  t.same((await getCard(team, 'person', gone)).offers.map(({ kind }) => kind).sort(), [
    'contraception',
    'home-visits',
  ])
  await t.rejects(undoMerge(team, pair!.id), { code: 'directory-duplicate.not-merged' })
  t.same(await journalOf(t), { 'directory.merge': 1, 'directory.send-wave': 1, 'directory.undo-merge': 1 })
})

t.test('nobody sees after a merge what she did not see of both before', async (t) => {
  const { ctx, team, twins, merged, network } = await scene(t)
  const [kept, gone] = await twins()
  await consent(ctx, network.id, kept, 'listing')
  await consent(ctx, network.id, kept, 'phone')
  await consent(ctx, network.id, gone, 'listing')
  const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  t.match(await getCard(asPublic, 'person', kept), { phone: '+33199000099' })
  await findDuplicates(ctx)
  await merged(kept)
  t.match(await getCard(asPublic, 'person', kept), { phone: null, name: 'MARTIN Claire' })
  const consents = await inTransaction(ctx, ({ db }) => db.select().from(directoryConsents))
  t.same(
    consents
      .filter(({ personId, withdrawnAt }) => personId === kept && withdrawnAt === null)
      .map(({ scope }) => scope),
    ['listing'],
  )

  const third = await aPerson(ctx, { ...TWIN, objectedAt: NOW, objectionSource: 'courrier' })
  await findDuplicates(ctx)
  await merged(kept)
  await t.rejects(getCard(asPublic, 'person', kept), { code: 'directory.not-found' })
  t.match(await rows(ctx, kept), [{ objectedAt: NOW }], 'an objection of either is an objection')
  t.ok(third)
  t.ok(team)
})

t.test('the former address leads to the kept record, for whoever may see that one', async (t) => {
  const test = await testApp(t)
  const network = await aNetwork(test.db)
  const ctx = systemCtx(test.db, network.id)
  const { merged } = desk(ctx)
  const signedIn = await bearerOf(
    test.app,
    await anAccount(test.db, { role: 'coordinator', networkId: network.id }),
  )
  const [kept, gone] = [await aPerson(ctx, TWIN), await aPerson(ctx, TWIN)]
  await findDuplicates(ctx)
  await merged(kept)
  const page = (headers = {}) =>
    test.app.inject({ url: `/annuaire/personnes/${gone}?reseau=${network.slug}`, headers })
  const api = (headers = {}) => test.app.inject({ url: `/api/directory/cards/people/${gone}`, headers })
  const practitioners = `/api/fhir/${network.slug}/Practitioner`
  const fhir = (headers = {}) => test.app.inject({ url: `${practitioners}/${gone}?_format=json`, headers })

  t.match(await page(signedIn), {
    statusCode: 308,
    headers: { location: `/annuaire/personnes/${kept}?reseau=${network.slug}`, 'cache-control': 'no-store' },
  })
  t.match(await api(signedIn), {
    statusCode: 308,
    headers: { location: `/api/directory/cards/people/${kept}` },
  })
  t.match(await fhir(signedIn), {
    statusCode: 308,
    headers: { location: `${practitioners}/${kept}?_format=json`, 'cache-control': 'no-store' },
  })
  t.match(await page(), { statusCode: 404 }, 'a record for members only is nothing to anybody')
  t.match(await api(), { statusCode: 404 })
  t.match(await fhir(), { statusCode: 404 })
  t.notMatch((await page()).body, kept)

  await consent(ctx, network.id, kept, 'listing')
  t.match(await page(), { statusCode: 308 })
  const elsewhere = await aNetwork(test.db)
  const stranger = await bearerOf(
    test.app,
    await anAccount(test.db, { role: 'coordinator', networkId: elsewhere.id }),
  )
  t.match(await api(stranger), { statusCode: 404 }, 'another network')
})

t.test('what somebody changed since a merge is not undone', async (t) => {
  const { ctx, team, twins, merged, pairs } = await scene(t)
  const [kept, gone] = await twins({}, { website: 'https://exemple.test', languages: ['en'] })
  await findDuplicates(ctx)
  await merged(kept, { website: gone, languages: gone })
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, kept, { website: 'https://neuf.test' }))
  const [pair] = await pairs('merged')
  await undoMerge(team, pair!.id)
  t.match(await rows(ctx, kept), [{ website: 'https://neuf.test', languages: [] }])
  t.match(await rows(ctx, gone), [{ website: 'https://exemple.test', languages: ['en'], mergedIntoId: null }])
})

t.test('two numbers, two accounts or two identifiers are not merged, and nothing moves', async (t) => {
  const { ctx, team, url, twins, pairs } = await scene(t)
  const [one, other] = await twins({ rppsNumber: '99000000011' }, {})
  await findDuplicates(ctx)
  const [pair] = await pairs()
  const refused = async (code: string) => {
    const before = await dumpOf(url)
    await t.rejects(mergeDuplicate(team, pair!.id, { kept: 'first', from: {} }), { code })
    t.same(await dumpOf(url), before, code)
  }
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, other, { rppsNumber: '99000000029' }))
  await refused('directory-duplicate.two-numbers')
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, other, { rppsNumber: null }))
  for (const [personId, userId] of [
    [one, '00000000-0000-4000-8000-0000000000a1'],
    [other, '00000000-0000-4000-8000-0000000000a2'],
  ] as const) {
    await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, personId, { userId }))
  }
  await refused('directory-duplicate.two-accounts')
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, other, { userId: null }))
  for (const [personId, identifier] of [
    [one, 'EC-1'],
    [other, 'EC-2'],
  ] as const) {
    await anIdentifier(ctx, personId, identifier)
  }
  await refused('directory-duplicate.two-identifiers')
})

t.test('people who work in a structure follow it, once each; the undoing puts them back', async (t) => {
  const { ctx, team, pairs, merged } = await scene(t)
  const fields = { name: 'Maison de santé des Lilas', street: '1 rue Haute', phone: '+33474000001' }
  const [kept, gone] = [
    await aStructure(ctx, fields),
    await aStructure(ctx, { ...fields, finessNumber: null }),
  ]
  const both = await aPerson(ctx, { at: kept })
  const [mover] = [await aPerson(ctx, { at: gone })]
  await inTransaction(ctx, ({ db }) =>
    db.insert(directorySituations).values({
      networkId: networkOf(ctx),
      personId: both,
      structureId: gone,
      modeCode: 'L',
      createdAt: NOW,
      updatedAt: NOW,
    }),
  )
  await findDuplicates(ctx)
  await merged(kept, {}, 'structure')
  for (const person of [both, mover!]) {
    t.same(
      (await getCard(team, 'person', person)).places.map(({ structureId }) => structureId),
      [kept],
    )
  }
  const [pair] = await pairs('merged', 'structure')
  await undoMerge(team, pair!.id)
  t.same(
    (await getCard(team, 'person', mover!)).places.map(({ structureId }) => structureId),
    [gone],
  )
  t.equal((await getCard(team, 'person', both)).places.length, 2)
})

t.test(
  'an antenna merges what is all its own; of two at once one merges; another network nothing',
  async (t) => {
    const { ctx, team, twins, pairs, db, network } = await scene(t)
    const site = await anEstablishment(db, network)
    await twins({ territoryId: site.territoryId }, {})
    await findDuplicates(ctx)
    const [pair] = await pairs()
    const antenna: Ctx = {
      ...team,
      actor: {
        ...SIGNED_IN,
        role: 'antenna_coordinator',
        networkId: network.id,
        territoryId: site.territoryId!,
      },
    }
    const foreign = asCoordinator(systemCtx(db, (await aNetwork(db)).id))
    for (const other of [antenna, foreign]) {
      t.match(await listDuplicates(other, { kind: 'person', state: 'suspected', page: 1 }), { total: 0 })
      await t.rejects(mergeDuplicate(other, pair!.id, { kept: 'first', from: {} }), {
        code: 'directory-duplicate.not-found',
      })
      await t.rejects(markDistinct(other, pair!.id), { code: 'directory-duplicate.not-found' })
      await t.rejects(reopenPair(other, pair!.id), { code: 'directory-duplicate.not-found' })
    }
    const attempts = await Promise.allSettled([
      mergeDuplicate(team, pair!.id, { kept: 'first', from: {} }),
      mergeDuplicate(team, pair!.id, { kept: 'second', from: {} }),
    ])
    t.same(attempts.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    await t.rejects(reopenPair(team, pair!.id), { code: 'directory-duplicate.not-distinct' })
    await t.rejects(undoMerge(foreign, pair!.id), { code: 'directory-duplicate.not-found' })
  },
)

t.test('a territory and a maternity of another network are not named beside two records', async (t) => {
  const { db, url, ctx, team, twins, pairs } = await scene(t)
  const { id, territoryId } = await anEstablishment(db, await aNetwork(db), { name: 'Maternité d’ailleurs' })
  await asOwner(url, (client) => client.query(`update territories set name = 'Territoire d’ailleurs'`))
  await twins({ territoryId }, {})
  for (const establishmentId of [id, null]) {
    await aStructure(ctx, { name: 'Maternité des Lilas', finessNumber: null, establishmentId })
  }
  await findDuplicates(ctx)
  for (const kind of ['person', 'structure'] as const) {
    const [pair] = await pairs('suspected', kind)
    const words = JSON.stringify((await compareDuplicate(team, pair!.id)).groups)
    t.match(words, 'inconnu')
    t.notMatch(words, 'd’ailleurs')
  }
})

t.test('the merge that is undone is the last of this network, whatever another has written', async (t) => {
  const { db, ctx, team, twins, merged, pairs } = await scene(t)
  const [kept, gone] = await twins()
  await findDuplicates(ctx)
  await merged(kept)
  const [pair] = await pairs('merged')
  const { id: networkId } = await aNetwork(db)
  await inTransaction(systemCtx(db, networkId), ({ db }) =>
    db.insert(directoryMerges).values({
      ...{ networkId, duplicateId: pair!.id, subjectKind: 'person', keptId: gone, archivedId: kept },
      ...{ mergedAt: new Date(NOW.getTime() + 60_000), mergedBy: 'Personne d’ailleurs' },
      ...{ fields: { before: {}, after: {}, provenance: {} }, moved: [] },
    }),
  )
  await undoMerge(team, pair!.id)
  t.match(await rows(ctx, gone), [{ mergedIntoId: null, archivedAt: null }])
})

/** What an undoing adds to, and does not take back. */
const HISTORY = ['audit_entries', 'audit_chains', 'directory_changes', 'outbox', 'sent_requests']

const TWIN = { lastName: 'Martin', firstName: 'Claire', phone: '+33199000099' }

function networkOf(ctx: Ctx): string {
  if (ctx.actor.role !== 'system' || ctx.actor.networkId === null) throw new Error('a context of a network')
  return ctx.actor.networkId
}

function rows(ctx: Ctx, id: string) {
  return inTransaction(ctx, ({ db }) => db.select().from(directoryPeople).where(eq(directoryPeople.id, id)))
}

async function anIdentifier(ctx: Ctx, personId: string, identifier: string): Promise<void> {
  await inTransaction(ctx, ({ db }) =>
    db.insert(echographerIdentifiers).values({
      networkId: networkOf(ctx),
      personId,
      identifier,
      attributedOn: '2026-01-01',
      evidence: 'Diplôme',
      updatedAt: NOW,
      updatedBy: 'Coordination',
    }),
  )
}

async function consent(ctx: Ctx, networkId: string, personId: string, scope: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.insert(directoryConsents).values({
      networkId,
      personId,
      scope,
      givenOn: '2026-03-01',
      source: 'courrier',
      recordedBy: 'Coordination',
      recordedAt: NOW,
    })
    const [row] = await ctx.db.select().from(directoryPeople).where(eq(directoryPeople.id, personId))
    await updatePerson(ctx, TEAM, personId, { visibility: { ...row!.visibility, [scope]: 'public' } })
    await refreshCards(ctx, { people: [personId] })
  })
}

async function scene(t: Test) {
  const { db, url } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  return {
    db,
    url,
    network,
    ctx,
    ...desk(ctx),
    /** Two records of one person, but for what a test says of each. */
    twins: async (one: Parameters<typeof aPerson>[1] = {}, other: Parameters<typeof aPerson>[1] = {}) =>
      [await aPerson(ctx, { ...TWIN, ...one }), await aPerson(ctx, { ...TWIN, ...other })] as const,
  }
}

/** The team at its list of suspected pairs. */
function desk(ctx: Ctx) {
  const team = asCoordinator(ctx)
  const pairs = async (
    state: 'suspected' | 'merged' = 'suspected',
    kind: 'person' | 'structure' = 'person',
  ) => (await listDuplicates(team, { kind, state, page: 1 })).duplicates
  return {
    team,
    pairs,
    /** Merges the pair of a record, which is kept; `from` names the record some values come from. */
    merged: async (
      keptId: string,
      from: Record<string, string> = {},
      kind: 'person' | 'structure' = 'person',
    ) => {
      const pair = (await pairs('suspected', kind)).find(({ firstId, secondId }) =>
        [firstId, secondId].includes(keptId),
      )!
      const sideOf = (id: string) => (id === pair.firstId ? 'first' : 'second')
      await mergeDuplicate(team, pair.id, {
        kept: sideOf(keptId),
        from: Object.fromEntries(Object.entries(from).map(([key, id]) => [key, sideOf(id)])),
      })
    },
  }
}
