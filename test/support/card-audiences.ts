import type { directoryCards } from '../../src/domains/directory/tables.js'
import { AUDIENCES, type Audience } from '../../src/domains/directory/visibility.js'

type Flags = Pick<typeof directoryCards.$inferSelect, 'forPublic' | 'forMembers' | 'forEmergency' | 'forTeam'>

/** The audiences a card is for, from the widest to the narrowest. */
export function audiencesOf({ forPublic, forMembers, forEmergency, forTeam }: Flags): Audience[] {
  const isFor = { public: forPublic, members: forMembers, emergency: forEmergency, team: forTeam }
  return AUDIENCES.filter((audience) => isFor[audience])
}
