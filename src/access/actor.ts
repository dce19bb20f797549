import type { Permission } from './policy.js'

/**
 * Who acts. Each role carries the scope it needs, so a scope cannot be missing. `networkIds` holds what
 * row-level security lets through: one network, those of a region for the health agency, all for the platform. The
 * public reads the open pages of one network at a time, the one whose pages it opened.
 */
export type Actor =
  | { role: 'public'; networkId?: string }
  | SignedIn
  | { role: 'system'; job: string; networkId: string | null }

export type SignedIn = {
  userId: string
  userName: string
  /** The right in use: a job asked for under it is refused once it is revoked. */
  grantId: string
  /** The session, or the API token, whose end ends this. */
  sessionId: string
  /** Empty for who stands above the networks. */
  networkName: string
  /** Set by an API token: what it was made for, and nothing else of the role. */
  only?: readonly Permission[]
} & (
  | { role: 'coordinator' | 'admin'; networkId: string }
  /** `isMember`: her record, or a structure where she works, has a membership of the network in force. */
  | { role: 'professional'; networkId: string; isMember: boolean }
  | { role: 'antenna_coordinator'; networkId: string; territoryId: string }
  | {
      role: 'establishment' | 'birth_house'
      networkId: string
      establishmentId: string
      finessGeo: string
      finessPmsi: string
    }
  | { role: 'ars'; regionCode: string; networkIds: string[] }
  | { role: 'platform_admin'; networkIds: string[] }
)

export type Role = Actor['role']

/** The networks whose rows this actor's transactions may touch. */
export function networksOf(actor: Actor): string[] {
  if (actor.role === 'public') return actor.networkId === undefined ? [] : [actor.networkId]
  if ('networkIds' in actor) return actor.networkIds
  return actor.networkId === null ? [] : [actor.networkId]
}

/** The signed-in person, or null for the public and for jobs. */
export function personOf(actor: Actor): SignedIn | null {
  return 'userId' in actor ? actor : null
}
