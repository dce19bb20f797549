import { inArray, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { type Actor, networksOf, type Role } from './actor.js'

/** How far a permission goes: every row of the actor's networks, or those of her own establishment. */
type Reach = 'network' | 'establishment'

/**
 * Permission → role → reach. What is not written here is refused. `network` covers the networks of the
 * actor's scope: one, or for the health agency those of its region.
 */
const POLICY = {
  'network.read': {
    professional: 'network',
    birth_house: 'network',
    establishment: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'authorisation.read': {
    establishment: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'authorisation.record': { admin: 'network' },
  'pmsi.import': { establishment: 'establishment', coordinator: 'network', admin: 'network' },
  'pmsi.read-imports': { establishment: 'establishment', coordinator: 'network', admin: 'network' },
  'pmsi.read-findings': { establishment: 'establishment' },
  'pmsi.run-import': { system: 'network' },
  'tracer.read': { establishment: 'network', coordinator: 'network', ars: 'network', admin: 'network' },
  'tracer.compute': { system: 'network' },
  'tracer.enter-published': { coordinator: 'network', admin: 'network' },
  'session.close': {
    professional: 'network',
    birth_house: 'network',
    establishment: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>

export type Permission = keyof typeof POLICY

/** Permissions of routes: those of the table, and the two that need no right. */
export type RoutePermission = Permission | 'anyone'

export const PERMISSIONS = Object.keys(POLICY) as Permission[]

/** The reach of a permission for a role, or null when the role does not hold it. */
export function reachOf(role: Role, permission: Permission): Reach | null {
  const byRole: Partial<Record<Role, Reach>> = POLICY[permission]
  return byRole[role] ?? null
}

/** Shows or hides a button, opens or closes a route. */
export function can(actor: Actor, permission: Permission): boolean {
  return reachOf(actor.role, permission) !== null
}

/** The columns a row gives to be matched with an actor's scope: the establishment by its id or by a FINESS. */
export type RowScope = { network: PgColumn; establishment?: PgColumn; finess?: PgColumn }

/**
 * The condition that keeps the rows the actor may reach with this permission. It goes in every `where`,
 * reads, counts and locks included. Without the permission, or when the row has no column for the scope, it
 * keeps nothing.
 */
export function within(actor: Actor, permission: Permission, row: RowScope): SQL {
  const reach = reachOf(actor.role, permission)
  const networks = networksOf(actor)
  if (reach === null || networks.length === 0) return sql`false`
  const inNetwork = inArray(row.network, networks)
  if (reach === 'network') return inNetwork
  if (!('establishmentId' in actor)) return sql`false`
  if (row.establishment) return sql`${inNetwork} and ${row.establishment} = ${actor.establishmentId}`
  if (row.finess) return sql`${inNetwork} and ${inArray(row.finess, [actor.finessGeo, actor.finessPmsi])}`
  return sql`false`
}
