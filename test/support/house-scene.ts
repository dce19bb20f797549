import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { browserOf, testApp } from './app.js'
import { aBirthHouse, aWoman } from './birth-houses.js'
import { aNetwork, anAccount, anEstablishment } from './builders.js'
import { NOW } from './now.js'
import { apiOf, ownerOf } from './people.js'

/**
 * A birth house beside its partner, with two midwives and a woman near her term; another house of the same network; the
 * partner’s referent, the coordinator and the agency.
 */
export async function houseScene(t: Test) {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  const networkId = network.id
  const partner = await anEstablishment(db, network)
  const house = await aBirthHouse(db, network, partner)
  const other = await aBirthHouse(db, network, partner)
  const midwifeOf = (of: { id: string }, name: string) =>
    anAccount(db, { role: 'birth_house', networkId, establishmentId: of.id }, { name })
  const midwife = await midwifeOf(house, 'Zoé Sage')
  const colleague = await midwifeOf(house, 'Alba Sage')
  const referent = await anAccount(db, { role: 'establishment', networkId, establishmentId: partner.id })
  const coordinator = await anAccount(db, { role: 'coordinator', networkId })
  const agency = await anAccount(db, { role: 'ars', regionCode: network.regionCode })
  const woman = await aWoman(db, house)
  return {
    test,
    app,
    db,
    network,
    partner,
    house,
    other,
    woman,
    owner: await ownerOf(t, test),
    midwife: await apiOf(test, midwife),
    neighbour: await apiOf(test, await midwifeOf(other, 'Nora Autre')),
    referent: await apiOf(test, referent),
    coordinator: await apiOf(test, coordinator),
    agency: await apiOf(test, agency),
    browser: await browserOf(app, midwife),
    colleagueBrowser: await browserOf(app, colleague),
    referentBrowser: await browserOf(app, referent),
    coordinatorBrowser: await browserOf(app, coordinator),
    agencyBrowser: await browserOf(app, agency),
    /** What a program declares of her, unless said otherwise. */
    declaration: (overrides: object = {}) => ({
      formKey: randomUUID(),
      womanId: woman.id,
      phase: 'per-partum',
      reasonCode: 'stagnation',
      urgent: false,
      transport: 'on-foot',
      decidedAt: NOW.toISOString(),
      ...overrides,
    }),
  }
}
