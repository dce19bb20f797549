import { readFile } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { refreshOldCards } from '../../src/domains/directory/dated-cards.js'
import { searchCards } from '../../src/domains/directory/search.js'
import { findRecords } from '../../src/domains/directory/search-all.js'
import type { CardSearch } from '../../src/domains/directory/search-schemas.js'
import { directoryCards } from '../../src/domains/directory/tables.js'
import { insertOffers, updateStructure } from '../../src/domains/directory/writing.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { testApp } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { aMidwifeOfTwoPlaces, TEAM } from '../support/midwife-of-two-places.js'
import { ownerOf } from '../support/people.js'

const MIDWIFE = 'MARTIN Claire'

async function setTheStage(t: Test) {
  const app = await testApp(t)
  const network = await aNetwork(app.db, { regionCode: '84', regionName: 'Auvergne-Rhône-Alpes' })
  const ctx = systemCtx(app.db, network.id)
  const made = await aMidwifeOfTwoPlaces(ctx, network)
  const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  const place = (await listPublicNetworks(ctx)).find(({ id }) => id === network.id)!
  const search = (wanted: Partial<CardSearch>) =>
    searchCards(asPublic, place, { profession: '50', ...wanted } as CardSearch)
  const kilometresOf = async (wanted: Partial<CardSearch>) =>
    (await search(wanted)).cards.map(({ card, kilometres }) => [card.name, Math.round(kilometres ?? -1)])
  const offer = (offer: Omit<Parameters<typeof insertOffers>[2][number], 'kind' | 'visibleTo'>) =>
    inTransaction(ctx, async (ctx) => {
      await insertOffers(ctx, TEAM, [{ kind: 'breastfeeding', visibleTo: 'public', ...offer }])
      await refreshCards(ctx, { people: [made.claire] })
    })
  return { ...app, network, place, ctx, asPublic, kilometresOf, offer, ...made }
}

t.test('around a commune, only the place one may come to is found, and measured', async (t) => {
  const { kilometresOf, asPublic, place } = await setTheStage(t)
  t.same(await kilometresOf({ near: 'Viriat' }), [[MIDWIFE, 1]], 'the control: she works there')
  t.same(await kilometresOf({ near: 'Viriat', accessibility: 'motor' }), [], 'but up a staircase')
  t.same(await kilometresOf({ near: 'Viriat', within: 80, accessibility: 'motor' }), [[MIDWIFE, 64]])
  t.same(await kilometresOf({ near: '69002', accessibility: 'motor' }), [[MIDWIFE, 0]])
  t.same(await kilometresOf({ near: '69002', accessibility: 'hearing' }), [])
  t.same(await kilometresOf({ accessibility: 'motor' }), [[MIDWIFE, -1]], 'wherever, she is found')
  for (const [near, count] of [
    ['Viriat', 0],
    ['69002', 1],
  ] as const) {
    const search = { near, accessibility: 'motor', kind: 'person' } as CardSearch
    const records = await findRecords(asPublic, { network: place, audience: 'public', search }, 10)
    t.equal(records.length, count, 'as in what is printed of it')
  }
})

t.test('what is said of something offered everywhere holds at all her places', async (t) => {
  const { kilometresOf, offer, claire } = await setTheStage(t)
  await offer({ personId: claire, accessibility: ['motor', 'hearing'] })
  t.same(await kilometresOf({ near: 'Viriat', accessibility: 'motor' }), [[MIDWIFE, 1]])
  t.same(await kilometresOf({ near: '69002', accessibility: 'hearing' }), [[MIDWIFE, 0]])
})

t.test('what is said of something offered at one place holds there alone', async (t) => {
  const { kilometresOf, offer, claire, atViriat } = await setTheStage(t)
  await offer({ personId: claire, situationId: atViriat, accessibility: ['hearing'] })
  t.same(await kilometresOf({ near: 'Viriat', accessibility: 'hearing' }), [[MIDWIFE, 1]])
  t.same(await kilometresOf({ near: '69002', accessibility: 'hearing' }), [])
})

t.test('an access its reader may not know of finds nothing for her', async (t) => {
  const { ctx, kilometresOf, lyon } = await setTheStage(t)
  await inTransaction(ctx, async (ctx) => {
    await updateStructure(ctx, TEAM, lyon, { visibility: { accessibility: 'team' } })
    await refreshCards(ctx, { structures: [lyon] })
  })
  t.same(await kilometresOf({ near: '69002', accessibility: 'motor' }), [])
  t.same(await kilometresOf({ near: '69002' }), [[MIDWIFE, 0]])
})

t.test('a result and a page say which place is accessible, and a structure says it of itself', async (t) => {
  const { app, network, claire, lyon } = await setTheStage(t)
  const get = async (url: string) =>
    (await app.inject({ url: `${url}${url.includes('?') ? '&' : '?'}reseau=${network.slug}` })).body
  const results = await get('/annuaire?q=martin')
  t.match(results, /Accessible \(Maison de la Saône, Lyon\)\s: handicap moteur/)
  const page = await get(`/annuaire/personnes/${claire}`)
  const places = page.split('id="lieux"')[1]!
  t.match(places.split('Centre du Lavoir')[0], /<dt>Accessibilité<\/dt><dd>handicap moteur/)
  t.notMatch(places.split('Centre du Lavoir')[1], /handicap moteur/)
  t.match(await get(`/annuaire/structures/${lyon}`), /id="accessibilite".*handicap moteur/)
  t.match(await get('/annuaire?q=maison+de+la+saone&type=structure'), /Accessible\s: handicap moteur/)
})

t.test('cards made before are found as they were, and made again in the night', async (t) => {
  const { ctx, url, kilometresOf, claire } = await setTheStage(t)
  const owner = await ownerOf(t, { url })
  await owner.query(`update directory_cards set rules = 0, spot_access = null, terms = array_to_tsvector(
    array(select lexeme from unnest(tsvector_to_array(terms)) as lexeme where lexeme not like 'h:%'))`)
  t.same(await kilometresOf({ near: '69002', accessibility: 'motor' }), [], 'the control: nothing says it')

  const migration = await readFile('migrations/0025_accessible-places.sql', 'utf8')
  await owner.query(/update directory_cards[^;]+;/.exec(migration)![0])
  t.same(await kilometresOf({ near: '69002', accessibility: 'motor' }), [[MIDWIFE, 0]])
  t.same(await kilometresOf({ near: 'Viriat', accessibility: 'motor' }), [[MIDWIFE, 1]], 'not yet told apart')

  t.equal(await refreshOldCards(ctx), 3, 'she and her two places')
  t.same(await kilometresOf({ near: '69002', accessibility: 'motor' }), [[MIDWIFE, 0]])
  t.same(await kilometresOf({ near: 'Viriat', accessibility: 'motor' }), [])
  t.equal(await refreshOldCards(ctx), 0, 'once')
  const ofHer = await inTransaction(ctx, ({ db }) =>
    db
      .select({ rules: directoryCards.rules })
      .from(directoryCards)
      .where(eq(directoryCards.subjectId, claire)),
  )
  t.ok(ofHer.every(({ rules }) => rules > 0))
})
