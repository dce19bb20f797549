import { type PracticePlace, SECTOR_LABELS, type Sector, sectorOf } from './activity-sectors.js'

/** What a count needs to know of a member. */
export type MemberFacts = {
  professionCode: string | null
  /** Where and how she works. */
  places: readonly PracticePlace[]
  territoryIds: readonly string[]
}

export const MODE_LABELS = {
  'self-employed': 'Libéral',
  salaried: 'Salarié',
  mixed: 'Mixte',
  other: 'Autre (remplacement, bénévolat)',
  unknown: 'Non renseigné',
} as const
export type Mode = keyof typeof MODE_LABELS

/** Members of one kind: in each territory, nowhere known, and each once in all. */
export type Spread = { byTerritory: ReadonlyMap<string, number>; elsewhere: number; total: number }

export type MemberCount = Spread & { professionCode: string | null; sector: Sector; mode: Mode }

/** How a person works, over all her places. */
export function modeOf(places: readonly Pick<PracticePlace, 'modeCode'>[]): Mode {
  const known = new Set(places.flatMap(({ modeCode }) => modeCode ?? []))
  if (known.size === 0) return 'unknown'
  if (known.has('L') && known.has('S')) return 'mixed'
  if (known.has('L')) return 'self-employed'
  return known.has('S') ? 'salaried' : 'other'
}

/**
 * Members by profession, sector of activity, mode and territory, the largest profession first. Somebody who works in two territories
 * counts in each and once in the total. Pure.
 */
export function countMembers(
  members: readonly MemberFacts[],
  territoryIds: readonly string[],
): MemberCount[] {
  const groups = new Map<string, MemberFacts[]>()
  for (const member of members) {
    const key = `${member.professionCode ?? ''} ${sectorOf(member.places)} ${modeOf(member.places)}`
    groups.set(key, [...(groups.get(key) ?? []), member])
  }
  const counts = [...groups.values()].flatMap((group) => countOf(group, territoryIds) ?? [])
  const sizes = new Map<string | null, number>()
  for (const { professionCode, total } of counts)
    sizes.set(professionCode, (sizes.get(professionCode) ?? 0) + total)
  const sizeOf = ({ professionCode }: MemberCount) => sizes.get(professionCode) ?? 0
  return counts.sort(
    (a, b) =>
      sizeOf(b) - sizeOf(a) ||
      (a.professionCode ?? '').localeCompare(b.professionCode ?? '') ||
      SECTORS.indexOf(a.sector) - SECTORS.indexOf(b.sector) ||
      MODES.indexOf(a.mode) - MODES.indexOf(b.mode),
  )
}

const SECTORS = Object.keys(SECTOR_LABELS)
const MODES = Object.keys(MODE_LABELS)

function countOf(group: readonly MemberFacts[], territoryIds: readonly string[]): MemberCount | null {
  const [first] = group
  if (!first) return null
  return {
    professionCode: first.professionCode,
    sector: sectorOf(first.places),
    mode: modeOf(first.places),
    ...spreadOf(group, territoryIds),
  }
}

/** Where the members of a group are. Pure. */
export function spreadOf(
  group: readonly Pick<MemberFacts, 'territoryIds'>[],
  territoryIds: readonly string[],
): Spread {
  const isIn = (id: string) => group.filter((member) => member.territoryIds.includes(id)).length
  return {
    byTerritory: new Map(territoryIds.map((id) => [id, isIn(id)])),
    elsewhere: group.filter((member) => !member.territoryIds.some((id) => territoryIds.includes(id))).length,
    total: group.length,
  }
}
