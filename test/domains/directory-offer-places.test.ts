import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { DirectoryCard } from '../../src/domains/directory/cards.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { updateSituation, updateStructure } from '../../src/domains/directory/writing.js'
import { emergencySheet } from '../../src/domains/directory-publications/emergency-sheet.js'
import { testApp } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { aMidwifeOfTwoPlaces, TEAM } from '../support/midwife-of-two-places.js'

async function setTheStage(t: Test) {
  const app = await testApp(t)
  const network = await aNetwork(app.db)
  const ctx = systemCtx(app.db, network.id)
  const made = await aMidwifeOfTwoPlaces(ctx, network)
  const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  const get = (url: string) => app.app.inject({ url })
  return { ...app, network, ctx, asPublic, get, ...made }
}

t.test(
  'what she offers at one of her places says which, and what she offers everywhere says none',
  async (t) => {
    const { asPublic, claire, atLyon, lyon, get, network } = await setTheStage(t)
    const { offers } = await getCard(asPublic, 'person', claire)
    t.match(offers, [
      { kind: 'prenatal-follow-up', place: null },
      {
        kind: 'screening-ultrasound',
        place: {
          situationId: atLyon,
          structureId: lyon,
          structureName: 'Maison de la Saône',
          commune: 'Lyon',
        },
      },
    ])
    const page = await get(`/annuaire/personnes/${claire}?reseau=${network.slug}`)
    t.match(
      page.body,
      /Échographie de dépistage<\/h3><dl class="facts"><div><dt>Où<\/dt><dd>Maison de la Saône, Lyon/,
    )
    t.equal(page.body.split('<dt>Où</dt>').length, 2, 'once')
    const json = (await get(`/api/directory/cards/people/${claire}?network=${network.slug}`)).json()
    t.same(json.offers, offers)
  },
)

t.test('the place of an offer is named as its reader may know it', async (t) => {
  const { ctx, asPublic, claire, lyon } = await setTheStage(t)
  await inTransaction(ctx, async (ctx) => {
    await updateStructure(ctx, TEAM, lyon, { visibility: { listing: 'team' } })
    await refreshCards(ctx, { structures: [lyon] })
  })
  const placeFor = async (ctx: Ctx) =>
    (await getCard(ctx, 'person', claire)).offers.find(({ place }) => place)?.place
  t.match(await placeFor(asPublic), { structureName: 'Cabinet', commune: 'Lyon' })
  t.match(await placeFor(ctx), { structureName: 'Maison de la Saône' })
})

t.test('once she has left the place, what she offered there is offered nowhere', async (t) => {
  const { ctx, asPublic, claire, atLyon } = await setTheStage(t)
  await inTransaction(ctx, async (ctx) => {
    await updateSituation(ctx, TEAM, atLyon, { endsOn: '2020-01-01' })
    await refreshCards(ctx, { people: [claire] })
  })
  t.match(await getCard(asPublic, 'person', claire), { offers: [{ kind: 'prenatal-follow-up' }] })
  t.equal((await getCard(ctx, 'person', claire)).offers.length, 1)
})

t.test('in FHIR an offer hangs on the role of its own place, one without a place on each', async (t) => {
  const { network, atLyon, atViriat, ultrasound, followUp, get } = await setTheStage(t)
  const base = `/api/fhir/${network.slug}`
  const servicesOf = async (role: string) =>
    (await get(`${base}/PractitionerRole/${role}`))
      .json()
      .healthcareService.map(({ reference }: { reference: string }) => reference.split('/')[1])
  t.same((await servicesOf(atLyon)).sort(), [ultrasound, followUp].sort())
  t.same(await servicesOf(atViriat), [followUp])
  t.match((await get(`${base}/HealthcareService/${ultrasound}`)).json(), {
    location: [{ display: /Maison de la Saône, 1 quai de Saône, 69002\sLyon/ }],
  })
  t.notOk('location' in (await get(`${base}/HealthcareService/${followUp}`)).json())
})

t.test('an emergency department is sent to the place of the offer, not to the others', async (t) => {
  const { ctx, claire } = await setTheStage(t)
  const card = await getCard(ctx, 'person', claire)
  const sheetWith = (offers: DirectoryCard['offers']) =>
    emergencySheet([{ ...card, offers }], [], {
      networkName: 'Réseau',
      territory: 'Bresse',
      date: '2026-11-28',
    })
      .sections.flatMap(({ lines }) => lines)
      .map(({ detail }) => detail)
  const inLyon = card.offers
    .filter(({ place }) => place !== null)
    .map((offer) => ({ ...offer, kind: 'perinatal-psychology' }))
  t.same(sheetWith(inLyon), ['Lyon'])
  t.same(sheetWith(inLyon.map((offer) => ({ ...offer, place: null }))), ['Lyon, Viriat'])
})
