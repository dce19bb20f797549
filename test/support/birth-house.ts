import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { inTransaction } from '../../src/context.js'
import { birthHouses } from '../../src/domains/birth-houses/tables.js'
import {
  birthHouseDeliveries,
  birthHouseNewborns,
  birthHouseTransfers,
  birthHouseWomen,
} from '../../src/domains/birth-registers/tables.js'
import { anEstablishment, type EstablishmentRow, type NetworkRow, systemCtx } from './builders.js'
import { NOW } from './now.js'

type Db = NodePgDatabase

/** A birth house beside a maternity of the network. */
export async function aBirthHouse(
  db: Db,
  network: NetworkRow,
  overrides: Partial<typeof birthHouses.$inferInsert> = {},
): Promise<EstablishmentRow> {
  const partner = await anEstablishment(db, network)
  const site = await anEstablishment(db, network, { kind: 'birth-house' })
  await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.insert(birthHouses).values({
      establishmentId: site.id,
      networkId: network.id,
      shortName: `MDN${site.finessGeo.slice(-4)}`,
      partnerEstablishmentId: partner.id,
      updatedAt: NOW,
      updatedBy: 'Essai',
      ...overrides,
    }),
  )
  return site
}

export type BirthOf = {
  year: number
  rank: number
  delivery?: Partial<typeof birthHouseDeliveries.$inferInsert>
  newborn?: Partial<typeof birthHouseNewborns.$inferInsert> | null
}

/** A woman of the register, her delivery in the house and her child, all well unless said otherwise. */
export async function aBirth(
  db: Db,
  house: EstablishmentRow,
  birth: BirthOf,
): Promise<{ womanId: string; newbornId: string | null }> {
  const common = { networkId: house.networkId, establishmentId: house.id, updatedAt: NOW, updatedBy: 'Essai' }
  const bornAt = birth.delivery?.bornAt ?? new Date(Date.UTC(birth.year, 5, birth.rank % 200))
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [woman] = await db
      .insert(birthHouseWomen)
      .values({
        ...common,
        year: birth.year,
        rank: birth.rank,
        dueOn: bornAt.toISOString().slice(0, 10),
        includedOn: `${birth.year}-01-02`,
        firstConsultationOn: `${birth.year}-01-02`,
        createdAt: NOW,
      })
      .returning()
    await db.insert(birthHouseDeliveries).values({
      ...common,
      womanId: woman!.id,
      labourInHouse: true,
      labourAdmittedAt: bornAt,
      birthPlace: 'house',
      bornAt,
      mode: 'spontaneous',
      bloodLossMl: 200,
      sphincterInjury: false,
      intensiveCare: false,
      died: false,
      readmitted: false,
      ...birth.delivery,
    })
    if (birth.newborn === null) return { womanId: woman!.id, newbornId: null }
    const [newborn] = await db
      .insert(birthHouseNewborns)
      .values({
        ...common,
        womanId: woman!.id,
        rank: 1,
        bornInHouse: true,
        apgar5: 10,
        resuscitation: false,
        intervention: 'none',
        outcome: 'alive',
        readmitted: false,
        ...birth.newborn,
      })
      .returning()
    return { womanId: woman!.id, newbornId: newborn!.id }
  })
}

/** A transfer of this woman in labour to the partner, unless said otherwise. */
export async function aTransfer(
  db: Db,
  house: EstablishmentRow,
  womanId: string | null,
  overrides: Partial<typeof birthHouseTransfers.$inferInsert> = {},
): Promise<string> {
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseTransfers)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        year: 2025,
        rank: Math.floor(Math.random() * 30_000),
        formKey: crypto.randomUUID(),
        womanId,
        who: 'mother',
        accompanied: false,
        phase: 'per-partum',
        reasonCode: 'other',
        reasonWords: 'Stagnation',
        urgent: false,
        transport: 'on-foot',
        destinationWords: 'Maternité partenaire',
        decidedAt: new Date('2025-06-03T02:00:00Z'),
        receivedAt: NOW,
        declaredBy: 'Essai',
        updatedAt: NOW,
        ...overrides,
      })
      .returning()
    return row!.id
  })
}
