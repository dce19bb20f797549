import { readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { refreshOldCards } from '../../src/domains/directory/dated-cards.js'
import { proposalsFor } from '../../src/domains/directory/proposals.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { readAsked } from '../../src/domains/directory/search/asked.js'
import { facetLexeme } from '../../src/domains/directory/search/lexemes.js'
import { searchCards } from '../../src/domains/directory/search.js'
import { findRecords } from '../../src/domains/directory/search-all.js'
import type { CardSearch } from '../../src/domains/directory/search-schemas.js'
import { directoryConsents } from '../../src/domains/directory/tables.js'
import { wantedOf } from '../../src/domains/directory/wanted.js'
import {
  insertOffers,
  updateOffer,
  updatePerson,
  updateSituation,
  updateStructure,
} from '../../src/domains/directory/writing.js'
import { bookletDocument } from '../../src/domains/directory-publications/booklet.js'
import { hashOfCards } from '../../src/domains/directory-publications/content-hash.js'
import { readSheet } from '../../src/domains/directory-publications/sheet-reading.js'
import { coverageOf } from '../../src/domains/directory-upkeep/coverage.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { listTerritories } from '../../src/domains/networks/territories.js'
import { browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { asCoordinator } from '../support/directory-team.js'
import { aMidwifeOfTwoPlaces, TEAM } from '../support/midwife-of-two-places.js'
import { NOW } from '../support/now.js'
import { ownerOf } from '../support/people.js'
import { aTerritory } from '../support/territories.js'

const IVG = { kind: 'ivg', methods: ['medical'], latestTermWeeks: 9 }

/**
 * Claire works in Lyon, where wheelchairs come in, and in Viriat, up a staircase: two territories. She does ultrasounds in
 * Lyon alone, and follows pregnancies in both.
 */
async function setTheStage(t: Test) {
  const { app, db, url } = await testApp(t)
  const network = await aNetwork(db, { regionCode: '84', regionName: 'Auvergne-Rhône-Alpes' })
  const ctx = systemCtx(db, network.id)
  const made = await aMidwifeOfTwoPlaces(ctx, network)
  const [rhone, bresse] = [
    await aTerritory(db, network, { name: 'Rhône' }),
    await aTerritory(db, network, { name: 'Bresse' }),
  ]
  const change = (work: (ctx: Ctx) => Promise<unknown>) =>
    inTransaction(ctx, async (ctx) => {
      await work(ctx)
      await refreshCards(ctx, { people: [made.claire], structures: [made.lyon, made.viriat] })
    })
  await change(async (ctx) => {
    await updateStructure(ctx, TEAM, made.lyon, { territoryId: rhone })
    await updateStructure(ctx, TEAM, made.viriat, { territoryId: bresse })
  })
  const place = (await listPublicNetworks(ctx)).find(({ id }) => id === network.id)!
  const lookFor = (search: object) => searchCards(ctx, place, search as CardSearch, { withCounts: true })
  /** In Rhône, in Bresse, wherever: how many people are found. */
  const found = (search: object) =>
    Promise.all(
      [rhone, bresse, undefined].map(async (territory) => {
        const { total } = await lookFor({ kind: 'person', territory, ...search })
        return total
      }),
    )
  const offer = (fields: object) =>
    change((ctx) =>
      insertOffers(ctx, TEAM, [{ personId: made.claire, visibleTo: 'team', ...IVG, ...fields }]),
    )
  return { app, db, url, ctx, network, place, rhone, bresse, change, lookFor, found, offer, ...made }
}

t.test('who works in two territories and offers something in one is found there alone', async (t) => {
  const { found, offer, atViriat } = await setTheStage(t)
  await offer({ situationId: atViriat })
  t.same(await found({}), [1, 1, 1], 'the control: she works in both')
  t.same(await found({ offer: 'screening-ultrasound' }), [1, 0, 1])
  t.same(await found({ offer: 'ivg' }), [0, 1, 1])
  t.same(await found({ method: 'medical' }), [0, 1, 1])
  t.same(await found({ weeks: 8 }), [0, 1, 1])
  t.same(await found({ weeks: 10 }), [0, 0, 0])
  t.same(await found({ offer: 'prenatal-follow-up' }), [1, 1, 1], 'what she offers everywhere is in both')
  t.same(await found({ offer: 'breastfeeding' }), [0, 0, 0])
})

t.test('a word that means an offer, or a term, means it in the territory as well', async (t) => {
  const { found, offer, atViriat } = await setTheStage(t)
  await offer({ situationId: atViriat })
  for (const search of ['ivg', 'ivg médicamenteuse', 'ivg 8 SA', 'martin ivg', 'ivg marten'])
    t.same(await found({ search }), [0, 1, 1], search)
  t.same(await found({ search: 'échographie de dépistage' }), [1, 0, 1])
  t.same(await found({ search: 'suivi de grossesse' }), [1, 1, 1])
  t.same(await found({ search: 'martin' }), [1, 1, 1], 'the control')
})

t.test('an access is that of a place of the territory', async (t) => {
  const { found, lookFor, rhone, bresse, offer, atViriat } = await setTheStage(t)
  t.same(await found({ accessibility: 'motor' }), [1, 0, 1])
  t.same(await found({ accessibility: 'motor', offer: 'prenatal-follow-up' }), [1, 0, 1])
  t.same(await found({ search: 'fauteuil roulant' }), [1, 0, 1])
  for (const [territory, structures] of [
    [rhone, 1],
    [bresse, 0],
  ]) {
    const { total } = await lookFor({ kind: 'structure', accessibility: 'motor', territory })
    t.equal(total, structures)
  }
  await offer({ situationId: atViriat, kind: 'breastfeeding', methods: [], accessibility: ['hearing'] })
  t.same(await found({ accessibility: 'hearing' }), [0, 1, 1], 'as that of what is offered there')
})

t.test('in a circle, the territory is asked as well', async (t) => {
  const { found } = await setTheStage(t)
  const near = { near: '69002', within: 80 }
  t.same(await found({ ...near, offer: 'screening-ultrasound' }), [1, 0, 1])
  t.same(await found({ ...near, search: 'échographie de dépistage' }), [1, 0, 1])
  t.same(await found({ ...near, offer: 'prenatal-follow-up' }), [1, 1, 1], 'the control')
})

t.test(
  'what is offered wherever she works is in her own territory too, which a place without one is in',
  async (t) => {
    const { db, network, lookFor, found, change, offer, claire, viriat, atLyon, atViriat } =
      await setTheStage(t)
    const own = await aTerritory(db, network, { name: 'Dombes' })
    const inOwn = async (search: object) =>
      (await lookFor({ kind: 'person', territory: own, ...search })).total
    await offer({ situationId: atViriat })
    await change((ctx) => updatePerson(ctx, TEAM, claire, { territoryId: own }))
    t.equal(await inOwn({}), 1)
    t.equal(await inOwn({ offer: 'prenatal-follow-up' }), 1)
    t.equal(await inOwn({ offer: 'ivg' }), 0, 'she does them in Bresse')
    t.equal(await inOwn({ accessibility: 'motor' }), 0)
    await change((ctx) => updateStructure(ctx, TEAM, viriat, { territoryId: null }))
    t.equal(await inOwn({ offer: 'ivg' }), 1)
    t.same(await found({ offer: 'ivg' }), [0, 0, 1], 'and nowhere else')
    t.equal(await inOwn({ offer: 'screening-ultrasound' }), 0)
    await change(async (ctx) => {
      for (const id of [atLyon, atViriat]) await updateSituation(ctx, TEAM, id, { endsOn: '2020-01-01' })
    })
    t.equal(await inOwn({ offer: 'prenatal-follow-up' }), 1, 'and without any place')
  },
)

t.test('of a place whose territory nobody knows, what is offered may be in any of hers', async (t) => {
  const { found, offer, change, db, network, rhone, bresse, lyon, viriat, atViriat, claire } =
    await setTheStage(t)
  await offer({ situationId: atViriat })
  await change((ctx) => updateStructure(ctx, TEAM, viriat, { territoryId: null }))
  t.same(await found({ offer: 'ivg' }), [1, 0, 1], 'her one territory')
  const card = await getCard(asCoordinator(systemCtx(db, network.id)), 'person', claire)
  t.same(
    card.places.map(({ structureId, territoryId }) => [structureId, territoryId]).sort(),
    [
      [lyon, rhone],
      [viriat, rhone],
    ].sort(),
  )
  t.notOk(card.territoryIds.includes(bresse))
})

t.test('beside the results, each choice is counted where it would be found', async (t) => {
  const { lookFor, offer, change, lyon, rhone, bresse, atViriat } = await setTheStage(t)
  await offer({ situationId: atViriat })
  const counted = async (search: object, of: string) =>
    (await lookFor({ kind: 'person', ...search })).counts?.get(of) ?? 0
  const OFFERS = ['screening-ultrasound', 'prenatal-follow-up', 'ivg']
  for (const [territory, counts] of [
    [rhone, [1, 1, 0]],
    [bresse, [0, 1, 1]],
    [undefined, [1, 1, 1]],
  ] as const) {
    const of = OFFERS.map((kind) => counted({ territory }, facetLexeme('offer', kind)))
    t.same(await Promise.all(of), counts)
  }
  t.equal(await counted({ territory: bresse }, facetLexeme('accessibility', 'motor')), 0)
  t.equal(await counted({ territory: rhone }, facetLexeme('accessibility', 'motor')), 1)
  for (const [search, counts] of [
    [{ offer: 'ivg' }, [0, 1]],
    [{ weeks: 8 }, [0, 1]],
    [{ search: 'ivg' }, [0, 1]],
    [{ accessibility: 'motor' }, [1, 0]],
    [{ accessibility: 'motor', offer: 'prenatal-follow-up' }, [1, 0]],
    [{ accessibility: 'motor', offer: 'ivg' }, [0, 0]],
    [{ search: 'martin' }, [1, 1]],
    [{}, [1, 1]],
  ] as const) {
    const of = [rhone, bresse].map((id) => counted(search, facetLexeme('territory', id)))
    t.same(await Promise.all(of), counts, JSON.stringify(search))
  }
  await change((ctx) => updateStructure(ctx, TEAM, lyon, { name: 'Maison de l’IVG' }))
  const called = { kind: 'structure', search: 'ivg' }
  t.equal(await counted(called, facetLexeme('territory', rhone)), 1, 'found by its name, it offers nothing')
})

t.test('what is proposed instead is a territory that has it', async (t) => {
  const { ctx, place, lookFor, offer, rhone, bresse, atViriat } = await setTheStage(t)
  await offer({ situationId: atViriat })
  const search = { offer: 'ivg', territory: rhone } as CardSearch
  t.equal((await lookFor(search)).total, 0)
  const territories = await listTerritories(ctx, place.id)
  const fruitless = { search, asked: readAsked(''), around: null, hint: null, filters: [], territories }
  t.match(await proposalsFor(ctx, place, fruitless), [{ kind: 'territory', name: 'Bresse', total: 1 }])
  t.match(
    await proposalsFor(ctx, place, { ...fruitless, search: { offer: 'breastfeeding', territory: bresse } }),
    [],
    'the control',
  )
})

t.test('each territory is said to have what is offered there, and the page of search agrees', async (t) => {
  const { app, db, ctx, network, offer, rhone, bresse, atViriat } = await setTheStage(t)
  await offer({ situationId: atViriat })
  const { offers } = await coverageOf(asCoordinator(ctx))
  const cardsOf = (value: string) =>
    [rhone, bresse].map(
      (id) => offers.find(({ wanted, territoryId }) => wanted.value === value && territoryId === id)?.cards,
    )
  t.same(cardsOf('screening-ultrasound'), [1, 0])
  t.same(cardsOf('ivg'), [0, 1])
  t.same(cardsOf('medical'), [0, 1])
  t.same(cardsOf('prenatal-follow-up'), [1, 1])
  t.same(cardsOf('motor'), [2, null], 'she and her place; nothing is known of the other')
  const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const { headers } = await browserOf(app, account)
  const read = async (query: string) =>
    (await app.inject({ url: `/annuaire?${query}`, headers })).body.replaceAll(/\s/g, ' ')
  t.match(await read(`offre=ivg&territoire=${bresse}`), /1 fiche\./)
  t.match(await read(`offre=ivg&territoire=${rhone}`), /Aucun résultat/)
  t.match(await read('offre=ivg&type=personne'), />Bresse \(1\)</)
  t.notMatch(await read('offre=ivg&type=personne'), />Rhône/)
})

t.test('the sheet of a territory names her for what she offers there alone', async (t) => {
  const { ctx, network, change, offer, claire, rhone, bresse, atLyon, atViriat } = await setTheStage(t)
  await offer({ situationId: atViriat, kind: 'perinatal-psychology', methods: [], visibleTo: 'public' })
  const sectionsNaming = async (id: string) => {
    const { sheet } = (await readSheet(asCoordinator(ctx), id))!
    return sheet.sections.filter(({ lines }) => lines.length > 0).map(({ title }) => title.slice(0, 12))
  }
  t.same(await sectionsNaming(bresse), ['Psychologie '])
  t.same(await sectionsNaming(rhone), [])
  await change(async (ctx) => {
    await ctx.db.insert(directoryConsents).values({
      ...{ networkId: network.id, personId: claire, scope: 'ivg', givenOn: '2026-02-01', source: 'courrier' },
      ...{ recordedBy: 'Coordination', recordedAt: NOW },
    })
    await updatePerson(ctx, TEAM, claire, { visibility: { listing: 'public', ivg: 'public' } })
  })
  await offer({ situationId: atLyon, visibleTo: 'public' })
  t.same(await sectionsNaming(bresse), ['Psychologie '])
  t.same(await sectionsNaming(rhone), ['Interruption'])
})

t.test('a booklet lists her in the chapter of each territory that has what was looked for', async (t) => {
  const { ctx, network, place, offer, claire, rhone, bresse, atViriat } = await setTheStage(t)
  await offer({ situationId: atViriat })
  const recordsFor = (search: object) =>
    findRecords(ctx, { network: place, audience: 'team', search: search as CardSearch }, 10)
  t.same(await recordsFor({ offer: 'ivg', territory: bresse }), [{ kind: 'person', id: claire }])
  t.same(await recordsFor({ offer: 'ivg', territory: rhone }), [])

  const card = await getCard(asCoordinator(ctx), 'person', claire)
  const chaptersOf = (search: CardSearch) =>
    bookletDocument([card], {
      ...{ title: 'Livret', networkName: network.name, audience: 'team', filters: null, madeAt: NOW },
      ...{ today: '2026-11-30', directoryUrl: null, coordination: null },
      territories: [
        { id: bresse, name: 'Bresse' },
        { id: rhone, name: 'Rhône' },
      ],
      sought: wantedOf(network.id, search, null).sought,
    }).blocks.flatMap((block) => (block.kind === 'heading' && block.level === 1 ? [block.text] : []))
  t.same(chaptersOf({}), ['Bresse', 'Rhône'])
  t.same(chaptersOf({ offer: 'ivg' }), ['Bresse'])
  t.same(chaptersOf({ search: 'ivg' }), ['Bresse'])
  t.same(chaptersOf({ weeks: 8 }), ['Bresse'])
  t.same(chaptersOf({ accessibility: 'motor' }), ['Rhône'])
  t.same(chaptersOf({ search: 'martin' }), ['Bresse', 'Rhône'])

  const unplaced = { ...card, places: card.places.map((place) => ({ ...place, territoryId: null })) }
  t.equal(hashOfCards([unplaced]), hashOfCards([card]), 'which makes no new edition of a booklet')
})

t.test('cards made before are found as they were, and told apart once they are made again', async (t) => {
  const { ctx, url, found } = await setTheStage(t)
  const owner = await ownerOf(t, { url })
  const ultrasound = { offer: 'screening-ultrasound' }
  const access = { accessibility: 'motor' }
  await owner.query(`update directory_cards set rules = 3,
    facets = array(select facet from unnest(facets) as facet where facet not like 'z:%'),
    terms = array_to_tsvector(
      array(select lexeme from unnest(tsvector_to_array(terms)) as lexeme where lexeme not like 'z:%'))`)
  t.same(await found(ultrasound), [0, 0, 1], 'the control: nothing says where')
  const migration = await readFile('migrations/0036_offers-in-territories.sql', 'utf8')
  await owner.query(/update directory_cards[^;]+;/.exec(migration)![0])
  t.same(await found(ultrasound), [1, 1, 1], 'not yet told apart')
  t.same(await found(access), [1, 1, 1])
  await refreshOldCards(ctx)
  t.same(await found(ultrasound), [1, 0, 1])
  t.same(await found(access), [1, 0, 1])
})

t.test('a card of whose places nothing is said has not one word, nor one value, more', async (t) => {
  const { ctx, url, claire, lyon, ultrasound, followUp, change } = await setTheStage(t)
  const owner = await ownerOf(t, { url })
  const said = async () => {
    const { rows } = await owner.query(
      `select (select count(*) from unnest(tsvector_to_array(terms)) as one where one like 'z:%')::int as words,
        (select count(*) from unnest(facets) as one where one like 'z:%')::int as facets,
        card::text like '%"territoryId"%' as "isPlaced"
      from directory_cards where subject_id = $1 and for_team`,
      [claire],
    )
    return rows
  }
  t.same(await said(), [{ words: 4, facets: 4, isPlaced: true }], 'an ultrasound, an access, two follow-ups')
  await change(async (ctx) => {
    for (const id of [ultrasound, followUp]) await updateOffer(ctx, TEAM, id, { endsOn: '2020-01-01' })
    await updateStructure(ctx, TEAM, lyon, { accessibility: [] })
  })
  t.same(await said(), [{ words: 0, facets: 0, isPlaced: true }])
  await inTransaction(ctx, async (ctx) => {
    await updateStructure(ctx, TEAM, lyon, { territoryId: null })
    await refreshCards(ctx, { structures: [lyon] })
  })
  t.same(await said(), [{ words: 0, facets: 0, isPlaced: false }], 'nor a place to say, of one territory')
})
