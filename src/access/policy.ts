import { inArray, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { type Actor, networksOf, type Role } from './actor.js'

/** How far a permission goes: every row of the actor's networks, of her territory, of her establishment, her own. */
type Reach = 'network' | 'territory' | 'establishment' | 'own'

const SIGNED_IN = {
  professional: 'own',
  birth_house: 'own',
  establishment: 'own',
  antenna_coordinator: 'own',
  coordinator: 'own',
  ars: 'own',
  admin: 'own',
  platform_admin: 'own',
} as const

/**
 * Permission → role → reach. What is not written here is refused. `network` covers the networks of the
 * actor's scope: one, those of its region for the health agency, all for the platform's administrator, who
 * manages accounts and reads no content.
 */
const POLICY = {
  'network.read': {
    professional: 'network',
    birth_house: 'network',
    establishment: 'network',
    antenna_coordinator: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'authorisation.read': {
    establishment: 'network',
    antenna_coordinator: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'authorisation.record': { admin: 'network' },
  'pmsi.import': { establishment: 'establishment', coordinator: 'network', admin: 'network' },
  'pmsi.read-imports': { establishment: 'establishment', coordinator: 'network', admin: 'network' },
  'pmsi.read-findings': { establishment: 'establishment' },
  'pmsi.run-import': { system: 'network' },
  'tracer.read': {
    establishment: 'network',
    antenna_coordinator: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'tracer.compute': { system: 'network' },
  'tracer.enter-published': { coordinator: 'network', admin: 'network' },
  // One's own account: sessions, second factor, tokens, data.
  'account.own': SIGNED_IN,
  // Whose rights one sees; which roles one may give is `grantableRoles`.
  'account.read': {
    antenna_coordinator: 'territory',
    coordinator: 'network',
    admin: 'network',
    platform_admin: 'network',
  },
  'account.manage': { coordinator: 'network', admin: 'network', platform_admin: 'network' },
  // The networks of the platform with who administers them; no content of theirs.
  'platform.read': { platform_admin: 'network' },
  // The directory: each one reads the cards of her audience (`domains/directory/visibility.ts`).
  'directory.read': {
    public: 'network',
    professional: 'network',
    birth_house: 'network',
    establishment: 'network',
    antenna_coordinator: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
    platform_admin: 'network',
    system: 'network',
  },
  // Whole records, with their history and what is for the team.
  'directory.read-records': { antenna_coordinator: 'network', coordinator: 'network', admin: 'network' },
  // One's own record, that of one's maternity, those of one's territory, all.
  'directory.write': {
    professional: 'own',
    establishment: 'establishment',
    birth_house: 'establishment',
    antenna_coordinator: 'territory',
    coordinator: 'network',
    admin: 'network',
    system: 'network',
  },
  // One’s own record, whatever the right in use.
  'directory.own-record': {
    professional: 'own',
    birth_house: 'own',
    establishment: 'own',
    antenna_coordinator: 'own',
    coordinator: 'own',
    admin: 'own',
  },
  // The whole record of a structure: the team, and who answers for that structure.
  'directory.open-structure': {
    establishment: 'establishment',
    birth_house: 'establishment',
    antenna_coordinator: 'network',
    coordinator: 'network',
    admin: 'network',
  },
  // Whose account keeps a record: it gives the right to write in it.
  'directory.link-account': { coordinator: 'network', admin: 'network' },
  // Making, archiving, merging, moderating: the team.
  'directory.manage': { antenna_coordinator: 'territory', coordinator: 'network', admin: 'network' },
  'directory.import': { coordinator: 'network', admin: 'network' },
  'directory.run-import': { system: 'network' },
  'directory.export': {
    establishment: 'network',
    antenna_coordinator: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'directory.run-publication': { system: 'network' },
  // The sheet of direct lines: those it is made for, and the team that keeps it.
  'directory.read-emergency-sheet': {
    establishment: 'network',
    antenna_coordinator: 'network',
    coordinator: 'network',
    admin: 'network',
  },
  'directory.upkeep': { antenna_coordinator: 'territory', coordinator: 'network', admin: 'network' },
  'directory.run-upkeep': { system: 'network' },
  'directory.settings': { coordinator: 'network', admin: 'network' },
  'echographer.read': { antenna_coordinator: 'network', coordinator: 'network', admin: 'network' },
  'echographer.manage': { coordinator: 'network', admin: 'network' },
  'echographer.sweep': { system: 'network' },
  // Birth houses. The register is the house’s alone: nobody else ever reads a row of it.
  'birth-house.read': {
    birth_house: 'establishment',
    antenna_coordinator: 'territory',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'birth-house.write': { birth_house: 'establishment', coordinator: 'network', admin: 'network' },
  'birth-house.manage': { coordinator: 'network', admin: 'network' },
  // What a house says to everybody is read by a job, which gives nothing else of its file.
  'birth-house.present': { system: 'network' },
  'birth-house.submit': { birth_house: 'establishment' },
  'birth-house.review': { ars: 'network' },
  // Documents of a house: statutes, convention, charter. The agency reads those that were sent to it.
  'birth-document.read': { birth_house: 'establishment', coordinator: 'network', admin: 'network' },
  'birth-document.sweep': { system: 'network' },
  // The request for authorisation: what it says, and what is written about it.
  'birth-file.read': { birth_house: 'establishment', ars: 'network' },
  'birth-register.read': { birth_house: 'establishment' },
  'birth-register.write': { birth_house: 'establishment' },
  // A job that counts: what comes out is counts, never a row.
  'birth-register.count': { system: 'network' },
  'birth-transfer.declare': { birth_house: 'establishment' },
  // Declarations whose destination is this maternity.
  'birth-transfer.receive': { establishment: 'establishment' },
  // Counts and difficulties, never rows.
  'birth-transfer.count': {
    antenna_coordinator: 'territory',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  // The words of the reasons are the network’s, whoever chooses, reads or counts them.
  'birth-transfer.read-reasons': {
    birth_house: 'network',
    establishment: 'network',
    antenna_coordinator: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'birth-transfer.reasons': { coordinator: 'network', admin: 'network' },
  'birth-transfer.ask-return': { system: 'network' },
  'birth-report.write': { birth_house: 'establishment' },
  'birth-report.read': { birth_house: 'establishment', ars: 'network' },
  'birth-report.review': { ars: 'network' },
  // Whether it is expected, received or late, not what it says.
  'birth-report.follow': {
    birth_house: 'establishment',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'birth-report.remind': { system: 'network' },
  'birth-comparison.read': {
    birth_house: 'network',
    coordinator: 'network',
    ars: 'network',
    admin: 'network',
  },
  'mail.read': { coordinator: 'network', admin: 'network' },
  'mail.retry': { coordinator: 'network', admin: 'network' },
  'mail.sign': { coordinator: 'network', admin: 'network' },
  'mail.send': { system: 'network' },
  'audit.read': { coordinator: 'network', admin: 'network' },
  'audit.verify': { system: 'network' },
  'privacy.read-register': { coordinator: 'network', admin: 'network' },
  'privacy.purge': { system: 'network' },
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
  return reach(actor, permission) !== null
}

function reach(actor: Actor, permission: Permission): Reach | null {
  if ('only' in actor && !actor.only?.includes(permission)) return null
  return reachOf(actor.role, permission)
}

/** The columns a row gives to be matched with an actor's scope: the establishment by its id or by a FINESS. */
export type RowScope = {
  network: PgColumn
  territory?: PgColumn
  establishment?: PgColumn
  finess?: PgColumn
  /** Whose row it is. */
  owner?: PgColumn
}

/**
 * The condition that keeps the rows the actor may reach with this permission. It goes in every `where`,
 * reads, counts and locks included. Without the permission, or when the row has no column for the scope, it
 * keeps nothing.
 */
export function within(actor: Actor, permission: Permission, row: RowScope): SQL {
  const far = reach(actor, permission)
  const networks = networksOf(actor)
  if (far === null || networks.length === 0) return sql`false`
  const inNetwork = inArray(row.network, networks)
  if (far === 'network') return inNetwork
  const narrower = far === 'establishment' ? ofEstablishment(actor, row) : ofPerson(actor, far, row)
  return narrower ? sql`${inNetwork} and ${narrower}` : sql`false`
}

function ofEstablishment(actor: Actor, row: RowScope): SQL | null {
  if (!('establishmentId' in actor)) return null
  if (row.establishment) return sql`${row.establishment} = ${actor.establishmentId}`
  return row.finess ? inArray(row.finess, [actor.finessGeo, actor.finessPmsi]) : null
}

function ofPerson(actor: Actor, far: 'territory' | 'own', row: RowScope): SQL | null {
  if (far === 'territory') {
    return 'territoryId' in actor && row.territory ? sql`${row.territory} = ${actor.territoryId}` : null
  }
  return 'userId' in actor && row.owner ? sql`${row.owner} = ${actor.userId}` : null
}
