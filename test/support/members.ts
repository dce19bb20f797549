import { inTransaction } from '../../src/context.js'
import { directoryMemberships } from '../../src/domains/directory/tables.js'
import type { MembershipState } from '../../src/domains/directory/vocabulary.js'
import { insertPeople } from '../../src/domains/directory/writing.js'
import { anAccount, systemCtx, type TestAccount } from './builders.js'
import { NOW } from './now.js'

type Db = Parameters<typeof anAccount>[0]

/** A professional with her account and her own record, whose membership of the network is in force. */
export async function aMember(db: Db, networkId: string): Promise<TestAccount> {
  const account = await anAccount(db, { role: 'professional', networkId })
  const personId = await aRecordOf(db, networkId, account)
  await aMembership(db, networkId, { personId })
  return account
}

/** The record of an account, that no card shows. */
export function aRecordOf(db: Db, networkId: string, { userId }: TestAccount): Promise<string> {
  return inTransaction(systemCtx(db, networkId), async (ctx) => {
    const by = { source: 'team', on: '2026-02-20', by: 'Coordination' } as const
    const [id] = await insertPeople(ctx, by, [{ lastName: 'Adhérente', professionCode: '50', userId }])
    return id!
  })
}

export async function aMembership(
  db: Db,
  networkId: string,
  owner: { personId: string } | { structureId: string },
  state: MembershipState = 'active',
): Promise<void> {
  await inTransaction(systemCtx(db, networkId), (ctx) =>
    ctx.db.insert(directoryMemberships).values({
      ...{ networkId, ...owner, state, stateSince: '2026-01-05' },
      ...{ updatedAt: NOW, updatedBy: 'Coordination' },
    }),
  )
}
