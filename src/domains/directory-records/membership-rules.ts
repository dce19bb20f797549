import { MEMBERSHIP_TRANSITIONS, type MembershipState } from '../directory/vocabulary.js'

/** The states a membership may have next; the one it has stays possible, to correct its dates. */
export function nextStates(current: MembershipState | null): readonly MembershipState[] {
  return current === null ? ['applied', 'active'] : [current, ...MEMBERSHIP_TRANSITIONS[current]]
}

type Dates = { stateSince: string; appliedOn: string | null; charterSignedOn: string | null }

/** What is wrong with a membership, by field; empty when nothing is. */
export function membershipFaults(
  current: MembershipState | null,
  next: { state: MembershipState } & Dates,
  today: string,
): Record<string, string> {
  const faults: Record<string, string> = {}
  if (!nextStates(current).includes(next.state)) {
    faults.state = 'Cet état ne peut pas suivre l’état actuel : choisissez parmi ceux proposés.'
  }
  if (next.state === 'active' && next.charterSignedOn === null) {
    faults.charterSignedOn = 'Une adhésion commence avec la charte signée : indiquez quand elle l’a été.'
  }
  for (const field of ['stateSince', 'appliedOn', 'charterSignedOn'] as const) {
    if ((next[field] ?? '') > today) faults[field] = 'Cette date n’est pas encore passée.'
  }
  return faults
}
