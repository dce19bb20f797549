import { eq, sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { refreshCardsOfTheDay } from '../../src/domains/directory/dated-cards.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { searchCards } from '../../src/domains/directory/search.js'
import {
  directoryConsents,
  directoryPeople,
  directorySituations,
} from '../../src/domains/directory/tables.js'
import type { VisibilityChoices } from '../../src/domains/directory/visibility.js'
import {
  insertOffers,
  insertSituations,
  removeSituation,
  updatePerson,
  updateStructure,
} from '../../src/domains/directory/writing.js'
import { archiveRecord } from '../../src/domains/directory-records/archiving.js'
import { liftObjection, objectToListing } from '../../src/domains/directory-records/objections.js'
import { addOffer, withdrawOffer } from '../../src/domains/directory-records/offers.js'
import { findDuplicates } from '../../src/domains/directory-upkeep/duplicates/finding.js'
import { listDuplicates } from '../../src/domains/directory-upkeep/duplicates/listing.js'
import { mergeDuplicate } from '../../src/domains/directory-upkeep/duplicates/merging.js'
import { undoMerge } from '../../src/domains/directory-upkeep/duplicates/undoing.js'
import { aNetwork, type Db, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator, SIGNED_IN } from '../support/directory-team.js'
import { NOW } from '../support/now.js'
import { until } from '../support/worker.js'

const STREET = '3 rue du Lavoir'
const PRACTICE = {
  name: 'Cabinet du Lavoir',
  category: 'professionals',
  finessNumber: null,
  street: STREET,
  latitude: 46.25,
  longitude: 5.21,
}
const HIDDEN = { street: null, latitude: null, longitude: null, commune: 'Viriat' }

t.test('an offer of IVG takes the street of the practice off the cards of all who work there', async (t) => {
  const { ctx, asMember, streetOf } = await scene(t)
  const practice = await aStructure(ctx, PRACTICE)
  const [anne, berthe] = [await aPerson(ctx, { at: practice }), await aPerson(ctx, { at: practice })]
  t.equal(await streetOf(berthe), STREET)

  const owner = { kind: 'person', id: anne } as const
  const offer = await addOffer(asCoordinator(ctx), TEAM, owner, { kind: 'ivg' })
  const [place] = (await getCard(asMember, 'person', berthe)).places
  t.match(place!.address, HIDDEN, 'a colleague’s card says no more than hers')
  t.match((await getCard(asMember, 'structure', practice)).address, HIDDEN)
  t.equal((await getCard(ctx, 'person', berthe)).places[0]!.address.street, STREET, 'the team knows')

  await withdrawOffer(asCoordinator(ctx), TEAM, owner, offer)
  t.equal(await streetOf(berthe), STREET, 'added by mistake, it leaves no trace')
  t.equal(await streetOf(anne), STREET)
})

t.test('so does a record with an offer of IVG that is merged with one of the practice', async (t) => {
  const { ctx, streetOf } = await scene(t)
  const practice = await aStructure(ctx, PRACTICE)
  const twin = { lastName: 'Jumelle', phone: '+33499000077' }
  const kept = await aPerson(ctx, { ...twin, at: practice })
  const gone = await aPerson(ctx, twin)
  const colleague = await aPerson(ctx, { at: practice })
  await inTransaction(ctx, async (ctx) => {
    await insertOffers(ctx, TEAM, [{ personId: gone, kind: 'ivg', visibleTo: 'team' }])
    await refreshCards(ctx, { people: [gone] })
  })
  t.equal(await streetOf(colleague), STREET)
  await findDuplicates(ctx)
  const team = asCoordinator(ctx)
  const { duplicates } = await listDuplicates(team, { kind: 'person', state: 'suspected', page: 1 })
  const pair = duplicates.find(({ firstId, secondId }) => [firstId, secondId].includes(kept))!
  await mergeDuplicate(team, pair.id, { kept: pair.firstId === kept ? 'first' : 'second', from: {} })
  t.equal(await streetOf(colleague), null)
  await undoMerge(team, pair.id)
  t.equal(await streetOf(colleague), STREET)
})

t.test('so does a practitioner who comes to the practice, until she is taken out of it', async (t) => {
  const { ctx, streetOf } = await scene(t)
  const practice = await aStructure(ctx, PRACTICE)
  const colleague = await aPerson(ctx, { at: practice })
  const comer = await aPerson(ctx)
  const situation = await inTransaction(ctx, async (ctx) => {
    await insertOffers(ctx, TEAM, [{ personId: comer, kind: 'ivg', visibleTo: 'team' }])
    const [id] = await insertSituations(ctx, TEAM, [{ personId: comer, structureId: practice }])
    await refreshCards(ctx, { people: [comer] })
    return id!
  })
  t.equal(await streetOf(colleague), null)
  await inTransaction(ctx, async (ctx) => {
    await removeSituation(ctx, TEAM, situation)
    await refreshCards(ctx, { people: [comer], structures: [practice] })
  })
  t.equal(await streetOf(colleague), STREET)
})

t.test('somebody put in the practice while the offer is being written has no street either', async (t) => {
  const { db, ctx, streetOf } = await scene(t)
  const write = (personId: string) => async (ctx: Ctx) => {
    await insertOffers(ctx, TEAM, [{ personId, kind: 'ivg', visibleTo: 'team' }])
    await refreshCards(ctx, { people: [personId] })
  }
  const put = (personId: string, structureId: string) => async (ctx: Ctx) => {
    await insertSituations(ctx, TEAM, [{ personId, structureId }])
    await refreshCards(ctx, { people: [personId], structures: [structureId] })
  }
  for (const isWrittenFirst of [true, false]) {
    const practice = await aStructure(ctx, PRACTICE)
    const [anne, berthe] = [await aPerson(ctx, { at: practice }), await aPerson(ctx)]
    const acts = [write(anne), put(berthe, practice)] as const
    const [first, second] = isWrittenFirst ? acts : ([acts[1], acts[0]] as const)
    const waiter = await inTransaction(ctx, async (ctxOfFirst) => {
      await first(ctxOfFirst)
      const done = inTransaction(ctx, second)
      await until(async () => (await waiting(db)) >= 1)
      return [done]
    })
    await Promise.all(waiter)
    t.equal(await streetOf(berthe), null)
  }
})

t.test('IVG written on a practice closes its street, and is for the team alone', async (t) => {
  const { ctx, asMember, streetOf } = await scene(t)
  const practice = await aStructure(ctx, { ...PRACTICE, visibility: { address: 'public' } })
  const person = await aPerson(ctx, { at: practice })
  t.equal(await streetOf(person), STREET)
  const owner = { kind: 'structure', id: practice } as const
  await addOffer(asCoordinator(ctx), TEAM, owner, { kind: 'ivg' })
  await addOffer(asCoordinator(ctx), TEAM, owner, { kind: 'ivg', visibleTo: 'public' })
  await addOffer(asCoordinator(ctx), TEAM, owner, { kind: 'contraception' })
  t.equal(await streetOf(person), null, 'who works there is not found by her street')
  const card = await getCard(asMember, 'structure', practice)
  t.match(card.address, HIDDEN)
  t.same(
    card.offers.map(({ kind }) => kind),
    ['contraception'],
  )
  t.equal((await getCard(ctx, 'structure', practice)).offers.length, 3)
})

t.test('a hospital or a centre de santé sexuelle that offers IVG says so, with its address', async (t) => {
  const { ctx, asPublic } = await scene(t)
  for (const place of [{}, { category: 'sexual-health-centres', finessNumber: null }]) {
    const open = await aStructure(ctx, { street: '1 avenue de l’Hôpital', ...place })
    const worker = await aPerson(ctx, { at: open })
    await inTransaction(ctx, (ctx) =>
      insertOffers(ctx, TEAM, [{ personId: worker, kind: 'ivg', visibleTo: 'team' }]),
    )
    await addOffer(asCoordinator(ctx), TEAM, { kind: 'structure', id: open }, { kind: 'ivg' })
    t.match(await getCard(asPublic, 'structure', open), {
      address: { street: '1 avenue de l’Hôpital' },
      offers: [{ kind: 'ivg' }],
    })
  }
})

t.test('an offer shown to everybody gives a number, a mail or a link no wider than hers', async (t) => {
  const { ctx, network, asMember, asPublic } = await scene(t)
  const person = await aPerson(ctx)
  await agree(ctx, network.id, person, ['listing'])
  await addOffer(
    asCoordinator(ctx),
    TEAM,
    { kind: 'person', id: person },
    { ...ASKED, kind: 'contraception' },
  )
  const readBy = (ctx: Ctx) => waysOf(ctx, 'person', person)
  t.same(await readBy(asPublic), [])
  t.same(await readBy(asMember), ['email', 'link', 'message', 'phone'])
  t.match((await getCard(asPublic, 'person', person)).offers[0], { hours: 'le mardi' })
  const opened = { phone: ['phone'], email: ['email', 'message', 'phone'], website: ASKED_WAYS }
  for (const [field, ways] of Object.entries(opened)) {
    await agree(ctx, network.id, person, [field])
    t.same(await readBy(asPublic), ways, `she agrees to her ${field}, and to nothing else`)
  }
})

t.test('an offer of a structure is asked for in the ways that its own are shown', async (t) => {
  const { ctx, asMember, asPublic } = await scene(t)
  const structure = await aStructure(ctx)
  await addOffer(asCoordinator(ctx), TEAM, { kind: 'structure', id: structure }, { ...ASKED, kind: 'ivg' })
  const choose = (visibility: VisibilityChoices) =>
    inTransaction(ctx, async (ctx) => {
      await updateStructure(ctx, TEAM, structure, { visibility })
      await refreshCards(ctx, { structures: [structure] })
    })
  t.same(await waysOf(asPublic, 'structure', structure), ['link', 'phone'], 'its mail is for members')
  t.same(await waysOf(asMember, 'structure', structure), ASKED_WAYS)
  const left = {
    phone: ['email', 'link', 'message'],
    email: ['link', 'phone'],
    website: ['email', 'message', 'phone'],
  }
  for (const [field, ways] of Object.entries(left)) {
    await choose({ email: 'public', [field]: 'team' })
    t.same(await waysOf(asPublic, 'structure', structure), ways, field)
    t.same(await waysOf(ctx, 'structure', structure), ASKED_WAYS, 'the team sees them all')
  }
})

const ASKED = {
  phone: '04 99 00 00 09',
  email: 'elle@exemple.test',
  link: 'https://exemple.test/',
  message: 'elle@exemple.mssante.fr',
  hours: 'le mardi',
  visibleTo: 'public',
} as const
const ASKED_WAYS = ['email', 'link', 'message', 'phone']

async function waysOf(ctx: Ctx, kind: 'person' | 'structure', id: string): Promise<string[]> {
  const { offers } = await getCard(ctx, kind, id)
  return ASKED_WAYS.filter((way) => offers.some((offer) => Reflect.get(offer, way) !== null))
}

t.test('a place that has closed is on no card any more, nor what was offered there', async (t) => {
  const { ctx, network, asMember } = await scene(t)
  const open = await aStructure(ctx)
  for (const ended of [{ closedOn: '2026-03-01' }, { archivedAt: NOW, archivedReason: 'fermé' }]) {
    const place = await aStructure(ctx, { name: 'Clinique des Glycines', closedOn: '2026-03-02' })
    const person = await aPerson(ctx, { at: open })
    await inTransaction(ctx, async (ctx) => {
      const [situationId] = await insertSituations(ctx, TEAM, [{ personId: person, structureId: place }])
      await insertOffers(ctx, TEAM, [
        { personId: person, situationId: situationId!, kind: 'contraception', visibleTo: 'members' },
      ])
      await refreshCards(ctx, { people: [person] })
    })
    const found = async () =>
      (await searchCards(asMember, network, { search: 'clinique glycines', kind: 'person' })).total
    const shown = async () => {
      const { places, offers } = await getCard(asMember, 'person', person)
      return { places: places.map(({ structureId }) => structureId).sort(), offers: offers.length }
    }
    t.same(await shown(), { places: [open, place].sort(), offers: 1 }, 'on its last day')
    t.equal(await found(), 1)

    await inTransaction(ctx, async (ctx) => {
      await updateStructure(ctx, TEAM, place, ended)
      await refreshCards(ctx, { structures: [place] })
    })
    t.same(await shown(), { places: [open], offers: 0 })
    t.equal(await found(), 0, 'nor is she found by it')
  }
})

t.test('a place that closes with the day leaves the cards by the daily job', async (t) => {
  const { ctx } = await scene(t)
  const place = await aStructure(ctx, { closedOn: '2026-03-02' })
  const person = await aPerson(ctx, { at: place })
  const tomorrow: Ctx = { ...ctx, now: new Date('2026-03-03T03:00:00Z') }
  t.equal((await getCard(ctx, 'person', person)).places.length, 1)
  t.equal(await refreshCardsOfTheDay(tomorrow), 1)
  t.same((await getCard(ctx, 'person', person)).places, [])
})

t.test('a practice is shown to nobody but the team once all who work there have objected', async (t) => {
  const { ctx, network, asMember } = await scene(t)
  const team = asCoordinator(ctx)
  const practice = await aStructure(ctx, { ...PRACTICE, name: 'Cabinet du Dr Martin' })
  const [martin, other] = [await aPerson(ctx, { at: practice }), await aPerson(ctx, { at: practice })]
  const isShown = async () => {
    const { total } = await searchCards(asMember, network, { search: 'cabinet martin', kind: 'structure' })
    const card = await getCard(asMember, 'structure', practice).catch(() => null)
    t.equal(total, card === null ? 0 : 1, 'found as far as it is shown')
    return card !== null
  }
  await objectToListing(team, TEAM, martin, 'courrier')
  t.equal(await isShown(), true, 'somebody else works there')
  await objectToListing(team, TEAM, other, 'courrier')
  t.equal(await isShown(), false)
  t.match(await getCard(ctx, 'structure', practice), { address: { street: STREET } }, 'the team knows')

  const newcomer = await aPerson(ctx, { at: practice })
  t.equal(await isShown(), true, 'somebody who has not objected comes')
  await archiveRecord(team, { kind: 'person', id: newcomer }, 'partie')
  t.equal(await isShown(), false, 'and goes')
  await liftObjection(team, TEAM, other, 'appel')
  t.equal(await isShown(), true)
})

t.test('she who objected takes her practice with her when she leaves it; a hospital stays', async (t) => {
  const { ctx, asMember } = await scene(t)
  const team = asCoordinator(ctx)
  const [practice, hospital] = [await aStructure(ctx, PRACTICE), await aStructure(ctx)]
  const person = await aPerson(ctx, { at: practice })
  await inTransaction(ctx, (ctx) =>
    insertSituations(ctx, TEAM, [{ personId: person, structureId: hospital }]),
  )
  await objectToListing(team, TEAM, person, 'courrier')
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.update(directorySituations).set({ endsOn: '2026-03-01' })
    await refreshCards(ctx, { people: [person] })
  })
  await t.rejects(getCard(asMember, 'structure', practice), { code: 'directory.not-found' })
  t.ok(await getCard(asMember, 'structure', hospital))
})

