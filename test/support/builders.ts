import { randomUUID } from 'node:crypto'
import { type Ctx, inTransaction } from '../../src/context.js'
import type { Db } from '../../src/db/connect.js'
import { createAccount, type GrantScope } from '../../src/domains/accounts/accounts.js'
import { openSession } from '../../src/domains/accounts/sessions.js'
import {
  dataAuthorisations,
  establishments,
  maternityTypes,
  networks,
  territories,
} from '../../src/domains/networks/tables.js'
import { NOW } from './now.js'

export type { Db }
export type NetworkRow = typeof networks.$inferSelect
export type EstablishmentRow = typeof establishments.$inferSelect

export const PASSWORD = 'un mot de passe pour les essais'

/** The context of a job of this network: what builders and services under test run with. */
export function systemCtx(db: Db, networkId: string, now = NOW): Ctx {
  return { db, actor: { role: 'system', job: 'test', networkId }, now }
}

let serial = 0

export async function aNetwork(
  db: Db,
  overrides: Partial<typeof networks.$inferInsert> = {},
): Promise<NetworkRow> {
  serial += 1
  const [network] = await db
    .insert(networks)
    .values({
      name: `Réseau ${serial}`,
      slug: `reseau-${serial}-${randomUUID().slice(0, 8)}`,
      regionCode: '99',
      regionName: 'Région fictive',
      createdAt: NOW,
      ...overrides,
    })
    .returning()
  return network!
}

export async function anEstablishment(
  db: Db,
  network: NetworkRow,
  overrides: Partial<typeof establishments.$inferInsert> & {
    type?: 'I' | 'IIA' | 'IIB' | 'III' | 'CPP'
  } = {},
): Promise<EstablishmentRow> {
  serial += 1
  const { type = 'IIA', ...fields } = overrides
  const finess = fields.finessGeo ?? `99${String(serial).padStart(7, '0')}`
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [territory] = await db
      .insert(territories)
      .values({ networkId: network.id, name: `Territoire ${serial}` })
      .returning()
    const [row] = await db
      .insert(establishments)
      .values({
        networkId: network.id,
        territoryId: territory!.id,
        name: `Maternité ${serial}`,
        finessGeo: finess,
        finessPmsi: finess,
        ...fields,
      })
      .returning()
    await db.insert(maternityTypes).values({ networkId: network.id, establishmentId: row!.id, type })
    return row!
  })
}

export async function anAuthorisation(db: Db, network: NetworkRow): Promise<void> {
  await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.insert(dataAuthorisations).values({
      networkId: network.id,
      reference: 'Essai',
      legalBasis: 'Données synthétiques',
      dataProtectionOfficer: 'DPO',
      healthDataHost: 'Hébergeur',
      validFrom: '2020-01-01',
      validTo: '2030-12-31',
      synthetic: true,
      recordedAt: NOW,
    }),
  )
}

/** An account with one right. `credentials` are what she types; `openSession` spares the tests that are not about sign-in. */
export type TestAccount = {
  userId: string
  grantId: string
  credentials: { email: string; password: string }
  openSession: () => Promise<string>
}

export async function anAccount(
  db: Db,
  grant: GrantScope,
  overrides: { name?: string } = {},
): Promise<TestAccount> {
  const email = `${randomUUID()}@exemple.test`
  const name = overrides.name ?? `Personne ${email.slice(0, 4)}`
  const { userId, grantId } = await createAccount(db, { email, name, password: PASSWORD, grant }, NOW)
  return {
    userId,
    grantId,
    credentials: { email, password: PASSWORD },
    openSession: async () => {
      const ctx = { db, actor: { role: 'public' }, now: NOW } as const
      return (await openSession(ctx, { userId, grantId, method: 'password' })).sessionId
    },
  }
}
