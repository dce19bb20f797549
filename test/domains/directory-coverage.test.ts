import t from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { directoryOffers } from '../../src/domains/directory/tables.js'
import { insertOffers } from '../../src/domains/directory/writing.js'
import { coverageOf } from '../../src/domains/directory-upkeep/coverage.js'
import { browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator, SIGNED_IN } from '../support/directory-team.js'
import { NOW } from '../support/now.js'
import { aTerritory } from '../support/territories.js'

t.test(
  'each territory says whom it knows and how much of it is fresh, to those who keep it up',
  async (t) => {
    const test = await testApp(t)
    const network = await aNetwork(test.db)
    const [here, there] = [await anEstablishment(test.db, network), await anEstablishment(test.db, network)]
    const ctx = systemCtx(test.db, network.id)
    await aPerson(ctx, { territoryId: here.territoryId, verifiedAt: NOW })
    await aPerson(ctx, { territoryId: here.territoryId })
    await aPerson(ctx, { territoryId: there.territoryId, professionCode: '10' })
    await aPerson(ctx, { territoryId: there.territoryId, objectedAt: NOW, objectionSource: 'courrier' })
    const team = asCoordinator(ctx)
    const { territories, professions } = await coverageOf(team)
    t.same(
      territories.map(({ id, records, due, never }) => ({ id, records, due, never })).sort(byId),
      [
        { id: here.territoryId, records: 2, due: 1, never: 1 },
        { id: there.territoryId, records: 1, due: 1, never: 1 },
      ].sort(byId),
      'who objects is not counted',
    )
    t.same(
      professions.map(({ professionCode, people, fresh }) => [professionCode, people, fresh]),
      [
        ['50', 2, 1],
        ['10', 1, 0],
      ],
    )

    const antenna: Ctx = {
      ...ctx,
      actor: {
        ...SIGNED_IN,
        role: 'antenna_coordinator',
        networkId: network.id,
        territoryId: here.territoryId!,
      },
    }
    t.same(
      (await coverageOf(antenna)).territories.map(({ id }) => id),
      [here.territoryId],
    )
    const foreign = asCoordinator(systemCtx(test.db, (await aNetwork(test.db)).id))
    t.same(await coverageOf(foreign), { territories: [], professions: [], offers: [] })

    const browser = await browserOf(
      test.app,
      await anAccount(test.db, { role: 'coordinator', networkId: network.id }),
    )
    const { body } = await test.app.inject({
      url: '/annuaire/a-verifier/couverture',
      headers: browser.headers,
    })
    t.match(body.replace(/\s/g, ' '), /33,3 % des fiches sont vérifiées dans leur délai \(1 sur 3\)/)
    t.match(body.replace(/\s/g, ' '), /Sage-femme.*2 \(1\).*personne/s)
  },
)

t.test(
  'a territory where nothing is known is shown with its zeros, a closed one once it is empty is not',
  async (t) => {
    const test = await testApp(t)
    const network = await aNetwork(test.db)
    const here = await anEstablishment(test.db, network)
    const empty = await aTerritory(test.db, network, { name: 'Bassin vide' })
    const left = await aTerritory(test.db, network, { name: 'Bassin quitté', closedOn: '2025-12-31' })
    const kept = await aTerritory(test.db, network, { name: 'Bassin fermé', closedOn: '2025-12-31' })
    const ctx = systemCtx(test.db, network.id)
    await aPerson(ctx, { territoryId: here.territoryId })
    await aPerson(ctx, { territoryId: kept })
    const { territories } = await coverageOf(asCoordinator(ctx))
    t.same(
      territories.map(({ id, records }) => ({ id, records })).sort(byId),
      [
        { id: here.territoryId, records: 1 },
        { id: kept, records: 1 },
        { id: empty, records: 0 },
      ].sort(byId),
    )
    t.notOk(territories.some(({ id }) => id === left))
    const account = await anAccount(test.db, { role: 'coordinator', networkId: network.id })
    const { headers } = await browserOf(test.app, account)
    const { body } = await test.app.inject({ url: '/annuaire/a-verifier/couverture', headers })
    t.match(body, /Bassin vide[\s\S]*aucune fiche/)
    t.notMatch(body, /Bassin quitté/)
  },
)

t.test(
  'each territory says what it offers and what it has not, and each figure opens its search',
  async (t) => {
    const test = await testApp(t)
    const network = await aNetwork(test.db)
    const [here, there] = [await anEstablishment(test.db, network), await anEstablishment(test.db, network)]
    const ctx = systemCtx(test.db, network.id)
    const inHere = { territoryId: here.territoryId }
    const whoOffers = async (of: Ctx, fields: object, offers: Offer[]) => {
      const personId = await aPerson(of, fields)
      await inTransaction(of, async (of) => {
        await insertOffers(
          of,
          TEAM,
          offers.map((offer) => ({ personId, visibleTo: 'team', ...offer })),
        )
        await refreshCards(of, { people: [personId] })
      })
    }
    await whoOffers(ctx, { ...inHere, languages: ['fsl'] }, [{ kind: 'home-visits' }])
    await whoOffers(ctx, inHere, [{ kind: 'ivg', methods: ['medical'], latestTermWeeks: 9 }])
    await whoOffers(ctx, inHere, [{ kind: 'ivg' }, { kind: 'home-visits' }])
    await whoOffers(ctx, { ...inHere, archivedAt: NOW }, [{ kind: 'breastfeeding' }])
    await aStructure(ctx, { territoryId: there.territoryId, accessibility: ['motor'] })
    const foreign = systemCtx(test.db, (await aNetwork(test.db)).id)
    await whoOffers(foreign, {}, [{ kind: 'home-visits' }])

    const team = asCoordinator(ctx)
    const { offers } = await coverageOf(team)
    const cardsIn = (territoryId: string | null) =>
      Object.fromEntries(
        offers
          .filter((one) => one.territoryId === territoryId && LOOKED_FOR.includes(one.wanted.value))
          .map(({ wanted, cards }) => [wanted.value, cards]),
      )
    t.same(cardsIn(here.territoryId), {
      ivg: 2,
      medical: 1,
      'instrumental-local': 0,
      'home-visits': 2,
      breastfeeding: 0,
      fsl: 1,
      motor: null,
    })
    t.same(cardsIn(there.territoryId), {
      ivg: 0,
      medical: 0,
      'instrumental-local': 0,
      'home-visits': 0,
      breastfeeding: 0,
      fsl: null,
      motor: 1,
    })

    const account = await anAccount(test.db, { role: 'coordinator', networkId: network.id })
    const { headers } = await browserOf(test.app, account)
    const { body } = await test.app.inject({ url: '/annuaire/a-verifier/couverture', headers })
    const [, address] = /Visites à domicile[\s\S]*?href="([^"]+)"/.exec(body)!
    const found = await test.app.inject({ url: address!.replaceAll('&amp;', '&'), headers })
    t.match(found.body, /2\sfiches|2\srésultats/)
  },
)

type Offer = Pick<typeof directoryOffers.$inferInsert, 'kind' | 'methods' | 'latestTermWeeks'>

const LOOKED_FOR = ['ivg', 'medical', 'instrumental-local', 'home-visits', 'breastfeeding', 'fsl', 'motor']

function byId(one: { id: string | null }, other: { id: string | null }): number {
  return (one.id ?? '') < (other.id ?? '') ? -1 : 1
}
