import t from 'tap'
import type { Ctx } from '../../src/context.js'
import { coverageOf } from '../../src/domains/directory-upkeep/coverage.js'
import { browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { aPerson } from '../support/directory-records.js'
import { asCoordinator, SIGNED_IN } from '../support/directory-team.js'
import { NOW } from '../support/now.js'

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
    t.same(await coverageOf(foreign), { territories: [], professions: [] })

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

function byId(one: { id: string | null }, other: { id: string | null }): number {
  return (one.id ?? '') < (other.id ?? '') ? -1 : 1
}
