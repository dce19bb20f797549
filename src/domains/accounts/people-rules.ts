import type { Actor, SignedIn } from '../../access/actor.js'
import type { ErrorCode } from '../../errors/catalogue.js'

/** A role a person may hold. */
export type HeldRole = SignedIn['role']

/** Every role a screen may give; an administrator of the platform is made by the command line only. */
export const GIVEN_ROLES = [
  'professional',
  'birth_house',
  'establishment',
  'antenna_coordinator',
  'coordinator',
  'ars',
  'admin',
] as const satisfies readonly HeldRole[]

export type GivenRole = (typeof GIVEN_ROLES)[number]

const GRANTABLE: Partial<Record<Actor['role'], readonly GivenRole[]>> = {
  platform_admin: ['admin', 'ars'],
  admin: GIVEN_ROLES,
  coordinator: ['professional', 'birth_house', 'establishment', 'antenna_coordinator'],
}

/** The roles this one may give, and take away: the same table for both. */
export function grantableRoles(role: Actor['role']): readonly GivenRole[] {
  return GRANTABLE[role] ?? []
}

/** Whether a right is in the hands of somebody who acts under `role`. */
export function inHands(role: Actor['role'], right: { role: HeldRole }): boolean {
  return grantableRoles(role).some((one) => one === right.role)
}

/** Why a right may not be taken away, or null. `otherAdministrators` counts those left in the network. */
export function revocationRefusal(
  actor: { role: Actor['role']; userId: string },
  right: { role: HeldRole; userId: string; otherAdministrators: number },
): ErrorCode | null {
  if (!inHands(actor.role, right)) return 'right.not-yours'
  if (right.role !== 'admin') return null
  if (right.userId === actor.userId) return 'right.own-administration'
  const fromOutside = actor.role === 'platform_admin'
  return right.otherAdministrators === 0 && !fromOutside ? 'right.last-administrator' : null
}

export type PersonAsSeen = {
  userId: string
  /** The current rights the actor reaches. */
  rights: { role: HeldRole; otherAdministrators: number }[]
  /** Whether she also holds rights out of the actor's reach. */
  elsewhere: boolean
}

/** What closing somebody’s access did: to the whole account, or to its rights in this network only. */
export const CLOSINGS = ['account', 'rights-here'] as const
export type Closing = (typeof CLOSINGS)[number]

/**
 * What closing a person's access may do: the whole account when all its rights are in the actor's hands, only the
 * rights of this network when she works elsewhere too.
 */
export function closingOf(
  actor: { role: Actor['role']; userId: string },
  person: PersonAsSeen,
): { closing: Closing } | { refusal: ErrorCode } {
  if (person.userId === actor.userId) return { refusal: 'account.own-closing' }
  for (const right of person.rights) {
    const refusal = revocationRefusal(actor, { ...right, userId: person.userId })
    if (refusal) return { refusal: refusal === 'right.not-yours' ? 'account.not-yours' : refusal }
  }
  if (!person.elsewhere) return { closing: 'account' }
  return person.rights.length === 0 ? { refusal: 'account.not-yours' } : { closing: 'rights-here' }
}

/** Why the account as a whole (its opening again, its second factor) is not for this actor to touch, or null. */
export function accountRefusal(
  actor: { role: Actor['role']; userId: string },
  person: PersonAsSeen,
): ErrorCode | null {
  if (person.userId === actor.userId) return 'account.own-closing'
  const held = person.rights.every((right) => inHands(actor.role, right))
  return held && !person.elsewhere ? null : 'account.not-yours'
}

/**
 * Whether one of these rights, still held, may give what was offered. `networkIds` are the networks the offer
 * concerns: its own, or those of the region of a health agency.
 */
export function mayStillGive(
  rights: readonly { role: HeldRole; networkId: string | null }[],
  offered: { role: HeldRole },
  networkIds: readonly string[],
): boolean {
  return rights.some(
    (right) =>
      inHands(right.role, offered) &&
      (right.role === 'platform_admin' || (right.networkId !== null && networkIds.includes(right.networkId))),
  )
}
