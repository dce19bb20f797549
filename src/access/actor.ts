/**
 * Who acts. Each role carries the scope it needs, so a scope cannot be missing. `networkIds` holds what
 * row-level security lets through: one network, or those of a region for the health agency.
 */
export type Actor = { role: 'public' } | SignedIn | { role: 'system'; job: string; networkId: string }

export type SignedIn = { userId: string; userName: string; sessionId: string; networkName: string } & (
  | { role: 'professional' | 'coordinator' | 'admin'; networkId: string }
  | {
      role: 'establishment' | 'birth_house'
      networkId: string
      establishmentId: string
      finessGeo: string
      finessPmsi: string
    }
  | { role: 'ars'; regionCode: string; networkIds: string[] }
)

export type Role = Actor['role']

/** The networks whose rows this actor's transactions may touch. */
export function networksOf(actor: Actor): string[] {
  if (actor.role === 'public') return []
  return actor.role === 'ars' ? actor.networkIds : [actor.networkId]
}

/** The signed-in person, or null for the public and for jobs. */
export function personOf(actor: Actor): SignedIn | null {
  return 'userId' in actor ? actor : null
}