async function scene(t: Test) {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const asMember: Ctx = {
    ...ctx,
    actor: {
      ...SIGNED_IN,
      role: 'professional',
      isMember: true,
      networkId: network.id,
      networkName: network.name,
    },
  }
  return {
    db,
    network,
    ctx,
    asMember,
    asPublic: { ...ctx, actor: { role: 'public', networkId: network.id } } satisfies Ctx,
    /** The street a member reads at the first place of a person. */
    streetOf: async (person: string) => (await getCard(asMember, 'person', person)).places[0]!.address.street,
  }
}

/** She agrees to be shown to everybody, for these parts of her record. */
async function agree(ctx: Ctx, networkId: string, personId: string, scopes: readonly string[]) {
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.insert(directoryConsents).values(
      scopes.map((scope) => ({
        networkId,
        personId,
        scope,
        givenOn: '2026-11-28',
        source: 'courrier',
        recordedBy: 'Coordination',
        recordedAt: NOW,
      })),
    )
    const [row] = await ctx.db.select().from(directoryPeople).where(eq(directoryPeople.id, personId))
    const chosen = Object.fromEntries(scopes.map((scope) => [scope, 'public' as const]))
    await updatePerson(ctx, TEAM, personId, { visibility: { ...row!.visibility, ...chosen } })
    await refreshCards(ctx, { people: [personId] })
  })
}

/** Transactions that wait for another one. */
async function waiting(db: Db): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(distinct pid)::int as count from pg_locks
      where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
  )
  return rows[0]?.count ?? 0
}
