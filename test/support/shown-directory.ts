import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { directoryConsents, directoryMemberships } from '../../src/domains/directory/tables.js'
import { AUDIENCES, type Audience } from '../../src/domains/directory/visibility.js'
import {
  insertOffers,
  insertPeople,
  insertSituations,
  insertStructures,
  updatePerson,
} from '../../src/domains/directory/writing.js'
import { territories } from '../../src/domains/networks/tables.js'
import type { NetworkRow } from './builders.js'
import { NOW } from './now.js'

const TEAM: Writer = { source: 'team', on: '2026-02-20', by: 'Coordination' }
const RPPS: Writer = { source: 'rpps', on: '2026-02-10', by: 'Import RPPS' }

/** Who may know what: each text is in one field of one record, and nowhere else. */
export const TEXTS: Record<Audience, readonly string[]> = {
  public: ['Martin', '99 00 00 01', 'Maternité du Lac', '99 00 00 10', 'lac.exemple.test'],
  members: ['claire.martin@exemple.test', '99 00 00 02', 'Durand', 'rue des Membres', '99 00 00 12'],
  emergency: ['99 00 00 11'],
  team: ['99 00 00 03', 'Oppose', 'IVG', 'rue du Secret'],
}

/** What an output for this audience may show, and what it may not. */
export function textsFor(audience: Audience): { shown: string[]; hidden: string[] } {
  const rank = AUDIENCES.indexOf(audience)
  return {
    shown: AUDIENCES.slice(0, rank + 1).flatMap((one) => TEXTS[one]),
    hidden: AUDIENCES.slice(rank + 1).flatMap((one) => TEXTS[one]),
  }
}

export type ShownDirectory = {
  territoryId: string
  claire: string
  paul: string
  anne: string
  maternity: string
}

/**
 * A small directory where every audience sees something the wider ones do not: a midwife who agreed to be shown, with
 * an IVG offer she keeps to the team; a physician for members; somebody who objected; a maternity with its direct line.
 */
export function aShownDirectory(ctx: Ctx, network: NetworkRow): Promise<ShownDirectory> {
  return inTransaction(ctx, async (ctx) => {
    const [territory] = await ctx.db
      .insert(territories)
      .values({ networkId: network.id, name: 'Bresse' })
      .returning()
    const territoryId = territory!.id
    const [maternity, practice, secret] = await insertStructures(ctx, TEAM, [
      {
        territoryId,
        name: 'Maternité du Lac',
        category: 'health-establishments',
        categoryCode: '355',
        finessNumber: '990000018',
        street: '1 quai du Lac',
        postcode: '01000',
        communeCode: '01053',
        communeName: 'Bourg-en-Bresse',
        phone: '+33499000010',
        emergencyPhone: '+33499000011',
        fax: '+33499000012',
        website: 'lac.exemple.test',
        accessibility: ['motor'],
      },
      {
        territoryId,
        name: 'Cabinet des Membres',
        category: 'professionals',
        street: '2 rue des Membres',
        postcode: '01440',
        communeName: 'Viriat',
      },
      {
        territoryId,
        name: 'Cabinet discret',
        category: 'professionals',
        street: '3 rue du Secret',
        postcode: '01440',
        communeName: 'Viriat',
      },
    ])
    const [claire, paul, anne] = await insertPeople(ctx, RPPS, [
      {
        territoryId,
        lastName: 'Martin',
        firstName: 'Claire',
        professionCode: '50',
        rppsNumber: '99000000017',
        phone: '+33499000001',
        mobile: '+33499000003',
        email: 'claire.martin@exemple.test',
        languages: ['fr', 'fsl'],
      },
      {
        territoryId,
        lastName: 'Durand',
        firstName: 'Paul',
        professionCode: '10',
        skillCodes: ['SM20'],
        rppsNumber: '99000000025',
        phone: '+33499000002',
      },
      { territoryId, lastName: 'Oppose', firstName: 'Anne', professionCode: '50', objectedAt: NOW },
    ])
    const people = [claire!, paul!, anne!]
    const structures = [maternity!, practice!, secret!]
    await insertSituations(ctx, TEAM, [
      { personId: claire!, structureId: secret!, modeCode: 'L', sectorCode: 'SA07' },
      { personId: paul!, structureId: practice!, modeCode: 'L', sectorCode: 'SA08' },
      { personId: paul!, structureId: maternity!, modeCode: 'S', sectorCode: 'SA01' },
    ])
    await insertOffers(ctx, TEAM, [
      { personId: claire!, kind: 'ivg', methods: ['medical'], visibleTo: 'team' },
      { personId: claire!, kind: 'prenatal-follow-up', visibleTo: 'public' },
      { structureId: maternity!, kind: 'prenatal-interview', visibleTo: 'public' },
    ])
    for (const scope of ['listing', 'phone']) await consent(ctx, network, claire!, scope)
    await updatePerson(ctx, TEAM, claire!, { visibility: { listing: 'public', phone: 'public' } })
    await ctx.db.insert(directoryMemberships).values({
      networkId: network.id,
      personId: paul!,
      state: 'active',
      stateSince: '2025-01-01',
      charterSignedOn: '2025-01-01',
      updatedAt: NOW,
      updatedBy: 'Coordination',
    })
    await refreshCards(ctx, { people, structures })
    return { territoryId, claire: claire!, paul: paul!, anne: anne!, maternity: maternity! }
  })
}

function consent(ctx: Ctx, network: NetworkRow, personId: string, scope: string) {
  return ctx.db.insert(directoryConsents).values({
    networkId: network.id,
    personId,
    scope,
    givenOn: '2026-02-01',
    source: 'courrier',
    recordedBy: 'Coordination',
    recordedAt: NOW,
  })
}
