import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { directoryConsents } from '../../src/domains/directory/tables.js'
import {
  insertOffers,
  insertPeople,
  insertSituations,
  insertStructures,
  updatePerson,
} from '../../src/domains/directory/writing.js'
import type { NetworkRow } from './builders.js'
import { NOW } from './now.js'

export const TEAM: Writer = { source: 'team', on: '2026-11-28', by: 'Coordination' }

export type MidwifeOfTwoPlaces = Awaited<ReturnType<typeof aMidwifeOfTwoPlaces>>

/**
 * Claire Martin, whom everybody may know of, is in Lyon, where wheelchairs come in, and in Viriat, up a staircase. She
 * does ultrasounds in Lyon alone, and follows pregnancies wherever she works.
 */
export function aMidwifeOfTwoPlaces(ctx: Ctx, network: NetworkRow) {
  return inTransaction(ctx, async (ctx) => {
    const [lyon, viriat] = await insertStructures(ctx, TEAM, [
      {
        name: 'Maison de la Saône',
        category: 'health-centres',
        finessNumber: '990000026',
        street: '1 quai de Saône',
        postcode: '69002',
        communeCode: '69382',
        communeName: 'Lyon',
        latitude: 45.75,
        longitude: 4.83,
        accessibility: ['motor'],
      },
      {
        name: 'Centre du Lavoir',
        category: 'health-centres',
        finessNumber: '990000034',
        street: '3 rue du Lavoir',
        postcode: '01440',
        communeCode: '01451',
        communeName: 'Viriat',
        latitude: 46.25,
        longitude: 5.21,
      },
    ])
    const [claire] = await insertPeople(ctx, TEAM, [
      { lastName: 'Martin', firstName: 'Claire', professionCode: '50' },
    ])
    const [atLyon, atViriat] = await insertSituations(ctx, TEAM, [
      { personId: claire!, structureId: lyon!, modeCode: 'L' },
      { personId: claire!, structureId: viriat!, modeCode: 'L' },
    ])
    const [ultrasound, followUp] = await insertOffers(ctx, TEAM, [
      { personId: claire!, kind: 'screening-ultrasound', situationId: atLyon!, visibleTo: 'public' },
      { personId: claire!, kind: 'prenatal-follow-up', visibleTo: 'public' },
    ])
    await ctx.db.insert(directoryConsents).values({
      networkId: network.id,
      personId: claire!,
      scope: 'listing',
      givenOn: '2026-02-01',
      source: 'courrier',
      recordedBy: 'Coordination',
      recordedAt: NOW,
    })
    await updatePerson(ctx, TEAM, claire!, { visibility: { listing: 'public' } })
    await refreshCards(ctx, { people: [claire!], structures: [lyon!, viriat!] })
    return {
      claire: claire!,
      lyon: lyon!,
      viriat: viriat!,
      atLyon: atLyon!,
      atViriat: atViriat!,
      ultrasound: ultrasound!,
      followUp: followUp!,
    }
  })
}
