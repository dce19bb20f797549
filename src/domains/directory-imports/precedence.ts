import type { Source } from '../directory/provenance.js'

/** What a national register is the reference for: who somebody is. */
const IDENTITY = new Set([
  'rppsNumber',
  'formerIdentifier',
  'title',
  'lastName',
  'firstName',
  'professionCode',
  'skillCodes',
])

/** How a place is reached: the network’s own table knows the direct line, the register the switchboard. */
const CONTACT = new Set(['phone', 'phone2', 'mobile', 'fax', 'email', 'website'])

/** People are above all files; see `isLocal`. */
const PEOPLE = 9

const RANKS: Record<Source, { identity: number; contact: number; other: number }> = {
  team: { identity: PEOPLE, contact: PEOPLE, other: PEOPLE },
  person: { identity: PEOPLE, contact: PEOPLE, other: PEOPLE },
  report: { identity: PEOPLE, contact: PEOPLE, other: PEOPLE },
  finess: { identity: 5, contact: 4, other: 5 },
  rpps: { identity: 5, contact: 3, other: 3 },
  sheet: { identity: 3, contact: 5, other: 4 },
}

/**
 * Whether a file of this source may write over a value of that one. A national register wins over a sheet for the
 * identity of a person, FINESS over the RPPS for a place; what a person said, nothing writes over.
 */
export function mayReplace(incoming: Source, current: Source | undefined, field: string): boolean {
  if (current === undefined) return true
  return rank(incoming, field) >= rank(current, field)
}

function rank(source: Source, field: string): number {
  // A source this version does not know is taken for a person’s: nothing of it is lost.
  const ranks: (typeof RANKS)[Source] | undefined = RANKS[source]
  if (ranks === undefined) return PEOPLE
  if (IDENTITY.has(field)) return ranks.identity
  return CONTACT.has(field) ? ranks.contact : ranks.other
}
