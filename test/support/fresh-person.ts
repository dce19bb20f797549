import { randomUUID } from 'node:crypto'
import { type RoutePermission, reachOf } from '../../src/access/policy.js'
import { createAccount } from '../../src/domains/accounts/accounts.js'
import { openSession } from '../../src/domains/accounts/sessions.js'
import type { TestApp } from './app.js'
import type { TestAccount } from './builders.js'
import { aRecord } from './directory-world.js'
import { type Persona, proofOf } from './doors.js'
import { NOW } from './now.js'
import { belongingsOf, grantOf, PERSON_ROLES, type PersonRole, type World } from './two-networks.js'

/** Doors about what belongs to the person who knocks. */
const OF_HERS = /\/(?:ma-fiche|mon-compte|sessions|tokens)(?:\/|$)/

/**
 * Somebody of this role nobody else uses, so that what she does to herself stops no other test; with a session, a token
 * and a record of her own for the doors that are about them.
 */
export async function freshPerson(
  { app, db, world }: TestApp & { world: World },
  role: PersonRole,
  { url }: { url: string },
) {
  const email = `${randomUUID()}@exemple.test`
  const grant = grantOf(role, world.mine)
  const { userId, grantId } = await createAccount(db, { email, name: 'Personne', password: null, grant }, NOW)
  const account: TestAccount = {
    userId,
    grantId,
    credentials: { email, password: '' },
    openSession: async () =>
      (
        await openSession(
          { db, actor: { role: 'public' }, now: NOW },
          { userId, grantId, method: 'password' },
        )
      ).sessionId,
  }
  const persona: Persona = {
    name: role,
    role,
    account,
    holds: () => true,
    proof: async () => ({ headers: {}, csrf: '' }),
  }
  if (OF_HERS.test(url)) {
    world.mine.belongings.set(userId, await belongingsOf(db, account))
    const { network, site, directory } = world.mine
    const place = { place: directory.structures.own.id, territoryId: site.territoryId, userId }
    directory.ofUser.set(userId, await aRecord(db, network, place))
  }
  return { persona, proof: await proofOf(app, account) }
}

/** The roles of a person that hold this permission. */
export function rolesWith(permission: RoutePermission) {
  return permission === 'anyone' ? [] : PERSON_ROLES.filter((role) => reachOf(role, permission) !== null)
}
